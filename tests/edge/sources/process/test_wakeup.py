"""wakeup.py: how a thread that watches a child process sleeps."""

import os
import threading
import time
from contextlib import closing

import pytest

from edge.sources.process.wakeup import WakeupPipe

LONG_S = 30.0


def test_whoever_sleeps_is_woken_and_nobody_sleeps_after_that() -> None:
    with closing(WakeupPipe()) as waking:
        sleeping = threading.Thread(target=waking.sleep_until, args=(time.monotonic() + LONG_S, None))
        sleeping.start()
        waking.wake()
        sleeping.join(LONG_S / 2)
        assert not sleeping.is_alive()
        began_s = time.monotonic()
        waking.sleep_until(began_s + LONG_S, None)
        assert time.monotonic() - began_s < LONG_S / 2


def test_what_a_process_tells_ends_the_sleep() -> None:
    read, write = os.pipe()
    with closing(WakeupPipe()) as waking, os.fdopen(read), os.fdopen(write, "wb", buffering=0) as told:
        told.write(b"x")
        began_s = time.monotonic()
        waking.sleep_until(began_s + LONG_S, read)
        assert time.monotonic() - began_s < LONG_S / 2


def test_it_sleeps_until_then_and_leaves_nothing_behind() -> None:
    before = len(os.listdir("/proc/self/fd"))
    with closing(WakeupPipe()) as waking:
        due_s = time.monotonic() + 0.05
        waking.sleep_until(due_s, None)
        assert time.monotonic() >= due_s
        waking.sleep_until(due_s, None)  # over already
    assert len(os.listdir("/proc/self/fd")) == before
    with pytest.raises(OSError, match="Bad file descriptor"):
        waking.wake()
