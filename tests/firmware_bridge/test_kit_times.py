"""Timestamps of samples: by the clock of the kit, by counting, or by arrival."""

import pytest

from firmware_bridge.kit_times import SampleTimestamps

NOON_S = 1_795_608_000.0


def stamp_errors(times: SampleTimestamps, rate_hz: float, seconds: float, bunch: int = 1) -> list[float]:
    """Error of the time stamp of each sample, for samples at `rate_hz` that arrive in bunches."""
    errors_s = []
    for index in range(int(seconds * rate_hz)):
        arrived_s = (index // bunch * bunch + bunch - 1) / rate_hz
        at_s = times.host_time_s(None, NOON_S + arrived_s)
        assert at_s is not None
        assert at_s <= NOON_S + arrived_s
        errors_s.append(at_s - NOON_S - index / rate_hz)
    return errors_s


def test_a_kit_with_a_clock_is_timed_by_its_clock() -> None:
    """Two samples that arrive together keep their distance of a fiftieth of a second."""
    times = SampleTimestamps(50.0)
    assert times.host_time_s(1.0, NOON_S) == NOON_S
    assert times.host_time_s(1.02, NOON_S + 0.04) == pytest.approx(NOON_S + 0.02)
    assert times.host_time_s(1.04, NOON_S + 0.04) == pytest.approx(NOON_S + 0.04)


@pytest.mark.parametrize("rate_hz", [9.0, 19.4, 20.0, 40.0])
def test_samples_without_a_clock_are_evenly_spaced(rate_hz: float) -> None:
    """At any real rate, in bunches of four: after 5 s the error is at most one sample."""
    errors_s = stamp_errors(SampleTimestamps(20.0), rate_hz, 20.0, bunch=4)
    assert max(abs(error_s) for error_s in errors_s[int(5 * rate_hz) :]) < 1 / rate_hz + 1e-3


def test_counting_starts_anew_after_a_silence() -> None:
    """A kit that paused for a minute is not a minute late."""
    times = SampleTimestamps(20.0)
    stamp_errors(times, 20.0, 5.0)
    assert times.host_time_s(None, NOON_S + 65.0) == NOON_S + 65.0


def test_samples_without_clock_and_rate_have_the_time_of_their_arrival() -> None:
    """As those of a heart-rate strap."""
    times = SampleTimestamps(None)
    assert [times.host_time_s(None, NOON_S + at_s) for at_s in (0.0, 0.0, 1.1)] == [NOON_S, NOON_S, NOON_S + 1.1]
