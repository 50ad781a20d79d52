"""History of the plays on the screen, and the proof of each."""

from math import inf

import pytest

from edge.audience.plays import OVERRUN_S, Play, PlayHistory
from edge.events import Experiment, PlayEnded, PlayStarted, ProofOfPlay


def creative_at(plays: PlayHistory, at_s: float) -> tuple[str, int] | None:
    _, play, second = plays.exposure_cell_at(at_s)
    return (play.started.creative, second) if play else None


def test_a_play_is_proven_when_it_ends() -> None:
    """The proof has all fields of the play, and the media second of its end."""
    plays = PlayHistory()
    experiment = Experiment("e1", "a", 7)
    plays.start_play(PlayStarted(100.0, "spring", 0.0, 15.0, experiment, "player", 0.02), 100.0, 100.0)
    assert plays.end_play(PlayEnded(115.0, 0.01), 115.0, 115.0) == [
        ProofOfPlay(115.0, "spring", 100.0, 115.0, 0.0, 15.0, True, experiment, "player", 0.02)
    ]
    assert plays.end_play(PlayEnded(116.0), 116.0, 116.0) == []


def test_a_proof_is_rounded() -> None:
    """Media seconds have 1 decimal. Start and end are exact; the message rounds the error."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.123, "a", media_s=2.26, error_s=0.0234), 100.2, 100.2)
    (proof,) = plays.end_play(PlayEnded(110.003), 110.1, 110.1)
    assert (proof.start_s, proof.end_s) == (100.123, 110.003)
    assert (proof.media_from_s, proof.media_to_s, proof.error_s) == (2.3, 12.1, 0.0234)


def test_a_start_ends_the_play_before_it() -> None:
    """The proof of the first comes with the start of the second."""
    plays = PlayHistory()
    assert plays.start_play(PlayStarted(100.0, "a"), 100.0, 100.0) == []
    (proof,) = plays.start_play(PlayStarted(110.0, "b", error_s=0.5), 110.0, 110.0)
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
def test_complete_means_from_start_to_end(
    media_s: float, lasts_s: float, duration_s: float | None, complete: bool
) -> None:
    """The tolerance is half a second at either end. Without a known length a play is not complete."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a", media_s, duration_s), 100.0, 100.0)
    (proof,) = plays.end_play(PlayEnded(100.0 + lasts_s), 100.0 + lasts_s, 100.0 + lasts_s)
    assert proof.complete is complete


def test_a_moment_belongs_to_the_play_on_the_screen() -> None:
    """A play has moments from its start up to its end. Before, after and between plays there is none."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a", media_s=5.0), 100.0, 100.0)
    plays.end_play(PlayEnded(102.5), 102.5, 102.5)
    plays.start_play(PlayStarted(110.0, "b"), 110.0, 110.0)
    assert creative_at(plays, 99.9) is None
    assert creative_at(plays, 100.0) == ("a", 5)
    assert creative_at(plays, 102.4) == ("a", 7)
    assert creative_at(plays, 102.5) is None
    assert creative_at(plays, 110.0) == ("b", 0)
    assert creative_at(plays, 110.99) == ("b", 0)


def test_media_seconds_start_exactly_despite_float_rounding() -> None:
    """Tenths of a second are not exact in seconds since 1970."""
    plays = PlayHistory()
    start_s = 1_767_225_600.1
    plays.start_play(PlayStarted(start_s, "a"), start_s, start_s)
    assert [creative_at(plays, start_s + i) for i in range(100)] == [("a", i) for i in range(100)]


def test_a_creative_has_no_media_seconds_after_its_length() -> None:
    """For half a second after its length the last media second goes on, because players report ends late."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a", duration_s=15.0), 100.0, 100.0)
    assert creative_at(plays, 114.99) == ("a", 14)
    assert creative_at(plays, 115.3) == ("a", 14)
    assert creative_at(plays, 115.5) is None


