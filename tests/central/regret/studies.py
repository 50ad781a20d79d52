"""Worlds in which a policy is followed: what is lost against the best, and whether intervals hold the truth."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from central.recommend.rails import Limits
from tests.central.regret.policies import FOUR_WEEKS, UNIFORM, Policy, first_advice
from tests.central.regret.world import DAYS, USUAL, Kind, World

LAST = 14
"""Days at the end that are looked at."""
SIZES = (15, 60, 240)
"""Watchers a part of the day of the median shop."""
SURE = 2.0
"""Standard errors within which two policies are alike."""


@dataclass(frozen=True)
class Outcome:
    """Smiles lost a watcher in each run, and the share of watchers told, in the last days."""

    lost: np.ndarray[tuple[int], np.dtype[np.float64]]
    told_shares: np.ndarray[tuple[int], np.dtype[np.float64]]

    @property
    def regret(self) -> float:
        """Mean of the runs."""
        return float(self.lost.mean())

    @property
    def told(self) -> float:
        """Mean share of the runs."""
        return float(self.told_shares.mean())

    @property
    def chance(self) -> float:
        """Two standard errors of the mean."""
        return float(2 * self.lost.std(ddof=1) / np.sqrt(len(self.lost))) if len(self.lost) > 1 else float("nan")

    def more_than(self, other: "Outcome") -> float:
        """Difference to another policy in the same worlds, in standard errors."""
        differences = self.lost - other.lost
        if not differences.any():
            return 0.0
        return float(differences.mean() / (differences.std(ddof=1) / np.sqrt(len(differences))))


def follow(build_policy: Callable[[], Policy], watchers: int, runs: int, seed: int, kind: Kind = USUAL) -> Outcome:
    """Many worlds: the same for each policy."""
    lost, told = np.empty(runs), np.empty(runs)
    for run in range(runs):
        world, policy = World(_generator(seed, watchers, run), watchers, kind), build_policy()
        shares, of_days = UNIFORM, []
        for _ in range(DAYS):
            shares = policy(world, shares)
            world.live(shares)
            of_days.append(world.regret(shares))
        lost[run] = np.mean(of_days[-LAST:])
        told[run] = world.people[-LAST:].sum() / world.came[-LAST:].sum()
    return Outcome(lost, told)


@dataclass
class Coverage:
    """Runs with an interval, those whose interval held the truth, and the same of those that advise a change."""

    of: int = 0
    held: int = 0
    advised: int = 0
    held_advised: int = 0


def coverage(watchers: int, runs: int, seed: int) -> Coverage:
    """True if the interval of the gain at the end of the way held the gain in the mean of shops of this kind."""
    found = Coverage()
    for run in range(runs):
        world = World(_generator(seed, watchers, run), watchers)
        for _ in range(FOUR_WEEKS):
            world.live(UNIFORM)
        advice = first_advice(world, Limits())
        gain = advice.gain_at_end
        if gain.low is None or gain.high is None:
            continue
        change = (np.array(advice.target) - np.array(advice.cycle.slot_weights())) / advice.cycle.plays
        is_held = gain.low <= float(change @ (world.adverts + world.parts.mean(axis=0))) <= gain.high
        found.of, found.held = found.of + 1, found.held + is_held
        if advice.reason is None:
            found.advised, found.held_advised = found.advised + 1, found.held_advised + is_held
    return found


def _generator(seed: int, watchers: int, run: int) -> np.random.Generator:
    return np.random.default_rng([seed, watchers, run])
