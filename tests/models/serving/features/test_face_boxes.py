"""face_boxes.py: where anchors and letterbox lie, and that each face comes out once, as the mean of its boxes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.serving.features.face_boxes import VALUES, Floats, Letterbox, anchor_centres, decode_faces, normalise
from models.serving.spec import ZOO, ModelSpec

FULL_RANGE = ModelSpec.load(ZOO / "face-full-range.json")
SHORT_RANGE = ModelSpec.load(ZOO / "face-short-range.json")


def row(x: float, y: float, size: float, points: float = 0.0) -> list[float]:
    """Output of an anchor at (0, 0): a square box with this centre, and six keypoints at (`points`, `points`)."""
    return [x, y, size, size, *([points] * 12)]


def found(rows: list[list[float]], scores: list[float], least: float = 0.5) -> tuple[list[list[float]], list[float]]:
    """Boxes and scores of the faces of these anchors, to 4 decimals."""
    values = np.array(rows, np.float32).reshape(-1, VALUES)
    result = decode_faces(values, np.array(scores, np.float32), np.zeros((len(values), 2), np.float32), least)
    return result.boxes.astype(float).round(4).tolist(), result.scores.astype(float).round(4).tolist()


@pytest.mark.parametrize("spec", [FULL_RANGE, SHORT_RANGE], ids=lambda spec: spec.name)
def test_a_network_gives_numbers_for_each_anchor(spec: ModelSpec) -> None:
    centres = anchor_centres(spec.inputs["image"][-1])
    assert dict(spec.outputs) == {"boxes": (len(centres), VALUES), "scores": (len(centres), 1)}


def test_anchors_stand_in_the_middle_of_their_cells_row_by_row() -> None:
    """The full-range network has one a cell of 4 px; the short-range one two of 8 px, then six of 16 px."""
    one, two = anchor_centres(192) * 192, anchor_centres(128) * 128
    assert one[:2].tolist() == [[2.0, 2.0], [6.0, 2.0]]
    assert one[48].tolist() == [2.0, 6.0]
    assert two[:3].tolist() == [[4.0, 4.0], [4.0, 4.0], [12.0, 4.0]]
    assert two[512:519].tolist() == [[8.0, 8.0]] * 6 + [[24.0, 8.0]]
    assert two[-1].tolist() == [120.0, 120.0]


def test_a_letterbox_has_the_centre_of_its_picture() -> None:
    """A wide picture lies between two bands, a high one too, a square one fills it."""
    assert Letterbox.fit_picture(640, 480) == Letterbox(640, 0.0, -80.0)
    assert Letterbox.fit_picture(300, 401) == Letterbox(401, -50.5, 0.0)
    assert Letterbox.fit_picture(640, 480).corners.tolist() == [[0, 560], [0, -80], [640, -80], [640, 560]]


@given(st.integers(1, 4000), st.integers(1, 4000), st.floats(0, 1), st.floats(0, 1))
def test_a_place_in_the_letterbox_is_one_in_the_picture(width: int, height: int, x: float, y: float) -> None:
    """The picture's corners and whatever lies between them, to a hundredth of a pixel."""
    letterbox = Letterbox.fit_picture(width, height)
    side = max(width, height)
    square_x, square_y = (x * width + (side - width) / 2) / side, (y * height + (side - height) / 2) / side
    values = np.array([row(square_x, square_y, 0.1, square_x)], np.float32)
    one = decode_faces(values, np.ones(1, np.float32), np.zeros((1, 2), np.float32), 0.5)
    there = letterbox.scale_to_picture(one)
    centre = there.boxes[0, :2] + there.boxes[0, 2:] / 2
    assert centre == pytest.approx([x * width, y * height], abs=0.01)
    assert there.keypoints[0, :, 0] == pytest.approx(x * width, abs=0.01)
    assert there.boxes[0, 2] == pytest.approx(0.1 * side, abs=0.01)


def test_colours_come_in_the_order_of_the_network() -> None:
    """BGR bytes become planes of red, green and blue, from -1 to 1."""
    squares = np.zeros((1, 2, 2, 3), np.uint8)
    squares[0, 0, 1] = (0, 51, 255)  # blue, green, red
    planes = normalise(squares)
    assert planes.shape == (1, 3, 2, 2)
    assert planes.dtype == np.float32
    assert planes[0, :, 0, 1] == pytest.approx([1.0, -0.6, -1.0])
    assert planes[0, :, 1, 1].tolist() == [-1.0, -1.0, -1.0]


