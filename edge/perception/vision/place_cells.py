"""Cells of the picture in which a face lies: four grids of square cells, shifted by half a side against each other.

Whatever a place is, it lies well inside a cell of one of the grids.
"""

from edge.events import PlaceCells

SIDE = 0.15
"""Side of a cell, as a part of the picture's width."""
ROW = 10
"""A picture has fewer columns than this, so that row and column make one number."""


def place_cells(x_px: float, y_px: float, width_px: int) -> PlaceCells:
    """Cell of a point in each grid. The grids are shifted by (0, 0), (½, 0), (0, ½) and (½, ½) sides."""
    x, y = max(0.0, x_px / (SIDE * width_px)), max(0.0, y_px / (SIDE * width_px))
    return (
        _cell(x, y),
        _cell(x + 0.5, y),
        _cell(x, y + 0.5),
        _cell(x + 0.5, y + 0.5),
    )


def _cell(column: float, row: float) -> int:
    return ROW * int(row) + min(int(column), ROW - 1)
