"""scores.py: what the judges of the body network count."""

import numpy as np
import pytest

from models.body.scores import PersonPredictions, balanced_accuracy, control, gain, scores

STRESS = np.arange(100) % 4 == 0


def said(person: int, right: float, seed: int = 0) -> PersonPredictions:
    """Somebody of whose hundred verdicts about this share is right."""
    is_right = np.random.default_rng(seed + person).random(100) < right
    return PersonPredictions(person, np.where(is_right == STRESS, 0.9, 0.1), STRESS)


def test_always_calm_is_chance() -> None:
    assert scores(STRESS, np.zeros(100)) == {"balanced_accuracy": 0.5, "auc": 0.5}


def test_where_nothing_is_said_nothing_is_counted() -> None:
    """No number is not a verdict, neither a right nor a wrong one."""
    verdicts = np.where(STRESS, 0.9, 0.1)
    verdicts[:50] = np.nan
    assert scores(STRESS, verdicts)["balanced_accuracy"] == 1.0
    assert np.isnan(scores(STRESS, np.full(100, np.nan))["balanced_accuracy"])


def test_clock_scores_as_well_on_others() -> None:
    """What goes by the timetable alone has a control as high as its score; what hears the person has not."""
    clock = [PersonPredictions(person, np.where(STRESS, 0.9, 0.1), STRESS) for person in range(3)]
    assert control(clock) == balanced_accuracy(clock) == 1.0
    apart = [np.roll(STRESS, person) for person in range(3)]
    person = [PersonPredictions(index, np.where(stress, 0.9, 0.1), stress) for index, stress in enumerate(apart)]
    assert balanced_accuracy(person) == 1.0
    assert control(person) == pytest.approx(1 / 3, abs=0.05)
    assert control(clock[:1]) is None


def test_gain_is_paired() -> None:
    """The better of two is found better on the same people; nobody is better than himself."""
    ours, theirs = [said(i, 0.9) for i in range(20)], [said(i, 0.6, 100) for i in range(20)]
    found = gain(ours, theirs)
    assert found["gain"] == pytest.approx(balanced_accuracy(ours) - balanced_accuracy(theirs))
    assert 0.2 < found["low"] < found["gain"] < found["high"] < 0.4
    assert gain(ours, ours) == {"gain": 0.0, "low": 0.0, "high": 0.0}
