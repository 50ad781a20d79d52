"""Interval of a measure that stands in the headline, of two, and beside what follows from it."""

from central.reports.values import Interval, Measure


def shown_interval(measure: Measure) -> Interval:
    """Number and interval over shops; where there are too few, those of these shops alone, over their days."""
    here = measure.here
    return here if measure.low is None and here is not None and here.low is not None else measure
