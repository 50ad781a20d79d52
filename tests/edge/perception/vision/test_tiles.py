"""Tests of tiles.py: every face is whole in some tile, and one of the tiles reports it."""

from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edge.perception.vision.tiles import REACH, Tile, is_best_tile, make_tiles, merge_boxes, smallest_detectable_face_px


class Box(NamedTuple):
    x_px: float
    y_px: float
    w_px: float
    h_px: float
    score: float = 0.9


@pytest.mark.parametrize(
    ("width", "height", "tiles", "calls"),
    [
        (640, 480, "auto", 1),
        (480, 270, "auto", 3),
        (1280, 720, "auto", 3),
        (1280, 720, "whole", 1),
        (1280, 720, 2, 3),
        (1280, 720, 3, 7),
        (1920, 1080, 4, 9),
        (640, 480, 2, 3),
        (320, 180, "auto", 1),
        (512, 512, "auto", 1),
    ],
)
def test_number_of_detector_calls_is_as_documented(width: int, height: int, tiles: str | int, calls: int) -> None:
    """The number of calls per frame depends on size, shape and setting."""
    assert len(make_tiles(width, height, tiles, 24)) == calls


def test_tiles_of_a_portrait_image_are_along_its_height() -> None:
    """A kiosk camera mounted on its side has its squares above each other."""
    assert make_tiles(720, 1280, "auto", 24)[1:] == (Tile(0, 0, 720, 720), Tile(0, 560, 720, 720))


def test_two_squares_find_faces_little_more_than_half_as_large() -> None:
    """The values that doctor prints: 90 px for the whole of 1280x720, 50 px with two squares."""
    assert smallest_detectable_face_px(1280, 720, "whole", 24) == pytest.approx(89.6)
    assert smallest_detectable_face_px(1280, 720, "auto", 24) == pytest.approx(50.4)


@given(
    width=st.integers(400, 4000),
    height=st.integers(400, 2000),
    along=st.integers(2, 6),
    place=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    size=st.floats(0.01, 0.99),
)
def test_no_face_falls_between_the_tiles(
    width: int, height: int, along: int, place: tuple[float, float], size: float
) -> None:
    """A face too small for the whole image is whole in a square that covers it, at any position."""
    assume(max(width, height) < 5 * min(width, height))
    side = size * (REACH * max(width, height) - 2)
    box = Box(1 + place[0] * (width - side - 2), 1 + place[1] * (height - side - 2), side, side)
    whole, *squares = make_tiles(width, height, along, 24)
    around = [
        square
        for square in squares
        if square.x <= box.x_px
        and square.y <= box.y_px
        and box.x_px + side <= square.x + square.width
        and box.y_px + side <= square.y + square.height
    ]
    assert any(is_best_tile(square, box, width, height, True) for square in around)
    assert not is_best_tile(whole, box, width, height, True)


def test_tiles_lie_inside_the_image() -> None:
    """A tile is a slice of the array, which numpy would silently shorten."""
    for width, height in ((1280, 720), (641, 359), (1000, 1001), (1921, 1080)):
        for along in (2, 3, 4, 5, 6):
            for tile in make_tiles(width, height, along, 24):
                assert 0 <= tile.x <= tile.x + tile.width <= width
                assert 0 <= tile.y <= tile.y + tile.height <= height


def test_face_that_a_square_cuts_is_left_to_other_tiles() -> None:
    """Half a face has a box, but no position for its hidden eye."""
    left = Tile(0, 0, 720, 720)
    assert not is_best_tile(left, Box(650, 100, 70, 70), 1280, 720, True)
    assert is_best_tile(left, Box(0, 100, 70, 70), 1280, 720, True), "the image's own edge cuts in every tile"
    assert is_best_tile(Tile(0, 0, 640, 480), Box(600, 100, 40, 40), 640, 480, False)


def test_face_found_in_two_squares_is_reported_once() -> None:
    """The box with the higher score stays; so does the box of a close neighbour."""
    better, worse, piece = Box(100, 100, 60, 60, 0.9), Box(108, 96, 64, 64, 0.8), Box(120, 130, 24, 24, 0.7)
    neighbour = Box(150, 100, 60, 60, 0.6)
    assert merge_boxes([worse, piece, neighbour, better]) == [better, neighbour]


@pytest.mark.parametrize(("shift", "faces"), [(5.0, 1), (5.5, 2), (-5.0, 1), (-5.5, 2)])
def test_two_boxes_that_share_a_third_are_one_face(shift: float, faces: int) -> None:
    """Side by side or one above the other: a third of their union is more than 0.3, and 0.29 is not."""
    first = Box(100.0, 100.0, 10.0, 10.0)
    assert len(merge_boxes([first, Box(100.0 + shift, 100.0, 10.0, 10.0, 0.5)])) == faces
    assert len(merge_boxes([first, Box(100.0, 100.0 + shift, 10.0, 10.0, 0.5)])) == faces