def test_a_box_lies_around_its_anchor() -> None:
    """Width and height are sizes and know no anchor; keypoints are places and do."""
    centres = np.array([[0.5, 0.25]], np.float32)
    one = decode_faces(np.array([row(0.1, 0.0, 0.2, 0.05)], np.float32), np.array([0.9], np.float32), centres, 0.5)
    assert one.boxes[0] == pytest.approx([0.5, 0.15, 0.2, 0.2])
    assert one.keypoints[0, 3] == pytest.approx([0.55, 0.3])


def test_the_boxes_of_a_face_become_their_mean_weighted_by_the_scores() -> None:
    """The score is that of the best. A box that shares less than 30 % of the union is another face."""
    boxes, scores = found([row(0.2, 0.2, 0.2), row(0.23, 0.2, 0.2), row(0.7, 0.2, 0.2)], [0.6, 0.9, 0.7])
    assert boxes == [[0.118, 0.1, 0.2, 0.2], [0.6, 0.1, 0.2, 0.2]]
    assert scores == [0.9, 0.7]


def test_a_score_below_the_least_counts_for_nothing() -> None:
    """Neither as a face nor in the mean; the least itself counts."""
    boxes, scores = found([row(0.2, 0.2, 0.2), row(0.24, 0.2, 0.2), row(0.6, 0.6, 0.2)], [0.9, 0.49, 0.5])
    assert boxes == [[0.1, 0.1, 0.2, 0.2], [0.5, 0.5, 0.2, 0.2]]
    assert scores == [0.9, 0.5]


def test_a_box_of_negative_size_is_no_face_and_an_empty_one_is() -> None:
    boxes, scores = found([row(0.2, 0.2, -0.1), row(0.5, 0.5, 0.0), row(0.8, 0.8, 0.1)], [0.9, 0.8, 0.7])
    assert boxes == [[0.5, 0.5, 0.0, 0.0], [0.75, 0.75, 0.1, 0.1]]
    assert scores == [0.8, 0.7]


def test_a_picture_without_faces_gives_none() -> None:
    empty = decode_faces(np.zeros((5, VALUES), np.float32), np.zeros(5, np.float32), np.zeros((5, 2), np.float32), 0.5)
    assert (empty.boxes.shape, empty.keypoints.shape, empty.scores.shape) == ((0, 4), (0, 6, 2), (0,))


def test_a_box_goes_to_the_best_face_that_it_shares_much_with() -> None:
    """The middle one shares much with both others, which share little with each other, and counts once."""
    boxes, scores = found([row(0.2, 0.2, 0.2), row(0.28, 0.2, 0.2), row(0.36, 0.2, 0.2)], [0.7, 0.8, 0.9])
    assert scores == [0.9, 0.7]
    assert boxes[0][0] == pytest.approx((0.9 * 0.26 + 0.8 * 0.18) / 1.7, abs=1e-4)
    assert boxes[1] == [0.1, 0.1, 0.2, 0.2]


BOXES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 0.4), st.floats(0, 1)), max_size=30)


@given(BOXES)
def test_faces_are_no_more_than_boxes_and_lie_among_them(drawn: list[tuple[float, float, float, float]]) -> None:
    """Best first; each with the score of a box, and inside what the boxes cover together."""
    rows: Floats = np.array([row(x, y, size) for x, y, size, _ in drawn], np.float32).reshape(-1, VALUES)
    scores = np.array([score for *_, score in drawn], np.float32)
    result = decode_faces(rows, scores, np.zeros((len(rows), 2), np.float32), 0.5)
    above = scores[scores >= np.float32(0.5)]
    assert len(result.scores) <= len(above)
    assert (len(result.scores) > 0) == (len(above) > 0)
    assert result.scores.tolist() == sorted(result.scores.tolist(), reverse=True)
    if len(above):
        assert result.scores[0] == above.max()
        assert set(result.scores.tolist()) <= set(above.tolist())
        low, high = (rows[:, :2] - rows[:, 2:4] / 2).min(), (rows[:, :2] + rows[:, 2:4] / 2).max()
        assert result.boxes[:, :2].min() >= low - 1e-5
        assert (result.boxes[:, :2] + result.boxes[:, 2:]).max() <= high + 1e-5
