"""Text report for a terminal or a pipe. Only a terminal gets wrapped lines, and colours unless `NO_COLOR` is set."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Literal, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from central.languages.numbers import SPACE
from central.reports.rendering.block_plot import BLOCKS, PLAIN, block_plot
from central.reports.rendering.page_tables import Cell, Table
from central.reports.rendering.text import plain_line
from central.reports.values import Second

DEFAULT_WIDTH = 100
PIPE_WIDTH = 100
"""Width of the curve in a pipe, in characters. Other lines are not shortened."""
COLUMN_GAP = 2
FOLDED = 26
"""Length in characters at which a cell counts as a remark. A remark may take several lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Terminal or pipe to write to. `is_terminal` is False for a pipe."""

    width: int = DEFAULT_WIDTH
    is_terminal: bool = True
    colour: bool = False


def stream_screen(stream: TextIO, environ: Mapping[str, str]) -> Screen:
    """Screen that writes to a stream."""
    if not stream.isatty():
        return Screen(width=PIPE_WIDTH, is_terminal=False)
    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except OSError:
        width = DEFAULT_WIDTH
    return Screen(width=max(width, 20), colour=not environ.get("NO_COLOR") and environ.get("TERM") != "dumb")


class Sheet:
    """Text that is written from top to bottom."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._out = StringIO()
        self._console = Console(
            file=self._out,
            width=screen.width,
            force_terminal=screen.colour,
            color_system="standard" if screen.colour else None,
            no_color=not screen.colour,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            soft_wrap=not screen.is_terminal,
        )

    def written_text(self) -> str:
        """Return everything written so far, with ordinary spaces, so that it can be searched."""
        lines = self._out.getvalue().replace(SPACE, " ").splitlines()
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def write_marks(self, said: Iterable[str]) -> None:
        """Write the labels that apply to the whole report."""
        for words in said:
            self._print(words, "bold red")

    def write_title(self, words: str) -> None:
        """Write the main finding."""
        self._print(words, "bold")

    def write_heading(self, words: str) -> None:
        """Write the heading of a section, after an empty line."""
        self._print("")
        self._print(words, "bold")

    def write_lines(self, said: Iterable[str]) -> None:
        """Write sentences, one per line."""
        for words in said:
            self._print(words)

    def write_bullets(self, said: Iterable[str]) -> None:
        """Write sentences as a list."""
        for words in said:
            if not self._screen.is_terminal:
                self._print(f"- {words}")
                continue
            row = RichTable.grid(padding=(0, 1, 0, 0))
            row.add_row(Text("-"), Text(plain_line(words)))
            self._console.print(row)

    def write_curve(self, seconds: Sequence[Second]) -> None:
        """Write a curve as a plot."""
        marks = BLOCKS if self._screen.is_terminal else PLAIN
        for line in block_plot(seconds, self._screen.width, marks):
            text = Text(line, no_wrap=True)
            text.highlight_words(list(marks.value), "bold blue")
            text.highlight_words([marks.band], "cyan dim")
            self._console.print(text)

    def write_table(self, data: Table) -> None:
        """Write a table. On a terminal, the last columns are omitted if there is no space for them."""
        cells = [[_text(cell) for cell in row] for row in data.rows]
        self._print("")
        if not self._screen.is_terminal:
            for line in _align_rows([list(data.columns), *cells]):
                self._print(line)
            return
        drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, COLUMN_GAP - 1, 0, 0))
        widths = column_widths(data.columns, cells, self._screen.width)
        for index, (name, width) in enumerate(zip(data.columns, widths, strict=False)):
            side: Literal["left", "right"] = "left" if index == 0 else "right"
            drawn.add_column(Text(plain_line(name)), justify=side, overflow="fold", width=width)
        for row in cells:
            drawn.add_row(*(Text(text) for text in row[: len(widths)]))
        self._console.print(drawn)

    def _print(self, words: str, style: str = "") -> None:
        self._console.print(Text(plain_line(words), style=style))


def _text(cell: Cell) -> str:
    return plain_line(f"{cell.text} ({cell.note.rstrip('.')})" if cell.note else cell.text)


def column_widths(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Widths of the columns that fit, from left to right. Remaining space goes to the columns that must wrap."""
    texts = [[row[index] for row in cells] for index in range(len(columns))]
    least = [_least_width(name, column) for name, column in zip(columns, texts, strict=True)]
    kept = len(columns)
    while kept > 1 and sum(least[:kept]) + COLUMN_GAP * kept > width:
        kept -= 1
    widths, room = least[:kept], width - sum(least[:kept]) - COLUMN_GAP * kept
    for index in range(kept):
        whole = max([cell_len(columns[index]), *map(cell_len, texts[index])])
        more = max(min(whole - widths[index], room), 0)
        widths[index], room = widths[index] + more, room - more
    return [min(column, width - COLUMN_GAP) for column in widths]


def _least_width(name: str, cells: Sequence[str]) -> int:
    """Least width of a column: the longest word in its heading, or the longest part of a cell that may not wrap.
    Remarks and notes may wrap.
    """
    words = max(map(cell_len, name.split()), default=1)
    parts = [cell_len(part) for cell in cells for part in cell.split(" (")]
    return max([words, *(min(part, FOLDED) for part in parts)])


def _align_rows(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table without borders. The first column is left-aligned, and the others are right-aligned."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        (" " * COLUMN_GAP).join(
            text.ljust(width) if index == 0 else text.rjust(width)
            for index, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
