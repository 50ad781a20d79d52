"""Turns of a playlist: a few creatives a day, all equally often, each beside each other."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from math import gcd, lcm

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.playlist.numbers import NumbersInMemory
from edge.playlist.program import Program
from edge.playlist.rotation import day_turns, playlist_turns, shown_at
from edge.playlist.schedule import CycleNumbers, ScheduledItem
from edge.playlist.values import CreativePlaylist, Screen
from tests.edge.playlist.test_program import DOOR, creative, experiment

MONDAY = date(2026, 11, 30)
NOON = datetime.fromisoformat("2026-11-30 12:00")
SIX = CreativePlaylist(creative=[creative(name) for name in "abcdef"], rotate=2)


def names_of_day(playlist: CreativePlaylist, day: int, device: str = "door") -> Counter[str]:
    """Plays of a hundred in a row at noon of a day."""
    running = Program(playlist, Screen("berlin-7", device), NumbersInMemory(CycleNumbers()))
    at = NOON + timedelta(days=day)
    return Counter(item.creative for item in (running.next(at) for _ in range(100)) if item is not None)


def test_two_of_six_play_on_a_day() -> None:
    """Equally often, and each on one of three days; with each other one over the weeks."""
    days = [names_of_day(SIX, day) for day in range(6 * 15)]
    assert all(sorted(of.values()) == [50, 50] for of in days)
    turns = Counter(name for of in days[:60] for name in of)
    assert set(turns.values()) <= {19, 20, 21}  # these days are no whole rounds
    together = Counter(tuple(sorted(of)) for of in days)
    assert set(together) == set(combinations("abcdef", 2))


def test_without_the_key_all_play_on_each_day() -> None:
    """As before; so do no more creatives than turns."""
    assert set(names_of_day(SIX.model_copy(update={"rotate": None}), 0)) == set("abcdef")
    two = CreativePlaylist(creative=[creative("a"), creative("b")], rotate=2)
    assert set(names_of_day(two, 0)) == {"a", "b"}
    assert playlist_turns(two, "door", MONDAY) == ()


def test_shops_take_other_turns_and_a_restart_takes_the_same() -> None:
    """They follow from the names and the day alone."""
    of_doors = {tuple(playlist_turns(SIX, f"shop-{number}", MONDAY)) for number in range(40)}
    assert len(of_doors) > 8
    assert names_of_day(SIX, 3) == names_of_day(SIX, 3)


def test_a_day_changes_at_midnight() -> None:
    """In the middle of a cycle, too."""
    running = Program(SIX, DOOR, NumbersInMemory(CycleNumbers()))
    late, early = datetime.fromisoformat("2026-11-30 23:59"), datetime.fromisoformat("2026-12-01 00:00")
    before = {item.creative for item in (running.next(late) for _ in range(3)) if item}
    after = {item.creative for item in (running.next(early) for _ in range(4)) if item}
    assert before == {name for name, weight in playlist_turns(SIX, "door", late.date()) if weight}
    assert after == {name for name, weight in playlist_turns(SIX, "door", early.date()) if weight}


def test_a_heavy_creative_has_whole_days_and_light_ones_still_have_theirs() -> None:
    """8 of 10 turns: every day one, and most days both. The others come on days of their own, at half of the plays."""
    heavy = CreativePlaylist(creative=[creative("a", 8), creative("b"), creative("c")], rotate=2)
    days = [names_of_day(heavy, day) for day in range(20)]
    assert sum(of["a"] for of in days) == 1600
    assert {of["b"] for of in days} == {0, 50}
    assert sum(of["b"] > 0 for of in days) == 4
    assert sum(of["c"] > 0 for of in days) == 4


def test_creatives_with_hours_and_those_of_experiments_play_on_every_day() -> None:
    """Their shares stay as without turns."""
    playlist = CreativePlaylist(
        creative=[
            *(creative(name) for name in "abc"),
            *(creative(name, 2) for name in "defg"),
            creative("lunch", 2, open="Mo-Su 11:00-14:00"),
        ],
        experiment=[experiment()],
        rotate=2,
    )
    assert [name for name, _ in playlist_turns(playlist, "door", MONDAY)] == ["d", "e", "f", "g"]
    for day in range(5):
        cycle = Counter(item.creative for item in _cycle(playlist, day))
        assert cycle["lunch"] == 2
        assert {cycle[name] for name in "abc"} == {2}
        assert sum(cycle[name] for name in "defg") == 8
        assert sum(cycle[name] > 0 for name in "defg") == 2


def _cycle(playlist: CreativePlaylist, day: int) -> list[ScheduledItem]:
    """All plays of the first cycle of a day."""
    running = Program(playlist, DOOR, NumbersInMemory(CycleNumbers()))
    items: list[ScheduledItem] = []
    while (item := running.next(NOON + timedelta(days=day))) is not None and item.cycle == 0:
        items.append(item)
    return items


def test_dates_end_a_turn() -> None:
    """A creative that is over has none, and the others share its days."""
    playlist = CreativePlaylist(
        creative=[*(creative(name) for name in "abcd"), creative("old", until=date(2026, 11, 1))], rotate=2
    )
    assert [name for name, _ in playlist_turns(playlist, "door", MONDAY)] == list("abcd")


def test_a_screen_is_never_empty_for_its_turns() -> None:
    """If both films of a day are broken, all others play."""
    broken = frozenset(name for name, weight in playlist_turns(SIX, "door", MONDAY) if weight)
    shown = shown_at(SIX, DOOR, NOON, broken)
    assert shown.turns == ()
    assert shown.creatives == frozenset("abcdef") - broken


@given(st.lists(st.integers(1, 6), min_size=2, max_size=6), st.integers(2, 4), st.text("ab", max_size=3))
@settings(max_examples=25)
def test_a_round_gives_each_its_turns(weights: list[int], per_day: int, device: str) -> None:
    """By weight; none has two on a day unless its weight asks for more than one a day."""
    named = tuple((f"c{number}", weight) for number, weight in enumerate(weights))
    units = sum(weights) // gcd(*weights)
    days = lcm(units, per_day) // per_day
    turns = [day_turns(named, per_day, device, 700_000 + day) for day in range(4 * days)]
    assert all(sum(of.values()) == per_day for of in turns)
    for name, weight in named:
        in_round = weight // gcd(*weights) * lcm(units, per_day) // units
        assert 3 * in_round <= sum(of[name] for of in turns) <= 5 * in_round
        assert max(of[name] for of in turns) <= -(-in_round // days)


def test_no_pair_of_days_repeats_more_than_it_must() -> None:
    """Of six, two days in a row share a creative in fewer than half of the cases."""
    sets = [
        {name for name, weight in playlist_turns(SIX, "door", MONDAY + timedelta(day)) if weight} for day in range(90)
    ]
    assert sum(bool(one & other) for one, other in pairwise(sets)) < 45


@pytest.mark.parametrize("rotate", [0, 1, 21])
def test_fewer_than_two_are_no_turns(rotate: int) -> None:
    with pytest.raises(ValueError, match="rotate"):
        CreativePlaylist.model_validate({"rotate": rotate})
