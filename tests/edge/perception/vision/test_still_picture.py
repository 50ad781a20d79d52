"""The gate that saves searches: it opens for a face within a frame or two, and stays closed for noise and lamps."""

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.perception.vision.still_picture import StillPictureGate
from tests.edge.perception.vision.scenes import Picture, wall, with_face


@cache
def shop() -> Picture:
    """Shelves with goods, 1280x720."""
    rng = np.random.default_rng(3)
    coarse = rng.integers(30, 220, (18, 32, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (1280, 720), interpolation=cv2.INTER_CUBIC), np.uint8)


@cache
def grain(shape: tuple[int, ...], seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal(shape, np.float32)


def camera(picture: Picture, light: float, noise: float, seed: int) -> Picture:
    """The picture as a camera takes it by this light, with noise of so many grey levels."""
    taken = cv2.addWeighted(picture.astype(np.float32), light, grain(picture.shape, seed % 5), noise, 0)
    return np.asarray(np.clip(taken, 0, 255), np.uint8)


@pytest.mark.parametrize(("light", "noise"), [(1.0, 0.0), (1.0, 3.0), (1.0, 15.0), (0.3, 8.0), (0.1, 6.0)])
def test_noise_of_the_sensor_is_no_change(light: float, noise: float) -> None:
    """An empty shop stays still until the next search is due, by day and in near darkness."""
    gate = StillPictureGate()
    gate.note_search(0.0, camera(shop(), light, noise, 0))
    assert all(gate.is_still(camera(shop(), light, noise, n)) for n in range(1, 15))


def test_every_second_is_searched_whatever_it_shows() -> None:
    gate = StillPictureGate()
    assert gate.is_search_due(0.0)  # nothing is remembered yet
    for second in range(3):
        gate.note_search(float(second), shop())
        assert not gate.is_search_due(second + 0.8)
        assert gate.is_search_due(second + 1.0)


@pytest.mark.parametrize("lamp", [0.9, 1.1])
def test_lamps_and_broad_shadows_are_no_change(lamp: float) -> None:
    """The light on one side changes by a tenth, as by a cloud or a lamp that flickers."""
    slope = np.linspace(1.0, lamp, 1280, dtype=np.float32)[None, :, None]
    lit = np.clip(wall(1280, 720) * slope, 0, 255).astype(np.uint8)
    gate = StillPictureGate()
    gate.note_search(0.0, camera(wall(1280, 720), 1.0, 3.0, 0))
    assert gate.is_still(camera(lit, 1.0, 3.0, 1))


@pytest.mark.parametrize("exposure", [0.8, 1.1])
def test_the_exposure_of_the_camera_is_no_change(exposure: float) -> None:
    """A dark sign on a plain wall becomes brighter or darker together with the wall."""
    sign = wall(1280, 720)
    sign[300:400, 600:700] = 30
    gate = StillPictureGate()
    gate.note_search(0.0, camera(sign, 1.0, 3.0, 0))
    assert gate.is_still(camera(sign, exposure, 3.0, 1))


@pytest.mark.parametrize("face_px", [30, 50, 90, 200])
@pytest.mark.parametrize(("light", "noise"), [(1.0, 3.0), (1.0, 8.0), (0.3, 6.0), (0.15, 3.0)])
def test_a_face_that_turns_up_opens_the_gate_at_once(face_px: int, light: float, noise: float) -> None:
    """At any distance that the detector reaches, and in dim light."""
    gate = StillPictureGate()
    gate.note_search(0.0, camera(shop(), light, noise, 0))
    assert not gate.is_still(camera(with_face(shop(), 640, 360, face_px), light, noise, 1))


@pytest.mark.parametrize("speed", [0.1, 0.3, 1.0, 4.0])
def test_who_walks_in_opens_the_gate_before_the_face_is_inside(speed: float) -> None:
    """However slowly: a face 80 px wide comes in over the left edge, at this many widths a second, by dim light.

    One frame in three is compared, so the gate may be 0.2 s late.
    """
    gate, opened_s, at_s = StillPictureGate(), None, 0.0
    while opened_s is None:
        picture = camera(with_face(shop(), -40 + 80 * speed * at_s, 360, 80), 0.3, 4.0, round(at_s * 5))
        if gate.is_search_due(at_s) or not gate.is_still(picture):
            has_changed = gate.note_search(at_s, picture)  # after a second it is searched whatever it shows
            opened_s = at_s if has_changed and at_s > 0 else None
        at_s += 0.2
    assert opened_s <= 0.8 / speed + 0.2


def test_what_moves_behind_a_mask_does_not_open_it() -> None:
    """A television behind a mask changes all the time; somebody beside it counts."""
    left = ((0.0, 0.0), (0.4, 0.0), (0.4, 1.0), (0.0, 1.0))
    gate = StillPictureGate([left])
    gate.note_search(0.0, shop())
    assert gate.is_still(with_face(shop(), 200, 360, 90))
    assert not gate.is_still(with_face(shop(), 800, 360, 90))


def test_a_picture_of_another_size_and_a_forgotten_one_are_searched() -> None:
    gate = StillPictureGate()
    gate.note_search(0.0, shop())
    assert gate.is_still(shop())
    assert not gate.is_still(wall(640, 480))
    gate.forget_picture()
    assert not gate.is_still(shop())
