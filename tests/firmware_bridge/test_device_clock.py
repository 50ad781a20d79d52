"""A kit's clock mapped to the kiosk's: times always rise and are never in the future."""

import random
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firmware_bridge.device_clock import BEHIND_S, JUMP_S, WINDOW, WRAPS_S, DeviceClock

NOON_S = 1_795_608_000.0
RATE_HZ = 50


def send(
    clock: DeviceClock,
    device_s: Callable[[float], float],
    seconds: int,
    *,
    delay_s: Callable[[float], float] | None = None,
    seed: int = 0,
) -> list[tuple[float, float]]:
    """Send samples at RATE_HZ with a mean delay of 10 ms, or with `delay_s`.

    Returns the time stamp of each sample, and its error against the time at which the sample was sent.
    """
    chance = random.Random(seed)
    stamps: list[tuple[float, float]] = []
    arrived_s = 0.0
    for index in range(seconds * RATE_HZ):
        sent_s = index / RATE_HZ
        delayed_s = delay_s(sent_s) if delay_s else chance.expovariate(100)
        arrived_s = max(arrived_s, sent_s + delayed_s)
        at_s = clock.host_time_s(device_s(sent_s), NOON_S + arrived_s)
        if at_s is not None:
            assert at_s <= NOON_S + arrived_s
            assert not stamps or at_s >= stamps[-1][0]
            stamps.append((at_s, at_s - NOON_S - sent_s))
    return stamps


def largest_error_s(stamps: list[tuple[float, float]], after_s: float = 5.0) -> float:
    return max(abs(error_s) for at_s, error_s in stamps if at_s > NOON_S + after_s)


@pytest.mark.parametrize("drift", [0.0, 100e-6, -0.005, 0.005])
def test_drift_is_followed_through_delays(drift: float) -> None:
    """From a crystal to a bad resonator, with a clock in milliseconds: errors are below 3 ms after 5 s."""
    clock = DeviceClock()
    stamps = send(clock, lambda at_s: 7.0 + round(at_s * (1 + drift), 3), 90)
    assert largest_error_s(stamps) < 0.003
    assert (clock.jumps, clock.wraps, clock.late) == (0, 0, 0)


@pytest.mark.parametrize("wrap_s", WRAPS_S)
def test_times_continue_after_a_counter_wraps_around(wrap_s: float) -> None:
    """A wrap is no jump, and no sample is lost."""
    clock = DeviceClock()
    stamps = send(clock, lambda at_s: (wrap_s - 12.0 + at_s) % wrap_s, 30)
    assert (clock.wraps, clock.jumps, len(stamps)) == (1, 0, 30 * RATE_HZ)
    assert largest_error_s(stamps) < 0.003


@pytest.mark.parametrize("by_s", [-900.0, -3.0, 2.0, 86_400.0])
def test_a_clock_that_is_set_counts_one_jump(by_s: float) -> None:
    """As when the board restarts. Later times are right again."""
    clock = DeviceClock()
    stamps = send(clock, lambda at_s: 1000.0 + at_s + (by_s if at_s >= 20.0 else 0.0), 40)
    assert (clock.jumps, clock.wraps) == (1, 0)
    assert largest_error_s(stamps, 30.0) < 0.003


def restart(clock: DeviceClock, on_s: float, off_s: float, seconds: int) -> list[tuple[float, float]]:
    """A kit is on for `on_s`, then off for `off_s`.

    Returns, for each sample after the restart, its time since the restart and the error of its time stamp.
    """

    def device_s(at_s: float) -> float:
        if at_s < on_s:
            return at_s
        return at_s - on_s - off_s if at_s >= on_s + off_s else float("nan")

    stamps = send(clock, device_s, round(on_s + off_s) + seconds)
    since = [(at_s - error_s - NOON_S - on_s - off_s, error_s) for at_s, error_s in stamps]
    return [(since_s, error_s) for since_s, error_s in since if since_s >= 0]


