"""What was on the screen when, and the proof of it."""

import pytest

from edge.audience.plays import PlayHistory
from edge.events import Experiment, PlayEnded, PlayStarted, ProofOfPlay


def creative_at(plays: PlayHistory, at_s: float) -> tuple[str, int] | None:
    _, play, second = plays.cell_at(at_s)
    return (play.started.creative, second) if play else None


def test_a_play_is_proven_when_it_ends() -> None:
    """All that was told of it comes back, with where it ended in the creative."""
    plays = PlayHistory()
    experiment = Experiment("e1", "a", 7)
    plays.start(PlayStarted(100.0, "spring", 0.0, 15.0, experiment, "player", 0.02), 100.0, 100.0)
    assert plays.end(PlayEnded(115.0, 0.01), 115.0, 115.0) == [
        ProofOfPlay(115.0, "spring", 100.0, 115.0, 0.0, 15.0, True, experiment, "player", 0.02)
    ]
    assert plays.end(PlayEnded(116.0), 116.0, 116.0) == []


def test_a_proof_is_rounded() -> None:
    """Seconds of the creative to 1 decimal, the error to 2; start and end are exact."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.123, "a", media_s=2.26, error_s=0.0234), 100.2, 100.2)
    (proof,) = plays.end(PlayEnded(110.003), 110.1, 110.1)
    assert (proof.start_s, proof.end_s) == (100.123, 110.003)
    assert (proof.media_from_s, proof.media_to_s, proof.error_s) == (2.3, 12.1, 0.02)


def test_a_start_ends_the_play_before_it() -> None:
    """The proof of the first comes with the start of the second."""
    plays = PlayHistory()
    assert plays.start(PlayStarted(100.0, "a"), 100.0, 100.0) == []
    (proof,) = plays.start(PlayStarted(110.0, "b", error_s=0.5), 110.0, 110.0)
    assert (proof.creative, proof.end_s, proof.error_s) == ("a", 110.0, 0.5)


@pytest.mark.parametrize(
    ("media_s", "lasts_s", "duration_s", "complete"),
    [
        (0.0, 15.0, 15.0, True),
        (0.5, 14.0, 15.0, True),
        (0.6, 14.4, 15.0, False),
        (0.0, 14.4, 15.0, False),
        (0.0, 15.0, None, False),
    ],
)
def test_complete_is_from_begin_to_end(
    media_s: float, lasts_s: float, duration_s: float | None, complete: bool
) -> None:
    """Half a second is forgiven at either end; where the length is not known nothing is claimed."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.0, "a", media_s, duration_s), 100.0, 100.0)
    (proof,) = plays.end(PlayEnded(100.0 + lasts_s), 100.0 + lasts_s, 100.0 + lasts_s)
    assert proof.complete is complete


def test_a_moment_belongs_to_what_was_on_the_screen() -> None:
    """From the start on, up to the end, by media second; nothing before, after, or between."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.0, "a", media_s=5.0), 100.0, 100.0)
    plays.end(PlayEnded(102.5), 102.5, 102.5)
    plays.start(PlayStarted(110.0, "b"), 110.0, 110.0)
    assert creative_at(plays, 99.9) is None
    assert creative_at(plays, 100.0) == ("a", 5)
    assert creative_at(plays, 102.4) == ("a", 7)
    assert creative_at(plays, 102.5) is None
    assert creative_at(plays, 110.0) == ("b", 0)
    assert creative_at(plays, 110.99) == ("b", 0)


def test_a_media_second_begins_where_it_begins_at_any_time_of_the_epoch() -> None:
    """0.1 s more or less than a whole number are not exact in seconds since 1970."""
    plays = PlayHistory()
    start_s = 1_767_225_600.1
    plays.start(PlayStarted(start_s, "a"), start_s, start_s)
    assert [creative_at(plays, start_s + i) for i in range(100)] == [("a", i) for i in range(100)]


def test_a_creative_has_no_more_seconds_than_it_lasts() -> None:
    """A player that tells an end half a second late shows the last second on; after that nothing is known."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.0, "a", duration_s=15.0), 100.0, 100.0)
    assert creative_at(plays, 114.99) == ("a", 14)
    assert creative_at(plays, 115.3) == ("a", 14)
    assert creative_at(plays, 115.5) is None


def test_a_creative_has_six_hundred_cells_at_most() -> None:
    """What is shown after ten minutes belongs to no media second."""
    plays = PlayHistory()
    plays.start(PlayStarted(1000.0, "film"), 1000.0, 1000.0)
    assert creative_at(plays, 1599.9) == ("film", 599)
    assert creative_at(plays, 1600.0) is None
    (play,) = plays.during(0, 9999)
    assert play.seconds_shown(9999.0) == range(600)


