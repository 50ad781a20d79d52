"""augment.py: crops are moved and spoilt as cameras do it, and the same seed does the same."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from models.expression.augment import augment, draw_affines
from models.expression.recipe import AugmentationRanges
from tests.models.expression.drawn_faces import face

STILL = AugmentationRanges(**{field.name: 0.0 for field in dataclasses.fields(AugmentationRanges)})


@pytest.fixture(scope="module")
def crops() -> NDArray[np.uint8]:
    """40 drawn faces."""
    rng = np.random.default_rng(5)
    return np.stack([face("happiness", 48, rng) for _ in range(40)])


def test_the_same_seed_spoils_the_same_way(crops: NDArray[np.uint8]) -> None:
    """A run can be repeated."""
    one, other = (augment(crops, 40, AugmentationRanges(), np.random.default_rng(7)) for _ in range(2))
    assert one.shape == (40, 40, 40)
    assert one.dtype == np.uint8
    np.testing.assert_array_equal(one, other)


def test_without_jitter_a_crop_is_itself_or_its_mirror(crops: NDArray[np.uint8]) -> None:
    """About half are mirrored, and nothing else happens (but for gamma of exponent 1)."""
    out = augment(crops, 48, STILL, np.random.default_rng(8))
    same = [np.abs(a.astype(int) - b).max() <= 1 for a, b in zip(out, crops, strict=True)]
    mirrored = [np.abs(a.astype(int) - b[:, ::-1]).max() <= 1 for a, b in zip(out, crops, strict=True)]
    assert all(a or b for a, b in zip(same, mirrored, strict=True))
    assert 10 < sum(same) < 30


def test_middle_of_the_face_stays_near_the_middle() -> None:
    """The crop's middle moves by the shift alone, to whatever size the crop is brought."""
    matrices = draw_affines(500, 48, 32, AugmentationRanges(), np.random.default_rng(9))
    landed = matrices[:, :, :2] @ np.array([23.5, 23.5]) + matrices[:, :, 2]
    assert np.abs(landed - 15.5).max() <= AugmentationRanges().shift * 32 + 1e-9


@pytest.mark.parametrize("harm", ["side_light", "far", "blur", "noise", "tone", "sharpen", "jpeg", "erase"])
def test_each_harm_changes_the_picture_and_leaves_it_a_picture(crops: NDArray[np.uint8], harm: str) -> None:
    """One at a time, on every crop: none comes out empty or untouched."""
    always = dataclasses.replace(STILL, **{harm: 1.0})
    out = augment(crops, 48, always, np.random.default_rng(10))
    for after, before in zip(out, crops, strict=True):
        differences = [np.abs(after.astype(int) - seen).max() for seen in (before, before[:, ::-1])]
        assert min(differences) > 2
        assert after.std() > 4
