"""Bar on standard error that shows how far a long command is. A pipe or a file gets none."""

import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

Show = Callable[[float, str], None]
"""Takes what is done, in the unit of the total, and the text before the bar."""

EVERY_LINES = 200
"""Lines between two looks at how much of a file is read."""


def progress_bar(text: str, total: float | None, *, is_wanted: bool = True) -> AbstractContextManager[Show]:
    """A bar while a `with` runs; one that only moves if `total` is None. It is removed at the end.

    There is none where standard error is no terminal.
    """
    if not is_wanted or not sys.stderr.isatty():
        return nullcontext(lambda *_: None)
    return _terminal_bar(text, total)


def is_output_piped() -> bool:
    """True if another program reads standard output: it may show a bar of its own."""
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
    """Bytes of an open file; None for a pipe, whose end nobody knows."""
    return os.fstat(file.fileno()).st_size if file.seekable() else None


def read_lines_with_progress(
    lines: Iterable[bytes], file: io.BufferedReader, show: Show, command: str
) -> Iterator[bytes]:
    """The same lines of a file. Shows how much of it is read, and their number."""
    number = 0
    for number, line in enumerate(lines, 1):
        if number % EVERY_LINES == 0:
            show(file.tell() if file.seekable() else 0, f"{command}: {number:,} lines")
        yield line
    show(file.tell() if file.seekable() else 0, f"{command}: {number:,} lines are read; adding them up")
