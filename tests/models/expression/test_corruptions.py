"""corruptions.py: each corruption has its documented effect, grows with its strength, and is repeatable."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.expression.corruptions import CORRUPTIONS, DETECTOR, corrupt_crops
from tests.models.expression.drawn_faces import face

EVERY = [(name, strength) for name, kind in CORRUPTIONS.items() for strength in kind.strengths]


@pytest.fixture(scope="module")
def crops() -> NDArray[np.uint8]:
    """Twelve drawn faces."""
    rng = np.random.default_rng(0)
    return np.stack([face(kind, 48, rng) for kind in ("happiness", "sadness", "surprise") * 4])


def similarity(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Mean correlation of crops with their corrupted versions, independent of brightness and contrast."""
    return float(np.mean([np.corrcoef(x.ravel(), y.ravel())[0, 1] for x, y in zip(a, b, strict=True)]))


@pytest.mark.parametrize(("name", "strength"), EVERY)
def test_corruption_is_repeatable_and_keeps_shape_and_input(
    name: str, strength: float, crops: NDArray[np.uint8]
) -> None:
    """The result is (n, 48, 48) uint8 and changed, the input is not; another seed changes random corruptions only."""
    before = crops.copy()
    corrupted = corrupt_crops(name, strength, crops)
    assert corrupted.shape == crops.shape
    assert corrupted.dtype == np.uint8
    assert (corrupted != crops).any(axis=(1, 2)).all()
    assert (corrupted == corrupt_crops(name, strength, crops)).all()
    assert (corrupted == corrupt_crops(name, strength, crops, seed=1)).all() == (name in ("jpeg", "small_face"))
    assert (crops == before).all()


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_higher_strength_lowers_the_similarity(name: str, crops: NDArray[np.uint8]) -> None:
    """The similarity falls from mild to middle to hard."""
    left = [similarity(crops, corrupt_crops(name, strength, crops)) for strength in CORRUPTIONS[name].strengths]
    assert left[0] > left[1] > left[2]


def test_small_faces_keep_no_detail_finer_than_their_pixels() -> None:
    """Stripes of one pixel vanish at 24 px."""
    stripes = np.tile(np.array([0, 255], np.uint8), (1, 48, 24))
    assert corrupt_crops("small_face", 24.0, stripes).std() < 1
    assert stripes.std() > 100


def test_an_occlusion_covers_its_share() -> None:
    """The occlusion is a square of one grey within the crop."""
    black = np.zeros((40, 48, 48), np.uint8)
    covered = corrupt_crops("occlusion", 0.2, black) > 0
    shares = covered.mean(axis=(1, 2))
    assert shares[shares > 0] == pytest.approx(0.2, abs=0.01)
    assert (shares > 0).sum() > 35  # black squares cannot be counted


def test_roll_turns_to_both_sides_by_its_angle() -> None:
    """A level bar is turned to plus or minus 14 degrees."""
    bar = np.zeros((20, 48, 48), np.uint8)
    bar[:, 23:25, 8:40] = 255
    angles = []
    for turned in corrupt_crops("roll", 14.0, bar):
        y, x = np.nonzero(turned > 100)
        angles.append(np.degrees(np.arctan(np.polyfit(x, y, 1)[0])))
    assert np.abs(angles) == pytest.approx(14.0, abs=1.0)
    assert min(angles) < 0 < max(angles)


def test_crop_jitter_scatters_as_the_detector_does() -> None:
    """A dot in the middle moves with the standard deviation of DETECTOR."""
    dot = np.zeros((400, 48, 48), np.uint8)
    dot[:, 23:25, 23:25] = 255
    centres = np.array(
        [[m["m10"] / m["m00"], m["m01"] / m["m00"]] for m in map(cv2.moments, corrupt_crops("crop_jitter", 1.0, dot))]
    )
    assert centres.std(axis=0) == pytest.approx([DETECTOR["x_px"], DETECTOR["y_px"]], rel=0.12)


def test_motion_blur_has_its_length() -> None:
    """A dot becomes a line of about 9 px with the same total light, in different directions."""
    dot = np.zeros((30, 48, 48), np.uint8)
    dot[:, 24, 24] = 255
    spread = []
    for smeared in corrupt_crops("motion_blur", 9.0, dot):
        assert smeared.sum() == pytest.approx(255, rel=0.1)
        y, x = np.nonzero(smeared)
        spread.append((np.hypot(np.ptp(x), np.ptp(y)) + 1, np.ptp(x)))
    lengths, across = np.array(spread).T
    assert lengths == pytest.approx(9.0, abs=2.0)
    assert across.min() < 3
    assert across.max() > 7


def test_less_light_is_darker_and_noisier() -> None:
    """The mean falls by the share; the noise relative to it grows."""
    flat = np.full((4, 48, 48), 120, np.uint8)
    means, ratios = [], []
    for light in CORRUPTIONS["low_light"].strengths:
        dark = corrupt_crops("low_light", light, flat)
        means.append(dark.mean() / 120)
        ratios.append(dark.std() / dark.mean())
    assert means == pytest.approx(CORRUPTIONS["low_light"].strengths, rel=0.05)
    assert ratios == sorted(ratios)


def test_colour_cast_changes_only_saturated_faces() -> None:
    """Dark faces keep their contrast; in bright faces red or blue saturates."""
    ramp = np.tile(np.arange(0, 96, 2, dtype=np.uint8), (6, 48, 1))
    bright = ramp + np.uint8(150)
    assert similarity(ramp, corrupt_crops("colour_cast", 2.2, ramp)) > 0.99993
    assert similarity(bright, corrupt_crops("colour_cast", 2.2, bright)) < 0.99993
