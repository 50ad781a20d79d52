"""The schedule played in advance."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from edge.playlist.numbers import NumbersInMemory
from edge.playlist.plan import PlannedPlay, plan_plays
from edge.playlist.program import Program
from edge.playlist.schedule import CycleNumbers
from edge.playlist.values import CreativePlaylist, PlaylistCreative, Screen

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()


def planned(creatives: list[PlaylistCreative], begin: str, hours: float, **durations_s: float) -> list[PlannedPlay]:
    program = Program(CreativePlaylist(creative=creatives), Screen("berlin-7", "door"), NumbersInMemory(CycleNumbers()))
    return list(plan_plays(program, durations_s, BERLIN, at(begin), at(begin) + hours * 3600))


def test_plays_follow_each_other_without_a_gap() -> None:
    """Each begins where the one before ends; the last begins before the end."""
    creatives = [PlaylistCreative(id="a", file="a.mp4"), PlaylistCreative(id="b", file="b.mp4")]
    plays = planned(creatives, "2026-11-30 12:00", 1, a=7.0, b=8.5)
    assert plays[0].at_s == at("2026-11-30 12:00")
    assert all(first.at_s + first.duration_s == second.at_s for first, second in pairwise(plays))
    assert at("2026-11-30 13:00") - 8.5 <= plays[-1].at_s < at("2026-11-30 13:00")
    assert {play.duration_s for play in plays if play.item and play.item.creative == "b"} == {8.5}


def test_closed_hours_are_one_line_each() -> None:
    """Nothing from closing to opening, to the minute, also at the begin, at the end, and when the clock changes."""
    creative = PlaylistCreative(id="a", file="a.mp4", open="Mo-Su 09:01-20:01")
    plays = planned([creative], "2026-10-24 08:30:20", 24, a=600.0)  # the clock changes in the night
    empty = [(play.at_s, play.at_s + play.duration_s) for play in plays if play.item is None]
    assert empty == [
        (at("2026-10-24 08:30:20"), at("2026-10-24 09:01")),
        (at("2026-10-24 20:01"), at("2026-10-24 08:30:20") + 24 * 3600),
    ]
    assert sum(play.duration_s for play in plays if play.item) == 11 * 3600


def test_files_that_cannot_be_shown_are_left_out() -> None:
    """A creative without a duration is one; an empty plan says so."""
    creatives = [PlaylistCreative(id="a", file="a.mp4"), PlaylistCreative(id="b", file="b.mp4")]
    assert {play.item.creative for play in planned(creatives, "2026-11-30 12:00", 1, b=10.0) if play.item} == {"b"}
    assert planned(creatives, "2026-11-30 12:00", 1) == [PlannedPlay(at("2026-11-30 12:00"), 3600.0, None)]
    assert planned(creatives, "2026-11-30 12:00", 0, a=1.0) == []


@given(st.floats(0, 12), st.floats(20.0, 600.0))
def test_every_second_of_the_time_is_in_the_plan(hours: float, duration_s: float) -> None:
    """Plays and empty times cover the time from its begin on, without an overlap."""
    creative = PlaylistCreative(id="a", file="a.mp4", open="Mo-Su 09:00-20:00")
    plays = planned([creative], "2026-11-30 15:00", hours, a=duration_s)
    place_s = at("2026-11-30 15:00")
    for play in plays:
        assert play.at_s == place_s
        assert play.duration_s > 0
        place_s += play.duration_s
    assert place_s >= at("2026-11-30 15:00") + hours * 3600
