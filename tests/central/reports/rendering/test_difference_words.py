"""Intervals beside sentences on differences."""

import pytest

from central.reports.rendering.difference_words import verdict_interval
from tests.central.reports.verdict_examples import difference, undecided


def test_the_interval_is_that_of_the_verdict() -> None:
    """A winner of the planned end is not shown with an interval that holds 0."""
    at_the_end = difference(mean=0.02, low=0.004, high=0.036, sequence_low=-0.004, sequence_high=0.044)
    assert verdict_interval(at_the_end) == (0.004, 0.036)
    assert verdict_interval(at_the_end.model_copy(update={"winner": None})) == (-0.004, 0.044)
    assert verdict_interval(undecided()) == pytest.approx((-0.013, 0.025))
    none = {"sequence_low": None, "sequence_high": None, "winner": None}
    assert verdict_interval(at_the_end.model_copy(update=none)) == (0.004, 0.036)
