"""Deadlines of answers: over once, after the whole wait, and not after a stop."""

from edge.uplink.publisher.answer_deadlines import Deadline


def test_a_wait_is_over_once_after_its_whole_length() -> None:
    deadline = Deadline(30.0)
    assert deadline.remaining_s(5.0) is None
    assert not deadline.pop_if_expired(5.0)
    deadline.start_waiting(10.0)
    assert [deadline.remaining_s(at_s) for at_s in (10.0, 39.5, 45.0)] == [30.0, 0.5, 0.0]
    assert [deadline.pop_if_expired(at_s) for at_s in (39.9, 40.0, 40.1)] == [False, True, False]
    assert deadline.remaining_s(41.0) is None


def test_an_answer_ends_the_wait() -> None:
    """A second start begins anew."""
    deadline = Deadline(30.0)
    deadline.start_waiting(10.0)
    deadline.stop_waiting()
    assert not deadline.pop_if_expired(100.0)
    deadline.start_waiting(100.0)
    deadline.start_waiting(120.0)
    assert [deadline.pop_if_expired(at_s) for at_s in (149.0, 150.0)] == [False, True]
