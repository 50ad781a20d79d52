"""Skin conductance responses."""

from math import exp, nan, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_bridge.responses import GAP_S, SkinResponse, SkinResponseDetector

LATEST_S = 1.25  # longest delay after the peak: half of the smoothing and two steps, with a sample in every step


def response(since_s: float, height_us: float) -> float:
    """A typical response: rises in two seconds, falls by half in six."""
    if since_s < 0:
        return 0.0
    return height_us * (1.37 * (exp(-since_s / 8) - exp(-since_s / 0.8)))


def detect(values_us: list[float], rate_hz: float, quality: float = 1.0) -> list[tuple[float, SkinResponse]]:
    """The responses, each with the time at which it was reported."""
    detector, reports = SkinResponseDetector(), []
    for n, eda_us in enumerate(values_us):
        response = detector.process(n / rate_hz, eda_us, quality)
        if response:
            reports.append((n / rate_hz, response))
    return reports


def skin(
    seconds: float, rate_hz: float, begin_s: tuple[float, ...], height_us: float, drift: float = 0.0
) -> list[float]:
    times_s = [n / rate_hz for n in range(int(seconds * rate_hz))]
    return [4 + drift * at_s + sum(response(at_s - begin, height_us) for begin in begin_s) for at_s in times_s]


@pytest.mark.parametrize("rate_hz", [4.0, 20.0, 51.2, 100.0])
def test_each_response_is_reported_once_with_its_height(rate_hz: float) -> None:
    """At any rate, soon after its peak."""
    reports = detect(skin(60, rate_hz, (10.1, 30.3, 45.0), 0.3), rate_hz)
    assert [one.onset_s for _, one in reports] == pytest.approx([10.1, 30.3, 45.0], abs=0.6)
    assert [one.height_us for _, one in reports] == pytest.approx([0.27] * 3, abs=0.03)
    assert all(0 <= at_s - one.peak_s <= LATEST_S for at_s, one in reports)


def test_a_response_during_the_fall_of_another_counts() -> None:
    """It begins five seconds after the other."""
    assert len(detect(skin(40, 20, (10.0, 15.0), 0.3), 20)) == 2


def test_small_rises_drift_and_breath_are_no_responses() -> None:
    """Drift is slow or fast, and may go far."""
    assert detect(skin(60, 20, (10.0, 30.0), 0.04), 20) == []
    assert detect(skin(120, 20, (), 0.0, drift=0.009), 20) == []
    assert detect(skin(60, 20, (), 0.0, drift=0.05), 20) == []
    assert detect([4 + 0.02 * sin(2 * 3.14 * n / 20 / 4) for n in range(1200)], 20) == []


def test_a_single_step_of_a_coarse_converter_is_no_response() -> None:
    """Two values are one step of the converter; three rising values are a response."""
    flips = [4.0 if n // 60 % 2 else 4.06 for n in range(1200)]
    assert detect(flips, 20) == []
    stairs = [4.0 + 0.06 * min(max(n - 200, 0) // 10, 3) for n in range(400)]
    assert len(detect(stairs, 20)) == 1


def test_responses_need_contact_and_continuous_samples() -> None:
    """A rise that ends within two seconds of a fault does not count, nor one that began before a gap."""
    values = skin(30, 20, (10.0,), 0.5)
    assert detect(values, 20, quality=0.3) == []
    assert detect(values, 20, quality=nan) == []
    detector = SkinResponseDetector()
    results = [
        detector.process(n / 20, eda_us, 0.0 if 11.0 <= n / 20 < 11.2 else 1.0) for n, eda_us in enumerate(values)
    ]
    assert all(one is None or one.onset_s >= 11.0 for one in results)
    with_gap = [nan if 10.5 <= n / 20 < 10.6 + GAP_S else value for n, value in enumerate(values)]
    assert all(one.onset_s >= 10.6 + GAP_S for _, one in detect(with_gap, 20))


def test_detection_starts_anew_after_a_clock_was_set_back() -> None:
    """A late sample is left out."""
    detector = SkinResponseDetector()
    values = skin(30, 20, (10.0,), 0.5)
    results = [detector.process(1000 + n / 20, eda_us, 1.0) for n, eda_us in enumerate(values)]
    assert sum(one is not None for one in results) == 1
    assert detector.process(1025.0, 99.0, 1.0) is None
    results = [detector.process(n / 20, eda_us, 1.0) for n, eda_us in enumerate(values)]
    assert [one.onset_s for one in results if one] == pytest.approx([10.0], abs=0.6)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(), st.floats(), st.floats()), max_size=80))
def test_no_samples_raise_an_error(samples: list[tuple[float, float, float]]) -> None:
    """Every response has at least the smallest height."""
    detector = SkinResponseDetector()
    for at_s, eda_us, quality in samples:
        one = detector.process(at_s, eda_us, quality)
        assert one is None or one.height_us >= 0.05


@pytest.mark.parametrize(("seconds", "count"), [(9.0, 1), (12.0, 0)])
def test_a_rise_longer_than_two_responses_is_none(seconds: float, count: int) -> None:
    """Skin warms up, or the hand closes: a rise of more than ten seconds."""
    times_s = [n / 20 for n in range(900)]
    values = [4 + 0.02 * (min(max(at_s - 10, 0), seconds) - max(at_s - 10 - seconds, 0)) for at_s in times_s]
    assert len(detect(values, 20)) == count
