"""Requested resends are the union of all requests, oldest first; the rate of all messages is limited."""

from hypothesis import given
from hypothesis import strategies as st

from edge.uplink.publisher.rate_limit import RANGES, SPACING_S, PublishRateLimiter, ResendRanges

ranges = st.tuples(st.integers(1, 60), st.integers(0, 20)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))


@given(st.lists(ranges, min_size=1, max_size=20))
def test_requests_that_overlap_are_answered_once_oldest_first(asked: list[tuple[int, int]]) -> None:
    """Two subscribers that miss the same messages do not get them twice."""
    resends = ResendRanges()
    assert all(resends.add(low, high) for low, high in asked)
    numbers = []
    while (wanted := resends.lowest_range) is not None:
        numbers.append(wanted[0])
        resends.remove_up_to(wanted[0])
    assert numbers == sorted({number for low, high in asked for number in range(low, high + 1)})


def test_ranges_that_touch_become_one() -> None:
    """Numbers asked for one by one are one range; a number that is missing between two ranges keeps them apart."""
    resends = ResendRanges()
    assert all(resends.add(number, number) for number in range(1, RANGES + 2))
    assert resends.lowest_range == (1, RANGES + 1)
    resends.add(RANGES + 3, RANGES + 4)
    assert resends.lowest_range == (1, RANGES + 1)


def test_never_more_than_a_hundred_in_any_second() -> None:
    """Evenly spaced, without bursts, for a sender that is always ready in time."""
    limiter, at_s = PublishRateLimiter(), [0.0]
    limiter.on_sent(0.0)
    for _ in range(300):
        at_s.append(at_s[-1] + limiter.seconds_until_allowed(at_s[-1]))
        limiter.on_sent(at_s[-1])
    assert all(later - earlier >= 1.0 for earlier, later in zip(at_s, at_s[100:], strict=False))
    assert at_s[-1] < 301 * SPACING_S


def test_numbers_that_are_not_stored_are_passed_over() -> None:
    """A range may start before the stored messages, or end after them."""
    resends = ResendRanges()
    resends.add(1, 10)
    resends.remove_up_to(7)
    assert resends.lowest_range == (8, 10)
    resends.remove_up_to(10)
    assert resends.lowest_range is None
    assert not resends


def test_too_many_scattered_requests_are_refused() -> None:
    """Ranges that wait already are still answered."""
    resends = ResendRanges()
    assert all(resends.add(10 * n, 10 * n + 1) for n in range(1, RANGES + 1))
    assert not resends.add(5, 5)
    assert resends.add(1, 10 * RANGES + 1)  # covers them all: one range
    assert resends.lowest_range == (1, 10 * RANGES + 1)
