"""The running schedule: restarts, changes of the playlist, closing times, files that cannot be shown."""

import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.playlist.numbers import NumbersInMemory
from edge.playlist.program import Program
from edge.playlist.schedule import CycleNumbers, ScheduledItem
from edge.playlist.values import CreativePlaylist, PlaylistCreative, PlaylistExperiment, Screen
from edge.screen.schedule_file import ScheduleFile

DOOR = Screen("berlin-7", "door")
NOON = datetime.fromisoformat("2026-11-30 12:00")  # a Monday
NIGHT = datetime.fromisoformat("2026-11-30 23:00")


def creative(name: str, weight: int = 1, **more: object) -> PlaylistCreative:
    return PlaylistCreative.model_validate({"id": name, "file": f"{name}.mp4", "weight": weight, **more})


def experiment(weight: int = 1, **more: object) -> PlaylistExperiment:
    arms = {"x": ["a", "c"], "y": ["b"]}
    return PlaylistExperiment.model_validate({"id": "e", "arms": arms, "weight": weight, **more})


PLAYLIST = CreativePlaylist(
    creative=[creative("a", 0), creative("b", 0), creative("c"), creative("d"), creative("f")],
    experiment=[experiment()],
)
"""A cycle has three plays and a block of three."""


def program(playlist: CreativePlaylist = PLAYLIST, numbers: CycleNumbers = CycleNumbers()) -> Program:  # noqa: B008
    return Program(playlist, DOOR, NumbersInMemory(numbers))


def take(
    running: Program, count: int, local: datetime = NOON, without: frozenset[str] = frozenset()
) -> list[ScheduledItem]:
    items = [running.next(local, without) for _ in range(count)]
    assert None not in items
    return [item for item in items if item is not None]


def names(items: list[ScheduledItem]) -> list[str]:
    return [item.creative for item in items]


def blocks(items: list[ScheduledItem]) -> list[tuple[int | None, str]]:
    return [(item.experiment.block, item.experiment.arm) for item in items if item.experiment]


def test_cycles_and_blocks_are_numbered_one_after_the_other() -> None:
    """Each cycle has its number; its block the next one."""
    items = take(program(), 18)
    assert [item.cycle for item in items] == [0] * 6 + [1] * 6 + [2] * 6
    assert [number for number, _ in blocks(items)] == [0] * 3 + [1] * 3 + [2] * 3


def test_nothing_is_due_while_nothing_is_open() -> None:
    """Closed or empty: no item, and no number is used; at the opening the first cycle begins."""
    store = NumbersInMemory(CycleNumbers(4))
    running = Program(CreativePlaylist(creative=[creative("c", open="Mo-Su 08:00-20:00")]), DOOR, store)
    assert [running.next(NIGHT) for _ in range(3)] == [None] * 3
    assert store.read() == CycleNumbers(4)
    assert take(running, 1)[0].cycle == 4
    assert running.next(NIGHT) is None
    assert program(CreativePlaylist()).next(NOON) is None


def test_a_closed_shop_opens_with_the_next_cycle_as_after_a_restart() -> None:
    """The plays after the night do not depend on whether the machine was switched off."""
    playlist = CreativePlaylist(creative=[creative(name, open="Mo-Su 08:00-20:00") for name in "abcdf"])
    for count in range(1, 6):
        store = NumbersInMemory(CycleNumbers())
        running = Program(playlist, DOOR, store)
        take(running, count)
        assert running.next(NIGHT) is None
        restarted = Program(playlist, DOOR, NumbersInMemory(store.read()))
        assert take(running, 20) == take(restarted, 20)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_no_restart_begins_a_block_anew(runs: list[int]) -> None:
    """After any runs, each ended at any play, each block number was begun once, and none is ever smaller."""
    with tempfile.TemporaryDirectory() as folder:
        store = ScheduleFile(Path(folder) / "s")
        begun: list[int | None] = []
        for count in runs:
            items = take(Program(PLAYLIST, DOOR, store), count)
            numbers = [number for number, _ in blocks(items)]
            begun += [number for before, number in pairwise([None, *numbers]) if number != before]
        assert begun == sorted(set(begun), key=lambda number: number or 0)


