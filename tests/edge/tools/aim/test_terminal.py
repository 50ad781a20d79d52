"""Terminal: its modes are restored in every case, and only a terminal gets a picture."""

import os
import termios
from collections.abc import Iterator

import pytest

from edge.tools.aim.terminal import Terminal
from edge.tools.output_files import OutputFileError

XTERM = {"TERM": "xterm"}
END = b"\x1b[?1049l"


def read_until(screen_fd: int, end: bytes) -> bytes:
    """Read until `end`. A terminal returns the output in parts."""
    output = b""
    while not output.endswith(end):
        output += os.read(screen_fd, 1024)
    return output


@pytest.fixture
def fds() -> Iterator[tuple[int, int]]:
    """File descriptors of the screen and of its terminal."""
    screen_fd, terminal_fd = os.openpty()
    yield screen_fd, terminal_fd
    os.close(screen_fd)
    os.close(terminal_fd)


def test_keys_come_one_by_one_without_echo(fds: tuple[int, int]) -> None:
    """Ctrl-S, Ctrl-Z and Ctrl-\\ are ordinary keys."""
    screen_fd, terminal_fd = fds
    terminal = Terminal(terminal_fd, terminal_fd, XTERM)
    with terminal.raw_mode():
        os.write(screen_fd, b"q\x13\x1a\x1c")
        assert terminal.read_keys(10.0) == b"q\x13\x1a\x1c"
        assert terminal.read_keys(0.0) == b""
    assert b"q" not in read_until(screen_fd, END)


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, SystemExit])
def test_modes_are_restored_after_an_exception(fds: tuple[int, int], fault: type[BaseException]) -> None:
    """The picture is cleared too, also on a terminal without an alternate screen."""
    screen_fd, terminal_fd = fds
    before = termios.tcgetattr(terminal_fd)
    terminal = Terminal(terminal_fd, terminal_fd, XTERM)
    with pytest.raises(fault), terminal.raw_mode():  # noqa: PT012 - the exception is raised inside
        assert termios.tcgetattr(terminal_fd) != before
        terminal.write("a picture")
        raise fault
    assert termios.tcgetattr(terminal_fd) == before
    assert b"\x1b[2J" in read_until(screen_fd, END).split(b"a picture")[1]


def test_a_pipe_gets_no_picture(fds: tuple[int, int]) -> None:
    """Neither output nor input may be a pipe."""
    read_fd, write_fd = os.pipe()
    for pair in ((fds[1], write_fd), (read_fd, fds[1])):
        with pytest.raises(OutputFileError, match="ssh -t"):
            Terminal(*pair, XTERM)
    os.close(read_fd)
    os.close(write_fd)


@pytest.mark.parametrize("environment", [{}, {"TERM": "dumb"}])
def test_a_dumb_terminal_is_an_error(fds: tuple[int, int], environment: dict[str, str]) -> None:
    """Such as the terminal of an editor."""
    with pytest.raises(OutputFileError, match="TERM=dumb"):
        Terminal(fds[1], fds[1], environment)


def test_a_terminal_without_a_size_has_the_usual_one(fds: tuple[int, int]) -> None:
    """A serial line does not know the size of the screen."""
    assert Terminal(fds[1], fds[1], XTERM).size == (80, 24)


def test_a_closed_terminal_is_an_error() -> None:
    """As after a lost ssh connection."""
    screen_fd, terminal_fd = os.openpty()
    terminal = Terminal(terminal_fd, terminal_fd, XTERM)
    with terminal.raw_mode():
        os.close(screen_fd)
        with pytest.raises(OutputFileError, match="was closed"):
            terminal.read_keys(10.0)
    with pytest.raises(OutputFileError, match="was closed"):
        terminal.write("a picture")
    os.close(terminal_fd)
