"""Geometry of masks: a grid over the image, with letters for columns and numbers for rows, and polygons around grid
cells.

A mask is a polygon of (x, y) in fractions of the image's size, as in the settings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Polygon = tuple[Point, ...]

LONG, SHORT = 20, 10
"""Number of mask grid cells along the longer and the shorter side of the image. At 16:9 the cells are nearly square,
and their edges are at round numbers.
"""


class UnknownGridCellError(Exception):
    """The grid has no such cell. The text lists the cells that it has."""


@dataclass(frozen=True, slots=True)
class MaskGridCell:
    """Cell of the mask grid. Columns and rows are numbered from 0, starting at the top left."""

    column: int
    row: int

    @property
    def name(self) -> str:
        return f"{chr(ord('A') + self.column)}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class MaskGrid:
    columns: int
    rows: int

    @property
    def last_cell(self) -> MaskGridCell:
        return MaskGridCell(self.columns - 1, self.rows - 1)

    def parse_cell(self, name: str) -> MaskGridCell:
        """Cell with this name, such as B2 or b2. Raises UnknownGridCellError."""
        if match := re.fullmatch(r"([A-Za-z])([0-9]{1,2})", name):
            cell = MaskGridCell(ord(match[1].upper()) - ord("A"), int(match[2]) - 1)
            if cell.column < self.columns and 0 <= cell.row < self.rows:
                return cell
        raise UnknownGridCellError(
            f"There is no cell {name}. Cells are named by a letter and a number, from A1 to {self.last_cell.name}."
        )

    def polygon_around(self, cells: Sequence[MaskGridCell]) -> Polygon:
        """Polygon around `cells`: around one cell, a rectangle between two cells, or the convex hull of three or more.

        It contains each given cell completely, so a mask can reach the edge of the image.
        """
        if len(cells) == 2:
            one, other = cells
            cells = [one, MaskGridCell(other.column, one.row), other, MaskGridCell(one.column, other.row)]
        corners = {(c.column + right, c.row + down) for c in cells for right in (0, 1) for down in (0, 1)}
        return tuple((x / self.columns, y / self.rows) for x, y in _convex_hull(sorted(corners)))


def make_mask_grid(width_px: int, height_px: int) -> MaskGrid:
    return MaskGrid(LONG, SHORT) if width_px >= height_px else MaskGrid(SHORT, LONG)


def _convex_hull(corners: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Convex hull of sorted points, without points along a side. Uses monotone chains (Andrew 1979)."""

    def chain(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        hull: list[tuple[int, int]] = []
        for x, y in points:
            while len(hull) >= 2:
                (ax, ay), (bx, by) = hull[-2:]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                hull.pop()
            hull.append((x, y))
        return hull[:-1]

    return chain(corners) + chain(corners[::-1])