def test_a_restart_plays_what_was_planned() -> None:
    """The plan of a stored schedule does not change by a restart in the middle of a cycle."""
    store = NumbersInMemory(CycleNumbers())
    running = Program(PLAYLIST, DOOR, store)
    take(running, 8)
    planned = take(Program(PLAYLIST, DOOR, NumbersInMemory(store.read())), 30)
    rest = take(running, 4)
    assert {item.cycle for item in rest} == {1}
    assert take(running, 30) == planned


def test_numbers_are_stored_before_the_first_play_of_a_cycle(tmp_path: Path) -> None:
    """A power cut after the first picture finds the next numbers on the disk."""
    store = ScheduleFile(tmp_path / "s")
    running = Program(PLAYLIST, DOOR, store)
    running.next(NOON)
    assert ScheduleFile(tmp_path / "s").read() == CycleNumbers(1, {"e": 1})


def test_without_a_disk_creatives_are_shown_without_arms(tmp_path: Path) -> None:
    """A block that cannot be counted is none: its creatives play on, as no arm of anything, until the disk is back."""
    folder = tmp_path / "data"
    running = Program(PLAYLIST, DOOR, ScheduleFile(folder / "s"))
    items = take(running, 12)
    assert blocks(items) == []
    assert Counter(names(items)) == Counter("aabbccccddff")
    assert running.problem == "schedule: the block numbers cannot be stored (No such file or directory)."
    folder.mkdir()
    assert [number for number, _ in blocks(take(running, 6))] == [2] * 3
    assert running.problem is None


def test_lost_numbers_go_on_above_all_that_were_used(tmp_path: Path) -> None:
    """A corrupt file: the numbers go on at the day's, higher than a screen can have come to before."""
    path = tmp_path / "s"
    path.write_text("{")
    items = take(Program(PLAYLIST, DOOR, ScheduleFile(path)), 6)
    day = (NOON.date() - date(2026, 1, 1)).days
    assert {item.cycle for item in items} == {day * 1_000_000}
    assert {number for number, _ in blocks(items)} == {day * 1_000_000}
    later = take(Program(PLAYLIST, DOOR, ScheduleFile(path)), 6)
    assert {number for number, _ in blocks(later)} == {day * 1_000_000 + 1}
    new = CreativePlaylist(creative=PLAYLIST.creatives, experiment=[experiment().model_copy(update={"id": "other"})])
    assert {number for number, _ in blocks(take(Program(new, DOOR, ScheduleFile(path)), 6))} == {day * 1_000_000}
    path.write_text("{")
    early = Program(PLAYLIST, DOOR, ScheduleFile(path)).next(datetime.fromisoformat("1970-01-01 12:00"))
    assert early is not None
    assert early.cycle == 1_000_000


def test_a_new_playlist_is_taken_at_the_next_play() -> None:
    """A block under way is cut short, its number is used up, and the new list does not begin with the same advert."""
    new = CreativePlaylist(creative=[creative("c"), creative("d"), creative("f")], experiment=[])
    for count in range(1, 13):
        running = program()
        before = take(running, count)
        running.replace_playlist(new)
        assert running.playlist == new
        after = take(running, 4)
        assert set(names(after)) == {"c", "d", "f"}
        assert after[0].creative != before[-1].creative
        assert after[0].cycle == before[-1].cycle + 1


def test_a_playlist_that_is_the_same_changes_nothing() -> None:
    """A file that was only touched cuts no block short."""
    running, other = program(), program()
    for _ in range(12):
        running.replace_playlist(PLAYLIST.model_copy(deep=True))
        assert running.next(NOON) == other.next(NOON)


def test_a_creative_that_closes_ends_the_cycle() -> None:
    """It is not shown after its hour; the rest of the cycle is made anew without it, and no advert follows itself."""
    playlist = CreativePlaylist(creative=[creative("a", open="Mo-Su 08:00-20:00"), *map(creative, "bcd")])
    for count in range(1, 9):
        running = program(playlist)
        before = take(running, count)
        after = take(running, 6, NIGHT)
        assert "a" not in names(after)
        assert after[0].creative != before[-1].creative
        again = take(running, 4)
        assert sorted(names(again)) == list("abcd")


