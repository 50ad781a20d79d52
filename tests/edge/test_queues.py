"""The queue between threads is bounded and ordered, and counts the values that it dropped."""

import threading

import pytest

from edge.queues import BoundedQueue


def test_slow_reader_gets_only_the_newest_value_of_a_queue_of_one() -> None:
    """A late reader gets the last value; the values before it count as dropped."""
    queue: BoundedQueue[int] = BoundedQueue(1)
    for value in range(5):
        queue.put(value)
    assert queue.get() == 4
    assert queue.get() is None
    assert queue.dropped == 4


def test_full_queue_drops_its_oldest_values() -> None:
    """A full queue keeps the newest values, in order, and counts the dropped ones."""
    queue: BoundedQueue[int] = BoundedQueue(3)
    for value in range(5):
        queue.put(value)
    assert len(queue) == 3
    assert [queue.get(), queue.get(), queue.get(), queue.get()] == [2, 3, 4, None]
    assert queue.dropped == 2


def test_queue_of_size_zero_is_refused() -> None:
    """A queue must hold at least one value."""
    with pytest.raises(ValueError, match="must be at least 1"):
        BoundedQueue(0)


def test_waiting_thread_is_woken_by_the_next_value() -> None:
    """A waiting reader gets a value as soon as it is put."""
    queue: BoundedQueue[str] = BoundedQueue(1)
    taken: list[str | None] = []
    reader = threading.Thread(target=lambda: taken.append(queue.get(timeout_s=10.0)))
    reader.start()
    queue.put("frame")
    reader.join(timeout=10.0)
    assert taken == ["frame"]


def test_wait_and_get_end_after_their_timeout() -> None:
    """Without a value, wait() gives False and get() gives None."""
    queue: BoundedQueue[int] = BoundedQueue(1)
    assert not queue.wait(0.01)
    assert queue.get(0.01) is None
    queue.put(1)
    assert queue.wait(0.0)


def test_nothing_is_lost_or_doubled_between_two_threads() -> None:
    """Every value is either read once or counted as dropped."""
    queue: BoundedQueue[int] = BoundedQueue(8)

    def put_all() -> None:
        for value in range(2000):
            queue.put(value)

    putter = threading.Thread(target=put_all)
    putter.start()
    taken = []
    while putter.is_alive() or len(queue):
        if (value := queue.get(0.01)) is not None:
            taken.append(value)
    putter.join()
    assert taken == sorted(set(taken))
    assert len(taken) + queue.dropped == 2000
