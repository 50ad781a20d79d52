"""Lets a thread sleep while it waits for messages from a child process. Another thread can wake it."""

import os
import select
import time


class ThreadWakeupPipe:
    """Lets one thread sleep until another thread wakes it. After `wake`, every later sleep returns at once."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    def sleep_until(self, due_s: float, fileno: int | None) -> None:
        """Sleep until `due_s` on the monotonic clock, until `fileno` is readable, or until `wake` is called."""
        poll = select.poll()
        poll.register(self._read, select.POLLIN)
        if fileno is not None:
            poll.register(fileno, select.POLLIN)
        poll.poll(max(0.0, due_s - time.monotonic()) * 1000 + 1)

    def wake(self) -> None:
        """End the current sleep and every later one."""
        os.write(self._write, b"x")

    def close(self) -> None:
        """Close the pipe. Call this method once no thread sleeps, and none will sleep later."""
        os.close(self._write)
        os.close(self._read)
