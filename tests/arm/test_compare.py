"""Comparisons of two processors' outputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluate.expression import HAPPINESS
from tests.arm.compare import FIGURES, farthest, lines_apart
from tests.arm.inputs import Rows


def rows(expressions: list[int]) -> Rows:
    count = len(expressions)
    tiles = np.zeros((count, 48, 48), np.uint8)
    return Rows(tiles, np.array(expressions), [np.zeros(8, np.float32)] * count, np.zeros(count, np.int64))


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("a,1\nb,2\n", "a,1\nb,2\n", "the same 2 lines"),
        ("a,1\nb,2\n", "a,1\n", "2 and 1 lines"),
        ("a,1.5\nb,2\n", "a,1.25\nb,2\n", "the same except for numbers, at most 0.25 apart"),
        ("a,1\nb,2\n", "a,1\nc,2\n", "1 of 2 lines differ"),
        ('{"n":-1e-3}', '{"n":1e-3}', "the same except for numbers, at most 0.002 apart"),
        ('{"n":null}', '{"n":0}', "1 of 1 lines differ"),
        ("smile-mesh@sha256:40", "smile-mesh@sha256:41", "the same except for numbers, at most 1 apart"),
    ],
)
def test_what_is_told_of_two_texts(first: str, second: str, told: str) -> None:
    assert lines_apart(first, second) == told


@given(st.lists(st.floats(-1, 1, width=32), min_size=1), st.floats(0.001, 1))
def test_the_farthest_number_is_found(numbers: list[float], by: float) -> None:
    ours = np.array(numbers)[:, None]
    theirs = ours.copy()
    theirs[-1] += by
    assert farthest(ours, ours) == 0.0
    assert farthest(ours, theirs) == pytest.approx(by)


def test_a_face_that_only_one_has_found_is_no_small_difference() -> None:
    ours, theirs = np.array([[0.5], [np.nan]]), np.array([[0.5], [0.1]])
    assert farthest(ours, theirs) == float("inf")
    assert farthest(ours, ours[:1]) == float("inf")
    assert farthest(ours, ours) == 0.0


def test_figures_count_what_is_right() -> None:
    """Two smiles and another face; one smile is not read, the other face is taken for one."""
    smiles = np.array([[0.9], [np.nan], [0.8]])
    assert FIGURES["smile-mesh"](rows([HAPPINESS, HAPPINESS, 0]), smiles) == "1 of 2 right"
    assert FIGURES["face-full-range"](rows([HAPPINESS, HAPPINESS, 0]), smiles) == "2 of 3 faces"
    assert FIGURES["fer-1.4m"](rows([1, 0]), np.array([[0.2, 0.8], [0.3, 0.7]])) == "1 of 2 right"
