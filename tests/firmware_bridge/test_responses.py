"""Skin conductance responses."""

from math import exp, nan, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_bridge.responses import GAP_S, SkinResponse, SkinResponseDetector

LATEST_S = 1.25  # after the peak: half of the smoothing and two steps, with a sample in every step


def response(since_s: float, height_us: float) -> float:
    """The usual form: up in two seconds, down by half in six."""
    if since_s < 0:
        return 0.0
    return height_us * (1.37 * (exp(-since_s / 8) - exp(-since_s / 0.8)))


def found(value_us: list[float], rate_hz: float, quality: float = 1.0) -> list[tuple[float, SkinResponse]]:
    """Each with the time at which it was told."""
    responses, told = SkinResponseDetector(), []
    for n, eda_us in enumerate(value_us):
        one = responses.process(n / rate_hz, eda_us, quality)
        if one:
            told.append((n / rate_hz, one))
    return told


def skin(
    seconds: float, rate_hz: float, begin_s: tuple[float, ...], height_us: float, drift: float = 0.0
) -> list[float]:
    times_s = [n / rate_hz for n in range(int(seconds * rate_hz))]
    return [4 + drift * at_s + sum(response(at_s - begin, height_us) for begin in begin_s) for at_s in times_s]


@pytest.mark.parametrize("rate_hz", [4.0, 20.0, 51.2, 100.0])
def test_each_response_is_told_once_with_its_height(rate_hz: float) -> None:
    """At any rate, soon after its peak."""
    told = found(skin(60, rate_hz, (10.1, 30.3, 45.0), 0.3), rate_hz)
    assert [one.onset_s for _, one in told] == pytest.approx([10.1, 30.3, 45.0], abs=0.6)
    assert [one.height_us for _, one in told] == pytest.approx([0.27] * 3, abs=0.03)
    assert all(0 <= at_s - one.peak_s <= LATEST_S for at_s, one in told)


def test_one_that_lies_on_the_fall_of_another_counts() -> None:
    """Five seconds later."""
    assert len(found(skin(40, 20, (10.0, 15.0), 0.3), 20)) == 2


def test_what_is_no_response() -> None:
    """One that is too small, drift however far it goes, a long climb, and a breath's sway."""
    assert found(skin(60, 20, (10.0, 30.0), 0.04), 20) == []
    assert found(skin(120, 20, (), 0.0, drift=0.009), 20) == []
    assert found(skin(60, 20, (), 0.0, drift=0.05), 20) == []
    assert found([4 + 0.02 * sin(2 * 3.14 * n / 20 / 4) for n in range(1200)], 20) == []


def test_a_count_that_comes_and_goes_is_none() -> None:
    """Two values of a coarse converter are one step of it; three in a row are a rise."""
    flips = [4.0 if n // 60 % 2 else 4.06 for n in range(1200)]
    assert found(flips, 20) == []
    stairs = [4.0 + 0.06 * min(max(n - 200, 0) // 10, 3) for n in range(400)]
    assert len(found(stairs, 20)) == 1


def test_only_on_contact() -> None:
    """What ends within two seconds of an edge is none; nor what began before a hole."""
    values = skin(30, 20, (10.0,), 0.5)
    assert found(values, 20, quality=0.3) == []
    assert found(values, 20, quality=nan) == []
    responses = SkinResponseDetector()
    told = [responses.process(n / 20, eda_us, 0.0 if 11.0 <= n / 20 < 11.2 else 1.0) for n, eda_us in enumerate(values)]
    assert all(one is None or one.onset_s >= 11.0 for one in told)
    with_hole = [nan if 10.5 <= n / 20 < 10.6 + GAP_S else value for n, value in enumerate(values)]
    assert all(one.onset_s >= 10.6 + GAP_S for _, one in found(with_hole, 20))


def test_a_clock_that_was_set_back() -> None:
    """What came late is left out; after a step back it begins anew."""
    responses = SkinResponseDetector()
    values = skin(30, 20, (10.0,), 0.5)
    told = [responses.process(1000 + n / 20, eda_us, 1.0) for n, eda_us in enumerate(values)]
    assert sum(one is not None for one in told) == 1
    assert responses.process(1025.0, 99.0, 1.0) is None
    told = [responses.process(n / 20, eda_us, 1.0) for n, eda_us in enumerate(values)]
    assert [one.onset_s for one in told if one] == pytest.approx([10.0], abs=0.6)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(), st.floats(), st.floats()), max_size=80))
def test_whatever_comes_nothing_is_raised(samples: list[tuple[float, float, float]]) -> None:
    """And whatever is told is a response."""
    responses = SkinResponseDetector()
    for at_s, eda_us, quality in samples:
        one = responses.process(at_s, eda_us, quality)
        assert one is None or one.height_us >= 0.05
