"""The kiosk ends by a signal that comes at any moment."""

import os
import subprocess
import sys

import pytest

HELD = """
import os, signal, sys, threading
from edge.kiosk.process.stop_signals import stop_on_signals
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
        "from edge.kiosk.process.stop_signals import stop_on_signals\n"
        "go, calls = threading.Event(), []\n"
        "stop_on_signals(lambda: (go.wait(30.0), calls.append(1)))\n"
        "for _ in range(70_000):\n"
        "    os.kill(os.getpid(), 15)\n"
        "go.set()\n"
        "sys.exit(0)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


RELOADED = """
import os, signal, sys, threading
from edge.kiosk.process.stop_signals import stop_on_signals
did = threading.Semaphore(0)
calls = []
stop_on_signals(lambda: (calls.append("stop"), did.release()), lambda: (calls.append("reload"), did.release()))
os.kill(os.getpid(), signal.SIGHUP)
did.acquire(timeout=float(sys.argv[1]))
print(*calls)
"""


def test_a_hangup_reloads_a_service_and_stops_a_kiosk_at_a_terminal() -> None:
    """Whoever closes the terminal wants no kiosk that goes on without it."""
    terminal, far = os.openpty()
    told = []
    for stdin in (subprocess.DEVNULL, far):
        run = subprocess.run([sys.executable, "-c", RELOADED, "30"], stdin=stdin, stdout=subprocess.PIPE, check=True)
        told.append(run.stdout)
    os.close(terminal)
    os.close(far)
    assert told == [b"reload\n", b"stop\n"]


def test_a_hangup_that_is_ignored_stays_so() -> None:
    """As under nohup."""
    run = subprocess.run(
        ["nohup", sys.executable, "-c", RELOADED, "0.2"], stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    assert run.stdout == b"\n"


FAILING = """
import functools, os, signal, sys, threading
from edge.kiosk.process import stop_signals
if hasattr(stop_signals, "SupervisedThread"):
    stop_signals.SupervisedThread = functools.partial(stop_signals.SupervisedThread, backoff_s=(0.0,))
stopped, asked, calls = threading.Event(), threading.Event(), []

def reload():
    calls.append(1)
    if len(calls) == 2:
        asked.set()
    if sys.argv[1] == "hangs":
        asked.set()
        threading.Event().wait()
    raise RecursionError("broken")

stop_signals.stop_on_signals(stopped.set, reload)
os.kill(os.getpid(), signal.SIGHUP)
asked.wait(10.0)
os.kill(os.getpid(), signal.SIGTERM)
sys.exit(0 if stopped.wait(10.0) and asked.is_set() else 1)
"""


@pytest.mark.parametrize("how", ["fails", "hangs"])
def test_a_reload_that_fails_is_tried_again_and_a_stop_comes_whatever_a_reload_does(how: str) -> None:
    """Settings that raised an error nobody foresaw ended the thread of both: only SIGKILL ended the kiosk."""
    run = subprocess.run([sys.executable, "-c", FAILING, how], stdin=subprocess.DEVNULL, timeout=60, check=False)
    assert run.returncode == 0
