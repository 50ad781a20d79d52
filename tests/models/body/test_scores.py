"""scores.py: balanced accuracy, control and gain of the body network."""

import numpy as np
import pytest

from models.body.scores import (
    PersonStressPredictions,
    accuracy_gain,
    balanced_accuracy,
    control_accuracy,
    stress_scores,
)

STRESS = np.arange(100) % 4 == 0


def predictions(person: int, right: float, seed: int = 0) -> PersonStressPredictions:
    """A hundred predictions for a person, of which about this share is right."""
    is_right = np.random.default_rng(seed + person).random(100) < right
    return PersonStressPredictions(person, np.where(is_right == STRESS, 0.9, 0.1), STRESS)


def test_constant_prediction_scores_chance() -> None:
    assert stress_scores(STRESS, np.zeros(100)) == {"balanced_accuracy": 0.5, "auc": 0.5}


def test_missing_predictions_are_not_counted() -> None:
    """NaN counts neither as right nor as wrong."""
    verdicts = np.where(STRESS, 0.9, 0.1)
    verdicts[:50] = np.nan
    assert stress_scores(STRESS, verdicts)["balanced_accuracy"] == 1.0
    assert np.isnan(stress_scores(STRESS, np.full(100, np.nan))["balanced_accuracy"])


def test_control_is_high_for_a_clock_and_low_for_a_detector() -> None:
    """Predictions by the timetable alone have a control as high as their score; predictions by the person do not."""
    clock = [PersonStressPredictions(person, np.where(STRESS, 0.9, 0.1), STRESS) for person in range(3)]
    assert control_accuracy(clock) == balanced_accuracy(clock) == 1.0
    apart = [np.roll(STRESS, person) for person in range(3)]
    person = [PersonStressPredictions(index, np.where(stress, 0.9, 0.1), stress) for index, stress in enumerate(apart)]
    assert balanced_accuracy(person) == 1.0
    assert control_accuracy(person) == pytest.approx(1 / 3, abs=0.05)
    assert control_accuracy(clock[:1]) is None


def test_gain_is_paired() -> None:
    """The better of two sets has a positive gain on the same people; a set has no gain over itself."""
    ours, theirs = [predictions(i, 0.9) for i in range(20)], [predictions(i, 0.6, 100) for i in range(20)]
    found = accuracy_gain(ours, theirs)
    assert found["gain"] == pytest.approx(balanced_accuracy(ours) - balanced_accuracy(theirs))
    assert 0.2 < found["low"] < found["gain"] < found["high"] < 0.4
    assert accuracy_gain(ours, ours) == {"gain": 0.0, "low": 0.0, "high": 0.0}
