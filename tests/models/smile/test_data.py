"""Crops, folds and defects of the smile reader's training data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch", reason="training needs torch (make setup TRAIN=1)")

from models.serving.features.face_mesh import NET_PX
from models.smile.augment import degrade_picture, draw_crop
from models.smile.data import fold_number
from models.smile.recipe import CropRanges

PICTURE = np.random.default_rng(3).integers(0, 256, (96, 96, 3), np.uint8)


@given(st.text(max_size=12), st.integers(2, 10))
def test_a_group_is_in_one_fold_for_ever(group: str, folds: int) -> None:
    assert fold_number(group, folds) == fold_number(group, folds)
    assert 0 <= fold_number(group, folds) < folds


def test_the_folds_are_those_of_the_card() -> None:
    """Other folds would be other figures than those that the card gives."""
    assert [fold_number(f"g{number}", 5) for number in range(8)] == [1, 0, 4, 3, 1, 3, 3, 1]


@given(st.integers(0, 10_000))
def test_defects_keep_the_shape_and_depend_on_the_draw_alone(seed: int) -> None:
    worse = degrade_picture(PICTURE, CropRanges(), np.random.default_rng(seed))
    assert worse.shape == PICTURE.shape
    assert worse.dtype == np.uint8
    assert np.array_equal(worse, degrade_picture(PICTURE, CropRanges(), np.random.default_rng(seed)))


@given(st.integers(0, 10_000))
def test_a_crop_is_moved_about_its_middle(seed: int) -> None:
    ranges = CropRanges(shift_px=0.0)
    plain = np.array([[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    moved = draw_crop(plain, ranges, np.random.default_rng(seed))
    middle = np.array([NET_PX / 4, NET_PX / 4])  # in the picture
    assert moved[:, :2] @ middle + moved[:, 2] == pytest.approx(np.full(2, NET_PX / 2))


def test_crop_errors_have_the_spread_of_the_recipe() -> None:
    rng, plain = np.random.default_rng(1), np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    drawn = np.stack([draw_crop(plain, CropRanges(), rng) for _ in range(2000)])
    turns = np.degrees(np.arctan2(drawn[:, 1, 0], drawn[:, 0, 0]))
    scales = np.log(np.hypot(drawn[:, 0, 0], drawn[:, 1, 0]))
    assert turns.std() == pytest.approx(4.6, rel=0.1)
    assert scales.std() == pytest.approx(0.07, rel=0.1)
