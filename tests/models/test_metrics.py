"""metrics.py: cases small enough to compute by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import metrics
from models.metrics import (
    calibration_error,
    concordance_coefficient,
    f1_macro,
    recall_by_class,
    risk_and_coverage,
    roc_auc,
    root_mean_square_error,
)

LABELS = np.array([0, 0, 0, 1, 1, 2])
GUESSES = np.array([0, 0, 1, 1, 0, 2])


def test_recall_of_each_class_and_none_for_an_absent_one() -> None:
    """Recalls are 2 of 3, 1 of 2 and 1 of 1; class 3 has no row."""
    assert recall_by_class(LABELS, GUESSES, 4) == [pytest.approx(2 / 3), 0.5, 1.0, None]


def test_f1_is_the_mean_over_the_classes_that_exist() -> None:
    """F1 of the three classes is 4/6, 2/4 and 2/2."""
    assert f1_macro(LABELS, GUESSES, 4) == pytest.approx((4 / 6 + 2 / 4 + 1) / 3)


def test_auc_counts_pairs_in_order_and_ties_half() -> None:
    """Positives 0.9 and 0.5 against 0.5 and 0.1 give three right pairs and a tie."""
    truth = np.array([True, False, True, False])
    assert roc_auc(truth, np.array([0.9, 0.5, 0.5, 0.1])) == pytest.approx(3.5 / 4)
    assert np.isnan(roc_auc(np.array([True]), np.array([0.5])))


def test_calibration_error_is_0_if_confidence_equals_accuracy() -> None:
    """Four rows with confidence 0.75, of which three are right, have no error; all wrong give 0.75."""
    probabilities = np.tile([0.75, 0.25], (4, 1))
    assert calibration_error(np.array([0, 0, 0, 1]), probabilities) == pytest.approx(0.0)
    assert calibration_error(np.array([1, 1, 1, 1]), probabilities) == pytest.approx(0.75)
    assert calibration_error(np.array([0, 0]), np.array([[1.0, 0.0], [1.0, 0.0]])) == 0.0


def test_concordance_is_1_for_equal_and_0_for_a_constant_guess() -> None:
    """A shifted guess scores low, unlike with plain correlation."""
    truth = np.array([-0.5, 0.0, 0.5])
    assert concordance_coefficient(truth, truth) == pytest.approx(1.0)
    assert concordance_coefficient(truth, np.zeros(3)) == 0.0
    assert concordance_coefficient(truth, truth + 1.0) < 0.5
    assert root_mean_square_error(truth, truth + 1.0) == pytest.approx(1.0)


def test_the_higher_the_threshold_the_fewer_rows_are_covered() -> None:
    """Coverage and error are correct at three thresholds."""
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.55, 0.45]])
    table = risk_and_coverage(np.array([0, 0, 1]), probabilities, np.array([0.5, 0.58, 0.95]))
    assert table == [(0.5, 1.0, pytest.approx(1 / 3)), (0.58, pytest.approx(2 / 3), 0.0), (0.95, 0.0, 0.0)]


@given(st.integers(0, 60), st.integers(1, 60))
def test_an_interval_of_a_share_holds_the_share_and_narrows_with_rows(hits: int, n: int) -> None:
    """The interval is within 0 and 1, also for 0 and n hits; a hundred times the rows make it narrower."""
    hits = min(hits, n)
    low, high = metrics.wilson_interval(hits, n) or (2.0, 2.0)
    assert 0.0 <= low <= hits / n <= high <= 1.0
    lower, higher = metrics.wilson_interval(hits * 100, n * 100) or (2.0, 2.0)
    assert higher - lower < high - low


def test_wilson_interval_equals_published_values() -> None:
    """Values are from Newcombe 1998, table I: 81 of 263, 0 of 20."""
    assert metrics.wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert metrics.wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert metrics.wilson_interval(0, 0) is None


def test_difference_interval_equals_published_values() -> None:
    """Values are from Newcombe 1998, "Interval estimation for the difference", table II, method 10."""
    for (a, m), (b, n), expected in (((56, 70), (48, 80), (0.0524, 0.3339)), ((9, 10), (3, 10), (0.1705, 0.8090))):
        of_a, of_b = metrics.wilson_interval(a, m), metrics.wilson_interval(b, n)
        assert of_a is not None
        assert of_b is not None
        assert metrics.difference_interval(a / m, of_a, b / n, of_b) == pytest.approx(expected, abs=5e-5)


def test_mean_interval_has_its_nominal_coverage() -> None:
    """It contains the true mean in 95 % of draws of 40 values; higher confidence is wider; one value gives None."""
    rng = np.random.default_rng(0)
    held = []
    for _ in range(2000):
        low, high = metrics.mean_interval(rng.random(40)) or (2.0, 2.0)
        held.append(low <= 0.5 <= high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)
    values = rng.random(40)
    narrow, wide = metrics.mean_interval(values), metrics.mean_interval(values, 0.999)
    assert narrow is not None
    assert wide is not None
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
    assert metrics.mean_interval(np.array([0.3])) is None


@given(st.integers(0, 2**32 - 1))
def test_bins_and_confusion_agree_with_the_single_scores(seed: int) -> None:
    """Calibration error and accuracy can be computed from bins and confusion."""
    rng = np.random.default_rng(seed)
    labels, probabilities = rng.integers(0, 4, 50), rng.dirichlet(np.ones(4), 50)
    bins = metrics.calibration_bins(labels, probabilities)
    error = sum(each["n"] * abs(each["accuracy"] - each["confidence"]) for each in bins) / 50
    assert error == pytest.approx(metrics.calibration_error(labels, probabilities))
    counts = metrics.confusion_matrix(labels, probabilities.argmax(axis=1), 4)
    assert counts.sum() == 50
    assert (counts.sum(axis=1) == np.bincount(labels, minlength=4)).all()
    assert np.trace(counts) == (probabilities.argmax(axis=1) == labels).sum()
