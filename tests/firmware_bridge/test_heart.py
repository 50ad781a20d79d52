"""Heart beats of a pulse wave, and of intervals."""

from collections.abc import Callable
from math import inf, isfinite, nan, pi, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_bridge.heart import HeartBeat, HeartRateEstimator
from tests.firmware_bridge.bodies import BPM, wave

LATEST_S = 0.35  # after the peak: SMOOTH, AHEAD, a step and a sample, at 25 Hz or more

PERIOD_S = 60 / BPM
PEAK_S = 0.3 * PERIOD_S


def heard(
    rate_hz: float, seconds: float = 20.0, of: Callable[[float], float] = wave
) -> tuple[HeartRateEstimator, list[HeartBeat]]:
    heart = HeartRateEstimator()
    times_s = [n / rate_hz for n in range(int(seconds * rate_hz))]
    return heart, heart.process(times_s, [of(at_s) for at_s in times_s])


def off_s(beat: HeartBeat) -> float:
    """From the nearest true peak."""
    return (beat.at_s - PEAK_S + PERIOD_S / 2) % PERIOD_S - PERIOD_S / 2


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 64.0, 200.0, 500.0])
def test_a_beat_a_period_at_any_rate(rate_hz: float) -> None:
    """Within 10 ms of its peak, and no notch is one; then there is a heart rate."""
    heart, beats = heard(rate_hz)
    assert len(beats) == pytest.approx(20 / PERIOD_S, abs=2)
    assert max(abs(off_s(beat)) for beat in beats[2:]) < 0.01
    assert heart.hr_bpm(20.0) == pytest.approx(BPM, abs=0.5)


def test_each_is_told_soon() -> None:
    """At most a third of a second after its peak."""
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
def test_scale_offset_and_breath_change_nothing(of: Callable[[float], float]) -> None:
    """But the beats about a jump."""
    _, beats = heard(50.0, of=of)
    right = [beat for beat in beats if abs(off_s(beat)) < 0.05]
    assert len(right) >= 20 / PERIOD_S - 4
    assert len(beats) - len(right) <= 1


def test_a_wave_that_is_upside_down_is_turned_over() -> None:
    """After twenty seconds: a pulse rises fast."""
    _, beats = heard(50.0, seconds=40.0, of=lambda at_s: -(at_s / PERIOD_S % 1 < 0.2) * 1.0 + at_s / PERIOD_S % 1)
    assert len([beat for beat in beats if beat.at_s > 25]) == pytest.approx(15 / PERIOD_S, abs=3)


def test_over_a_gap_there_is_no_interval() -> None:
    """A second without samples."""
    heart = HeartRateEstimator()
    times_s = [n / 50 for n in range(1000) if not 500 <= n < 560]
    beats = heart.process(times_s, [wave(at_s) for at_s in times_s])
    after = next(beat for beat in beats if beat.at_s > 11)
    assert after.interval_ms != after.interval_ms
    assert not after.accepted


def test_too_little_is_no_heart_rate() -> None:
    """At the beginning, and five seconds after the last beat."""
    assert heard(50.0, seconds=10.0)[0].hr_bpm(10.0) is None
    heart, _ = heard(50.0)
    assert heart.hr_bpm(22.0) is not None
    assert heart.hr_bpm(25.5) is None


def test_intervals_that_a_kit_tells() -> None:
    """Those that cannot be, or are far from their neighbours, are not accepted."""
    heart = HeartRateEstimator()
    told = [800.0, 810.0, 790.0, 805.0, 1600.0, 800.0, 200.0, 3000.0, 800.0, nan]
    beats = [beat for n, interval_ms in enumerate(told) for beat in heart.process_interval(n * 0.8, interval_ms)]
    assert [beat.accepted for beat in beats] == [False, False, True, True, False, False, False, False, True]


def test_times_that_are_none_or_over_are_dropped() -> None:
    """And counted; a clock that was set back by more than ten seconds begins anew."""
    heart, _ = heard(50.0)
    assert heart.process([nan, inf, 15.0], [0.5, 0.5, 0.5]) == []
    assert heart.dropped == 3
    heart.process([1.0], [0.5])
    assert heart.dropped == 3
    assert heart.hr_bpm(1.0) is None


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=100))
def test_whatever_comes_what_is_told_is_a_heart(samples: list[tuple[float, float]]) -> None:
    """Numbers that are none among it: beats have a time, and a rate is one of intervals that are believed."""
    heart = HeartRateEstimator()
    for at_s, value in samples:
        for beat in [*heart.process_sample(at_s, value), *heart.process_interval(at_s, value)]:
            assert isfinite(beat.at_s)
        rate_bpm = heart.hr_bpm(at_s)
        assert rate_bpm is None or 30 - 1e-9 <= rate_bpm <= 200 + 1e-9
