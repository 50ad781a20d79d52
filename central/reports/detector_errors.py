"""Signs that a difference between two arms comes from the smile detector, and not from what people do."""

from collections.abc import Sequence

from central.reports.columns import Columns
from central.reports.day_rows import ExperimentEvidence
from central.reports.differences import pair_groups
from central.reports.experiment_values import Arm, Difference
from central.reports.flow import divide_or_none
from central.statistics.differences import mean_difference

UNLIKE = 0.05
"""Smallest difference between the abstained shares of two arms for which a note appears."""


def abstained_share(reactions: Columns) -> float | None:
    """Share of the attentive time in which the detector abstained; None if the detector measured nobody."""
    return divide_or_none(reactions.column_sum("abstained_sum"), reactions.column_sum("abstained_n"))


def abstention_notes(arms: Sequence[Arm]) -> list[str]:
    """Note about pairs of arms in which the detector abstains much more often for one arm than for the other."""
    known = sorted((arm.abstained, arm.arm) for arm in arms if arm.abstained is not None)
    if len(known) < 2 or round(known[-1][0] - known[0][0], 9) < UNLIKE:
        return []
    (least, less), (most, more) = known[0], known[-1]
    return [
        f"The smile detector abstained {most:.0%} of the time in arm {more} and {least:.0%} in arm {less},"
        " because people talk or turn away, or the light is different there. This alone may explain a difference"
        " between the arms."
    ]


def add_first_second(found: list[Difference], evidence: ExperimentEvidence, arms: Sequence[str]) -> list[Difference]:
    """Add to each difference the difference in second 0, when no video can have made anybody smile yet."""
    rows = evidence.first_second
    if rows is None or not len(rows):
        return found
    groups = {name: rows.select_rows(rows["arm"] == name) for name in arms}
    controls = {each.of: mean_difference(each.pairs) for each in pair_groups("smile", groups)}
    return [
        each.model_copy(update={"second_0": controls[each.of].mean, "second_0_p": controls[each.of].p})
        for each in found
    ]