def test_a_creative_has_at_most_six_hundred_cells() -> None:
    """A moment after ten minutes has no media second."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(1000.0, "film"), 1000.0, 1000.0)
    assert creative_at(plays, 1599.9) == ("film", 599)
    assert creative_at(plays, 1600.0) is None
    (play,) = plays.overlapping_plays(0, 9999)
    assert play.shown_media_seconds(9999.0) == range(600)


def test_seconds_shown_of_a_play() -> None:
    """Partly shown seconds count, up to the given time and the length of the creative."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a", media_s=2.0, duration_s=15.0), 100.0, 100.0)
    (play,) = plays.overlapping_plays(100.0, 101.0)
    assert play.shown_media_seconds(101.0) == range(2, 3)
    assert play.shown_media_seconds(101.2) == range(2, 4)
    plays.end_play(PlayEnded(113.2), 113.2, 113.2)
    assert play.shown_media_seconds(200.0) == range(2, 15)


def test_plays_during_a_window_overlap_it() -> None:
    """A play that only touches the window is not in it."""
    plays = PlayHistory()
    for i in range(4):
        plays.start_play(PlayStarted(100.0 + 10 * i, f"c{i}"), 100.0, 100.0)
    assert [play.started.creative for play in plays.overlapping_plays(110.0, 130.0)] == ["c2", "c1"]
    assert [play.started.creative for play in plays.overlapping_plays(109.9, 130.1)] == ["c3", "c2", "c1", "c0"]


def test_a_late_play_takes_the_seconds_in_which_it_was_on() -> None:
    """Whole seconds move to it by their middles, from no play or from the play before it."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a"), 100.0, 100.0)
    before, during, after = plays.exposure_cell_at(104.2), plays.exposure_cell_at(107.2), plays.exposure_cell_at(112.2)
    assert plays.start_play(PlayStarted(105.0, "b"), 114.0, 114.0)[0].end_s == 105.0
    assert plays.end_play(PlayEnded(110.0), 114.0, 114.0)[0].end_s == 110.0
    by_middle = [plays.find_play_in_cell(cell) for cell in (before, during, after)]
    assert [(r[0].started.creative, r[1]) if r else None for r in by_middle] == [("a", 4), ("b", 2), None]


def test_a_play_reported_in_time_keeps_its_first_moments() -> None:
    """Without late reports no second moves, even where its middle is in another play."""
    plays = PlayHistory()
    none_yet = plays.exposure_cell_at(99.1)
    plays.start_play(PlayStarted(99.2, "a"), 99.2, 99.2)
    first = plays.exposure_cell_at(99.3)
    plays.end_play(PlayEnded(100.2), 100.2, 100.2)
    last = plays.exposure_cell_at(100.1)
    assert plays.find_play_in_cell(none_yet) is None
    assert plays.find_play_in_cell(first) == (first[1], 0)
    assert plays.find_play_in_cell(last) == (first[1], 0)


@pytest.mark.parametrize(("reported_s", "late"), [(145.0, 0), (145.1, 1)])
def test_a_play_reported_over_half_a_minute_after_its_end_makes_no_reaction(reported_s: float, late: int) -> None:
    """It is counted as late and still proven."""
    plays = PlayHistory()
    moment = plays.exposure_cell_at(107.2)
    plays.start_play(PlayStarted(100.0, "a"), reported_s, reported_s)
    assert len(plays.end_play(PlayEnded(115.0), reported_s, reported_s)) == 1
    assert plays.late == late
    assert (plays.find_play_in_cell(moment) is None) == bool(late)
    assert len(plays.overlapping_plays(0, 999)) == 1 - late


def test_a_play_with_an_end_reported_over_half_a_minute_late_makes_no_reaction() -> None:
    """Too much time after it may count as its own. A play that a late start cut short still makes a reaction."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a"), 100.0, 100.0)
    plays.end_play(PlayEnded(115.0), 142.5, 145.1)
    plays.start_play(PlayStarted(150.0, "b"), 150.0, 150.0)
    plays.start_play(PlayStarted(160.0, "c"), 200.0, 200.0)
    assert plays.late == 1
    assert [play.started.creative for play in plays.overlapping_plays(0, 999)] == ["c", "b"]


