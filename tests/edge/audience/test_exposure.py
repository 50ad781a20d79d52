"""What one visit was shown and did meanwhile, second by second."""

import pytest

from edge.audience.exposure import RoomSound, SecondSums, VisitExposure, exposures, mean_expression, sums_of
from edge.audience.people import Stay
from edge.audience.plays import PlayHistory
from edge.events import EXPRESSIONS, Experiment, ExpressionScores, PlayStarted
from tests.worlds import SMILE, verdict

STAY = Stay(100.0, 160.0)
SMILED, NEUTRAL = sums_of(SMILE), sums_of(verdict())


def screen(*starts: tuple[float, str] | tuple[float, str, str]) -> PlayHistory:
    """What began when, and in which arm of an experiment."""
    plays = PlayHistory()
    for at_s, creative, *arm in starts:
        plays.start(PlayStarted(at_s, creative, experiment=Experiment("e", arm[0]) if arm else None), at_s, at_s)
    return plays


def seen(plays: PlayHistory, *spans: tuple[float, float], attentive: float = 1.0, verdict_s: float = 0.0) -> SecondSums:
    """Present in tenths of seconds, in which so large a share is attentive."""
    seconds = SecondSums()
    for from_s, to_s in spans:
        for i in range(round((to_s - from_s) * 10)):
            sums = seconds.at(plays.cell_at(from_s + i / 10))
            sums.present_s += 0.1
            sums.attentive_s += 0.1 * attentive
            if verdict_s and SMILED is not None:
                sums.add_verdict(SMILED, 0.1 * verdict_s)
    return seconds


def of(plays: PlayHistory, *tracks: SecondSums) -> list[VisitExposure]:
    return exposures(STAY, tracks, plays, {})


def test_the_five_numbers_of_a_verdict() -> None:
    """Positive is happiness, negative the five others, surprise by itself; contempt and disgust count as negative."""
    probabilities = tuple(0.01 * 2**i for i in range(8))
    by_name = dict(zip(EXPRESSIONS, probabilities, strict=True))
    shown = sums_of(ExpressionScores(probabilities, -0.3, 0.4))
    assert shown is not None
    assert shown.positive == by_name["happiness"]
    assert shown.surprise == by_name["surprise"]
    assert shown.negative == pytest.approx(1.28 + 0.64 + 0.32 + 0.16 + 0.08)
    assert (shown.valence, shown.arousal) == (-0.3, 0.4)


@pytest.mark.parametrize("broken", [ExpressionScores((float("nan"),) * 8, 0, 0), verdict(valence=float("inf"))])
def test_a_verdict_that_is_no_number_is_none(broken: ExpressionScores) -> None:
    """It is never added up."""
    assert sums_of(broken) is None


def test_a_second_of_a_creative_is_exposure() -> None:
    """Over all its plays and all tracks of the visit; 0.9 s are not."""
    plays = screen((100, "a"), (110, "b"), (120, "a"), (130, "c"))
    tracks = seen(plays, (109.6, 110.9)), seen(plays, (120, 120.6))
    assert [e.arm for e in of(plays, *tracks)] == [("a", None, None)]


def test_watchers_and_those_who_were_read() -> None:
    """A second of attention makes a watcher, a second of verdicts one of the n."""
    plays = screen((100, "a"))
    (glance,) = of(plays, seen(plays, (100, 101.8), attentive=0.5))
    (watch,) = of(plays, seen(plays, (100, 102), attentive=0.5, verdict_s=0.4))
    (read,) = of(plays, seen(plays, (100, 102), verdict_s=0.5))
    assert [(e.is_watcher, e.is_read) for e in (glance, watch, read)] == [(False, False), (True, False), (True, True)]
    assert [read.attentive_s, read.verdict_s] == pytest.approx([2.0, 1.0])


def test_seconds_weigh_the_same_however_long_they_were_watched() -> None:
    """The mean over time in each media second first, then over media seconds, over all plays."""
    plays = screen((100, "a"), (110, "a"))
    seconds = SecondSums()
    assert SMILED is not None
    assert NEUTRAL is not None
    for at_s, shown, for_s in [(100, SMILED, 1.0), (110, NEUTRAL, 3.0), (111, NEUTRAL, 0.1), (102, None, 1.0)]:
        sums = seconds.at(plays.cell_at(at_s))
        sums.present_s += 1.0
        if shown is not None:
            sums.add_verdict(shown, for_s)
    (exposure,) = of(plays, seconds)
    assert mean_expression(exposure).positive == pytest.approx((0.25 + 0.0) / 2)
    assert mean_expression(exposure).valence == pytest.approx(0.81 * 0.25 / 2)


def test_a_visit_belongs_to_the_arm_that_it_was_exposed_to_first() -> None:
    """Its other exposures to that creative are left out; other creatives are not."""
    plays = screen((100, "x", "b"), (110, "x", "a"), (120, "y", "a"), (130, "x", "b"))
    exposed = of(plays, seen(plays, (109.5, 132)))
    assert [e.arm for e in exposed] == [("x", "e", "b"), ("y", "e", "a")]
    assert exposed[0].attentive_s == pytest.approx(2.5)
    assert [e.arm for e in of(plays, seen(plays, (109.5, 130.2)))] == [("x", "e", "a"), ("y", "e", "a")]


def test_laughter_in_the_room_is_shared_by_who_is_there() -> None:
    """As much of a second of presence as the room laughed in it; what nobody listened to is
    unheard, and so is a second of which laughter is not known."""
    plays = screen((100, "a"))
    room = {100: RoomSound(1.0, 1.0, 0.5), 101: RoomSound(0.5, 0.5), 102: RoomSound(1.0)}
    (exposure,) = exposures(STAY, [seen(plays, (100, 103))], plays, room)
    assert [exposure.known_s, exposure.laughter_s] == pytest.approx([1.5, 0.5])
    assert [exposure.seconds[i].laughter_s > 0 for i in range(3)] == [True, False, False]
    assert [exposure.seconds[i].known_s > 0 for i in range(3)] == [True, True, False]


def test_a_gap_is_bridged_over_the_plays_that_it_spans() -> None:
    """Presence goes to each of them."""
    plays = screen((100, "a"), (110, "b"))
    seconds = seen(plays, (108.0, 109.0))
    seconds.bridge(109.0, 110.95, plays.cell_at)
    (exposure,) = of(plays, seconds)
    assert sum(s.sums.present_s for s in exposure.seconds.values()) == pytest.approx(2.0, abs=0.11)
    assert sum(sums.present_s for sums in seconds.by_cell.values()) == pytest.approx(2.95)
