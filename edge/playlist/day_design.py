"""Design of an experiment by day: when it runs, which arm a site shows on which day, and which designs are refused.

The kiosk and the central server use these functions, so both find the same arms and refuse the same playlists.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from edge.playlist.arm_days import DAY_RUN, WEEK_RUN, block_days, day_arm

DAY = "day"
"""Unit of an experiment by day."""

MOST_WASHOUT_DAYS = 3
"""Most days after a change that may be excluded: less than half of a week."""
SHARED = "by day, a creative may be in one experiment"
"""Rule about creatives that are in several experiments."""

Problem = tuple[str, str]
"""Key of an experiment, and a reason that continues the key."""


@dataclass(frozen=True, slots=True)
class DayDesign:
    """An experiment by day. `names`: seed and experiment. `first` and `last`: local days; both count."""

    names: tuple[str, str]
    arms: tuple[str, ...]
    first: date
    last: date
    run_days: int
    washout_days: int

    @property
    def block_days(self) -> int:
        """Number of days after which each arm had each weekday once."""
        return block_days(len(self.arms))

    def find_arm(self, site: str, day: date) -> str | None:
        """Arm of a site on a local day; None on a day outside the experiment."""
        if not self.first <= day <= self.last:
            return None
        return day_arm((*self.names, site), self.arms, (day - self.first).days, self.run_days)

    def is_washout(self, site: str, day: date) -> bool:
        """True for one of the first days after a change of the arm. The arm plays, but the day does not count."""
        for later in range(self.washout_days):
            begin = day - timedelta(days=later)
            if begin <= self.first:
                return False
            before, after = self.find_arm(site, begin - timedelta(days=1)), self.find_arm(site, begin)
            if before is not None and after is not None and before != after:
                return True
        return False


class Designed(Protocol):
    """Values of an experiment that decide on which days it shows which arm."""

    @property
    def id(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def seed(self) -> str: ...
    @property
    def arms(self) -> Mapping[str, Sequence[str]]: ...
    @property
    def from_(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...
    @property
    def run_days(self) -> int: ...
    @property
    def washout_days(self) -> int: ...


def design_of(experiment: Designed) -> DayDesign | None:
    """Design of an experiment by day. None without a first and a last day, and for another experiment."""
    if experiment.unit != DAY or experiment.from_ is None or experiment.until is None:
        return None
    names = (experiment.seed or experiment.id, experiment.id)
    days = (experiment.from_, experiment.until)
    return DayDesign(names, tuple(experiment.arms), *days, experiment.run_days, experiment.washout_days)


def experiment_problems(experiment: Designed) -> Iterator[Problem]:
    """Problems of the unit, days and arms of an experiment."""
    yield from (_day_problems if experiment.unit == DAY else _play_problems)(experiment)


def _day_problems(experiment: Designed) -> Iterator[Problem]:
    first, last, washout_days = experiment.from_, experiment.until, experiment.washout_days
    for key, day, name in (("from", first, "first"), ("until", last, "last")):
        if day is None:
            yield key, f'is missing: an experiment with unit = "day" needs its {name} day'
    if first is not None and last is not None:
        yield from _length_problems(len(experiment.arms), first, last)
    if sum(not creatives for creatives in experiment.arms.values()) > 1:
        yield "arms", "has two arms without creatives, which would show the same; keep one"
    if washout_days and (experiment.run_days != WEEK_RUN or washout_days > MOST_WASHOUT_DAYS):
        few = f"use 0, or run_days = {WEEK_RUN} and 1 to {MOST_WASHOUT_DAYS}"
        yield "washout_days", f"= {washout_days} would leave too few days; {few}"


def _length_problems(arms: int, first: date, last: date) -> Iterator[Problem]:
    block, days = block_days(arms), (last - first).days + 1
    ends = " or ".join(map(str, block_ends(arms, first, days))) if days > 0 else ""
    if days <= 0:
        yield "until", f"= {last} is before from = {first}"
    elif days % block:
        yield (
            "until",
            f"= {last} makes {days} days, but {arms} arms by day need {block} days or a multiple, so that each arm has"
            f" each weekday equally often; use {ends or 'an earlier first day'}",
        )


def block_ends(arms: int, first: date, days: int) -> list[date]:
    """Last days of the whole blocks around a number of days, at least one: the nearest shorter length, if there is one,
    and the nearest that is not shorter. None of them is after the year 9999.
    """
    block = block_days(arms)
    blocks = {days // block, -(-days // block)} - {0}
    lengths = (timedelta(days=count * block - 1) for count in sorted(blocks))
    return [first + length for length in lengths if length <= date.max - first]


def _play_problems(experiment: Designed) -> Iterator[Problem]:
    """Keys and arms that only an experiment by day may have."""
    given = {
        "from": experiment.from_ is not None,
        "run_days": experiment.run_days != DAY_RUN,
        "washout_days": experiment.washout_days != 0,
    }
    for key, is_given in given.items():
        if is_given:
            yield key, 'is only for experiments with unit = "day"; remove it, or set the unit'
    for arm, creatives in experiment.arms.items():
        if not creatives:
            yield "arms", f'arm {arm!r} names no creative; name one, or set unit = "day", which allows one empty arm'


def shared_creatives(experiments: Sequence[Mapping[str, object]]) -> Iterator[tuple[int, str, str]]:
    """Creatives in two experiments, at least one of them by day: the number of the second experiment, the creative, and
    the id of the first. A creative that pauses on the days of another arm would also stop the other experiment.
    """
    seen: list[tuple[str, bool, set[str]]] = []
    for index, table in enumerate(experiments):
        arms = table.get("arms")
        of_arms = arms.values() if isinstance(arms, Mapping) else ()
        names = {str(name) for arm in of_arms if isinstance(arm, Sequence) for name in arm}
        is_by_day = table.get("unit") == DAY
        for other, is_other_by_day, others in seen:
            if is_by_day or is_other_by_day:
                for name in sorted(names & others):
                    yield index, name, other
        seen.append((str(table.get("id")), is_by_day, names))


def shared_reason(creative: str, other: str) -> str:
    """Reason that continues the key `arms`."""
    return f"names {creative!r}, which is also in experiment {other!r}; {SHARED}"
