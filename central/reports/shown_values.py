"""Selects which of two intervals of a measure is shown in the headline and used for what follows from it."""

from central.reports.values import Interval, Measure


def shown_interval(measure: Measure) -> Interval:
    """Number and interval over shops; with too few shops, the interval of only these shops, over their days."""
    here = measure.here
    return here if measure.low is None and here is not None and here.low is not None else measure
