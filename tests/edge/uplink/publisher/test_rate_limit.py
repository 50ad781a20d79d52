"""What is asked for again: the union of all requests, oldest first; and how fast anything leaves."""

from hypothesis import given
from hypothesis import strategies as st

from edge.uplink.publisher.rate_limit import RANGES, SPACING_S, RateLimiter, ResendRanges

ranges = st.tuples(st.integers(1, 60), st.integers(0, 20)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))


@given(st.lists(ranges, min_size=1, max_size=20))
def test_requests_that_overlap_are_answered_once_oldest_first(asked: list[tuple[int, int]]) -> None:
    """Two subscribers that miss the same do not get it twice."""
    resends = ResendRanges()
    assert all(resends.add(low, high) for low, high in asked)
    numbers = []
    while (wanted := resends.next) is not None:
        numbers.append(wanted[0])
        resends.done(wanted[0])
    assert numbers == sorted({number for low, high in asked for number in range(low, high + 1)})


def test_never_more_than_a_hundred_in_any_second() -> None:
    """Evenly, not in bursts, by somebody who always is there in time."""
    pace, at_s = RateLimiter(), [0.0]
    pace.sent(0.0)
    for _ in range(300):
        at_s.append(at_s[-1] + pace.wait_s(at_s[-1]))
        pace.sent(at_s[-1])
    assert all(later - earlier >= 1.0 for earlier, later in zip(at_s, at_s[100:], strict=False))
    assert at_s[-1] < 301 * SPACING_S


def test_what_is_not_kept_is_passed_over() -> None:
    """A range reaches below what is kept, or beyond it."""
    resends = ResendRanges()
    resends.add(1, 10)
    resends.done(7)
    assert resends.next == (8, 10)
    resends.done(10)
    assert resends.next is None
    assert not resends


def test_too_many_scattered_requests_are_refused() -> None:
    """What waits already is answered all the same."""
    resends = ResendRanges()
    assert all(resends.add(10 * n, 10 * n + 1) for n in range(1, RANGES + 1))
    assert not resends.add(5, 5)
    assert resends.add(1, 10 * RANGES + 1)  # covers them all: one range
    assert resends.next == (1, 10 * RANGES + 1)
