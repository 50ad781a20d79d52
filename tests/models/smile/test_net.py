"""Axes of a head, its pose and the shape of its mouth, on meshes turned by known angles."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

torch = pytest.importorskip("torch", reason="training needs torch (make setup TRAIN=1)")

from models.smile.net import LEVEL_DEG, ExportableSmileNet, SmileHead, head_pose, mouth_shape  # noqa: E402
from models.smile.points import CHEEKS, EYE_CORNERS, FOREHEAD, LIPS, POINTS, UNDER_NOSE  # noqa: E402

DEGREES = st.floats(-35.0, 35.0)


def level_mesh() -> NDArray[np.float64]:
    """A mesh (468, 3) of chance points whose eyes are level and whose middle line is upright."""
    points = np.random.default_rng(5).normal(0.0, 30.0, (POINTS, 3))
    for index, x in zip(EYE_CORNERS, (-45.0, -18.0, 18.0, 45.0), strict=True):
        points[index] = (x, -20.0, -10.0)
    for index in FOREHEAD:
        points[index] = (0.0, -60.0, -25.0)
    points[UNDER_NOSE] = (0.0, 20.0, -25.0)
    return points


def turned(yaw_deg: float, pitch_deg: float, roll_deg: float = 0.0) -> NDArray[np.float64]:
    """The mesh with the nose turned to image right by yaw, up by pitch, then tilted by roll in the picture."""
    yaw, pitch, roll = (math.radians(angle) for angle in (yaw_deg, pitch_deg, roll_deg))
    about_x = np.array([[1, 0, 0], [0, math.cos(pitch), math.sin(pitch)], [0, -math.sin(pitch), math.cos(pitch)]])
    about_y = np.array([[math.cos(yaw), 0, -math.sin(yaw)], [0, 1, 0], [math.sin(yaw), 0, math.cos(yaw)]])
    about_z = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    return np.asarray(level_mesh() @ (about_z @ about_y @ about_x).T)


def pose_of(points: NDArray[np.float64]) -> tuple[float, float]:
    yaw, pitch = head_pose(torch.from_numpy(points[None]).float())[0].tolist()
    return yaw, pitch + LEVEL_DEG


@given(DEGREES, st.floats(-25.0, 25.0))
def test_the_pose_is_that_of_the_mesh(yaw_deg: float, pitch_deg: float) -> None:
    yaw, pitch = pose_of(turned(yaw_deg, pitch_deg))
    assert yaw == pytest.approx(yaw_deg, abs=0.1)
    assert pitch == pytest.approx(pitch_deg, abs=0.1)


@given(DEGREES, st.floats(-20.0, 20.0), DEGREES)
def test_a_tilted_head_is_not_turned(yaw_deg: float, pitch_deg: float, roll_deg: float) -> None:
    yaw, pitch = pose_of(turned(yaw_deg, 0.0, roll_deg))
    assert yaw == pytest.approx(yaw_deg, abs=0.1)
    assert pitch == pytest.approx(0.0, abs=0.1)
    yaw, pitch = pose_of(turned(0.0, pitch_deg, roll_deg))
    assert yaw == pytest.approx(0.0, abs=0.1)
    assert pitch == pytest.approx(pitch_deg, abs=0.1)


@given(DEGREES, st.floats(-25.0, 25.0), DEGREES, st.floats(0.3, 3.0), st.floats(-90.0, 90.0))
def test_the_shape_does_not_depend_on_where_the_head_is(
    yaw_deg: float, pitch_deg: float, roll_deg: float, scale: float, shift: float
) -> None:
    as_it_is = mouth_shape(torch.from_numpy(level_mesh()[None]).float())
    moved = turned(yaw_deg, pitch_deg, roll_deg) * scale + shift
    assert torch.allclose(mouth_shape(torch.from_numpy(moved[None]).float()), as_it_is, atol=1e-3)


def test_the_shape_has_lips_and_cheeks_alone() -> None:
    mesh = torch.from_numpy(level_mesh()[None]).float()
    read = {*LIPS, *CHEEKS, *EYE_CORNERS, *FOREHEAD, UNDER_NOSE}
    before = mouth_shape(mesh)
    for index in set(range(POINTS)) - read:
        mesh[0, index] += 50.0
    assert torch.equal(mouth_shape(mesh), before)
    mesh[0, LIPS[3]] += 50.0
    assert not torch.equal(mouth_shape(mesh), before)


def test_points_that_coincide_give_numbers() -> None:
    net = ExportableSmileNet(SmileHead(4, 0.0, 2), 1.0, 0.0).eval()
    for output in net(torch.zeros(2, POINTS * 3), torch.zeros(2, 1)):
        assert torch.isfinite(output).all()


def test_scale_and_offset_are_applied_to_the_logit() -> None:
    head, points = SmileHead(4, 0.0, 2).eval(), torch.from_numpy(level_mesh().reshape(1, -1)).float()
    logit = head(mouth_shape(points.reshape(1, POINTS, 3)))
    smile, face, _ = ExportableSmileNet(head, 2.0, -0.5)(points, torch.tensor([[3.0]]))
    assert torch.allclose(smile[:, 0], torch.sigmoid(2.0 * logit - 0.5))
    assert float(face) == pytest.approx(1 / (1 + math.exp(-3.0)))
