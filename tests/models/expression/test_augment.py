"""augment.py: crops are moved and degraded as by cameras, and the same seed gives the same crops."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from models.expression.augment import augment_crops, draw_affines
from models.expression.recipe import AugmentationRanges
from tests.models.expression.drawn_faces import face

STILL = AugmentationRanges(**{field.name: 0.0 for field in dataclasses.fields(AugmentationRanges)})


@pytest.fixture(scope="module")
def crops() -> NDArray[np.uint8]:
    """40 drawn faces."""
    rng = np.random.default_rng(5)
    return np.stack([face("happiness", 48, rng) for _ in range(40)])


def test_same_seed_gives_the_same_crops(crops: NDArray[np.uint8]) -> None:
    """A training run can be repeated."""
    one, other = (augment_crops(crops, 40, AugmentationRanges(), np.random.default_rng(7)) for _ in range(2))
    assert one.shape == (40, 40, 40)
    assert one.dtype == np.uint8
    np.testing.assert_array_equal(one, other)


def test_without_augmentation_a_crop_is_unchanged_or_mirrored(crops: NDArray[np.uint8]) -> None:
    """About half are mirrored; the only other step is gamma with exponent 1."""
    out = augment_crops(crops, 48, STILL, np.random.default_rng(8))
    same = [np.abs(a.astype(int) - b).max() <= 1 for a, b in zip(out, crops, strict=True)]
    mirrored = [np.abs(a.astype(int) - b[:, ::-1]).max() <= 1 for a, b in zip(out, crops, strict=True)]
    assert all(a or b for a, b in zip(same, mirrored, strict=True))
    assert 10 < sum(same) < 30


def test_middle_of_the_face_stays_near_the_middle() -> None:
    """The crop's middle moves by the shift alone, at any output size."""
    matrices = draw_affines(500, 48, 32, AugmentationRanges(), np.random.default_rng(9))
    landed = matrices[:, :, :2] @ np.array([23.5, 23.5]) + matrices[:, :, 2]
    assert np.abs(landed - 15.5).max() <= AugmentationRanges().shift * 32 + 1e-9


@pytest.mark.parametrize("step", ["side_light", "far", "blur", "noise", "tone", "sharpen", "jpeg", "erase"])
def test_each_step_changes_the_picture_and_keeps_contrast(crops: NDArray[np.uint8], step: str) -> None:
    """Each step alone, on every crop, leaves no crop empty or unchanged."""
    always = dataclasses.replace(STILL, **{step: 1.0})
    out = augment_crops(crops, 48, always, np.random.default_rng(10))
    for after, before in zip(out, crops, strict=True):
        differences = [np.abs(after.astype(int) - seen).max() for seen in (before, before[:, ::-1])]
        assert min(differences) > 2
        assert after.std() > 4
