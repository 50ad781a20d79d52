"""features/expression.py: position of a face in the crop, and independence of light."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.serving.features.expression import CANONICAL_PX, NET_PX, face_to_net, normalise


def moved(turn_deg: float, scale: float, shift: tuple[float, float]) -> NDArray[np.float64]:
    """Keypoints of the canonical face, turned, scaled and shifted."""
    turn = np.radians(turn_deg)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(CANONICAL_PX @ rotation.T * scale + shift)


@given(st.floats(-180, 180), st.floats(0.2, 30), st.floats(-500, 4000), st.floats(-500, 4000))
def test_turned_scaled_shifted_face_is_mapped_to_the_same_place(turn: float, scale: float, x: float, y: float) -> None:
    """The transform inverts turn, scale and shift, including the half pixel between the two pixel conventions."""
    keypoints = moved(turn, scale, (x, y))
    matrix = face_to_net(keypoints).astype(float)
    landed = (keypoints - 0.5) @ matrix[:, :2].T + matrix[:, 2] + 0.5
    np.testing.assert_allclose(landed, CANONICAL_PX, atol=2e-2)


def test_batch_of_faces_gives_the_same_matrices() -> None:
    """A batch gives the same matrices as single calls."""
    faces = np.stack([moved(10, 2, (50, 60)), moved(-30, 5, (200, 100))])
    np.testing.assert_array_equal(face_to_net(faces), np.stack([face_to_net(face) for face in faces]))


def test_face_that_turns_away_keeps_its_size() -> None:
    """With the eyes at half their distance the scale changes by less than a quarter; eyes alone would double it."""
    turned = moved(0, 4, (100, 100))
    turned[:2, 0] = turned[:2, 0].mean() + (turned[:2, 0] - turned[:2, 0].mean()) / 2
    matrix = face_to_net(turned)
    assert np.hypot(matrix[0, 0], matrix[1, 0]) == pytest.approx(0.25, rel=0.25)


def test_matrix_is_a_similarity() -> None:
    """The matrix has a rotation and one scale: it never stretches or mirrors a face."""
    keypoints = np.random.default_rng(1).uniform(0, 100, (6, 2))
    (a, b, _), (c, d, _) = face_to_net(keypoints).tolist()
    assert (a, c) == pytest.approx((d, -b))


def test_exposure_and_contrast_do_not_matter() -> None:
    """Half the contrast and more light give the same input, except for the rounding of grey levels."""
    bright = np.random.default_rng(2).integers(0, 200, (3, NET_PX, NET_PX)).astype(np.uint8)
    flat = (bright * 0.5 + 60).round().astype(np.uint8)
    np.testing.assert_allclose(normalise(flat), normalise(bright), atol=0.02)


def test_crops_come_out_with_mean_0_and_spread_1() -> None:
    """Each crop is normalised independently of the other crops in the batch."""
    crops = np.random.default_rng(3).integers(0, 255, (4, NET_PX, NET_PX)).astype(np.uint8)
    crops[0] //= 8
    x = normalise(crops)
    assert x.shape == (4, 1, NET_PX, NET_PX)
    assert x.dtype == np.float32
    np.testing.assert_allclose(x.mean(axis=(1, 2, 3)), 0, atol=1e-4)
    np.testing.assert_allclose(x.std(axis=(1, 2, 3)), 1, atol=1e-3)


def test_black_crop_is_not_amplified() -> None:
    """Noise of one grey level from a covered lens stays below a quarter of a face's spread."""
    noise = np.random.default_rng(4).integers(10, 12, (1, NET_PX, NET_PX)).astype(np.uint8)
    assert normalise(noise).std() < 0.25
    assert not normalise(np.zeros_like(noise)).any()


def test_empty_batch_is_allowed() -> None:
    """No crops give an empty input."""
    assert normalise(np.empty((0, NET_PX, NET_PX), np.uint8)).shape == (0, 1, NET_PX, NET_PX)
