"""Tests of the mean of participants."""

import pytest

from edge.study.analysis.people import FEW_PEOPLE, NOBODY, Mean, mean_of_people

NAN = float("nan")


def test_the_interval_is_that_of_student() -> None:
    """Mean 3, sd √2.5, t(0.975, 4) = 2.776."""
    found = mean_of_people([1, 2, 3, 4, 5, NAN])
    assert (found.mean, found.n, found.reason) == (3.0, 5, None)
    assert found.low == pytest.approx(3 - 2.776445 * (2.5 / 5) ** 0.5)
    assert found.high == pytest.approx(3 + 2.776445 * (2.5 / 5) ** 0.5)


def test_four_participants_are_persons() -> None:
    assert mean_of_people([1, 2, 3, 6]) == Mean(3.0, None, None, 4, FEW_PEOPLE)
    assert "individuals" in FEW_PEOPLE


def test_nobody_has_no_mean() -> None:
    assert mean_of_people([NAN]) == mean_of_people([]) == Mean(None, None, None, 0, NOBODY)
