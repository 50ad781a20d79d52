"""Output of the demo: a full terminal screen, or lines for a pipe."""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console, RenderableType
from rich.live import Live

from edge.tools.aim.canvas import Depth, terminal_depth

KEPT_RECORDS = 50

Drawing = Callable[[int, int, Depth], RenderableType]


class Show(Protocol):
    """Shows the running demo."""

    def update(self, lines: list[str]) -> None:
        """Show the current state. `lines`: events since the last call."""


class LineShow:
    """Prints events line by line, without escape codes."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def update(self, lines: list[str]) -> None:
        """Print the lines."""
        for line in lines:
            self._tell(line)


class ScreenShow:
    """Draws the whole terminal."""

    def __init__(self, live: Live, console: Console, draw: Drawing) -> None:
        self._live, self._console, self._draw = live, console, draw
        self._depth = terminal_depth()

    def update(self, lines: list[str]) -> None:  # noqa: ARG002
        """Draw the current state, and the lines as messages."""
        width, height = self._console.size
        self._live.update(self._draw(width, height, self._depth), refresh=True)


@contextmanager
def open_show(console: Console, draw: Drawing, tell: Callable[[str], None]) -> Iterator[Show]:
    """Show the demo while the `with` block lasts.

    Log warnings would damage a drawn screen, so they are printed afterwards.
    """
    if not console.is_terminal or console.is_dumb_terminal:
        yield LineShow(tell)
        return
    with _hold_warnings(), Live(console=console, screen=True, auto_refresh=False) as live:
        yield ScreenShow(live, console, draw)


@contextmanager
def _hold_warnings() -> Iterator[None]:
    root, kept = logging.getLogger(), _KeptWarnings()
    before, root.handlers = root.handlers, [kept]
    try:
        yield
    finally:
        root.handlers = before
        for record in kept.records:
            root.handle(record)


class _KeptWarnings(logging.Handler):
    """Log handler that stores the last warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: deque[logging.LogRecord] = deque(maxlen=KEPT_RECORDS)

    def emit(self, record: logging.LogRecord) -> None:
        """Store a log record."""
        self.records.append(record)
