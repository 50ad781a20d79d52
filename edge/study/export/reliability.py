"""Table in an export with the reliability of each curve."""

from collections.abc import Iterator

from edge.study.analysis.reliability import SPLITS
from edge.study.dictionary import MISSING
from edge.study.export.comparisons import Row, number_cell
from edge.study.export.content import ExportContent

COLUMNS = {
    "creative": "the ad",
    "measure": "the curve: change of a signal from the 5 s before the ad, second by second",
    "reliability": f"split-half reliability of the mean curve, from -1 to 1: mean of {SPLITS} random splits of the "
    "participants, corrected by Spearman-Brown",
    "low": "lower end of the 95 % interval of the reliability",
    "high": "upper end of the 95 % interval of the reliability",
    "n": "participants with a curve",
    "note": "why a value is missing",
}


def reliability_rows(content: ExportContent) -> Iterator[Row]:
    """Rows of the table, without its header."""
    for one in content.reliability:
        found = one.found
        numbers = map(number_cell, (found.value, found.low, found.high))
        yield one.creative, one.measure, *numbers, str(found.n), found.reason or MISSING
