"""Selects which of two intervals of a measure the headline shows. Everything derived from the headline uses the same
interval.
"""

from central.reports.values import Interval, Measure


def shown_interval(measure: Measure) -> Interval:
    """Mean and interval over shops.

    With too few shops, the mean and interval over the days of the shops in the report.
    """
    here = measure.here
    return here if measure.low is None and here is not None and here.low is not None else measure
