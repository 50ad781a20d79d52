"""Coarse grids of grey means, and the noise of a camera from places without a face."""

import numpy as np
import pytest

from edge.perception.vision.detector import Detection
from edge.perception.vision.gray_grid import MAX_NOISE, CameraNoiseEstimator, Picture, largest_change, sample_gray_grid
from edge.perception.vision.tracker import FaceTrack

WIDTH, HEIGHT, FACE_PX = 400, 240, 60.0


def grey(level: int = 100) -> Picture:
    return np.full((HEIGHT, WIDTH, 3), level, np.uint8)


def with_noise(left: int, right: int) -> Picture:
    """Grey, with noise of four levels between two columns."""
    image = grey()
    cells = np.random.default_rng(1).choice([96, 104], (HEIGHT // 5, (right - left) // 5, 1))
    image[:, left:right] = np.repeat(np.repeat(cells, 5, axis=0), 5, axis=1)
    return image


def track(number: int, x: float, y: float, px: float) -> FaceTrack:
    return FaceTrack(number, 0.0, Detection(x - px / 2, y - px / 2, px, px, 0.9, np.zeros((6, 2), np.float32)))


def test_a_grid_is_of_the_square_and_clipped_to_the_image() -> None:
    """Beyond the image it is of the part that is left, or of nothing."""
    image = grey(0)
    image[:, : WIDTH // 2] = 200
    assert sample_gray_grid(image, 200, 120, 60, 4) == pytest.approx(np.array([[200, 200, 0, 0]] * 4), abs=4)
    assert sample_gray_grid(image, 0, 0, 60, 4) == pytest.approx(np.full((4, 4), 200), abs=0.01)
    assert sample_gray_grid(image, WIDTH + 100, 120, 60, 4).tolist() == [[0.0] * 4] * 4


def test_a_lamp_is_no_difference_and_a_moved_part_is() -> None:
    """The mean brightness is equalised first; then the cells that changed most count."""
    before = sample_gray_grid(with_noise(0, WIDTH), 200, 120, 60)
    assert largest_change(before, before * 1.3) == pytest.approx(0.0, abs=1e-4)
    moved = before.copy()
    moved[:, :2] += 50
    assert largest_change(before, moved) > 30


def test_noise_is_measured_in_all_of_the_image() -> None:
    """People walk through control places, so one still place is no evidence, and two are."""
    still = CameraNoiseEstimator(grey(), FACE_PX, [])
    assert still.noise_level(grey()) == 0.0
    assert still.noise_level(with_noise(0, WIDTH)) > 1.0
    assert still.noise_level(with_noise(200, WIDTH)) == pytest.approx(0.0, abs=0.1)
    assert still.noise_level(with_noise(0, 200)) == pytest.approx(0.0, abs=0.1)


def test_movement_everywhere_is_no_noise() -> None:
    """In a moving camera's image everything changes; the noise has an upper limit."""
    estimator = CameraNoiseEstimator(grey(), FACE_PX, [])
    shaken = grey(0)
    shaken[::40] = shaken[:, ::40] = 255
    assert estimator.noise_level(shaken) == MAX_NOISE


def test_places_with_a_face_are_left_out() -> None:
    """With one place left, its noise counts; with none, there is no noise."""
    corner = (0.08 * WIDTH, 0.08 * HEIGHT)
    faces = [
        track(n, x * WIDTH, y * HEIGHT, 100.0)
        for n, (x, y) in enumerate((x, y) for y in (0.08, 0.5, 0.92) for x in (0.08, 0.5, 0.92))
        if (x * WIDTH, y * HEIGHT) != corner
    ]
    one = CameraNoiseEstimator(grey(), FACE_PX / 2, faces)
    assert one.noise_level(with_noise(0, 100)) > 1.0
    assert one.noise_level(with_noise(200, WIDTH)) == pytest.approx(0.0, abs=0.1)
    none = CameraNoiseEstimator(grey(), FACE_PX / 2, [*faces, track(9, *corner, 100.0)])
    assert none.noise_level(with_noise(0, WIDTH)) == 0.0
