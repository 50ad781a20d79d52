"""Cells of a point: four grids, so that every place lies well inside a cell of one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.place_cells import SIDE, cell_centre, cells_touch, overall_cell_number, place_cells

WIDTH_PX = 640
SIDE_PX = SIDE * WIDTH_PX


@pytest.mark.parametrize(
    ("x", "y", "cells"),
    [
        (0.0, 0.0, (0, 0, 0, 0)),
        (0.4, 0.4, (0, 0, 0, 0)),
        (0.5, 0.0, (0, 1, 0, 1)),
        (0.0, 0.5, (0, 0, 10, 10)),
        (1.2, 2.7, (21, 21, 31, 31)),
        (1.47, 2.47, (21, 21, 21, 21)),
        (1.97, 2.97, (21, 22, 31, 32)),
        (6.6, 3.7, (36, 37, 46, 47)),
        (-1.0, -1.0, (0, 0, 0, 0)),
    ],
)
def test_a_point_has_a_cell_in_each_grid(x: float, y: float, cells: tuple[int, ...]) -> None:
    """In sides of a cell: row and column make one number. What lies outside the picture is at its edge."""
    assert place_cells(x * SIDE_PX, y * SIDE_PX, WIDTH_PX) == cells


def test_a_very_wide_point_stays_in_its_row() -> None:
    assert place_cells(100 * SIDE_PX, 0.0, WIDTH_PX) == (9, 9, 9, 9)


@given(st.floats(0, 640), st.floats(0, 480), st.floats(-0.24, 0.24), st.floats(-0.24, 0.24))
def test_a_place_lies_well_inside_a_cell_of_one_grid(x_px: float, y_px: float, dx: float, dy: float) -> None:
    """A face that moves by less than a quarter of a side stands in a cell of at least one grid."""
    moved = place_cells(max(0.0, x_px + dx * SIDE_PX), max(0.0, y_px + dy * SIDE_PX), WIDTH_PX)
    assert any(before == after for before, after in zip(place_cells(x_px, y_px, WIDTH_PX), moved, strict=True))


@pytest.mark.parametrize("width_px", [320, 640, 1280])
def test_cells_grow_with_the_picture(width_px: int) -> None:
    assert place_cells(0.5 * width_px, 0.25 * width_px, width_px) == place_cells(320.0, 160.0, 640)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((22, 0), (22, 0), True),
        ((22, 0), (33, 0), True),  # a corner
        ((22, 0), (24, 0), False),
        ((22, 0), (42, 0), False),
        ((22, 0), (23, 1), True),  # half a side further left
        ((22, 0), (24, 1), False),
        ((22, 0), (32, 2), True),  # half a side further up
        ((22, 0), (42, 2), False),
        ((22, 3), (11, 3), True),
        ((22, 3), (20, 0), False),
    ],
)
def test_cells_that_overlap_or_share_a_border_touch(
    one: tuple[int, int], other: tuple[int, int], expected: bool
) -> None:
    assert (
        cells_touch(overall_cell_number(*one), overall_cell_number(*other))
        is cells_touch(overall_cell_number(*other), overall_cell_number(*one))
        is expected
    )


@given(x=st.floats(0.0, 6.0), y=st.floats(0.0, 4.0))
def test_a_point_lies_within_half_a_side_of_the_middle_of_its_cells(x: float, y: float) -> None:
    for grid, cell in enumerate(place_cells(x * SIDE_PX, y * SIDE_PX, WIDTH_PX)):
        middle_x, middle_y = cell_centre(overall_cell_number(cell, grid))
        assert abs(middle_x - x * SIDE) <= SIDE / 2 + 1e-6
        assert abs(middle_y - y * SIDE) <= SIDE / 2 + 1e-6
