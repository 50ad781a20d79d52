"""CSV about whether an ad sells: a row for each pair of arms, each placebo and each measure."""

from collections.abc import Iterator

from central.reports.lift_values import Lift
from central.reports.rendering.table import Value, table_csv

COLUMNS = (
    *("experiment", "kind", "name", "arm", "against", "value", "low", "high", "sequence_low", "sequence_high"),
    *("shops", "winner", "simulated", "research"),
)
"""`kind`: product, placebo or measure. `value`: a ratio minus 1 for a product, otherwise a difference."""


def lift_csv(found: Lift) -> str:
    """CSV of one experiment, safe to open in a spreadsheet."""
    marks = (found.simulated, found.research)
    return table_csv(COLUMNS, ((found.experiment, *row, *marks) for row in _rows(found)))


def _rows(found: Lift) -> Iterator[tuple[Value, ...]]:
    for pair in found.pairs:
        ends = (pair.low, pair.high, pair.sequence_low, pair.sequence_high)
        yield ("product", found.product, pair.arm, pair.against, pair.lift, *ends, pair.shops, pair.winner)
    for one in found.placebos:
        yield ("placebo", one.product, one.arm, found.arms[0], one.lift, one.low, one.high, None, None, one.shops, None)
    for each in found.measures:
        ends = (each.low, each.high, each.sequence_low, each.sequence_high)
        yield ("measure", each.measure, each.arm, each.against, each.difference, *ends, each.shops, None)
