"""What is asked for again: the union of all requests, oldest first, at a pace."""

from hypothesis import given
from hypothesis import strategies as st

from edge.uplink.outgoing import RANGES, SPACING_S, Resends

ranges = st.tuples(st.integers(1, 60), st.integers(0, 20)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1]))


def take_all(resends: Resends) -> list[tuple[float, int]]:
    """When which number is published, by somebody who always is there in time."""
    taken, at_s = [], 0.0
    while (wait_s := resends.wait_s(at_s)) is not None:
        at_s += wait_s
        wanted = resends.due(at_s)
        assert wanted is not None
        taken.append((at_s, wanted[0]))
        resends.done(wanted[0], at_s)
    return taken


@given(st.lists(ranges, min_size=1, max_size=20))
def test_requests_that_overlap_are_answered_once_oldest_first(asked: list[tuple[int, int]]) -> None:
    """Two subscribers that miss the same do not get it twice."""
    resends = Resends()
    assert all(resends.ask(low, high) for low, high in asked)
    numbers = [number for _, number in take_all(resends)]
    assert numbers == sorted({number for low, high in asked for number in range(low, high + 1)})


def test_never_more_than_a_hundred_in_any_second() -> None:
    """Evenly, not in bursts, and it is done when it is done."""
    resends = Resends()
    resends.ask(1, 300)
    at_s = [at_s for at_s, _ in take_all(resends)]
    assert len(at_s) == 300
    assert all(later - earlier >= 1.0 for earlier, later in zip(at_s, at_s[100:], strict=False))
    assert at_s[-1] < 300 * SPACING_S + 0.01


def test_what_is_not_kept_is_passed_over() -> None:
    """A range reaches below what is kept, or beyond it."""
    resends = Resends()
    resends.ask(1, 10)
    resends.skip(7)
    assert resends.due(0.0) == (8, 10)
    resends.skip(10)
    assert resends.due(0.0) is None
    assert resends.wait_s(0.0) is None


def test_too_many_scattered_requests_are_refused() -> None:
    """What waits already is answered all the same."""
    resends = Resends()
    assert all(resends.ask(10 * n, 10 * n + 1) for n in range(1, RANGES + 1))
    assert not resends.ask(5, 5)
    assert resends.ask(1, 10 * RANGES + 1)  # covers them all: one range
    assert resends.due(0.0) == (1, 10 * RANGES + 1)