def test_a_change_between_a_creative_and_a_block_begins_another_cycle() -> None:
    """The block has not begun, so nothing of it is kept."""
    order = take(program(), 6)
    place = next(at for at in range(1, 6) if order[at].experiment and not order[at - 1].experiment)
    running = program()
    take(running, place)
    (after,) = take(running, 1, without=frozenset({"f"}))
    assert (after.cycle, after.position) == (1, 0)


def test_a_block_goes_on_over_a_change_that_is_not_its_own() -> None:
    """Another creative that closes does not cut a block short; one of the block does, for all arms."""
    hours = {"open": "Mo-Su 08:00-20:00"}
    for closing, is_cut in (("d", False), ("a", True), ("b", True), ("c", True)):
        creatives = [one.model_copy(update=hours) if one.id == closing else one for one in PLAYLIST.creatives]
        running = program(CreativePlaylist(creative=creatives, experiment=PLAYLIST.experiments))
        items = [running.next(NOON)]
        while items[-1] is not None and items[-1].experiment is None:
            items.append(running.next(NOON))
        after = [item for item in (running.next(NIGHT) for _ in range(8)) if item is not None]
        rest = [number for number, _ in blocks(after)]
        assert (0 in rest) != is_cut, closing
        assert closing not in names(after)
        if is_cut:
            assert rest == []
        else:
            assert rest[:2] == [0, 0]


def test_an_experiment_ends_with_its_last_day() -> None:
    """A block that began before midnight is shown to its end; after it there is none."""
    playlist = CreativePlaylist(creative=PLAYLIST.creatives, experiment=[experiment(until=NIGHT.date())])
    running = program(playlist)
    item = running.next(NIGHT)
    while item is not None and item.experiment is None:
        item = running.next(NIGHT)
    after = take(running, 12, NIGHT + timedelta(hours=2))
    assert blocks(after[2:]) == []
    assert [number for number, _ in blocks(after[:2])] == [0, 0]


@pytest.mark.parametrize("bad", ["a", "b", "c"])
def test_a_file_that_cannot_be_shown_voids_the_block_for_all_arms(bad: str) -> None:
    """The block under way ends, and its experiment is left out until the file is good again."""
    running = program()
    item = running.next(NOON)
    while item is not None and item.experiment is None:
        item = running.next(NOON)
    without = frozenset({bad})
    after = take(running, 10, without=without)
    assert blocks(after) == []
    assert bad not in names(after)
    again = take(running, 12)
    assert {number for number, _ in blocks(again)} == {1, 2}


def test_arms_stay_balanced_over_restarts_of_whole_blocks() -> None:
    """Of the blocks that were shown whole, each arm had each once."""
    store = NumbersInMemory(CycleNumbers())
    shown: Counter[tuple[int | None, str]] = Counter()
    for count in range(1, 40):
        shown.update(blocks(take(Program(PLAYLIST, DOOR, store), count)))
    whole = [
        number for number in {number for number, _ in shown} if shown[number, "x"] == 2 and shown[number, "y"] == 1
    ]
    assert len(whole) > 100
    assert max(shown.values()) == 2


def test_a_block_goes_on_when_nothing_else_is_left() -> None:
    """All other creatives close, and with them another experiment: the block is shown to its end."""
    other = PlaylistExperiment.model_validate({"id": "z", "arms": {"x": ["d"], "y": ["a"]}})
    creatives = [creative("a", 0), creative("b", 0), creative("c", 0), creative("d", open="Mo-Su 08:00-20:00")]
    running = program(CreativePlaylist(creative=creatives, experiment=[other, experiment()]))
    item = running.next(NOON)
    while item is None or item.experiment is None or item.experiment.id != "e":
        item = running.next(NOON)
    block = item.experiment.block
    rest = take(running, 5, NIGHT)
    assert [number for number, _ in blocks(rest)] == [block] * 2 + [(block or 0) + 1] * 3


def test_new_weights_of_the_same_creatives_do_not_repeat_the_last_one() -> None:
    """A playlist that leaves open what was open is a change all the same."""
    for count in range(1, 20):
        running = program(CreativePlaylist(creative=[creative(name) for name in "abcd"]))
        before = take(running, count)
        running.replace_playlist(CreativePlaylist(creative=[creative(name, 2) for name in "abcd"]))
        assert take(running, 1)[0].creative != before[-1].creative
