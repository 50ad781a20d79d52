"""Exposure of one visit to the creatives, second by second."""

import pytest

from edge.audience.exposure import (
    RoomSoundSecond,
    TrackSecondSums,
    VisitCellSums,
    VisitExposure,
    add_mean_expression,
    expression_sums,
    mean_expression,
    visit_exposures,
)
from edge.audience.people import VisitStay
from edge.audience.plays import PlayHistory
from edge.audience.reaction_batch import ExpressionSums
from edge.audience.rules import MIN_COUNTED_S, TOLERANCE_S
from edge.events import EXPRESSIONS, Experiment, ExpressionScores, PlayStarted
from tests.worlds import SMILE, verdict

STAY = VisitStay(100.0, 160.0)
SMILE_SUMS, NEUTRAL_SUMS = expression_sums(SMILE), expression_sums(verdict())


def screen(*starts: tuple[float, str] | tuple[float, str, str]) -> PlayHistory:
    """Play history from start times, creatives and arms."""
    plays = PlayHistory()
    for at_s, creative, *arm in starts:
        plays.start_play(PlayStarted(at_s, creative, experiment=Experiment("e", arm[0]) if arm else None), at_s, at_s)
    return plays


def present(
    plays: PlayHistory, *spans: tuple[float, float], attentive: float = 1.0, verdict_s: float = 0.0
) -> TrackSecondSums:
    """Sums of presence in the spans, in steps of 0.1 s, with shares of attention and of verdicts."""
    seconds = TrackSecondSums()
    for from_s, to_s in spans:
        for i in range(round((to_s - from_s) * 10)):
            sums = seconds.cell_sums(plays.exposure_cell_at(from_s + i / 10))
            sums.present_s += 0.1
            sums.attentive_s += 0.1 * attentive
            if verdict_s and SMILE_SUMS is not None:
                sums.add_verdict(SMILE_SUMS, 0.1 * verdict_s)
    return seconds


def exposures_of(plays: PlayHistory, *tracks: TrackSecondSums) -> list[VisitExposure]:
    return visit_exposures(STAY, tracks, plays, {})


def test_the_five_numbers_of_a_verdict() -> None:
    """Positive is happiness; negative is anger, contempt, disgust, fear and sadness; surprise stands alone."""
    probabilities = tuple(0.01 * 2**i for i in range(8))
    by_name = dict(zip(EXPRESSIONS, probabilities, strict=True))
    numbers = expression_sums(ExpressionScores(probabilities, -0.3, 0.4))
    assert numbers is not None
    assert numbers.smile == by_name["happiness"]
    assert numbers.surprise == by_name["surprise"]
    assert numbers.negative == pytest.approx(1.28 + 0.64 + 0.32 + 0.16 + 0.08)
    assert (numbers.valence, numbers.arousal) == (-0.3, 0.4)


@pytest.mark.parametrize("scores", [ExpressionScores((float("nan"),) * 8, 0, 0), verdict(valence=float("inf"))])
def test_a_verdict_with_a_value_that_is_not_finite_has_no_sums(scores: ExpressionScores) -> None:
    """It never enters a sum."""
    assert expression_sums(scores) is None


def test_a_second_of_a_creative_is_exposure() -> None:
    """The second counts over all plays and all tracks of the visit. 0.9 s is too short."""
    plays = screen((100, "a"), (110, "b"), (120, "a"), (130, "c"))
    tracks = present(plays, (109.6, 110.9)), present(plays, (120, 120.6))
    assert [e.arm for e in exposures_of(plays, *tracks)] == [("a", None, None)]


def test_watchers_and_watchers_with_verdicts() -> None:
    """A second of attention makes a watcher, a second of verdicts makes one of the n."""
    plays = screen((100, "a"))
    (glance,) = exposures_of(plays, present(plays, (100, 101.8), attentive=0.5))
    (watch,) = exposures_of(plays, present(plays, (100, 102), attentive=0.5, verdict_s=0.4))
    (read,) = exposures_of(plays, present(plays, (100, 102), verdict_s=0.5))
    assert [(e.is_watcher, e.has_verdicts) for e in (glance, watch, read)] == [
        (False, False),
        (True, False),
        (True, True),
    ]
    assert [read.attentive_s, read.verdict_s] == pytest.approx([2.0, 1.0])


def test_each_media_second_has_the_same_weight() -> None:
    """The mean is over time in each media second first, then over media seconds, over all plays."""
    plays = screen((100, "a"), (110, "a"))
    seconds = TrackSecondSums()
    assert SMILE_SUMS is not None
    assert NEUTRAL_SUMS is not None
    for at_s, numbers, for_s in [
        (100, SMILE_SUMS, 1.0),
        (110, NEUTRAL_SUMS, 3.0),
        (111, NEUTRAL_SUMS, 0.1),
        (102, None, 1.0),
    ]:
        sums = seconds.cell_sums(plays.exposure_cell_at(at_s))
        sums.present_s += 1.0
        if numbers is not None:
            sums.add_verdict(numbers, for_s)
    (exposure,) = exposures_of(plays, seconds)
    assert mean_expression(exposure).smile == pytest.approx((0.25 + 0.0) / 2)
    assert mean_expression(exposure).valence == pytest.approx(0.81 * 0.25 / 2)