def test_a_play_reported_after_a_following_one_waits_for_its_own_end() -> None:
    """Without a report of its own end it ends at the start of the following play."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(120.0, "b"), 120.0, 120.0)
    assert plays.start_play(PlayStarted(100.0, "a"), 121.0, 121.0) == []
    assert plays.take_due_proofs(123.9) == []
    (proof,) = plays.take_due_proofs(124.0)
    assert (proof.creative, proof.end_s) == ("a", 120.0)
    assert plays.start_play(PlayStarted(80.0, "z"), 125.0, 125.0) == []
    assert plays.end_play(PlayEnded(90.0), 125.5, 125.5)[0].end_s == 90.0
    assert plays.take_due_proofs(200.0) == []


def test_a_play_reported_twice_is_one_play() -> None:
    """QoS 1 delivers at least once."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a"), 100.0, 100.0)
    assert plays.start_play(PlayStarted(100.0, "a"), 101.0, 101.0) == []
    assert len(plays.overlapping_plays(0, 999)) == 1


def test_an_end_without_a_play_has_no_effect() -> None:
    """It may come before any play, at the start of a play, or twice."""
    plays = PlayHistory()
    assert plays.end_play(PlayEnded(50.0), 50.0, 50.0) == []
    plays.start_play(PlayStarted(100.0, "a"), 100.0, 100.0)
    assert plays.end_play(PlayEnded(100.0), 100.0, 100.0) == []
    assert len(plays.end_play(PlayEnded(110.0), 110.0, 110.0)) == 1
    assert plays.end_play(PlayEnded(110.0), 110.0, 110.0) == []


def test_a_stop_proves_the_current_play() -> None:
    """The play ends at the stop."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a", duration_s=15.0), 100.0, 100.0)
    (proof,) = plays.end_current_play(107.0)
    assert (proof.end_s, proof.media_to_s, proof.complete) == (107.0, 7.0, False)
    assert plays.end_current_play(108.0) == []


def test_a_stop_long_after_the_end_of_a_creative_does_not_lengthen_its_play() -> None:
    """Nobody told of its end: it is proven for its own length. Without a length it lasts until the stop."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a", media_s=5.0, duration_s=15.0), 100.0, 100.0)
    (proof,) = plays.end_current_play(9000.0)
    assert (proof.end_s, proof.media_to_s, proof.complete) == (110.0 + OVERRUN_S, 15.0, False)
    plays.start_play(PlayStarted(10_000.0, "b"), 10_000.0, 10_000.0)
    (proof,) = plays.end_current_play(10_700.0)
    assert (proof.end_s, proof.media_to_s) == (10_700.0, 600.0)


def test_media_seconds_of_a_proof_stay_within_the_creative() -> None:
    """A player that tells the next start late, or a start beyond the last media second."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a", duration_s=15.0), 100.0, 100.0)
    (late,) = plays.start_play(PlayStarted(200.0, "b", media_s=700.0), 200.0, 200.0)
    assert (late.end_s, late.media_from_s, late.media_to_s, late.complete) == (200.0, 0.0, 15.0, True)
    (beyond,) = plays.end_current_play(210.0)
    assert (beyond.media_from_s, beyond.media_to_s) == (600.0, 600.0)


def test_plays_that_ended_before_a_time_are_dropped() -> None:
    """A play that goes on stays."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a"), 100.0, 100.0)
    plays.start_play(PlayStarted(110.0, "b"), 110.0, 110.0)
    plays.forget_plays(115.0)
    assert [play.started.creative for play in plays.overlapping_plays(0, 999)] == ["b"]


def test_a_proof_is_dated_to_the_whole_second() -> None:
    """Its `at` is rounded up: the exact one is the time of a frame. Start and end are those of the play."""
    for processed_s, at_s in ((115.0, 115.0), (115.03, 116.0), (114.9, 116.0)):
        plays = PlayHistory()
        plays.start_play(PlayStarted(100.25, "a"), 100.0, 100.0)
        (proof,) = plays.end_play(PlayEnded(115.0 + (0.5 if processed_s < 115 else 0)), processed_s, 116.0)
        assert (proof.start_s, proof.at_s) == (100.25, at_s)


