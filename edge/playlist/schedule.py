"""Order of a playlist: cycles of creatives and experiment blocks. Reads no clock; the random order is a hash of names
and numbers.

A unit is one play of a creative outside experiments, or one block of an experiment, which shows every arm once, or by
day the arm of the day. Units
are spread by earliest deadline first: if a name has w of the n units, its j-th unit is between position (j-1)·n/w and
position j·n/w. So at any point of a cycle, the share of each name is correct to within one unit (Baruah et al. 1996,
Pfair).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush, heapreplace
from itertools import count

from edge.events import Experiment
from edge.playlist.available import AvailableCreatives
from edge.playlist.hashing import hash_of
from edge.playlist.values import CreativePlaylist, PlaylistExperiment


@dataclass(frozen=True, slots=True)
class ScheduledItem:
    """One play to show. `position`: its index, from 0, in the block, or in the cycle if the play is outside
    experiments.
    """

    creative: str
    experiment: Experiment | None
    position: int
    cycle: int


@dataclass(frozen=True, slots=True)
class CycleNumbers:
    """Number of the next cycle, and of the next block of each experiment. `first`: number for an experiment that has
    never run.
    """

    cycle: int = 0
    blocks: Mapping[str, int] = field(default_factory=dict)
    first: int = 0

    def next_block(self, experiment: str) -> int:
        """Number of an experiment's next block."""
        return self.blocks.get(experiment, self.first)

    def advance_cycle(self, playlist: CreativePlaylist, shown: AvailableCreatives) -> "CycleNumbers":
        """The numbers that follow this cycle."""
        blocks = dict(self.blocks)
        for experiment in playlist.experiments:
            if experiment.id in shown.experiments and experiment.unit == "play":
                blocks[experiment.id] = self.next_block(experiment.id) + experiment.weight
        return CycleNumbers(self.cycle + 1, blocks, self.first)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Plays that follow each other. `arms`: arm of each play of an experiment; empty outside experiments."""

    creatives: tuple[str, ...]
    arms: tuple[Experiment, ...] = ()


def cycle_items(
    playlist: CreativePlaylist, device: str, numbers: CycleNumbers, shown: AvailableCreatives, after: str | None = None
) -> tuple[ScheduledItem, ...]:
    """All plays of one cycle, in order.

    `after`: the creative that was shown last. It is needed only if it is not the last one of the previous cycle with
    the same `shown`.
    """
    units = _raw_order(playlist, device, numbers, shown)
    if not units:
        return ()
    if after is None and numbers.cycle > 0:
        after = _last_unit_before(playlist, device, numbers, shown).creatives[-1]
    units = _separate_plays(units, after)
    return tuple(_items(units, numbers.cycle))


def arm_order(experiment: PlaylistExperiment, device: str, block: int) -> list[str]:
    """Arms of a block in the order in which it shows them."""
    seed = experiment.seed or experiment.id

    def key(arm: str) -> bytes:
        return hash_of(seed, experiment.id, device, block, arm)

    return sorted(experiment.arms, key=key)


# Units of a cycle ----------------------------------------------------------------------------------------------------


def _raw_order(
    playlist: CreativePlaylist, device: str, numbers: CycleNumbers, shown: AvailableCreatives
) -> list[_Unit]:
    """Units in an evenly spread order. The last unit is the same as in the finished cycle."""
    turns = dict(shown.turns)
    weights = {
        f"c/{creative.id}": turns.get(creative.id, creative.weight)
        for creative in playlist.creatives
        if creative.id in shown.creatives
    }
    weights = {name: weight for name, weight in weights.items() if weight > 0}
    experiments = {f"e/{one.id}": one for one in playlist.experiments if one.id in shown.experiments}
    weights |= {name: one.weight for name, one in experiments.items()}
    places = spread_units(weights, numbers.cycle)
    if (dominant := _dominant(weights)) is not None:  # ends each cycle, so that the next cycle does not start with it
        last = len(places) - 1 - places[::-1].index(dominant)
        places.append(places.pop(last))
    next_block = {name: count(numbers.next_block(one.id)) for name, one in experiments.items()}
    of_day = dict(shown.arms)

    def unit(name: str) -> _Unit:
        if (experiment := experiments.get(name)) is None:
            return _Unit((name[2:],))
        if experiment.id in of_day:
            return _unit_of_arms(experiment, [of_day[experiment.id]], None)
        block = next(next_block[name])
        return _unit_of_arms(experiment, arm_order(experiment, device, block), block)

    return [unit(name) for name in places]


def _unit_of_arms(experiment: PlaylistExperiment, arms: Sequence[str], block: int | None) -> _Unit:
    plays = [(creative, arm) for arm in arms for creative in experiment.arms[arm]]
    return _Unit(
        tuple(creative for creative, _ in plays), tuple(Experiment(experiment.id, arm, block) for _, arm in plays)
    )


def _last_unit_before(
    playlist: CreativePlaylist, device: str, numbers: CycleNumbers, shown: AvailableCreatives
) -> _Unit:
    """Last unit of the previous cycle, which `_separate_plays` never moves."""
    blocks = {one.id: numbers.next_block(one.id) - one.weight for one in playlist.experiments}
    return _raw_order(playlist, device, CycleNumbers(numbers.cycle - 1, blocks), shown)[-1]


def _dominant(weights: Mapping[str, int]) -> str | None:
    """Creative that has at least half of the units. None if there is none."""
    units = sum(weights.values())
    return next((name for name in sorted(weights) if name.startswith("c/") and 2 * weights[name] >= units), None)


def spread_units(weights: Mapping[str, int], number: object) -> list[str]:
    """Names, evenly spread, each as often as its weight. A hash of the cycle's number breaks ties. A name never
    follows itself if another name has the same deadline.
    """
    units = sum(weights.values())
    jobs = []
    for name, weight in weights.items():
        tie = hash_of("cycle", number, name)
        for index in range(weight):
            jobs.append((index * units // weight, -(-(index + 1) * units // weight), tie, name))
    jobs.sort(reverse=True)
    due: list[tuple[int, bytes, str]] = []
    order: list[str] = []
    for place in range(units):
        while jobs and jobs[-1][0] <= place:
            heappush(due, jobs.pop()[1:])
        first = heappop(due)
        if order and first[2] == order[-1] and due and due[0][0] == first[0]:
            first = heapreplace(due, first)
        order.append(first[2])
    return order


# Neighbours ----------------------------------------------------------------------------------------------------------


def _separate_plays(units: Sequence[_Unit], after: str | None) -> list[_Unit]:
    """Move plays, each as little as possible, until no single move reduces the number of equal neighbours. Blocks
    and the last unit are not moved.
    """
    path = [_Unit(("" if after is None else after,)), *units]
    while (move := _next_move(path)) is not None:
        source, target = move
        unit = path.pop(source)
        path.insert(target if source > target else target - 1, unit)
    return path[1:]


def _next_move(path: Sequence[_Unit]) -> tuple[int, int] | None:
    """A move that reduces the number of equal neighbours: the unit at the first position moves to just before the
    second position. None if there is no such move.
    """
    for place in range(1, len(path)):
        if not _clash(path[place - 1], path[place]):
            continue
        for other in sorted(range(1, len(path)), key=lambda index: (abs(index - place), index)):
            if _improves_order(path, other, place):
                return other, place  # another play comes between the two
            for source in (place, place - 1):
                if source > 0 and _improves_order(path, source, other):
                    return source, other  # one of the two goes elsewhere
    return None


def _improves_order(path: Sequence[_Unit], source: int, target: int) -> bool:
    """True if the move reduces the number of equal neighbours."""
    unit = path[source]
    if source == len(path) - 1 or unit.arms:
        return False
    if _clash(path[target - 1], unit) or _clash(unit, path[target]):
        return False
    before = _clash(path[source - 1], unit) + _clash(unit, path[source + 1]) + _clash(path[target - 1], path[target])
    return _clash(path[source - 1], path[source + 1]) < before


def _clash(first: _Unit, second: _Unit) -> bool:
    return first.creatives[-1] == second.creatives[0]


def _items(units: Sequence[_Unit], number: int) -> list[ScheduledItem]:
    items: list[ScheduledItem] = []
    for unit in units:
        if unit.arms:
            plays = enumerate(zip(unit.creatives, unit.arms, strict=True))
            items += [ScheduledItem(creative, arm, place, number) for place, (creative, arm) in plays]
        else:
            items.append(ScheduledItem(unit.creatives[0], None, len(items), number))
    return items
