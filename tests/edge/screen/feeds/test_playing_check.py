"""Lost starts and ends are noticed by the reports that a play goes on."""

from edge.messages.commands import CommandArm, StoredPlay
from edge.messages.wire import time_text
from edge.screen.feeds.play_report import PlayingReport
from edge.screen.feeds.playing_check import PlayingCheck

NOW_S = 1_795_521_600.0
EVERY_S, LOST_S, MOVED_S = 5.0, 15.0, 2.0  # of docs/shop/screen.md
MAX_STARTS = 16


def start(creative: str = "a", at_s: float | None = None, media_s: float = 0.0) -> StoredPlay:
    at = None if at_s is None else time_text(at_s)
    return StoredPlay(creative=creative, event="start", at=at, media_s=media_s)


def playing(media_s: float, creative: str = "a", at_s: float | None = None) -> PlayingReport:
    at = None if at_s is None else time_text(at_s)
    return PlayingReport(creative=creative, event="playing", media_s=media_s, at=at)


def test_reports_that_fit_the_start_tell_nothing_new() -> None:
    """Also with a start told by its time, at a media second, and 2 s off either way."""
    check = PlayingCheck()
    check.take_play(start(at_s=NOW_S - 3, media_s=10.0), NOW_S)
    for media_s in (13.0, 13.0 + MOVED_S, 13.0 - MOVED_S):
        assert check.take_progress(playing(media_s), NOW_S) is None
    assert check.take_progress(playing(17.0, at_s=NOW_S + 4), NOW_S + 9) is None


def test_a_lost_start_is_told_from_the_report_on() -> None:
    """With its media second, its arm, and an error of half a second; once."""
    check = PlayingCheck()
    check.take_play(start("b"), NOW_S)
    arm = CommandArm(id="e12", arm="a", block=None)
    report = PlayingReport(creative="a", event="playing", media_s=4.0, duration_s=9.0, experiment=arm)
    assert check.take_progress(report, NOW_S + 9) == StoredPlay(
        creative="a",
        event="start",
        at=time_text(NOW_S + 9),
        media_s=4.0,
        duration_s=9.0,
        experiment=arm,
        feed="http",
        error_s=0.5,
    )
    assert check.take_progress(playing(9.0), NOW_S + 14) is None


def test_another_place_in_the_film_is_another_start() -> None:
    """Of a film that begins anew, or that was moved."""
    check = PlayingCheck()
    check.take_play(start(), NOW_S)
    again = check.take_progress(playing(0.5), NOW_S + 12)
    assert again is not None
    assert again.media_s == 0.5
    assert check.take_progress(playing(12.5 + MOVED_S - 0.1), NOW_S + 24) is None
    assert check.take_progress(playing(18.5 + MOVED_S + 0.1), NOW_S + 30) is not None


def test_after_an_end_a_report_is_a_start() -> None:
    check = PlayingCheck()
    check.take_play(start(), NOW_S)
    check.take_play(StoredPlay(creative="a", event="end"), NOW_S + 5)
    assert check.creative_at(NOW_S + 4.9) == "a"
    assert check.creative_at(NOW_S + 5) is None
    assert check.take_progress(playing(6.0), NOW_S + 6) is not None


def test_a_start_that_lies_ahead_is_not_on_yet() -> None:
    """A report of the play before it is no lost start."""
    check = PlayingCheck()
    check.take_play(start("a"), NOW_S)
    check.take_play(start("b", at_s=NOW_S + 60), NOW_S + 1)
    assert check.take_progress(playing(10.0), NOW_S + 10) is None
    assert [check.creative_at(NOW_S + at) for at in (-1.0, 0.0, 59.9, 60.0)] == [None, "a", "a", "b"]


def test_a_play_that_falls_silent_ends_between_two_reports() -> None:
    """Only one that was said to go on: a player need not report at all."""
    check = PlayingCheck()
    check.take_play(start(), NOW_S)
    assert check.end_silent_play(NOW_S + 1000) is None
    assert check.take_progress(playing(1000.0), NOW_S + 1000) is None
    assert check.take_progress(playing(995.0, at_s=NOW_S + 995), NOW_S + 1001) is None  # late, and not the newest
    assert check.end_silent_play(NOW_S + 1000 + LOST_S - 0.1) is None
    end = check.end_silent_play(NOW_S + 1000 + LOST_S)
    middle_s = EVERY_S / 2
    assert end == StoredPlay(
        creative="a", event="end", at=time_text(NOW_S + 1000 + middle_s), feed="http", error_s=middle_s
    )
    assert check.end_silent_play(NOW_S + 2000) is None
    assert PlayingCheck().end_silent_play(NOW_S) is None


def test_a_play_of_one_report_ends_after_it() -> None:
    """An end at its very start would end nothing."""
    check = PlayingCheck()
    lost = check.take_progress(playing(3.0), NOW_S)
    end = check.end_silent_play(NOW_S + LOST_S)
    assert lost is not None
    assert end is not None
    assert (lost.at or "") < (end.at or "")


def test_what_is_remembered_has_a_bound() -> None:
    check = PlayingCheck()
    for number in range(3 * MAX_STARTS):
        check.take_play(start(f"c{number}"), NOW_S + number)
    assert len(check._starts) == len(check._times) == MAX_STARTS
    assert check.creative_at(NOW_S + 3 * MAX_STARTS) == f"c{3 * MAX_STARTS - 1}"
    assert check.creative_at(NOW_S + 2 * MAX_STARTS) == f"c{2 * MAX_STARTS}"
    assert check.creative_at(NOW_S + 2 * MAX_STARTS - 0.1) is None


def test_another_creative_at_the_same_second_is_a_lost_start() -> None:
    check = PlayingCheck()
    check.take_play(start("a"), NOW_S)
    lost = check.take_progress(playing(5.0, "b"), NOW_S + 5)
    assert lost is not None
    assert lost.creative == "b"


def test_starts_that_are_told_late_keep_their_order() -> None:
    """A start before the first, and one between two."""
    check = PlayingCheck()
    for creative, at_s in (("c", 30.0), ("d", 40.0), ("a", 10.0), ("b", 20.0)):
        check.take_play(start(creative, at_s=NOW_S + at_s), NOW_S + 50)
    assert [check.creative_at(NOW_S + at_s) for at_s in (9.0, 10.0, 20.0, 30.0, 40.0)] == [None, "a", "b", "c", "d"]
