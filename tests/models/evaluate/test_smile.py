"""Figures of a reader of smiles: over the faces with a verdict alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluate.smile import scores

VERDICTS = st.lists(st.tuples(st.one_of(st.just(float("nan")), st.floats(0.0, 1.0)), st.booleans()), min_size=1)


def test_faces_without_a_verdict_lower_the_coverage_alone() -> None:
    told = np.array([0.9, 0.2, np.nan, 0.6])
    figures = scores(told, np.array([True, False, True, False]))
    assert figures["n"] == 4
    assert figures["coverage"] == 0.75
    assert figures["smile_accuracy"] == pytest.approx(2 / 3)
    assert figures["smiles_found"] == 1.0
    assert figures["others_found"] == 0.5
    assert figures["smile_auc"] == 1.0


def test_a_half_is_no_smile() -> None:
    assert scores(np.array([0.5, 0.5]), np.array([True, False]))["smile_accuracy"] == 0.5


@given(VERDICTS)
def test_shares_are_shares(verdicts: list[tuple[float, bool]]) -> None:
    probabilities, smiles = np.array([p for p, _ in verdicts]), np.array([s for _, s in verdicts])
    figures = scores(probabilities, smiles)
    for name in ("coverage", "smile_accuracy", "ece"):
        assert 0.0 <= figures[name] <= 1.0


def test_a_probability_that_is_right_on_average_has_no_error() -> None:
    told = np.repeat([0.1, 0.9], 100)
    truth = np.concatenate([np.arange(100) < 10, np.arange(100) < 90])
    assert scores(told, truth)["ece"] == pytest.approx(0.0, abs=1e-9)