def test_the_seconds_that_a_play_showed() -> None:
    """Begun ones count, up to the time that is asked about; a length told in time bounds them."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.0, "a", media_s=2.0, duration_s=15.0), 100.0, 100.0)
    (play,) = plays.during(100.0, 101.0)
    assert play.seconds_shown(101.0) == range(2, 3)
    assert play.seconds_shown(101.2) == range(2, 4)
    plays.end(PlayEnded(113.2), 113.2, 113.2)
    assert play.seconds_shown(200.0) == range(2, 15)


def test_plays_that_overlap_a_window() -> None:
    """Touching is not overlapping."""
    plays = PlayHistory()
    for i in range(4):
        plays.start(PlayStarted(100.0 + 10 * i, f"c{i}"), 100.0, 100.0)
    assert [play.started.creative for play in plays.during(110.0, 130.0)] == ["c2", "c1"]
    assert [play.started.creative for play in plays.during(109.9, 130.1)] == ["c3", "c2", "c1", "c0"]


def test_a_play_told_late_takes_the_seconds_that_it_was_on() -> None:
    """Whole seconds of a time with no play known, or with the one before it, go to it by their middles."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.0, "a"), 100.0, 100.0)
    before, during, after = plays.cell_at(104.2), plays.cell_at(107.2), plays.cell_at(112.2)
    assert plays.start(PlayStarted(105.0, "b"), 114.0, 114.0)[0].end_s == 105.0
    assert plays.end(PlayEnded(110.0), 114.0, 114.0)[0].end_s == 110.0
    rightful = [plays.play_at(cell) for cell in (before, during, after)]
    assert [(r[0].started.creative, r[1]) if r else None for r in rightful] == [("a", 4), ("b", 2), None]


def test_a_play_told_in_time_keeps_its_first_moments() -> None:
    """Nothing is moved where all was told in time, even where the middle of a second says otherwise."""
    plays = PlayHistory()
    none_yet = plays.cell_at(99.1)
    plays.start(PlayStarted(99.2, "a"), 99.2, 99.2)
    first = plays.cell_at(99.3)
    plays.end(PlayEnded(100.2), 100.2, 100.2)
    last = plays.cell_at(100.1)
    assert plays.play_at(none_yet) is None
    assert plays.play_at(first) == (first[1], 0)
    assert plays.play_at(last) == (first[1], 0)


@pytest.mark.parametrize(("told_s", "late"), [(145.0, 0), (145.1, 1)])
def test_a_play_told_half_a_minute_after_its_end_makes_no_reaction(told_s: float, late: int) -> None:
    """It is counted and still proven."""
    plays = PlayHistory()
    moment = plays.cell_at(107.2)
    plays.start(PlayStarted(100.0, "a"), told_s, told_s)
    assert len(plays.end(PlayEnded(115.0), told_s, told_s)) == 1
    assert plays.late == late
    assert (plays.play_at(moment) is None) == bool(late)
    assert len(plays.during(0, 999)) == 1 - late


def test_a_play_whose_end_is_told_half_a_minute_late_makes_no_reaction_either() -> None:
    """Too much of what came after it may have been told as its own; one that a late start cut short is not to blame."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.0, "a"), 100.0, 100.0)
    plays.end(PlayEnded(115.0), 142.5, 145.1)
    plays.start(PlayStarted(150.0, "b"), 150.0, 150.0)
    plays.start(PlayStarted(160.0, "c"), 200.0, 200.0)
    assert plays.late == 1
    assert [play.started.creative for play in plays.during(0, 999)] == ["c", "b"]


def test_a_play_told_after_one_that_followed_it_waits_for_its_own_end() -> None:
    """At the latest it ended where the next began; its own end, if that is told, comes before."""
    plays = PlayHistory()
    plays.start(PlayStarted(120.0, "b"), 120.0, 120.0)
    assert plays.start(PlayStarted(100.0, "a"), 121.0, 121.0) == []
    assert plays.settle(123.9) == []
    (proof,) = plays.settle(124.0)
    assert (proof.creative, proof.end_s) == ("a", 120.0)
    assert plays.start(PlayStarted(80.0, "z"), 125.0, 125.0) == []
    assert plays.end(PlayEnded(90.0), 125.5, 125.5)[0].end_s == 90.0
    assert plays.settle(200.0) == []


def test_a_play_told_twice_is_one_play() -> None:
    """QoS 1 delivers at least once."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.0, "a"), 100.0, 100.0)
    assert plays.start(PlayStarted(100.0, "a"), 101.0, 101.0) == []
    assert len(plays.during(0, 999)) == 1


def test_an_end_of_nothing_is_nothing() -> None:
    """It may come before any play, at the start of one, or twice."""
    plays = PlayHistory()
    assert plays.end(PlayEnded(50.0), 50.0, 50.0) == []
    plays.start(PlayStarted(100.0, "a"), 100.0, 100.0)
    assert plays.end(PlayEnded(100.0), 100.0, 100.0) == []
    assert len(plays.end(PlayEnded(110.0), 110.0, 110.0)) == 1
    assert plays.end(PlayEnded(110.0), 110.0, 110.0) == []


def test_at_a_stop_the_play_that_is_on_is_proven() -> None:
    """It was shown until then."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.0, "a", duration_s=15.0), 100.0, 100.0)
    (proof,) = plays.stop(107.0)
    assert (proof.end_s, proof.media_to_s, proof.complete) == (107.0, 7.0, False)
    assert plays.stop(108.0) == []


def test_yesterdays_plays_are_forgotten() -> None:
    """Those that go on are not."""
    plays = PlayHistory()
    plays.start(PlayStarted(100.0, "a"), 100.0, 100.0)
    plays.start(PlayStarted(110.0, "b"), 110.0, 110.0)
    plays.forget(115.0)
    assert [play.started.creative for play in plays.during(0, 999)] == ["b"]
