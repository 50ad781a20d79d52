"""When samples were taken: by the clock of the kit, by counting, or by arrival."""

import pytest

from firmware_bridge.kit_times import SampleTimestamps

NOON_S = 1_795_608_000.0


def stamped(times: SampleTimestamps, rate_hz: float, seconds: float, bunch: int = 1) -> list[float]:
    """Samples at `rate_hz` that arrive in bunches: how far off each stamp is from when it was sent."""
    off = []
    for index in range(int(seconds * rate_hz)):
        arrived_s = (index // bunch * bunch + bunch - 1) / rate_hz
        at_s = times.host_time_s(None, NOON_S + arrived_s)
        assert at_s is not None
        assert at_s <= NOON_S + arrived_s
        off.append(at_s - NOON_S - index / rate_hz)
    return off


def test_a_kit_with_a_clock_is_taken_at_its_word() -> None:
    """Two samples that arrive together were taken a fiftieth of a second apart."""
    times = SampleTimestamps(50.0)
    assert times.host_time_s(1.0, NOON_S) == NOON_S
    assert times.host_time_s(1.02, NOON_S + 0.04) == pytest.approx(NOON_S + 0.02)
    assert times.host_time_s(1.04, NOON_S + 0.04) == pytest.approx(NOON_S + 0.04)


@pytest.mark.parametrize("rate_hz", [9.0, 19.4, 20.0, 40.0])
def test_samples_without_a_clock_are_evenly_spaced(rate_hz: float) -> None:
    """Whatever the sketch was changed to: in bunches of four, after 5 s each is where it was taken, to a sample."""
    off = stamped(SampleTimestamps(20.0), rate_hz, 20.0, bunch=4)
    assert max(abs(one) for one in off[int(5 * rate_hz) :]) < 1 / rate_hz + 1e-3


def test_after_a_silence_counting_begins_anew() -> None:
    """A kit that paused for a minute is not a minute late."""
    times = SampleTimestamps(20.0)
    stamped(times, 20.0, 5.0)
    assert times.host_time_s(None, NOON_S + 65.0) == NOON_S + 65.0


def test_a_strap_tells_when_it_tells() -> None:
    """Nothing is known of its samples but their arrival."""
    times = SampleTimestamps(None)
    assert [times.host_time_s(None, NOON_S + at_s) for at_s in (0.0, 0.0, 1.1)] == [NOON_S, NOON_S, NOON_S + 1.1]