def test_the_creative_on_the_screen_is_that_of_the_play_by_then() -> None:
    """From its start to its end, or to the end of its length; none before it, between two, and of a late report."""
    plays = PlayHistory()
    assert plays.creative_at(5.0) is None
    plays.start_play(PlayStarted(10.0, "a", duration_s=5.0), 10.0, 10.0)
    plays.start_play(PlayStarted(30.0, "b"), 30.0, 30.0)
    plays.end_play(PlayEnded(40.0), 40.0, 40.0)
    shown = {at_s: plays.creative_at(at_s) for at_s in (9.9, 10.0, 15.49, 15.5, 29.9, 30.0, 39.9, 40.0)}
    assert list(shown.values()) == [None, "a", "a", None, None, "b", "b", None]
    plays.start_play(PlayStarted(50.0, "c"), 95.0, 95.0)
    plays.end_play(PlayEnded(60.0), 95.0, 95.0)
    assert plays.creative_at(55.0) is None


# Which plays fill the cells of a curve --------------------------------------------------------------------------------


def history(*reports: PlayStarted | PlayEnded, all_count: bool = False) -> tuple[PlayHistory, list[Play]]:
    """The plays of a day, each reported when it happened."""
    plays = PlayHistory(all_count=all_count)
    for report in reports:
        if isinstance(report, PlayStarted):
            plays.start_play(report, report.at_s, report.at_s)
        else:
            plays.end_play(report, report.at_s, report.at_s)
    plays.end_current_play(1000.0)
    return plays, list(reversed(plays.overlapping_plays(0.0, 1000.0)))


def counting(*reports: PlayStarted | PlayEnded, all_count: bool = False) -> list[bool]:
    plays, made = history(*reports, all_count=all_count)
    return [plays.counts_in_curve(play) for play in made]


@pytest.mark.parametrize(("media_s", "counts"), [(0.0, True), (0.99, True), (1.0, False), (7.0, False)])
def test_a_play_that_begins_in_the_first_second_counts(media_s: float, counts: bool) -> None:
    """One that joins an advert under way has no cells."""
    assert counting(PlayStarted(100.0, "a", media_s=media_s)) == [counts]


def test_every_play_of_a_recording_counts() -> None:
    assert counting(PlayStarted(100.0, "a", media_s=7.0), all_count=True) == [True]


@pytest.mark.parametrize(
    ("pause_s", "jump_s", "counts"),
    [
        (0.0, 0.0, True), (10.0, 0.0, True), (10.1, 0.0, False), (5.0, 0.5, True), (5.0, -0.5, True),
        (5.0, 0.51, False), (5.0, -0.51, False), (5.0, -4.0, False),
    ],
)  # fmt: skip
def test_a_play_that_goes_on_soon_and_in_place_counts(pause_s: float, jump_s: float, counts: bool) -> None:
    """Within 10 s of the pause, and within half a second of where it stopped, to either side."""
    first, stop = PlayStarted(100.0, "a", duration_s=30.0), PlayEnded(105.0)
    assert counting(first, stop, PlayStarted(105.0 + pause_s, "a", media_s=5.0 + jump_s)) == [True, counts]


def test_jumps_add_up_until_the_advert_starts_again() -> None:
    """Two of 0.3 s are too many: many small ones sort the seconds of a person as well as a large one. What goes on
    with a play that does not count does not count either."""
    reports = [PlayStarted(100.0 + 4 * i, "a", media_s=4.3 * i, duration_s=60.0) for i in range(4)]
    assert counting(*reports) == [True, True, False, False]
    assert counting(*reports, PlayStarted(116.0, "a")) == [True, True, False, False, True]


def test_stubs_before_each_second_do_not_make_it_count() -> None:
    """A play of 20 ms from the start, and then the second that is wanted."""
    pairs = [
        report
        for i in range(1, 4)
        for report in (PlayStarted(100.0 + 2 * i, "a"), PlayStarted(100.02 + 2 * i, "a", media_s=3.0 * i))
    ]
    assert counting(*pairs) == [True, False] * 3


