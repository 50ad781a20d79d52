"""Cells of the image that contain a face: four grids of square cells, shifted against each other by half a cell.

Every point lies far from the edges of its cell in at least one of the grids.
"""

from edge.events import PlaceCells

SIDE = 0.15
"""Length of a cell's side, as a share of the image width."""
ROW = 10
"""A number larger than the number of columns in an image. It combines row and column into one cell number."""
GRIDS = 4


def place_cells(x_px: float, y_px: float, width_px: int) -> PlaceCells:
    """Cell number of a point in each grid. The grids are shifted by (0, 0), (½, 0), (0, ½) and (½, ½) cells."""
    x, y = max(0.0, x_px / (SIDE * width_px)), max(0.0, y_px / (SIDE * width_px))
    return (
        _cell(x, y),
        _cell(x + 0.5, y),
        _cell(x, y + 0.5),
        _cell(x + 0.5, y + 0.5),
    )


def _cell(column: float, row: float) -> int:
    return ROW * int(row) + min(int(column), ROW - 1)


def overall_cell_number(cell: int, grid: int) -> int:
    """Cell number that is unique over all grids. `cell`: the cell's number in its own grid."""
    return GRIDS * cell + grid


def cells_touch(one: int, other: int) -> bool:
    """True if two cells overlap, or share an edge or a corner. Both numbers are unique over all grids."""
    (left, top), (other_left, other_top) = _corner(one), _corner(other)
    return abs(left - other_left) <= 2 and abs(top - other_top) <= 2


def cell_centre(cell: int) -> tuple[float, float]:
    """Centre of a cell: column and row as shares of the image width. The cell's number is unique over all grids."""
    left, top = _corner(cell)
    return (left + 1) * SIDE / 2, (top + 1) * SIDE / 2


def _corner(cell: int) -> tuple[int, int]:
    """Left and top edge of a cell in half cells. The cell's number is unique over all grids."""
    number, grid = divmod(cell, GRIDS)
    row, column = divmod(number, ROW)
    return 2 * column - (grid & 1), 2 * row - (grid >> 1)
