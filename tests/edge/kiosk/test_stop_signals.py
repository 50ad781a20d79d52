"""The kiosk ends by a signal that comes at any moment."""

import subprocess
import sys

import pytest

HELD = """
import os, signal, sys, threading
from edge.kiosk.stop_signals import stop_on_signals
stopped = threading.Event()
stop_on_signals(stopped.set)
with stopped._cond:
    os.kill(os.getpid(), int(sys.argv[1]))
    sum(range(100_000))
sys.exit(0 if stopped.wait(30.0) else 1)
"""


@pytest.mark.parametrize("number", [2, 15])
def test_a_signal_that_comes_while_the_lock_of_the_event_is_held_stops_all_the_same(number: int) -> None:
    """A handler that set the event itself waited for ever: for the lock that its own thread held."""
    run = subprocess.run([sys.executable, "-c", HELD, str(number)], timeout=60, check=False)
    assert run.returncode == 0


def test_many_signals_call_it_once_each_or_less() -> None:
    """More of them than a pipe holds block nothing."""
    code = (
        "import os, signal, sys, threading\n"
        "from edge.kiosk.stop_signals import stop_on_signals\n"
        "go, calls = threading.Event(), []\n"
        "stop_on_signals(lambda: (go.wait(30.0), calls.append(1)))\n"
        "for _ in range(70_000):\n"
        "    os.kill(os.getpid(), 15)\n"
        "go.set()\n"
        "sys.exit(0)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