@pytest.mark.parametrize("wrap_s", WRAPS_S[1:])
@pytest.mark.parametrize("beyond_s", [0.1, 4.5, 28.0])
def test_a_restart_is_not_taken_for_a_wrap_if_the_clock_was_beyond_it(wrap_s: float, beyond_s: float) -> None:
    """The last time exceeded the range of such a counter, so the new times are right at once."""
    clock, last_s = DeviceClock(), wrap_s + beyond_s
    for tenth in range(-100, 1):
        clock.host_time_s(last_s + tenth / 10, NOON_S + tenth / 10)
    assert clock.host_time_s(0.0, NOON_S + 1.5) == NOON_S + 1.5
    assert clock.host_time_s(1.0, NOON_S + 2.5) == NOON_S + 2.5
    assert (clock.jumps, clock.wraps) == (1, 0)


@settings(max_examples=25, deadline=None)
@given(on_s=st.floats(60.0, 100.0), off_s=st.floats(0.0, 3.0))
@example(on_s=65.4, off_s=2.0)
@example(on_s=65.4, off_s=0.9)
def test_times_become_right_after_a_restart_at_any_time(on_s: float, off_s: float) -> None:
    """A restart just before 65.5 s looks like a wrap of a counter.

    Errors above one second then last 5 s; smaller errors last until the window of the line has send.
    """
    errors = restart(DeviceClock(), on_s, off_s, WINDOW + 10)
    assert max(abs(error_s) for since_s, error_s in errors if since_s > BEHIND_S + 0.1) <= JUMP_S
    assert max(abs(error_s) for since_s, error_s in errors if since_s > WINDOW + 3) < 0.05


def test_a_short_delay_of_the_connection_is_no_jump() -> None:
    """Three seconds of samples that arrive at once keep their times."""
    clock = DeviceClock()
    stamps = send(clock, lambda at_s: at_s, 40, delay_s=lambda at_s: 23.0 - at_s if 20 <= at_s < 23 else 0.0)
    assert largest_error_s(stamps) < 0.003
    assert clock.jumps == 0


def test_short_delays_are_not_added_up() -> None:
    """Two delays of three seconds with right times between them are no jump, although more than BEHIND_S apart."""
    clock = DeviceClock()
    stamps = send(
        clock,
        lambda at_s: at_s,
        50,
        delay_s=lambda at_s: next((begin_s + 3 - at_s for begin_s in (20, 33) if begin_s <= at_s < begin_s + 3), 0.0),
    )
    assert clock.jumps == 0
    assert largest_error_s(stamps) < 0.003


def test_a_delay_just_after_a_jump_is_no_second_jump() -> None:
    """The time for which a clock is behind counts anew after a jump."""
    clock = DeviceClock()
    for second in range(10):
        clock.host_time_s(float(second), NOON_S + second)
    for second in range(10, 17):
        clock.host_time_s(float(second), NOON_S + second + 4)
    assert clock.jumps == 1
    clock.host_time_s(17.0, NOON_S + 17.0 + 4 + 3)
    assert clock.jumps == 1


def test_a_clock_that_stopped_for_a_while_is_a_jump() -> None:
    """It stays behind its line, unlike a short delay of the connection."""
    clock = DeviceClock()
    stamps = send(clock, lambda at_s: min(at_s, 20.0) + max(0.0, at_s - 24.0), 45)
    assert clock.jumps == 1
    assert largest_error_s(stamps, 31.0) < 0.003


def test_late_samples_and_times_that_are_no_number_are_dropped() -> None:
    """Both are counted as late."""
    clock = DeviceClock()
    assert clock.host_time_s(1.0, 100.0) == 100.0
    assert clock.host_time_s(0.9, 100.02) is None
    assert clock.host_time_s(float("nan"), 100.03) is None
    assert clock.late == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e6, 1e10, allow_nan=False), st.floats(0, 100)), min_size=1, max_size=60))
def test_times_rise_for_any_device_times(device_times: list[tuple[float, float]]) -> None:
    """They never go back and are never after the arrival."""
    clock, arrived_s, last_s = DeviceClock(), NOON_S, 0.0
    for device_s, waited_s in device_times:
        arrived_s += waited_s
        at_s = clock.host_time_s(device_s, arrived_s)
        if at_s is not None:
            assert last_s <= at_s <= arrived_s
            last_s = at_s
