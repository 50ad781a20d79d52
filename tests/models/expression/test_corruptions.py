"""corruptions.py: each spoils as it says, more with its strength, the same way each time."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.expression.corruptions import CORRUPTIONS, DETECTOR, corrupt
from tests.models.expression.drawn_faces import face

EVERY = [(name, strength) for name, kind in CORRUPTIONS.items() for strength in kind.strengths]


@pytest.fixture(scope="module")
def crops() -> NDArray[np.uint8]:
    """Twelve drawn faces."""
    rng = np.random.default_rng(0)
    return np.stack([face(kind, 48, rng) for kind in ("happiness", "sadness", "surprise") * 4])


def similarity(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Mean correlation of crops with their spoilt selves: what is left after brightness and contrast."""
    return float(np.mean([np.corrcoef(x.ravel(), y.ravel())[0, 1] for x, y in zip(a, b, strict=True)]))


@pytest.mark.parametrize(("name", "strength"), EVERY)
def test_crops_stay_crops_and_come_out_the_same_each_time(name: str, strength: float, crops: NDArray[np.uint8]) -> None:
    """(n, 48, 48) uint8, changed, the given ones untouched; another seed draws otherwise where there is a draw."""
    before = crops.copy()
    spoilt = corrupt(name, strength, crops)
    assert spoilt.shape == crops.shape
    assert spoilt.dtype == np.uint8
    assert (spoilt != crops).any(axis=(1, 2)).all()
    assert (spoilt == corrupt(name, strength, crops)).all()
    assert (spoilt == corrupt(name, strength, crops, seed=1)).all() == (name in ("jpeg", "small_face"))
    assert (crops == before).all()


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_each_strength_leaves_less_of_the_face(name: str, crops: NDArray[np.uint8]) -> None:
    """Mild, middle, hard, in this order."""
    left = [similarity(crops, corrupt(name, strength, crops)) for strength in CORRUPTIONS[name].strengths]
    assert left[0] > left[1] > left[2]


def test_small_faces_keep_no_detail_finer_than_their_pixels() -> None:
    """Stripes of one pixel are gone at 24 px."""
    stripes = np.tile(np.array([0, 255], np.uint8), (1, 48, 24))
    assert corrupt("small_face", 24.0, stripes).std() < 1
    assert stripes.std() > 100


def test_an_occlusion_covers_its_share() -> None:
    """A square of one grey, all of it inside."""
    black = np.zeros((40, 48, 48), np.uint8)
    covered = corrupt("occlusion", 0.2, black) > 0
    shares = covered.mean(axis=(1, 2))
    assert shares[shares > 0] == pytest.approx(0.2, abs=0.01)
    assert (shares > 0).sum() > 35  # one that is black itself is not seen


def test_roll_turns_to_both_sides_by_its_angle() -> None:
    """A level bar is found again at plus or minus 14 degrees."""
    bar = np.zeros((20, 48, 48), np.uint8)
    bar[:, 23:25, 8:40] = 255
    angles = []
    for turned in corrupt("roll", 14.0, bar):
        y, x = np.nonzero(turned > 100)
        angles.append(np.degrees(np.arctan(np.polyfit(x, y, 1)[0])))
    assert np.abs(angles) == pytest.approx(14.0, abs=1.0)
    assert min(angles) < 0 < max(angles)


def test_crop_jitter_scatters_as_the_detector_does() -> None:
    """A dot in the middle is moved by what features.py says was measured, one standard deviation."""
    dot = np.zeros((400, 48, 48), np.uint8)
    dot[:, 23:25, 23:25] = 255
    centres = np.array(
        [[m["m10"] / m["m00"], m["m01"] / m["m00"]] for m in map(cv2.moments, corrupt("crop_jitter", 1.0, dot))]
    )
    assert centres.std(axis=0) == pytest.approx([DETECTOR["x_px"], DETECTOR["y_px"]], rel=0.12)


def test_a_smear_is_as_long_as_it_says() -> None:
    """A dot becomes a line of about so many pixels, of the same light, in different directions."""
    dot = np.zeros((30, 48, 48), np.uint8)
    dot[:, 24, 24] = 255
    spread = []
    for smeared in corrupt("motion_blur", 9.0, dot):
        assert smeared.sum() == pytest.approx(255, rel=0.1)
        y, x = np.nonzero(smeared)
        spread.append((np.hypot(np.ptp(x), np.ptp(y)) + 1, np.ptp(x)))
    lengths, across = np.array(spread).T
    assert lengths == pytest.approx(9.0, abs=2.0)
    assert across.min() < 3
    assert across.max() > 7


def test_less_light_is_darker_and_noisier() -> None:
    """Mean by the share; the noise against it grows."""
    flat = np.full((4, 48, 48), 120, np.uint8)
    means, ratios = [], []
    for light in CORRUPTIONS["low_light"].strengths:
        dark = corrupt("low_light", light, flat)
        means.append(dark.mean() / 120)
        ratios.append(dark.std() / dark.mean())
    assert means == pytest.approx(CORRUPTIONS["low_light"].strengths, rel=0.05)
    assert ratios == sorted(ratios)


def test_a_colour_cast_spares_what_no_channel_burns_out() -> None:
    """Dark faces keep their shape; in bright ones red or blue is at its end."""
    ramp = np.tile(np.arange(0, 96, 2, dtype=np.uint8), (6, 48, 1))
    bright = ramp + np.uint8(150)
    assert similarity(ramp, corrupt("colour_cast", 2.2, ramp)) > 0.99993
    assert similarity(bright, corrupt("colour_cast", 2.2, bright)) < 0.99993
