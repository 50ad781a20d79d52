"""Faults of single images are detected: frozen, dark, covered, blurred."""

from itertools import islice

import numpy as np
import pytest

from edge.sources.camera.image_checks import FreezeAndDarkDetector, is_blurred
from tests.doubles.mjpeg import Image, noise
from tests.edge.sources.camera.views import (
    CLIPS,
    add_noise,
    change_light,
    clip,
    clip_names,
    shop,
    texture,
    view_of,
    wall,
)


def scene(seed: int) -> Image:
    return next(iter(noise(64, 48, seed)))


def black(seed: int) -> Image:
    return np.random.default_rng(seed).integers(0, 6, (48, 64, 3), dtype=np.uint8)


def test_changing_picture_has_no_fault() -> None:
    """A picture that changes slightly is ok: here one grey value of one pixel a second."""
    detector = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    image = scene(0)
    for second in range(60):
        image[second % 48, 0, 0] ^= 1
        assert detector.detect_fault(image, float(second)) == "ok"


def test_same_picture_for_ten_seconds_is_frozen_until_it_changes() -> None:
    """The camera is frozen after 10 s without a changed byte, and ok at the next check of another picture."""
    detector = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    faults = [detector.detect_fault(scene(0), tenth / 10) for tenth in range(120)]
    assert faults.index("frozen") == 100
    assert set(faults[100:]) == {"frozen"}
    assert detector.detect_fault(scene(1), 12.0) == "ok"


def test_black_picture_with_noise_is_dark() -> None:
    """A sensor in the dark still makes noise, so the camera is not frozen. It is dark after 5 s."""
    detector = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    faults = [detector.detect_fault(black(second), float(second)) for second in range(20)]
    assert faults[:5] == ["ok"] * 5
    assert set(faults[5:]) == {"dark"}
    assert detector.detect_fault(scene(0), 20.0) == "ok"


def test_covered_lens_is_dark_in_any_tone() -> None:
    """Tape over the lens gives one even tone, bright or not."""
    detector = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    random = np.random.default_rng(0)
    for second in range(6):
        taped = random.integers(175, 185, (48, 64, 3), dtype=np.uint8)
        fault = detector.detect_fault(taped, float(second))
    assert fault == "dark"


def test_flickering_lamp_is_not_dark() -> None:
    """One bright check in between restarts the time of darkness."""
    detector = FreezeAndDarkDetector(frozen_after_s=None, dark_after_s=5.0)
    faults = [detector.detect_fault(scene(s) if s % 4 == 0 else black(s), float(s)) for s in range(30)]
    assert set(faults) == {"ok"}


def test_limits_of_none_switch_the_checks_off() -> None:
    """A camera that shows a still picture on purpose needs no check."""
    detector = FreezeAndDarkDetector(frozen_after_s=None, dark_after_s=None)
    still = np.zeros((48, 64, 3), np.uint8)
    assert {detector.detect_fault(still, float(second)) for second in range(60)} == {"ok"}


def test_pictures_between_two_checks_are_ignored() -> None:
    """There is one check a second. Between two checks the last result holds."""
    detector = FreezeAndDarkDetector(frozen_after_s=2.0, dark_after_s=None)
    for second in range(3):
        detector.detect_fault(scene(0), float(second))
    assert [detector.detect_fault(image, 2.5) for image in islice(noise(64, 48), 1)] == ["frozen"]


# Blurred -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size_px", [(320, 180), (1280, 720)])
@pytest.mark.parametrize("blur", [0.12, 0.2, 0.4])
def test_a_pattern_on_the_lens_is_blurred(size_px: tuple[int, int], blur: float) -> None:
    """The pattern may be strong or faint, with sensor noise over it."""
    for seed in range(3):
        for contrast in (10.0, 60.0, 100.0):
            assert is_blurred(add_noise(texture(seed, size_px, blur, contrast), seed))


def test_a_shop_is_not_blurred_but_a_bare_wall_is() -> None:
    """Goods have edges in any light in which faces are found. A wall by a lamp has none."""
    for gain in (1.4, 1.0, 0.5, 0.1):
        assert not is_blurred(add_noise(change_light(view_of(shop()), gain=gain), 0))
    assert is_blurred(add_noise(wall(), 0))


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips of people may not be shipped: ../shared/clips")
@pytest.mark.parametrize("name", clip_names())
def test_no_clip_is_blurred(name: str) -> None:
    """No clip is blurred, not even the dim one, nor any clip with half the light, low contrast or high contrast."""
    for view in clip(name):
        for gain, gamma in ((1.0, 1.0), (0.5, 1.0), (1.0, 0.6), (1.0, 1.8)):
            assert not is_blurred(change_light(view, gain=gain, gamma=gamma))
