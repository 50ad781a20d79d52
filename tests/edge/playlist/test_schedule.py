"""Order of a playlist: weights, blocks, spread, neighbours, and that it is the same again."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edge.events import Experiment
from edge.playlist.available import AvailableCreatives
from edge.playlist.schedule import CycleNumbers, ScheduledItem, arm_order, cycle_items
from edge.playlist.values import CreativePlaylist, PlaylistCreative, PlaylistExperiment

DEVICE = "door"
IDS = "abcdefgh"


def playlist(
    weights: dict[str, int], experiments: dict[str, tuple[int, dict[str, list[str]]]] | None = None
) -> CreativePlaylist:
    return CreativePlaylist(
        creative=[PlaylistCreative(id=name, file=f"{name}.mp4", weight=weight) for name, weight in weights.items()],
        experiment=[
            PlaylistExperiment(id=name, arms=arms, weight=weight)
            for name, (weight, arms) in (experiments or {}).items()
        ],
    )


def everything(plan: CreativePlaylist) -> AvailableCreatives:
    return AvailableCreatives(
        frozenset(one.id for one in plan.creatives), frozenset(one.id for one in plan.experiments)
    )


def cycles(plan: CreativePlaylist, count: int, device: str = DEVICE, first: int = 0) -> list[tuple[ScheduledItem, ...]]:
    """The cycles of a screen that is never stopped."""
    numbers, shown = CycleNumbers(first), everything(plan)
    found = []
    for _ in range(count):
        found.append(cycle_items(plan, device, numbers, shown))
        numbers = numbers.advance_cycle(plan, shown)
    return found


def names(items: Sequence[ScheduledItem]) -> list[str]:
    return [item.creative for item in items]


def repeats(order: Sequence[str]) -> int:
    return sum(first == second for first, second in pairwise(order))


WEIGHTS = st.dictionaries(st.sampled_from(IDS), st.integers(0, 6), min_size=1)
ARMS = st.dictionaries(
    st.sampled_from(["x", "y", "z"]), st.lists(st.sampled_from(IDS), min_size=1, max_size=3), min_size=2
)
EXPERIMENTS = st.dictionaries(st.sampled_from(["e1", "e2"]), st.tuples(st.integers(1, 4), ARMS))


@st.composite
def plans(draw: st.DrawFn) -> CreativePlaylist:
    weights, experiments = draw(WEIGHTS), draw(EXPERIMENTS)
    used = {creative for _, arms in experiments.values() for arm in arms.values() for creative in arm}
    return playlist({**dict.fromkeys(sorted(used), 0), **weights}, experiments)


@given(plans(), st.integers(0, 1000))
def test_a_cycle_has_every_creative_and_block_as_often_as_its_weight(plan: CreativePlaylist, number: int) -> None:
    """Beside its experiments a creative plays `weight` times; each block shows each arm once, whole, in one piece."""
    (items,) = cycles(plan, 1, first=number)
    singles = Counter(item.creative for item in items if item.experiment is None)
    assert singles == {one.id: one.weight for one in plan.creatives if one.weight}
    rest = list(items)
    blocks: Counter[str] = Counter()
    while rest:
        first = rest.pop(0).experiment
        if first is None:
            continue
        assert first.block == blocks[first.id]
        blocks[first.id] += 1
        (experiment,) = (one for one in plan.experiments if one.id == first.id)
        block = [(first.arm, items[len(items) - len(rest) - 1].creative)]
        length = sum(map(len, experiment.arms.values()))
        for item in rest[: length - 1]:
            assert item.experiment is not None
            assert (item.experiment.id, item.experiment.block) == (first.id, first.block)
            block.append((item.experiment.arm, item.creative))
        del rest[: length - 1]
        order = arm_order(experiment, DEVICE, first.block)
        assert block == [(arm, creative) for arm in order for creative in experiment.arms[arm]]
    assert blocks == {one.id: one.weight for one in plan.experiments}


@given(plans(), st.integers(0, 1000))
def test_the_same_cycle_comes_again(plan: CreativePlaylist, number: int) -> None:
    """The order is a function of the playlist and of the numbers, whatever was asked before."""
    assert cycles(plan, 2, first=number) == cycles(plan, 2, first=number)


@given(plans())
def test_positions_count_within_the_block_or_the_cycle(plan: CreativePlaylist) -> None:
    """A play of an experiment has its place in the block, any other its place in the cycle."""
    (items,) = cycles(plan, 1, first=3)
    for place, item in enumerate(items):
        assert item.cycle == 3
        if item.experiment is None:
            assert item.position == place
        else:
            begin = place - item.position
            assert items[begin].position == 0
            first = items[begin].experiment
            assert first is not None
            assert first.block == item.experiment.block


@given(st.dictionaries(st.sampled_from(IDS), st.integers(1, 6), min_size=2), st.integers(0, 50))
def test_no_creative_follows_itself_where_others_can_be_put_between(weights: dict[str, int], first: int) -> None:
    """Also from one cycle to the next: none repeats that has at most half of the plays; one with more repeats only as
    often as it must."""
    plan = playlist(weights)
    found = [names(items) for items in cycles(plan, 4, first=first)]
    most = max(weights.values())
    must = max(0, most - (sum(weights.values()) - most))
    assert repeats(found[0]) <= must
    for before, after in pairwise(found):
        assert repeats([before[-1], *after]) == must


@given(plans(), st.integers(1, 50))
def test_no_single_move_would_separate_two_equal_neighbours(plan: CreativePlaylist, first: int) -> None:
    """With blocks too: wherever two equal ones meet, no creative elsewhere could be put between without a new meeting
    (the last place of a cycle is fixed, and blocks are)."""
    (before, items) = cycles(plan, 2, first=first)
    assume(items)
    order = [before[-1], *items]
    total = repeats(names(order))
    for place, item in enumerate(order[1:-1], 1):
        if item.experiment is not None:
            continue
        rest = names(order[:place] + order[place + 1 :])
        for target in range(1, len(rest)):
            left, right = (order[:place] + order[place + 1 :])[target - 1 : target + 1]
            inside = left.experiment is not None and left.experiment == right.experiment
            same_block = (
                left.experiment is not None
                and right.experiment is not None
                and (left.experiment.id, left.experiment.block) == (right.experiment.id, right.experiment.block)
            )
            if inside or same_block:
                continue
            assert repeats([*rest[:target], item.creative, *rest[target:]]) >= total


@given(st.dictionaries(st.sampled_from(IDS), st.integers(1, 6), min_size=1), st.integers(0, 50))
def test_plays_are_spread_evenly_over_a_cycle(weights: dict[str, int], first: int) -> None:
    """After any part of a cycle each creative has had its share, to within two plays."""
    (items,) = cycles(playlist(weights), 1, first=first)
    share = {name: weight / len(items) for name, weight in weights.items()}
    for end in range(len(items) + 1):
        had = Counter(names(items[:end]))
        assert all(abs(had[name] - end * share[name]) < 2 for name in weights)


def test_blocks_are_spread_between_the_creatives() -> None:
    """Three blocks among six other plays: never two blocks in a row, and two plays between them."""
    plan = playlist({"a": 0, "b": 0, "c": 3, "d": 3}, {"e": (3, {"x": ["a"], "y": ["b"]})})
    for items in cycles(plan, 20):
        kinds = "".join("." if item.experiment is None else "e" for item in items)
        assert kinds.count("eeee") == 0
        assert all(1 <= len(gap) <= 4 for gap in kinds.strip(".").split("ee") if gap)


def test_cycles_differ_from_each_other() -> None:
    """The order changes from cycle to cycle, so that no advert always has the same one before it."""
    found = [names(items) for items in cycles(playlist(dict.fromkeys("abcd", 1)), 100)]
    assert len({tuple(order) for order in found}) > 12
    followers = {pair for order in found for pair in pairwise(order)}
    assert len(followers) == 12


def test_the_device_changes_the_order_of_arms_and_nothing_else() -> None:
    """Screens side by side play the same creatives at the same places, and draw their blocks each for itself."""
    plan = playlist({"a": 0, "b": 0, "c": 1, "d": 1, "f": 1}, {"e": (1, {"x": ["a"], "y": ["b"]})})
    here, there = cycles(plan, 40), cycles(plan, 40, device="till")
    assert here != there
    assert [[item.experiment is None for item in items] for items in here] == [
        [item.experiment is None for item in items] for items in there
    ]


@pytest.mark.parametrize("arms", [2, 3, 5])
def test_arms_are_balanced_at_every_moment_of_ten_thousand_plays(arms: int) -> None:
    """Counts of arms never differ by more than one; every order of a block of two arms comes about equally often."""
    plan = playlist(
        {**{f"a{arm}": 0 for arm in range(arms)}, "other": 1},
        {"e12": (2, {f"arm{arm}": [f"a{arm}"] for arm in range(arms)})},
    )
    counts: Counter[str] = Counter({f"arm{arm}": 0 for arm in range(arms)})
    orders: Counter[tuple[str, ...]] = Counter()
    plays = 0
    for items in cycles(plan, 10_000 // (2 * arms) + 1):
        found = [item.experiment for item in items if item.experiment is not None]
        for experiment in found:
            counts[experiment.arm] += 1
            plays += 1
            assert max(counts.values()) - min(counts.values()) <= 1
        orders.update(tuple(one.arm for one in found[at : at + arms]) for at in (0, arms))
    assert plays >= 10_000
    if arms == 2:
        assert set(orders) == {("arm0", "arm1"), ("arm1", "arm0")}
        assert min(orders.values()) > 0.45 * sum(orders.values())


def test_the_order_of_a_block_is_that_of_the_hash() -> None:
    """SHA-256 of seed/experiment/device/block/arm, so that anybody can check it. Without a seed it is the id."""

    experiment = PlaylistExperiment(id="e12", arms={"a": ["x"], "b": ["y"], "c": ["z"]}, seed="2026-11")
    for block in range(20):
        key = {arm: hashlib.sha256(f"2026-11/e12/door/{block}/{arm}".encode()).digest() for arm in "abc"}
        assert arm_order(experiment, "door", block) == sorted("abc", key=lambda arm, key=key: key[arm])  # type: ignore[misc]
    unseeded = PlaylistExperiment(id="e12", arms=experiment.arms)
    named = PlaylistExperiment(id="e12", arms=experiment.arms, seed="e12")
    assert [arm_order(unseeded, "door", n) for n in range(20)] == [arm_order(named, "door", n) for n in range(20)]


def test_what_is_closed_is_left_out() -> None:
    """Creatives and experiments that are not available take no place; without any there is no cycle."""
    plan = playlist({"a": 2, "b": 1}, {"e": (1, {"x": ["a"], "y": ["b"]})})
    assert names(cycle_items(plan, DEVICE, CycleNumbers(), AvailableCreatives(frozenset("b"), frozenset()))) == ["b"]
    assert cycle_items(plan, DEVICE, CycleNumbers(5), AvailableCreatives()) == ()
    assert cycle_items(playlist({"a": 0}), DEVICE, CycleNumbers(5), AvailableCreatives(frozenset("a"))) == ()


def test_numbers_go_on_with_the_experiments_that_ran() -> None:
    """A cycle uses one number, and of each experiment as many as its weight; others keep theirs."""
    plan = playlist({"a": 1, "b": 1}, {"e": (2, {"x": ["a"], "y": ["b"]}), "f": (3, {"x": ["a"], "y": ["b"]})})
    numbers = CycleNumbers(7, {"e": 10, "old": 4}).advance_cycle(
        plan, AvailableCreatives(frozenset("ab"), frozenset("e"))
    )
    assert numbers == CycleNumbers(8, {"e": 12, "old": 4})
    items = cycle_items(plan, DEVICE, numbers, everything(plan))
    blocks = {(one.id, one.block) for one in (item.experiment for item in items) if one}
    assert blocks == {("e", 12), ("e", 13), ("f", 0), ("f", 1), ("f", 2)}


def test_the_creative_before_a_cycle_may_be_named() -> None:
    """After a change of the schedule the cycle does not begin with the creative that was just shown."""
    plan = playlist(dict.fromkeys("abc", 1))
    for number in range(30):
        for before in "abc":
            items = cycle_items(plan, DEVICE, CycleNumbers(number), everything(plan), after=before)
            assert items[0].creative != before


def test_a_block_keeps_its_order_between_equal_neighbours() -> None:
    """Arms that share a creative may meet: a block is never reordered for it, nor split."""
    plan = playlist({"a": 1, "b": 0}, {"e": (1, {"x": ["a", "b"], "y": ["b", "a"]})})
    for items in cycles(plan, 20):
        block = [item for item in items if item.experiment is not None]
        assert names(block) in (["a", "b", "b", "a"], ["b", "a", "a", "b"])
        assert Experiment("e", "x", block[0].experiment.block if block[0].experiment else -1) in [
            item.experiment for item in block
        ]


WRITTEN_DOWN = {
    "weights": "e932da35bb7b1cb6787a4a71811ec94d9bf65463ea505f0b6437684e9dda78ff",
    "tight": "47b10cf974c0c5a8effb48146b400260fa1a52e3a32ebef13fd68a6a547cbbe5",
    "blocks": "a0d540d65c49929bd2aa4b023443768e6d7a1df92d49b34f769d632702afbec7",
    "shared": "c158311861878eaaf5d225ff0142a53b6777039921d2631713b900ff418ecd0d",
}
"""SHA-256 of the first 60 cycles of each playlist."""

PLANNED = {
    "weights": playlist({"a": 1, "b": 2, "c": 3, "d": 4, "f": 5}),
    "tight": playlist({"a": 3, "b": 2, "c": 1}),
    "blocks": playlist({"a": 0, "b": 0, "c": 2, "d": 1}, {"e": (2, {"x": ["a"], "y": ["b"], "z": ["a", "b"]})}),
    "shared": playlist(
        {"a": 3, "b": 1, "c": 1, "d": 2},
        {"e": (1, {"x": ["a"], "y": ["a", "b"]}), "f": (3, {"x": ["d"], "y": ["a"]})},
    ),
}


@pytest.mark.parametrize("name", PLANNED)
def test_a_plan_that_was_written_down_stays_true(name: str) -> None:
    """No version changes the order: a plan is fixed, and published, before its experiment starts."""

    written = "".join(
        f"{item.creative} {item.position} {item.experiment and (item.experiment.arm, item.experiment.block)}\n"
        for items in cycles(PLANNED[name], 60)
        for item in items
    )
    assert hashlib.sha256(written.encode()).hexdigest() == WRITTEN_DOWN[name]
