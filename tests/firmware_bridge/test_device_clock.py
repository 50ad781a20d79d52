"""A kit's clock on the kiosk's: whatever the wire and the clock do, times go on, and are never in the future."""

import random
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firmware_bridge.device_clock import BEHIND_S, JUMP_S, TURNS_S, WINDOW, DeviceClock

NOON_S = 1_795_608_000.0
RATE_HZ = 50


def passed(
    clock: DeviceClock,
    device_s: Callable[[float], float],
    seconds: int,
    *,
    delay_s: Callable[[float], float] | None = None,
    seed: int = 0,
) -> list[tuple[float, float]]:
    """Samples at RATE_HZ over a wire with delays of 10 ms in the mean, or those given: what they were stamped with, and
    how far off that is from when they were sent."""
    chance = random.Random(seed)
    given: list[tuple[float, float]] = []
    arrived_s = 0.0
    for index in range(seconds * RATE_HZ):
        sent_s = index / RATE_HZ
        delayed_s = delay_s(sent_s) if delay_s else chance.expovariate(100)
        arrived_s = max(arrived_s, sent_s + delayed_s)
        at_s = clock.host_time_s(device_s(sent_s), NOON_S + arrived_s)
        if at_s is not None:
            assert at_s <= NOON_S + arrived_s
            assert not given or at_s >= given[-1][0]
            given.append((at_s, at_s - NOON_S - sent_s))
    return given


def worst_s(given: list[tuple[float, float]], after_s: float = 5.0) -> float:
    return max(abs(off_s) for at_s, off_s in given if at_s > NOON_S + after_s)


@pytest.mark.parametrize("drift", [0.0, 100e-6, -0.005, 0.005])
def test_drift_is_followed_through_delays(drift: float) -> None:
    """From a crystal to a bad resonator, with a clock that counts milliseconds: right to 3 ms after 5 s."""
    clock = DeviceClock()
    given = passed(clock, lambda at_s: 7.0 + round(at_s * (1 + drift), 3), 90)
    assert worst_s(given) < 0.003
    assert (clock.jumps, clock.turns, clock.late) == (0, 0, 0)


@pytest.mark.parametrize("turn_s", TURNS_S)
def test_a_counter_that_turns_over_goes_on(turn_s: float) -> None:
    """It is no jump, and nothing is lost of it."""
    clock = DeviceClock()
    given = passed(clock, lambda at_s: (turn_s - 12.0 + at_s) % turn_s, 30)
    assert (clock.turns, clock.jumps, len(given)) == (1, 0, 30 * RATE_HZ)
    assert worst_s(given) < 0.003


@pytest.mark.parametrize("by_s", [-900.0, -3.0, 2.0, 86_400.0])
def test_a_clock_that_is_set_begins_anew(by_s: float) -> None:
    """As when the board was started again: once, and right again at once."""
    clock = DeviceClock()
    given = passed(clock, lambda at_s: 1000.0 + at_s + (by_s if at_s >= 20.0 else 0.0), 40)
    assert (clock.jumps, clock.turns) == (1, 0)
    assert worst_s(given, 30.0) < 0.003


def started_again(clock: DeviceClock, on_s: float, off_s: float, seconds: int) -> list[tuple[float, float]]:
    """A kit is on for `on_s`, then off for `off_s`: when samples were sent after that, and how far off they are."""

    def device_s(at_s: float) -> float:
        if at_s < on_s:
            return at_s
        return at_s - on_s - off_s if at_s >= on_s + off_s else float("nan")

    given = passed(clock, device_s, round(on_s + off_s) + seconds)
    since = [(at_s - off_by_s - NOON_S - on_s - off_s, off_by_s) for at_s, off_by_s in given]
    return [(since_s, off_by_s) for since_s, off_by_s in since if since_s >= 0]


@pytest.mark.parametrize("turn_s", TURNS_S[1:])
@pytest.mark.parametrize("beyond_s", [0.1, 4.5, 28.0])
def test_a_kit_that_starts_again_is_no_counter_that_turned_over(turn_s: float, beyond_s: float) -> None:
    """It had said more than a counter of so few bits can: its new times are right at once."""
    clock, last_s = DeviceClock(), turn_s + beyond_s
    for tenth in range(-100, 1):
        clock.host_time_s(last_s + tenth / 10, NOON_S + tenth / 10)
    assert clock.host_time_s(0.0, NOON_S + 1.5) == NOON_S + 1.5
    assert clock.host_time_s(1.0, NOON_S + 2.5) == NOON_S + 2.5
    assert (clock.jumps, clock.turns) == (1, 0)


@settings(max_examples=25, deadline=None)
@given(on_s=st.floats(60.0, 100.0), off_s=st.floats(0.0, 3.0))
@example(on_s=65.4, off_s=2.0)
@example(on_s=65.4, off_s=0.9)
def test_whenever_a_kit_starts_again_its_times_come_right(on_s: float, off_s: float) -> None:
    """Just before 65.5 s it cannot be told from a counter that turns over. What is more than a second late then, is so
    for 5 s; what is less, until the line has forgotten what was before."""
    given = started_again(DeviceClock(), on_s, off_s, WINDOW + 10)
    assert max(abs(off_by_s) for since_s, off_by_s in given if since_s > BEHIND_S + 0.1) <= JUMP_S
    assert max(abs(off_by_s) for since_s, off_by_s in given if since_s > WINDOW + 3) < 0.05


def test_a_hiccup_of_the_wire_is_no_jump() -> None:
    """Three seconds that arrive at once keep the times at which they were taken."""
    clock = DeviceClock()
    given = passed(clock, lambda at_s: at_s, 40, delay_s=lambda at_s: 23.0 - at_s if 20 <= at_s < 23 else 0.0)
    assert worst_s(given) < 0.003
    assert clock.jumps == 0


def test_a_clock_that_stood_still_is_found_out() -> None:
    """It is behind from then on, and after a while that is no hiccup."""
    clock = DeviceClock()
    given = passed(clock, lambda at_s: min(at_s, 20.0) + max(0.0, at_s - 24.0), 45)
    assert clock.jumps == 1
    assert worst_s(given, 31.0) < 0.003


def test_a_sample_that_comes_after_a_later_one_is_none() -> None:
    """One that is no number either."""
    clock = DeviceClock()
    assert clock.host_time_s(1.0, 100.0) == 100.0
    assert clock.host_time_s(0.9, 100.02) is None
    assert clock.host_time_s(float("nan"), 100.03) is None
    assert clock.late == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e6, 1e10, allow_nan=False), st.floats(0, 100)), min_size=1, max_size=60))
def test_whatever_a_kit_says_times_go_on(said: list[tuple[float, float]]) -> None:
    """Never back, never beyond the arrival."""
    clock, arrived_s, last_s = DeviceClock(), NOON_S, 0.0
    for device_s, waited_s in said:
        arrived_s += waited_s
        at_s = clock.host_time_s(device_s, arrived_s)
        if at_s is not None:
            assert last_s <= at_s <= arrived_s
            last_s = at_s
