"""The terminal is left as it was found, whatever happens; and nothing but a terminal gets a picture."""

import os
import termios
from collections.abc import Iterator

import pytest

from edge.tools.aim.terminal import Terminal
from edge.tools.output_files import OutputError

XTERM = {"TERM": "xterm"}
END = b"\x1b[?1049l"


def shown_until(screen_fd: int, end: bytes) -> bytes:
    """A terminal hands over what was written as it likes, in parts."""
    shown = b""
    while not shown.endswith(end):
        shown += os.read(screen_fd, 1024)
    return shown


@pytest.fixture
def fds() -> Iterator[tuple[int, int]]:
    """Those of a screen and of its terminal."""
    screen_fd, terminal_fd = os.openpty()
    yield screen_fd, terminal_fd
    os.close(screen_fd)
    os.close(terminal_fd)


def test_keys_come_one_by_one_and_unseen(fds: tuple[int, int]) -> None:
    """Ctrl-S, Ctrl-Z and Ctrl-\\ are keys like others."""
    screen_fd, terminal_fd = fds
    terminal = Terminal(terminal_fd, terminal_fd, XTERM)
    with terminal.taken():
        os.write(screen_fd, b"q\x13\x1a\x1c")
        assert terminal.keys(10.0) == b"q\x13\x1a\x1c"
        assert terminal.keys(0.0) == b""
    assert b"q" not in shown_until(screen_fd, END)


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, SystemExit])
def test_its_modes_come_back_after_a_fault(fds: tuple[int, int], fault: type[BaseException]) -> None:
    """And the picture is wiped away, even where there is no second screen."""
    screen_fd, terminal_fd = fds
    before = termios.tcgetattr(terminal_fd)
    terminal = Terminal(terminal_fd, terminal_fd, XTERM)
    with pytest.raises(fault), terminal.taken():  # noqa: PT012 - the fault comes from within
        assert termios.tcgetattr(terminal_fd) != before
        terminal.write("a picture")
        raise fault
    assert termios.tcgetattr(terminal_fd) == before
    assert b"\x1b[2J" in shown_until(screen_fd, END).split(b"a picture")[1]


def test_a_pipe_gets_no_picture(fds: tuple[int, int]) -> None:
    """Neither as output nor as input."""
    read_fd, write_fd = os.pipe()
    for pair in ((fds[1], write_fd), (read_fd, fds[1])):
        with pytest.raises(OutputError, match="ssh -t"):
            Terminal(*pair, XTERM)
    os.close(read_fd)
    os.close(write_fd)


@pytest.mark.parametrize("environment", [{}, {"TERM": "dumb"}])
def test_a_terminal_that_cannot_be_drawn_on_is_told(fds: tuple[int, int], environment: dict[str, str]) -> None:
    """As that of an editor."""
    with pytest.raises(OutputError, match="TERM=dumb"):
        Terminal(fds[1], fds[1], environment)


def test_a_terminal_without_a_size_has_the_usual_one(fds: tuple[int, int]) -> None:
    """A serial line does not know how large the screen at its end is."""
    assert Terminal(fds[1], fds[1], XTERM).size == (80, 24)


def test_a_terminal_that_is_closed_ends_the_work() -> None:
    """ssh broke off."""
    screen_fd, terminal_fd = os.openpty()
    terminal = Terminal(terminal_fd, terminal_fd, XTERM)
    with terminal.taken():
        os.close(screen_fd)
        with pytest.raises(OutputError, match="was closed"):
            terminal.keys(10.0)
    with pytest.raises(OutputError, match="was closed"):
        terminal.write("a picture")
    os.close(terminal_fd)
