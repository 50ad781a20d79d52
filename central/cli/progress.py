"""Shows the progress of a long command on standard error: a bar on a terminal, else a line now and then."""

import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from central.clock import monotonic_s

Show = Callable[[float, str], None]
"""Function that shows the progress. It receives the progress in the unit of the total, and the text before the bar."""

LINE_S = 15.0
"""Seconds between two lines, at least, if standard error is not a terminal."""
EVERY_LINES = 200
"""Number of lines that are read between two updates of the progress."""


def progress_bar(text: str, total: float | None, *, is_wanted: bool = True) -> AbstractContextManager[Show]:
    """Show a progress bar during a `with` block, and remove it at the end. Without a total, the bar only shows
    activity.

    If standard error is not a terminal, it prints a line at most every 15 s instead.
    """
    if not is_wanted:
        return nullcontext(lambda *_: None)
    return _terminal_bar(text, total) if sys.stderr.isatty() else nullcontext(_line_printer(total))


def _line_printer(total: float | None) -> Show:
    printed_s = monotonic_s()

    def show(done: float, text: str) -> None:
        nonlocal printed_s
        if monotonic_s() - printed_s >= LINE_S:
            printed_s = monotonic_s()
            share = f" ({done / total:.0%})".replace("%", " %") if total else ""
            print(f"{text}{share}", file=sys.stderr, flush=True)

    return show


def is_output_piped() -> bool:
    """Return True if another program reads standard output. That program may show its own progress bar."""
    return stat.S_ISFIFO(os.fstat(1).st_mode)


@contextmanager
def _terminal_bar(text: str, total: float | None) -> Iterator[Show]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task(text, total=total)
        yield lambda done, text: progress.update(task, completed=done, description=text)


def file_size(file: io.BufferedReader) -> int | None:
    """Return the size of an open file in bytes; None for a pipe, whose size is unknown."""
    return os.fstat(file.fileno()).st_size if file.seekable() else None


def read_lines_with_progress(
    lines: Iterable[bytes], file: io.BufferedReader, show: Show, command: str
) -> Iterator[bytes]:
    """Yield the lines of a file, and show the number of lines and the share of the file that has been read."""
    number = 0
    for number, line in enumerate(lines, 1):
        if number % EVERY_LINES == 0:
            show(file.tell() if file.seekable() else 0, f"{command}: {number:,} lines")
        yield line
    show(file.tell() if file.seekable() else 0, f"{command}: read {number:,} lines; computing totals")
