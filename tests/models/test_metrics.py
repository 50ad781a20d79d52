"""models/metrics.py against cases small enough to reckon by hand."""

import numpy as np
import pytest

from models.metrics import auc, calibration_error, concordance, f1_macro, recalls, risk_and_coverage, rmse

LABELS = np.array([0, 0, 0, 1, 1, 2])
GUESSES = np.array([0, 0, 1, 1, 0, 2])


def test_recall_of_each_class_and_none_for_an_absent_one() -> None:
    """2 of 3, 1 of 2, 1 of 1; class 3 has no row."""
    assert recalls(LABELS, GUESSES, 4) == [pytest.approx(2 / 3), 0.5, 1.0, None]


def test_f1_is_the_mean_over_the_classes_that_exist() -> None:
    """4/6, 2/4, 2/2."""
    assert f1_macro(LABELS, GUESSES, 4) == pytest.approx((4 / 6 + 2 / 4 + 1) / 3)


def test_auc_counts_pairs_in_order_and_ties_half() -> None:
    """Positives 0.9 and 0.5 against 0.5 and 0.1: three pairs right, one tied."""
    truth = np.array([True, False, True, False])
    assert auc(truth, np.array([0.9, 0.5, 0.5, 0.1])) == pytest.approx(3.5 / 4)
    assert np.isnan(auc(np.array([True]), np.array([0.5])))


def test_a_network_that_is_as_sure_as_it_is_right_has_no_calibration_error() -> None:
    """Four rows at 0.75, three right; then all wrong."""
    probabilities = np.tile([0.75, 0.25], (4, 1))
    assert calibration_error(np.array([0, 0, 0, 1]), probabilities) == pytest.approx(0.0)
    assert calibration_error(np.array([1, 1, 1, 1]), probabilities) == pytest.approx(0.75)
    assert calibration_error(np.array([0, 0]), np.array([[1.0, 0.0], [1.0, 0.0]])) == 0.0


def test_concordance_is_1_for_equal_and_0_for_a_constant_guess() -> None:
    """And a shifted guess, which plain correlation would forgive, loses."""
    truth = np.array([-0.5, 0.0, 0.5])
    assert concordance(truth, truth) == pytest.approx(1.0)
    assert concordance(truth, np.zeros(3)) == 0.0
    assert concordance(truth, truth + 1.0) < 0.5
    assert rmse(truth, truth + 1.0) == pytest.approx(1.0)


def test_the_higher_the_threshold_the_fewer_rows_are_covered() -> None:
    """Coverage and error at three thresholds."""
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.55, 0.45]])
    table = risk_and_coverage(np.array([0, 0, 1]), probabilities, np.array([0.5, 0.58, 0.95]))
    assert table == [(0.5, 1.0, pytest.approx(1 / 3)), (0.58, pytest.approx(2 / 3), 0.0), (0.95, 0.0, 0.0)]
