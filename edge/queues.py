"""Bounded queue between two threads. Counts the values that it drops."""

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class BoundedQueue(Generic[T]):
    """First-in, first-out queue of at most `size` values. If it is full, it drops its oldest value and counts the loss.

    Raises ValueError for a size below 1.
    """

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"the capacity of a queue must be at least 1, not {size}")
        self._size = size
        self._values: deque[T] = deque()
        self._dropped = 0
        self._condition = threading.Condition()

    @property
    def dropped(self) -> int:
        """Number of values that were dropped because the queue was full."""
        return self._dropped

    def __len__(self) -> int:
        return len(self._values)

    def put(self, value: T) -> None:
        """Add `value`. Never blocks."""
        with self._condition:
            if len(self._values) == self._size:
                self._values.popleft()
                self._dropped += 1
            self._values.append(value)
            self._condition.notify()

    def wait(self, timeout_s: float) -> bool:
        """Wait at most `timeout_s` seconds for a value. Return True if the queue has a value, without removing it."""
        with self._condition:
            return self._condition.wait_for(lambda: bool(self._values), timeout_s)

    def get(self, timeout_s: float = 0.0) -> T | None:
        """Remove and return the oldest value. Return None if no value arrives within `timeout_s` seconds."""
        with self._condition:
            if not self._condition.wait_for(lambda: bool(self._values), timeout_s):
                return None
            return self._values.popleft()
