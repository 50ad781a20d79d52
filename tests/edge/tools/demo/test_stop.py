"""The end that the user asks for: each signal, and Ctrl-C as a key of the demo alone."""

import os
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.doubles.terminal import in_terminal
from tests.system import shop

PROGRAM = """
import sys
from edge.tools.demo.stop import StopRequest, handle_ctrl_c_as_key, raise_interrupt_on_signals
with handle_ctrl_c_as_key():
    raise_interrupt_on_signals()
    stop = StopRequest()
    print("ready", flush=True)
    assert stop.wait(60)
print("ended in order", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_asks_for_the_end(number: signal.Signals) -> None:
    """The first one raises nothing: what the kiosk has not sent would be lost."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, cwd=shop.ROOT, stdin=subprocess.DEVNULL
    )
    assert process.stdout is not None
    with process.stdout as output:
        assert output.readline() == "ready\n"
        process.send_signal(number)
        assert output.read() == "ended in order\n"
    assert process.wait(20) == 0


def test_ctrl_c_is_for_the_demo_alone(tmp_path: Path) -> None:
    """The shell that waits for it, as `make` does, gets no SIGINT. The terminal is as before."""
    script = f"{sys.executable} -c '{PROGRAM}'; echo \"the shell goes on, $?\""
    with in_terminal(["sh", "-c", script], tmp_path) as terminal:
        before = terminal.modes()
        terminal.see("ready")
        assert not terminal.modes()[3] & termios.ISIG
        terminal.press(b"x\x03")
        terminal.see("the shell goes on, 0")
        assert "ended in order" in terminal.text()
        assert terminal.leave() == 0
        assert terminal.modes() == before


def test_a_terminal_that_closes_ends_it_in_order(tmp_path: Path) -> None:
    """SIGHUP comes from the system and from the reader of keys; the second one interrupts nothing.

    What is printed afterwards is lost, and no error.
    """
    ended = tmp_path / "ended"
    program = f"{PROGRAM}import pathlib, time; time.sleep(0.5); print('lost'); pathlib.Path('{ended}').touch()"
    with in_terminal([sys.executable, "-c", program], shop.ROOT) as terminal:
        terminal.see("ready")
        os.close(terminal.terminal_fd)
        os.close(terminal.screen_fd)
        try:
            assert terminal.process.wait(90) == 0
            assert ended.exists()
        finally:
            terminal.screen_fd, terminal.terminal_fd = os.openpty()