def test_a_play_of_another_creative_between_does_not_end_the_advert() -> None:
    """What counts is the play of the same creative before it, whichever arm it is of."""
    arm = Experiment("e", "a", 1)
    others = [PlayStarted(105.0, "b"), PlayStarted(108.0, "a", media_s=5.2, experiment=arm)]
    assert counting(PlayStarted(100.0, "a"), *others) == [True, True, True]


def test_a_play_ends_no_later_than_its_creative() -> None:
    """One that stands still at its last frame goes on from there, not from what the clock says."""
    assert counting(PlayStarted(100.0, "a", duration_s=5.0), PlayStarted(112.0, "a", media_s=5.0)) == [True, True]
    assert counting(PlayStarted(100.0, "a", duration_s=5.0), PlayStarted(112.0, "a", media_s=5.6)) == [True, False]


def test_what_is_reported_later_changes_what_counts() -> None:
    """A start that comes late makes the second half count; a play that is too late makes none."""
    plays, (second,) = history(PlayStarted(105.0, "a", media_s=5.0))
    assert not plays.counts_in_curve(second)
    plays.start_play(PlayStarted(100.0, "a"), 106.0, 106.0)
    assert plays.counts_in_curve(second)
    plays, (second,) = history(PlayStarted(205.0, "a", media_s=5.0))
    plays.start_play(PlayStarted(200.0, "a"), 300.0, 300.0)
    assert not plays.counts_in_curve(second)


def test_a_play_of_a_day_that_was_dropped_counts_by_itself() -> None:
    """Visits may still name it: one from the start counts, one that went on does not."""
    plays, made = history(PlayStarted(100.0, "a"), PlayStarted(105.0, "a", media_s=5.0))
    plays.forget_plays(2000.0)
    assert [plays.counts_in_curve(play) for play in made] == [True, False]


def test_a_history_counts_no_play_from_the_middle_unless_it_is_told_to() -> None:
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a", media_s=7.0), 100.0, 100.0)
    (play,) = plays.overlapping_plays(0.0, 200.0)
    assert not plays.counts_in_curve(play)


def test_what_goes_on_at_the_first_second_counts_as_what_goes_on_later() -> None:
    """One second after the start: a play from media second 1 is no start of its own."""
    assert counting(PlayStarted(100.0, "a"), PlayStarted(101.0, "a", media_s=1.0)) == [True, True]


def test_what_goes_on_with_a_play_that_came_too_late_does_not_count() -> None:
    """The late one makes no reaction, so nothing is known of how it went on."""
    plays, _ = history()
    plays.start_play(PlayStarted(100.0, "a"), 100.0, 100.0)
    plays.end_play(PlayEnded(102.0), 102.0, 102.0)
    plays.start_play(PlayStarted(102.0, "a", media_s=2.0), 150.0, 150.0)
    plays.end_play(PlayEnded(104.0), 150.0, 150.0)
    plays.start_play(PlayStarted(104.0, "a", media_s=4.0), 150.0, 120.0)
    third, first = plays.overlapping_plays(0.0, 200.0)
    assert (plays.counts_in_curve(first), plays.counts_in_curve(third)) == (True, False)


# Starts and ends that come late, or twice -----------------------------------------------------------------------------


def late(start_s: float, known_s: float, *, duration_s: float | None = None) -> tuple[PlayHistory, Play]:
    """A play that is told late."""
    plays = PlayHistory()
    plays.start_play(PlayStarted(start_s, "a", duration_s=duration_s), known_s, known_s)
    return plays, plays.overlapping_plays(0.0, 1000.0)[0]


@pytest.mark.parametrize(("start_s", "is_moved"), [(100.5, True), (100.52, False)])
def test_a_second_belongs_to_the_late_play_that_was_on_in_its_middle(start_s: float, is_moved: bool) -> None:
    plays, play = late(start_s, 110.0)
    assert plays.find_play_in_cell((100, None, 0)) == ((play, 0) if is_moved else None)
    assert plays.find_play_in_cell((103, None, 0)) == (play, 2 if start_s == 100.52 else 3)
    plays.forget_plays(50.0)
    assert plays.find_play_in_cell((103, None, 0)) is not None


