"""Heart beats and heart rate from a pulse wave and from intervals."""

from collections.abc import Callable
from math import inf, isfinite, nan, pi, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_bridge.heart import HeartBeat, HeartRateEstimator
from tests.firmware_bridge.bodies import BPM, wave

LATEST_S = 0.35  # longest delay after the peak: SMOOTH, AHEAD, a step and a sample, at 25 Hz or more

PERIOD_S = 60 / BPM
PEAK_S = 0.3 * PERIOD_S


def process_wave(
    rate_hz: float, seconds: float = 20.0, of: Callable[[float], float] = wave
) -> tuple[HeartRateEstimator, list[HeartBeat]]:
    heart = HeartRateEstimator()
    times_s = [n / rate_hz for n in range(int(seconds * rate_hz))]
    return heart, heart.process(times_s, [of(at_s) for at_s in times_s])


def error_s(beat: HeartBeat) -> float:
    """Distance from the nearest true peak."""
    return (beat.at_s - PEAK_S + PERIOD_S / 2) % PERIOD_S - PERIOD_S / 2


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 64.0, 200.0, 500.0])
def test_each_period_has_one_beat_at_any_rate(rate_hz: float) -> None:
    """Within 10 ms of its peak and without beats at the notch; the heart rate is right."""
    heart, beats = process_wave(rate_hz)
    assert len(beats) == pytest.approx(20 / PERIOD_S, abs=2)
    assert max(abs(error_s(beat)) for beat in beats[2:]) < 0.01
    assert heart.hr_bpm(20.0) == pytest.approx(BPM, abs=0.5)


def test_beats_are_reported_soon() -> None:
    """At most LATEST_S after the peak."""
    heart = HeartRateEstimator()
    for n in range(1000):
        for beat in heart.process_sample(n / 50, wave(n / 50)):
            assert n / 50 - beat.at_s <= LATEST_S


@pytest.mark.parametrize(
    "of",
    [
        lambda at_s: 1e6 * wave(at_s) - 4e5,
        lambda at_s: wave(at_s) + 5 * (at_s > 10),
        lambda at_s: wave(at_s) + 0.3 * sin(2 * pi * at_s / 4),
    ],
    ids=["another scale", "another offset from now on", "breath"],
)
def test_scale_offset_and_breath_do_not_change_the_beats(of: Callable[[float], float]) -> None:
    """Except the beats around a jump."""
    _, beats = process_wave(50.0, of=of)
    right = [beat for beat in beats if abs(error_s(beat)) < 0.05]
    assert len(right) >= 20 / PERIOD_S - 4
    assert len(beats) - len(right) <= 1


def test_a_wave_that_is_upside_down_is_flipped() -> None:
    """It is detected after twenty seconds, because a pulse rises fast."""
    _, beats = process_wave(
        50.0, seconds=40.0, of=lambda at_s: -(at_s / PERIOD_S % 1 < 0.2) * 1.0 + at_s / PERIOD_S % 1
    )
    assert len([beat for beat in beats if beat.at_s > 25]) == pytest.approx(15 / PERIOD_S, abs=3)


def test_there_is_no_interval_over_a_gap() -> None:
    """The gap is a second without samples."""
    heart = HeartRateEstimator()
    times_s = [n / 50 for n in range(1000) if not 500 <= n < 560]
    beats = heart.process(times_s, [wave(at_s) for at_s in times_s])
    after = next(beat for beat in beats if beat.at_s > 11)
    assert after.interval_ms != after.interval_ms
    assert not after.accepted


def test_without_enough_beats_there_is_no_heart_rate() -> None:
    """At the start, and five seconds after the last beat."""
    assert process_wave(50.0, seconds=10.0)[0].hr_bpm(10.0) is None
    heart, _ = process_wave(50.0)
    assert heart.hr_bpm(22.0) is not None
    assert heart.hr_bpm(25.5) is None


def test_implausible_intervals_of_a_kit_are_not_accepted() -> None:
    """Neither intervals out of range nor those far from their neighbours."""
    heart = HeartRateEstimator()
    intervals_ms = [800.0, 810.0, 790.0, 805.0, 1600.0, 800.0, 200.0, 3000.0, 800.0, nan]
    beats = [
        beat for n, interval_ms in enumerate(intervals_ms) for beat in heart.process_interval(n * 0.8, interval_ms)
    ]
    assert [beat.accepted for beat in beats] == [False, False, True, True, False, False, False, False, True]


def test_invalid_and_late_times_are_dropped_and_counted() -> None:
    """After a clock was set back by more than ten seconds, the estimator starts anew."""
    heart, _ = process_wave(50.0)
    assert heart.process([nan, inf, 15.0], [0.5, 0.5, 0.5]) == []
    assert heart.dropped == 3
    heart.process([1.0], [0.5])
    assert heart.dropped == 3
    assert heart.hr_bpm(1.0) is None


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=100))
def test_results_are_valid_for_any_samples(samples: list[tuple[float, float]]) -> None:
    """Including NaN and infinity: beats have a finite time, and the rate is within the accepted intervals."""
    heart = HeartRateEstimator()
    for at_s, value in samples:
        for beat in [*heart.process_sample(at_s, value), *heart.process_interval(at_s, value)]:
            assert isfinite(beat.at_s)
        rate_bpm = heart.hr_bpm(at_s)
        assert rate_bpm is None or 30 - 1e-9 <= rate_bpm <= 200 + 1e-9
