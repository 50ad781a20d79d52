"""filters.py: masks and sizes."""

import numpy as np
import pytest

from edge.perception.vision.detector import Detection
from edge.perception.vision.filters import FaceFilterRules, FaceFilters, is_inside

TILL = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.7, 1.0))
"""A staff area: the right of the picture, with a slanted border."""


def face(x: float, y: float, px: float = 60.0) -> Detection:
    return Detection(x - px / 2, y - px / 2, px, px, 0.9, np.zeros((6, 2), np.float32))


def test_face_in_a_mask_does_not_exist() -> None:
    """The middle of the box counts, in fractions of whatever picture the camera gives."""
    places = FaceFilters(FaceFilterRules(masks=(TILL,)))
    assert places.is_masked(face(1000, 100), 1280, 720)
    assert not places.is_masked(face(500, 100), 1280, 720)
    assert not places.is_masked(face(800, 700), 1280, 720), "left of the slanted border"
    assert places.is_masked(face(500, 50), 640, 360)


def test_no_masks_hide_nobody() -> None:
    """The default."""
    assert not FaceFilters().is_masked(face(1000, 100), 1280, 720)


@pytest.mark.parametrize(
    ("x", "y", "inside"), [(0.5, 0.25, True), (0.5, 0.75, False), (0.1, 0.75, True), (1.2, 0.2, False)]
)
def test_mask_may_have_a_notch(x: float, y: float, inside: bool) -> None:
    """A polygon that is not convex: an arch."""
    arch = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.8, 1.0), (0.8, 0.5), (0.2, 0.5), (0.2, 1.0), (0.0, 1.0))
    assert is_inside(x, y, arch) is inside


def test_faces_below_the_least_size_are_ignored() -> None:
    """24 px from hairline to chin, unless the settings say otherwise; from 18 px on they are looked at already."""
    assert FaceFilters().is_small(23.9)
    assert not FaceFilters().is_small(24.0)
    assert FaceFilters().is_far(17.9)
    assert not FaceFilters().is_far(18.1)
    assert FaceFilters(FaceFilterRules(min_px=100)).is_small(99)
