"""Tests of filters.py: masks and minimum size."""

import numpy as np
import pytest

from edge.perception.vision.detector import Detection
from edge.perception.vision.filters import FaceFilterRules, FaceFilters, is_inside_polygon

STAFF_AREA = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.7, 1.0))
"""Polygon on the right of the image, with a slanted border."""


def face(x: float, y: float, px: float = 60.0) -> Detection:
    return Detection(x - px / 2, y - px / 2, px, px, 0.9, np.zeros((6, 2), np.float32))


def test_face_in_a_mask_is_masked() -> None:
    """The centre of the box counts, in fractions of the image size."""
    filters = FaceFilters(FaceFilterRules(masks=(STAFF_AREA,)))
    assert filters.is_masked(face(1000, 100), 1280, 720)
    assert not filters.is_masked(face(500, 100), 1280, 720)
    assert not filters.is_masked(face(800, 700), 1280, 720), "left of the slanted border"
    assert filters.is_masked(face(500, 50), 640, 360)


def test_no_face_is_masked_by_default() -> None:
    """The default rules have no masks."""
    assert not FaceFilters().is_masked(face(1000, 100), 1280, 720)


@pytest.mark.parametrize(
    ("x", "y", "inside"), [(0.5, 0.25, True), (0.5, 0.75, False), (0.1, 0.75, True), (1.2, 0.2, False)]
)
def test_mask_may_have_a_notch(x: float, y: float, inside: bool) -> None:
    """The polygon is an arch, which is not convex."""
    arch = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.8, 1.0), (0.8, 0.5), (0.2, 0.5), (0.2, 1.0), (0.0, 1.0))
    assert is_inside_polygon(x, y, arch) is inside


def test_faces_below_the_minimum_size_are_small() -> None:
    """The default minimum is 24 px from hairline to chin; from 18 px a face is verified."""
    assert FaceFilters().is_too_small_to_count(23.9)
    assert not FaceFilters().is_too_small_to_count(24.0)
    assert FaceFilters().is_too_small_to_verify(17.9)
    assert not FaceFilters().is_too_small_to_verify(18.1)
    assert FaceFilters(FaceFilterRules(min_px=100)).is_too_small_to_count(99)
