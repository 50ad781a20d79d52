"""tiles.py: every face lies whole in some view, and is reported by one of them."""

from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edge.perception.vision.tiles import REACH, Tile, covers, make_tiles, merge, reach_px


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
def test_cost_of_a_picture_is_the_one_documented(width: int, height: int, tiles: str | int, calls: int) -> None:
    """So many calls of the detector for a frame, by size, shape and setting."""
    assert len(make_tiles(width, height, tiles, 24)) == calls


def test_portrait_screen_is_cut_along_its_height() -> None:
    """A kiosk camera that stands on its side has its squares above each other."""
    assert make_tiles(720, 1280, "auto", 24)[1:] == (Tile(0, 0, 720, 720), Tile(0, 560, 720, 720))


def test_two_squares_find_faces_little_more_than_half_as_large() -> None:
    """What doctor prints: 90 px for the whole of 1280x720, 50 px with two squares."""
    assert reach_px(1280, 720, "whole", 24) == pytest.approx(89.6)
    assert reach_px(1280, 720, "auto", 24) == pytest.approx(50.4)


@given(
    width=st.integers(400, 4000),
    height=st.integers(400, 2000),
    along=st.integers(2, 6),
    place=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    size=st.floats(0.01, 0.99),
)
def test_no_face_falls_between_the_views(
    width: int, height: int, along: int, place: tuple[float, float], size: float
) -> None:
    """A face too small for the whole picture lies whole in a square that speaks for it, wherever it is."""
    assume(max(width, height) < 5 * min(width, height))
    side = size * (REACH * max(width, height) - 2)
    box = Box(1 + place[0] * (width - side - 2), 1 + place[1] * (height - side - 2), side, side)
    shown = make_tiles(width, height, along, 24)
    inside = [
        view
        for view in shown[1:]
        if view.x <= box.x_px
        and view.y <= box.y_px
        and box.x_px + side <= view.x + view.width
        and box.y_px + side <= view.y + view.height
    ]
    assert any(covers(view, box, width, height, True) for view in inside)
    assert not covers(shown[0], box, width, height, True)


def test_squares_lie_inside_the_picture() -> None:
    """A view is a slice of the array, which numpy would cut short without a word."""
    for width, height in ((1280, 720), (641, 359), (1000, 1001), (1921, 1080)):
        for along in (2, 3, 4, 5, 6):
            for view in make_tiles(width, height, along, 24):
                assert 0 <= view.x <= view.x + view.width <= width
                assert 0 <= view.y <= view.y + view.height <= height


def test_face_that_a_square_cuts_is_left_to_the_others() -> None:
    """Half a face has a box, but no place for its hidden eye."""
    left = Tile(0, 0, 720, 720)
    assert not covers(left, Box(650, 100, 70, 70), 1280, 720, True)
    assert covers(left, Box(0, 100, 70, 70), 1280, 720, True), "the picture's own edge cuts for everybody"
    assert covers(Tile(0, 0, 640, 480), Box(600, 100, 40, 40), 640, 480, False)


def test_one_face_seen_in_two_squares_is_one() -> None:
    """The better of two boxes of one face stays; so does a neighbour who stands close."""
    better, worse, piece = Box(100, 100, 60, 60, 0.9), Box(108, 96, 64, 64, 0.8), Box(120, 130, 24, 24, 0.7)
    neighbour = Box(150, 100, 60, 60, 0.6)
    assert merge([worse, piece, neighbour, better]) == [better, neighbour]
