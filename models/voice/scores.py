"""From decisions of half a second to what is said of more: a whole clip, a laugh, hours with laughs in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.serving.features.voice import CHUNK, RATE_HZ, Floats, is_laughing
from models.voice.recipe import NONE

LATE_S = 1.0
"""A laugh counts as found until so long after its end: a decision comes up to half a second late, and needs to hear."""


DOUBT = 0.1
"""The share of bursts that are not what their label says: speakers were asked for a kind of sound, and nobody listened
to what came. Of the shares tried, the one by which held-out speakers' labels are the likeliest."""


@dataclass(frozen=True)
class StreamEvent:
    """Something in a stream that is not its bed."""

    kind: str  # a class, or what it is
    onset_s: float
    offset_s: float


@dataclass(frozen=True)
class LaughterScore:
    """How well the laughs of a stream were found."""

    hours: float
    laughs: int
    delays_s: tuple[float, ...]  # of each laugh that was found: from its onset to the first decision that says so
    false: tuple[tuple[float, float], ...]  # stretches of laughter that overlap no laugh

    @property
    def recall(self) -> float:
        return len(self.delays_s) / self.laughs if self.laughs else float("nan")

    @property
    def false_per_hour(self) -> float:
        return len(self.false) / self.hours

    @property
    def delay_s_median(self) -> float | None:
        return float(np.median(self.delays_s)) if self.delays_s else None

    def __add__(self, other: "LaughterScore") -> "LaughterScore":
        return LaughterScore(
            self.hours + other.hours, self.laughs + other.laughs, self.delays_s + other.delays_s,
            self.false + other.false,
        )  # fmt: skip


def clip_probabilities(decisions: Floats) -> Floats:
    """Probabilities (16,) of a whole clip from those (D, 16) of its half seconds.

    Each half second counts by how sure it is that there is a reaction at all. The classes: the mean of their
    logarithms, and DOUBT that the clip is of any of them. "none": the mean.
    """
    weights = 1.0 - decisions[:, NONE] + 1e-3
    weights /= weights.sum()
    classes = np.log(decisions[:, :NONE] + 1e-9)
    classes -= np.log(np.exp(classes).sum(axis=1, keepdims=True))
    mean = np.exp(weights @ classes)
    mean = (1.0 - DOUBT) * mean / mean.sum() + DOUBT / NONE
    none = float(weights @ decisions[:, NONE])
    return np.append(mean * (1.0 - none), none).astype(np.float32)


def laughing(amusement: Floats, on: float, off: float) -> list[bool]:
    """Of each half second of a stream whether it is laughter, from its probability of amusement."""
    was, said = False, []
    for probability in amusement.tolist():
        was = is_laughing(probability, was, on, off)
        said.append(was)
    return said


def stretches(ends_s: Sequence[float], laughter: Sequence[bool]) -> list[tuple[float, float]]:
    """Unbroken runs of half seconds with laughter, as (from, to)."""
    runs: list[tuple[float, float]] = []
    half = CHUNK / RATE_HZ
    for end_s, is_laughter in zip(ends_s, laughter, strict=True):
        if is_laughter and runs and runs[-1][1] > end_s - 1.5 * half:
            runs[-1] = (runs[-1][0], end_s)
        elif is_laughter:
            runs.append((end_s - half, end_s))
    return runs


def score(
    ends_s: Sequence[float], laughter: Sequence[bool], events: Sequence[StreamEvent], hours: float
) -> LaughterScore:
    """How well half seconds, by their ends, agree with the laughs among `events`.

    A laugh is found where a stretch of laughter overlaps its onset..offset + LATE_S. A stretch is false where it
    overlaps that of no laugh; one that hears two laughs has found both.
    """
    laughs = [(event.onset_s, event.offset_s + LATE_S) for event in events if event.kind == "amusement"]
    runs = stretches(ends_s, laughter)
    delays = []
    for onset_s, until_s in laughs:
        said = [end_s for end_s, is_laughter in zip(ends_s, laughter, strict=True) if is_laughter and end_s > onset_s]
        if any(begin_s < until_s and end_s > onset_s for begin_s, end_s in runs):
            delays.append(said[0] - onset_s)
    false = [run for run in runs if not any(run[0] < until_s and run[1] > onset_s for onset_s, until_s in laughs)]
    return LaughterScore(hours, len(laughs), tuple(delays), tuple(false))
