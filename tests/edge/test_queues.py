"""What waits between threads is bounded, in order, and says what it dropped."""

import threading

import pytest

from edge.queues import BoundedQueue


def test_slow_taker_gets_the_newest_value_alone() -> None:
    """Whoever comes late finds the last value; those before it are counted as dropped."""
    slot: BoundedQueue[int] = BoundedQueue(1)
    for value in range(5):
        slot.put(value)
    assert slot.get() == 4
    assert slot.get() is None
    assert slot.dropped == 4


def test_full_ring_drops_its_oldest() -> None:
    """A ring keeps what came last, in order, and counts what fell out."""
    ring: BoundedQueue[int] = BoundedQueue(3)
    for value in range(5):
        ring.put(value)
    assert len(ring) == 3
    assert [ring.get(), ring.get(), ring.get(), ring.get()] == [2, 3, 4, None]
    assert ring.dropped == 2


def test_ring_of_nothing_is_refused() -> None:
    """A queue that cannot hold one value is a mistake of whoever makes it."""
    with pytest.raises(ValueError, match="at least one"):
        BoundedQueue(0)


def test_waiting_thread_is_woken_by_the_next_value() -> None:
    """A taker waits without spinning and gets the value as soon as it is put."""
    slot: BoundedQueue[str] = BoundedQueue(1)
    taken: list[str | None] = []
    taker = threading.Thread(target=lambda: taken.append(slot.get(timeout_s=10.0)))
    taker.start()
    slot.put("frame")
    taker.join(timeout=10.0)
    assert taken == ["frame"]


def test_waiting_for_nothing_ends() -> None:
    """With no value, waiting and taking end after their time, without one."""
    ring: BoundedQueue[int] = BoundedQueue(1)
    assert not ring.wait(0.01)
    assert ring.get(0.01) is None
    ring.put(1)
    assert ring.wait(0.0)


def test_nothing_is_lost_or_doubled_between_two_threads() -> None:
    """Every value is either taken once or counted as dropped."""
    ring: BoundedQueue[int] = BoundedQueue(8)

    def put_all() -> None:
        for value in range(2000):
            ring.put(value)

    putter = threading.Thread(target=put_all)
    putter.start()
    taken = []
    while putter.is_alive() or len(ring):
        if (value := ring.get(0.01)) is not None:
            taken.append(value)
    putter.join()
    assert taken == sorted(set(taken))
    assert len(taken) + ring.dropped == 2000