def test_a_late_play_has_no_second_after_its_end_or_its_creative() -> None:
    plays, _ = late(100.0, 110.0, duration_s=1.5)
    assert plays.find_play_in_cell((102, None, 0)) is None
    plays, play = late(100.0, 110.0)
    plays.end_play(PlayEnded(102.5), 110.0, 110.0)
    assert [plays.find_play_in_cell((second, None, 0)) for second in (101, 102)] == [(play, 1), None]


def test_an_end_that_comes_late_takes_the_seconds_after_it() -> None:
    """Up to the moment at which it was known; that of a whole second is its middle."""
    plays, play = late(100.0, 100.0)
    plays.end_play(PlayEnded(102.5), 104.5, 104.5)
    told = [plays.find_play_in_cell((second, play, second - 100)) for second in (101, 102, 103, 104)]
    assert told == [(play, 1), None, None, (play, 4)]


def test_a_play_that_ended_too_long_ago_has_no_seconds_and_counts_once() -> None:
    plays, play = late(100.0, 100.0)
    plays.start_play(PlayStarted(110.0, "b"), 200.0, 200.0)
    plays.end_play(PlayEnded(105.0), 200.0, 200.0)
    assert plays.find_play_in_cell((102, play, 2)) is None
    plays, play = late(100.0, 200.0)
    plays.start_play(PlayStarted(110.0, "b"), 200.0, 200.0)
    plays.end_play(PlayEnded(105.0), 200.0, 200.0)
    assert (play.late, plays.late) == (True, 1)


def test_a_play_is_proven_once_with_what_its_feed_said_of_the_end() -> None:
    plays, _ = late(100.0, 100.0)
    (proof,) = plays.end_play(PlayEnded(105.0, 0.02, media_s=4.5, complete=True), 105.0, 105.0)
    assert (proof.media_to_s, proof.complete) == (4.5, True)
    assert plays.end_play(PlayEnded(104.0), 106.0, 106.0) == []


def test_the_end_that_a_following_start_gave_is_no_end_to_report_again() -> None:
    plays, play = late(100.0, 100.0)
    plays.start_play(PlayStarted(110.0, "b"), 110.0, 110.0)
    assert plays.end_play(PlayEnded(110.0), 145.0, 145.0) == []
    assert not play.late


def test_a_start_between_two_others_takes_its_place() -> None:
    plays = PlayHistory()
    for at_s, creative in ((100.0, "a"), (120.0, "c"), (110.0, "b"), (120.0, "d")):
        plays.start_play(PlayStarted(at_s, creative), 121.0, 121.0)
    assert [plays.creative_at(at_s) for at_s in (105.0, 115.0, 125.0)] == ["a", "b", "d"]
    assert [play.end_s for play in reversed(plays.overlapping_plays(0.0, 200.0))] == [110.0, 120.0, 120.0, inf]
    assert {proof.error_s for proof in plays.end_current_play(130.0)} == {0.0}


def test_a_play_that_ended_at_the_limit_is_not_forgotten() -> None:
    plays, play = late(100.0, 100.0)
    plays.end_play(PlayEnded(110.0), 112.0, 112.0)
    plays.forget_plays(110.0)
    assert plays.overlapping_plays(0.0, 200.0) == [play]
    assert plays.find_play_in_cell((111, play, 11)) is None


def test_creatives_shorter_than_a_second_have_one() -> None:
    """And one that begins after its end is over half a second later."""
    for duration_s, after_s in ((0.0, 0.2), (0.7, 1.1)):
        plays, play = late(100.0, 100.0, duration_s=duration_s)
        assert plays.exposure_cell_at(100.0 + after_s) == (100 + int(after_s), play, 0)
    plays = PlayHistory()
    plays.start_play(PlayStarted(100.0, "a", media_s=7.0, duration_s=5.0), 100.0, 100.0)
    assert [plays.creative_at(at_s) for at_s in (100.45, 100.55)] == ["a", None]