def test_a_visit_belongs_to_the_arm_of_its_first_exposure() -> None:
    """Later exposures to the same creative in another arm are left out. Other creatives stay."""
    plays = screen((100, "x", "b"), (110, "x", "a"), (120, "y", "a"), (130, "x", "b"))
    exposed = exposures_of(plays, present(plays, (109.5, 132)))
    assert [e.arm for e in exposed] == [("x", "e", "b"), ("y", "e", "a")]
    assert exposed[0].attentive_s == pytest.approx(2.5)
    assert [e.arm for e in exposures_of(plays, present(plays, (109.5, 130.2)))] == [("x", "e", "a"), ("y", "e", "a")]


def test_laughter_in_the_room_counts_for_the_visits_present() -> None:
    """A second of presence counts its share of laughter. Seconds without known laughter do not count."""
    plays = screen((100, "a"))
    room_audio = {100: RoomSoundSecond(1.0, 1.0, 0.5), 101: RoomSoundSecond(0.5, 0.5), 102: RoomSoundSecond(1.0)}
    (exposure,) = visit_exposures(STAY, [present(plays, (100, 103))], plays, room_audio)
    assert [exposure.known_s, exposure.laughter_s] == pytest.approx([1.5, 0.5])
    assert [exposure.seconds[i].laughter_s > 0 for i in range(3)] == [True, False, False]
    assert [exposure.seconds[i].known_s > 0 for i in range(3)] == [True, True, False]


def test_a_gap_is_bridged_over_the_plays_that_it_spans() -> None:
    """Each play gets its part of the presence."""
    plays = screen((100, "a"), (110, "b"))
    seconds = present(plays, (108.0, 109.0))
    seconds.bridge_gap(109.0, 110.95, plays.exposure_cell_at)
    (exposure,) = exposures_of(plays, seconds)
    assert sum(s.sums.present_s for s in exposure.seconds.values()) == pytest.approx(2.0, abs=0.11)
    assert sum(sums.present_s for sums in seconds.by_cell.values()) == pytest.approx(2.95)


def test_seconds_of_plays_that_do_not_count_are_in_the_mean_alone() -> None:
    """With the time of both in a media second that both showed."""
    plays = screen((100, "a"))
    plays.start_play(PlayStarted(130.0, "a", media_s=1.0), 130.0, 130.0)
    seconds = TrackSecondSums()
    assert SMILE_SUMS is not None
    assert NEUTRAL_SUMS is not None
    for at_s, numbers, for_s in [(101, SMILE_SUMS, 1.0), (130, NEUTRAL_SUMS, 3.0), (131, NEUTRAL_SUMS, 0.1)]:
        sums = seconds.cell_sums(plays.exposure_cell_at(at_s))
        sums.present_s += 1.0
        sums.add_verdict(numbers, for_s)
    (exposure,) = exposures_of(plays, seconds)
    assert mean_expression(exposure).smile == pytest.approx((0.25 + 0.0) / 2)
    assert (list(exposure.seconds), list(exposure.outside)) == ([1], [1, 2])


def test_a_thousandth_is_not_missing_to_a_second() -> None:
    """Sums of times are not exact. Verdicts make one of the n of a watcher alone."""
    almost = MIN_COUNTED_S - TOLERANCE_S

    def exposure(attentive_s: float, verdict_s: float) -> VisitExposure:
        return VisitExposure(STAY, ("a", None, None), {}, {}, attentive_s, 0.0, verdict_s, 0.0, 0.0)

    assert (exposure(almost, 0.0).is_watcher, exposure(almost, almost).has_verdicts) == (True, True)
    assert not exposure(almost - 0.01, 5.0).has_verdicts
    plays, seconds = screen((100, "a")), TrackSecondSums()
    seconds.cell_sums(plays.exposure_cell_at(100.0)).present_s = almost
    assert len(exposures_of(plays, seconds)) == 1


def test_the_mean_of_a_second_is_over_the_time_of_its_verdicts() -> None:
    total = ExpressionSums()
    add_mean_expression(total, VisitCellSums(verdict_s=0.5, expression=ExpressionSums(smile=0.25)))
    assert total.smile == 0.5


def test_a_second_has_no_more_sound_than_a_second() -> None:
    """Decisions that overlap add up to more."""
    plays = screen((100, "a"))
    (exposure,) = visit_exposures(STAY, [present(plays, (100, 101))], plays, {100: RoomSoundSecond(2.0, 2.0, 1.5)})
    assert [exposure.known_s, exposure.laughter_s] == pytest.approx([1.0, 1.0])


def test_the_first_arm_is_that_of_the_earlier_time_not_of_the_earlier_media_second() -> None:
    plays = screen((100, "x", "b"), (110, "x", "a"))
    assert [e.arm for e in exposures_of(plays, present(plays, (108.5, 112)))] == [("x", "e", "b")]


def test_a_bridge_is_divided_to_a_tenth_of_a_second() -> None:
    plays, seconds = screen((100, "a"), (110, "b")), TrackSecondSums()
    seconds.bridge_gap(109.03, 111.0, plays.exposure_cell_at)
    in_first = sum(sums.present_s for cell, sums in seconds.by_cell.items() if cell[1] and cell[1].arm[0] == "a")
    assert in_first == pytest.approx(1.0, abs=0.005)
