"""A thread that waits for a child process can sleep and be woken (wakeup.py)."""

import os
import threading
import time
from contextlib import closing

import pytest

from edge.sources.process.wakeup import ThreadWakeupPipe

LONG_S = 30.0


def test_wake_ends_the_current_sleep_and_all_later_ones() -> None:
    with closing(ThreadWakeupPipe()) as wakeup:
        sleeper = threading.Thread(target=wakeup.sleep_until, args=(time.monotonic() + LONG_S, None))
        sleeper.start()
        wakeup.wake()
        sleeper.join(LONG_S / 2)
        assert not sleeper.is_alive()
        began_s = time.monotonic()
        wakeup.sleep_until(began_s + LONG_S, None)
        assert time.monotonic() - began_s < LONG_S / 2


def test_message_of_a_process_ends_the_sleep() -> None:
    read, write = os.pipe()
    with closing(ThreadWakeupPipe()) as wakeup, os.fdopen(read), os.fdopen(write, "wb", buffering=0) as process:
        process.write(b"x")
        began_s = time.monotonic()
        wakeup.sleep_until(began_s + LONG_S, read)
        assert time.monotonic() - began_s < LONG_S / 2


def test_sleep_lasts_until_its_time_and_closing_leaves_no_file_open() -> None:
    before = len(os.listdir("/proc/self/fd"))
    with closing(ThreadWakeupPipe()) as wakeup:
        due_s = time.monotonic() + 0.05
        wakeup.sleep_until(due_s, None)
        assert time.monotonic() >= due_s
        wakeup.sleep_until(due_s, None)  # already over
    assert len(os.listdir("/proc/self/fd")) == before
    with pytest.raises(OSError, match="Bad file descriptor"):
        wakeup.wake()
