"""Bounded queue between two threads. It counts the values that it drops."""

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class BoundedQueue(Generic[T]):
    """Up to `size` values in the order in which they came; a value too many pushes out the oldest, which is counted."""

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"a ring holds at least one value, not {size}")
        self._size = size
        self._values: deque[T] = deque()
        self._dropped = 0
        self._condition = threading.Condition()

    @property
    def dropped(self) -> int:
        """How many values nobody took in time."""
        return self._dropped

    def __len__(self) -> int:
        return len(self._values)

    def put(self, value: T) -> None:
        """Add `value`; never waits."""
        with self._condition:
            if len(self._values) == self._size:
                self._values.popleft()
                self._dropped += 1
            self._values.append(value)
            self._condition.notify()

    def wait(self, timeout_s: float) -> bool:
        """Whether there is a value to take, after at most `timeout_s`."""
        with self._condition:
            return self._condition.wait_for(lambda: bool(self._values), timeout_s)

    def get(self, timeout_s: float = 0.0) -> T | None:
        """The oldest value; None if there is none within `timeout_s`."""
        with self._condition:
            if not self._condition.wait_for(lambda: bool(self._values), timeout_s):
                return None
            return self._values.popleft()
