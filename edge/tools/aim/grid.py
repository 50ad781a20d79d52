"""The grid over the picture: columns with letters, rows with numbers, and the places that are named by its cells.

A place is a polygon of (x, y) in fractions of the picture, as in the settings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Polygon = tuple[Point, ...]

LONG, SHORT = 20, 10
"""Cells along the longer and the shorter side: at 16:9 they are nearly square, and their edges are round numbers."""


class UnknownCellError(Exception):
    """There is no such cell; the text says which there are."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """Counted from 0 at the top left."""

    column: int
    row: int

    @property
    def name(self) -> str:
        return f"{chr(ord('A') + self.column)}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class PictureGrid:
    columns: int
    rows: int

    @property
    def last(self) -> GridCell:
        return GridCell(self.columns - 1, self.rows - 1)

    def cell(self, name: str) -> GridCell:
        """The cell of a name such as B2 or b2. Raises GridError."""
        if match := re.fullmatch(r"([A-Za-z])([0-9]{1,2})", name):
            cell = GridCell(ord(match[1].upper()) - ord("A"), int(match[2]) - 1)
            if cell.column < self.columns and 0 <= cell.row < self.rows:
                return cell
        raise UnknownCellError(f"There is no cell {name}: they are A1 to {self.last.name}, a letter and a number.")

    def cell_at(self, x: float, y: float) -> GridCell:
        """The cell in which a place in fractions of the picture lies."""
        return GridCell(min(int(x * self.columns), self.columns - 1), min(int(y * self.rows), self.rows - 1))

    def middle(self, cell: GridCell) -> Point:
        return (cell.column + 0.5) / self.columns, (cell.row + 0.5) / self.rows

    def around(self, cells: Sequence[GridCell]) -> Polygon:
        """One cell; the rectangle from one to another; of three and more, what a rubber band round all of them holds.

        Each cell that is named lies in it wholly, so a mask reaches the picture's edge without cells beyond it.
        """
        if len(cells) == 2:
            one, other = cells
            cells = [one, GridCell(other.column, one.row), other, GridCell(one.column, other.row)]
        corners = {(c.column + right, c.row + down) for c in cells for right in (0, 1) for down in (0, 1)}
        return tuple((x / self.columns, y / self.rows) for x, y in _rubber_band(sorted(corners)))


def of_picture(width_px: int, height_px: int) -> PictureGrid:
    return PictureGrid(LONG, SHORT) if width_px >= height_px else PictureGrid(SHORT, LONG)


def _rubber_band(corners: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The convex hull of sorted points, by monotone chains (Andrew 1979); points along a side are left out."""

    def chain(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        band: list[tuple[int, int]] = []
        for x, y in points:
            while len(band) >= 2:
                (ax, ay), (bx, by) = band[-2:]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                band.pop()
            band.append((x, y))
        return band[:-1]

    return chain(corners) + chain(corners[::-1])
