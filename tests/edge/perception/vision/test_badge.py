"""Badges: where they are looked for, at which size, and what is evidence. A number goes no further than this."""

import cv2
import numpy as np
import pytest

from edge.perception.vision.badge import NUMBERS, BadgeEvidence, BadgeFinder, Marker, marker_cell_rows
from edge.perception.vision.detector import Detection
from tests.doubles.printed_badge import Look, with_badge
from tests.edge.perception.vision.scenes import wall

FACE = Detection(300, 100, 60, 60, 0.9, np.zeros((6, 2), np.float32))


@pytest.fixture(scope="module")
def finder() -> BadgeFinder:
    return BadgeFinder()


def numbers(finder: BadgeFinder, look: Look, face: Detection = FACE) -> list[int]:
    return [marker.number for marker in finder.find_markers(with_badge(wall(seed=1), look), face)]


def test_every_badge_is_read_below_a_face(finder: BadgeFinder) -> None:
    """At 24 px, with its number and its side to a tenth."""
    for number in range(NUMBERS):
        (marker,) = finder.find_markers(with_badge(wall(seed=1), Look(number, 330, 230, 24)), FACE)
        assert marker.number == number
        assert marker.side_px == pytest.approx(24, rel=0.1)


@pytest.mark.parametrize(
    ("x_px", "y_px", "is_read"),
    [
        *((330, 185, True), (330, 315, True), (265, 230, True), (395, 230, True)),
        *((330, 130, False), (330, 350, False), (225, 230, False), (435, 230, False)),
    ],
)
def test_badges_are_looked_for_three_widths_wide_and_high_below_the_chin(
    finder: BadgeFinder, x_px: float, y_px: float, is_read: bool
) -> None:
    """Not beside a face, not above it: of 1,869 such parts of real films none has a false marker."""
    assert bool(numbers(finder, Look(3, x_px, y_px, 24))) is is_read


def test_other_numbers_of_the_dictionary_are_no_badges(finder: BadgeFinder) -> None:
    """A marker on a box in the shop makes nobody staff."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    found = {}
    for number in (19, 20, 49):
        picture = wall(seed=1)
        picture[190:250, 300:360] = 225
        picture[200:240, 310:350] = cv2.aruco.generateImageMarker(dictionary, number, 40)[..., None]
        found[number] = [marker.number for marker in finder.find_markers(picture, FACE)]
    assert found == {19: [19], 20: [], 49: []}


def test_a_near_face_is_not_enlarged(finder: BadgeFinder) -> None:
    """Its badge is large: the side is told in pixels of the camera all the same."""
    near = Detection(200, 20, 200, 200, 0.9, np.zeros((6, 2), np.float32))
    (marker,) = finder.find_markers(with_badge(wall(seed=1), Look(5, 300, 330, 100)), near)
    assert marker.number == 5
    assert marker.side_px == pytest.approx(100, rel=0.05)


@pytest.mark.parametrize("side_px", [150, 80, 60, 45])
def test_a_badge_much_smaller_than_usual_is_read(finder: BadgeFinder, side_px: float) -> None:
    """A badge is half as wide as its wearer's face. One of a fifth is larger than what is left out."""
    near = Detection(200, 20, 220, 200, 0.9, np.zeros((6, 2), np.float32))
    assert numbers(finder, Look(5, 300, 340, side_px), near) == [5]


@pytest.mark.parametrize(
    ("x_px", "y_px", "w_px"),
    [(300, 440, 60), (300, 479, 60), (300, -90, 30), (-58, 100, 60), (636, 100, 60), (3, 3, 1)],
)
def test_a_face_at_the_edge_has_less_below_it(finder: BadgeFinder, x_px: float, y_px: float, w_px: float) -> None:
    """Or nothing: then nothing is found."""
    at_edge = Detection(x_px, y_px, w_px, w_px, 0.9, np.zeros((6, 2), np.float32))
    assert finder.find_markers(wall(seed=1), at_edge) == []


def small(number: int) -> list[Marker]:
    return [Marker(number, 24.0)]


def test_two_looks_with_one_number_are_a_badge() -> None:
    """Within 2 s; looks between them that find nothing do no harm."""
    evidence = BadgeEvidence()
    assert not evidence.add_markers(10.0, small(3))
    assert not evidence.add_markers(11.0, [])
    assert evidence.add_markers(12.0, small(3))


def test_one_look_or_two_numbers_or_a_long_time_are_not() -> None:
    """A false marker has another number the next time, or comes once."""
    evidence = BadgeEvidence()
    assert not evidence.add_markers(10.0, small(3))
    assert not evidence.add_markers(10.2, small(4))
    assert not evidence.add_markers(12.1, small(3))
    assert evidence.add_markers(12.2, small(4))


def test_two_markers_in_one_look_are_not_two_looks() -> None:
    """One number twice in one picture is one look."""
    assert not BadgeEvidence().add_markers(10.0, [*small(3), *small(3)])


@pytest.mark.parametrize(("side_px", "is_badge"), [(39.9, False), (40.0, True)])
def test_one_large_marker_is_a_badge(side_px: float, is_badge: bool) -> None:
    """From 40 px of the camera on."""
    assert BadgeEvidence().add_markers(10.0, [Marker(3, side_px)]) is is_badge


def test_numbers_are_forgotten_once_they_have_served() -> None:
    """After 2 s, and as soon as the badge is accepted."""
    evidence = BadgeEvidence()
    evidence.add_markers(10.0, small(3))
    evidence.add_markers(12.1, [])
    assert evidence._seen == {}
    evidence.add_markers(13.0, small(3))
    evidence.add_markers(13.2, small(3))
    assert evidence._seen == {}


def test_a_printed_marker_is_black_at_its_border() -> None:
    """The rows are those of the dictionary; numbers go round after the last."""
    rows = marker_cell_rows(7)
    assert [len(row) for row in rows] == [6] * 6
    assert all([*rows[0], *rows[-1], *(row[0] for row in rows), *(row[-1] for row in rows)])
    assert marker_cell_rows(27) == rows != marker_cell_rows(8)
    image = np.where(np.kron(np.array(rows), np.ones((8, 8), bool)), 0, 255).astype(np.uint8)
    found = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    assert found.detectMarkers(np.pad(image, 8, constant_values=255))[1].ravel().tolist() == [7]
