"""A camera that gives pictures may still see nothing: frozen, black, covered."""

from itertools import islice

import numpy as np
import pytest

from edge.sources.camera.image_checks import FreezeAndDarkDetector, is_blurred
from tests.doubles.mjpeg import Image, noise
from tests.edge.sources.camera.views import CLIPS, clip, clip_names, lit, noisy, seen, shop, texture, wall


def scene(seed: int) -> Image:
    return next(iter(noise(64, 48, seed)))


def black(seed: int) -> Image:
    return np.random.default_rng(seed).integers(0, 6, (48, 64, 3), dtype=np.uint8)


def test_living_picture_is_never_blind() -> None:
    """A picture that changes, however slightly, is sight: here one grey value of one pixel a second."""
    blindness = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    image = scene(0)
    for second in range(60):
        image[second % 48, 0, 0] ^= 1
        assert blindness.check(image, float(second)) == "ok"


def test_same_picture_for_ten_seconds_is_frozen_until_it_changes() -> None:
    """Frozen after 10 s without one changed byte, sight again at the next look at another picture."""
    blindness = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    said = [blindness.check(scene(0), tenth / 10) for tenth in range(120)]
    assert said.index("frozen") == 100
    assert set(said[100:]) == {"frozen"}
    assert blindness.check(scene(1), 12.0) == "ok"


def test_black_picture_is_dark_though_its_noise_moves() -> None:
    """A sensor in the dark still makes noise, so it is not frozen; it is dark after 5 s."""
    blindness = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    said = [blindness.check(black(second), float(second)) for second in range(20)]
    assert said[:5] == ["ok"] * 5
    assert set(said[5:]) == {"dark"}
    assert blindness.check(scene(0), 20.0) == "ok"


def test_covered_lens_is_dark_whatever_its_tone() -> None:
    """Tape over the lens gives one even tone, bright or not."""
    blindness = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    random = np.random.default_rng(0)
    for second in range(6):
        taped = random.integers(175, 185, (48, 64, 3), dtype=np.uint8)
        sight = blindness.check(taped, float(second))
    assert sight == "dark"


def test_lamp_that_flickers_is_not_dark() -> None:
    """Darkness counts only while it lasts: one lit look in between begins it anew."""
    blindness = FreezeAndDarkDetector(frozen_after_s=None, dark_after_s=5.0)
    said = [blindness.check(scene(s) if s % 4 == 0 else black(s), float(s)) for s in range(30)]
    assert set(said) == {"ok"}


def test_limits_that_are_none_are_not_looked_for() -> None:
    """Whoever shows a still picture on purpose may switch each look off."""
    blindness = FreezeAndDarkDetector(frozen_after_s=None, dark_after_s=None)
    still = np.zeros((48, 64, 3), np.uint8)
    assert {blindness.check(still, float(second)) for second in range(60)} == {"ok"}


def test_pictures_between_two_looks_cost_nothing() -> None:
    """One look a second: between two of them the last one stands."""
    blindness = FreezeAndDarkDetector(frozen_after_s=2.0, dark_after_s=None)
    for second in range(3):
        blindness.check(scene(0), float(second))
    assert [blindness.check(image, 2.5) for image in islice(noise(64, 48), 1)] == ["frozen"]


# Blurred -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size_px", [(320, 180), (1280, 720)])
@pytest.mark.parametrize("blur", [0.12, 0.2, 0.4])
def test_a_pattern_on_the_lens_is_blurred(size_px: tuple[int, int], blur: float) -> None:
    """Strong or faint, with the noise of a sensor over it."""
    for seed in range(3):
        for contrast in (10.0, 60.0, 100.0):
            assert is_blurred(noisy(texture(seed, size_px, blur, contrast), seed))


def test_a_place_is_not_blurred_though_a_bare_wall_is() -> None:
    """Shelves have edges in any light by which a face is found; a wall by a lamp has none: alone it is no cover."""
    for gain in (1.4, 1.0, 0.5, 0.1):
        assert not is_blurred(noisy(lit(seen(shop()), gain=gain), 0))
    assert is_blurred(noisy(wall(), 0))


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips of people may not be shipped: ../shared/clips")
@pytest.mark.parametrize("name", clip_names())
def test_no_clip_is_blurred(name: str) -> None:
    """The dim one neither, nor any of them with half the light, or flat, or hard."""
    for view in clip(name):
        for gain, gamma in ((1.0, 1.0), (0.5, 1.0), (1.0, 0.6), (1.0, 1.8)):
            assert not is_blurred(lit(view, gain=gain, gamma=gamma))
