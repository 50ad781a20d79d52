"""A command of central ends by a signal that comes at any moment."""

import subprocess
import sys

import pytest

HELD = """
import os, signal, sys
from central.stop_signals import stop_by_signal
stopping = stop_by_signal()
with stopping._cond:
    os.kill(os.getpid(), int(sys.argv[1]))
    sum(range(100_000))
sys.exit(0 if stopping.wait(30.0) else 1)
"""


@pytest.mark.parametrize("number", [2, 15])
def test_a_signal_that_comes_while_the_lock_of_the_event_is_held_stops_all_the_same(number: int) -> None:
    """A handler that set the event itself waited for ever: for the lock that its own thread held."""
    assert subprocess.run([sys.executable, "-c", HELD, str(number)], timeout=60, check=False).returncode == 0
