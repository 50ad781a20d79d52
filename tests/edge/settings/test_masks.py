"""Cells of the grid, and polygons around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.vision.filters import is_inside_polygon
from edge.settings.masks import MaskGrid, MaskGridCell, UnknownGridCellError, make_mask_grid

GRID = MaskGrid(20, 10)
cells = st.builds(MaskGridCell, st.integers(0, 19), st.integers(0, 9))


def centre(cell: MaskGridCell) -> tuple[float, float]:
    return (cell.column + 0.5) / GRID.columns, (cell.row + 0.5) / GRID.rows


@given(cells)
def test_a_cell_is_found_by_name(cell: MaskGridCell) -> None:
    """The name may be in capitals or small letters."""
    assert GRID.parse_cell(cell.name) == GRID.parse_cell(cell.name.lower()) == cell


def test_the_corners_of_the_picture_have_names() -> None:
    """A1 is at the top left, T10 at the bottom right."""
    assert (GRID.parse_cell("A1"), GRID.parse_cell("T10")) == (MaskGridCell(0, 0), MaskGridCell(19, 9))
    assert GRID.last_cell == MaskGridCell(19, 9)


@pytest.mark.parametrize("name", ["", "A", "1", "A0", "A11", "U1", "AA1", "A1.5", "Ä1", "A-1", "A1 "])
def test_an_unknown_cell_is_an_error_with_the_existing_ones(name: str) -> None:
    """For any text."""
    with pytest.raises(UnknownGridCellError, match="A1 to T10"):
        GRID.parse_cell(name)


def test_a_tall_picture_has_a_tall_grid() -> None:
    """Cells stay nearly square. A portrait screen often has its camera turned too."""
    assert make_mask_grid(1920, 1080) == MaskGrid(20, 10)
    assert make_mask_grid(1080, 1920) == MaskGrid(10, 20)


def test_two_cells_are_a_rectangle_with_round_edges() -> None:
    """Any two opposite corners give the same rectangle, which contains both cells."""
    expected = {(0.05, 0.1), (0.2, 0.1), (0.2, 0.5), (0.05, 0.5)}
    for one, other in (("B2", "D5"), ("D5", "B2"), ("D2", "B5")):
        assert set(GRID.polygon_around([GRID.parse_cell(one), GRID.parse_cell(other)])) == expected


def test_one_cell_is_a_mask_and_both_corners_are_the_picture() -> None:
    """Masks reach from edge to edge."""
    assert set(GRID.polygon_around([MaskGridCell(0, 0)])) == {(0.0, 0.0), (0.05, 0.0), (0.05, 0.1), (0.0, 0.1)}
    assert set(GRID.polygon_around([GRID.last_cell, MaskGridCell(0, 0)])) == {
        (0.0, 0.0),
        (1.0, 0.0),
        (1.0, 1.0),
        (0.0, 1.0),
    }


@given(st.lists(cells, min_size=1, max_size=6))
def test_every_cell_that_is_named_lies_in_the_mask(named: list[MaskGridCell]) -> None:
    """The order of the names does not matter, and the mask ends at the outermost cells."""
    mask = GRID.polygon_around(named)
    assert len(mask) >= 3
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in mask)
    assert all(is_inside_polygon(*centre(cell), mask) for cell in named)
    if len(named) != 2:
        assert set(GRID.polygon_around(named[::-1])) == set(mask)
    columns, rows = {cell.column for cell in named}, {cell.row for cell in named}
    assert min(x for x, _ in mask) == min(columns) / 20
    assert max(y for _, y in mask) == (max(rows) + 1) / 10


def test_three_cells_give_their_convex_hull() -> None:
    """A cell inside the triangle is in it, a cell beyond its long side is not."""
    mask = GRID.polygon_around([GRID.parse_cell(name) for name in ("A1", "T1", "A10")])
    assert is_inside_polygon(*centre(GRID.parse_cell("E3")), mask)
    assert not is_inside_polygon(*centre(GRID.parse_cell("S9")), mask)
