"""Waiting for what a child process tells, for a moment, or until somebody says that it is enough."""

import os
import select
import time


class WakeupPipe:
    """One thread sleeps, another may wake it, once: from then on nobody sleeps any more."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    def sleep_until(self, due_s: float, fileno: int | None) -> None:
        """Until then on the monotonic clock, or until there is something to read from `fileno`, or `wake`."""
        waiting = select.poll()
        waiting.register(self._read, select.POLLIN)
        if fileno is not None:
            waiting.register(fileno, select.POLLIN)
        waiting.poll(max(0.0, due_s - time.monotonic()) * 1000 + 1)

    def wake(self) -> None:
        """Whoever sleeps goes on, and so does whoever would."""
        os.write(self._write, b"x")

    def close(self) -> None:
        """Let go of it, when nobody sleeps or will."""
        os.close(self._write)
        os.close(self._read)
