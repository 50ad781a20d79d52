"""Tests of head_pose.py: measured angles equal the true ones, with the signs defined in events.py."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.perception.vision.head_pose import ScreenDirection, face_height_px, head_orientation

HEAD_MM = np.array(
    [[-31, 0, 30], [31, 0, 30], [0, -42, 48], [0, -70, 30], [-72.5, -23.45, -72], [72.5, -23.45, -72]], np.float64
)
"""The six keypoints of an average head that faces the camera: x to image right, y up, z towards the camera."""

AHEAD = ScreenDirection()


def head(yaw_deg: float = 0, pitch_deg: float = 0, roll_deg: float = 0, scale: float = 1.0) -> NDArray[np.float32]:
    """Keypoints in pixels of a head turned by yaw (to image right), then raised by pitch, then tilted by roll."""
    yaw, pitch, roll = (math.radians(a) for a in (yaw_deg, pitch_deg, roll_deg))
    turn = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    rise = np.array([[1, 0, 0], [0, math.cos(pitch), math.sin(pitch)], [0, -math.sin(pitch), math.cos(pitch)]])
    tilt = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    points = HEAD_MM @ (tilt @ turn @ rise).T
    return np.stack([300 + scale * points[:, 0], 200 - scale * points[:, 1]], axis=1).astype(np.float32)


def test_head_that_faces_the_camera_has_angles_of_zero() -> None:
    """Yaw and pitch of a level, straight head are within a degree of 0."""
    assert head_orientation(head(), AHEAD) == pytest.approx((0, 0), abs=1)


@pytest.mark.parametrize("yaw_deg", [-45, -25, -10, 10, 25, 45])
def test_head_turned_sideways_is_measured(yaw_deg: float) -> None:
    """Positive is to image right; exact for a far head, with hardly any pitch."""
    yaw, pitch = head_orientation(head(yaw_deg=yaw_deg), AHEAD)
    assert yaw == pytest.approx(yaw_deg, abs=1)
    assert abs(pitch) < 4


@pytest.mark.parametrize("pitch_deg", [-20, -10, 10, 20])
def test_head_raised_or_lowered_is_measured(pitch_deg: float) -> None:
    """Positive is up; to within a quarter, because the distance from eyes to mouth changes with pitch."""
    yaw, pitch = head_orientation(head(pitch_deg=pitch_deg), AHEAD)
    assert pitch == pytest.approx(pitch_deg, abs=2 + abs(pitch_deg) / 4)
    assert yaw == pytest.approx(0, abs=1)


@given(roll_deg=st.floats(-45, 45), scale=st.floats(0.1, 10))
def test_tilted_head_is_not_a_turned_one(roll_deg: float, scale: float) -> None:
    """A person who tilts the head to one side, near or far, still faces the screen."""
    yaw, pitch = head_orientation(head(roll_deg=roll_deg, scale=scale), AHEAD)
    assert abs(yaw) < 1.5
    assert abs(pitch) < 1.5


def test_pitch_is_relative_to_a_screen_below_the_camera() -> None:
    """With the screen 15 degrees below the camera, facing the screen is pitch 0, facing the camera pitch 15."""
    screen = ScreenDirection(pitch_deg=-15)
    assert head_orientation(head(), screen)[1] == pytest.approx(15, abs=1)
    assert head_orientation(head(pitch_deg=-15), screen)[1] == pytest.approx(0, abs=4)


def test_yaw_is_relative_to_a_screen_beside_the_camera() -> None:
    """With the screen 20 degrees to image right, a head turned to image right by 20 faces its centre."""
    assert head_orientation(head(yaw_deg=20), ScreenDirection(yaw_deg=20))[0] == pytest.approx(0, abs=1)


def test_keypoints_in_one_place_give_finite_angles() -> None:
    """A detector may give such keypoints for a false face."""
    assert all(math.isfinite(angle) for angle in head_orientation(np.zeros((6, 2), np.float32), AHEAD))


def test_height_of_a_face_is_from_hairline_to_chin() -> None:
    """180 mm if the eyes are 63 mm apart; in profile, where they are closer, the height of the box."""
    assert face_height_px(head(), 100) == pytest.approx(177, abs=1)
    assert face_height_px(head(yaw_deg=80), 150) == 150
