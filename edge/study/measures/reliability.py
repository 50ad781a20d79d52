"""Reliability of the mean curves of the ads in a study."""

from collections.abc import Sequence

from edge.study.analysis.reliability import split_half_reliability
from edge.study.measures.adverts import CHANGES, AdvertMeasures
from edge.study.measures.table import MeasureTable, stack_rows
from edge.study.report.results import ReliabilityResult


def curve_reliability(table: MeasureTable) -> list[ReliabilityResult]:
    """Reliability of each curve of each ad. A curve that nobody has is skipped."""
    return [one for creative, row in table.rows.items() for one in advert_reliability(creative, row)]


def advert_reliability(creative: str, row: Sequence[AdvertMeasures]) -> list[ReliabilityResult]:
    """Reliability of each curve of one ad, from the measures of each participant."""
    curves = ((name, stack_rows([one.curves.get(name) for one in row])) for name in CHANGES)
    return [
        ReliabilityResult(creative, f"{name}, change", split_half_reliability(lines))
        for name, lines in curves
        if lines is not None
    ]
