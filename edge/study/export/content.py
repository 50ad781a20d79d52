"""Content of an export: the selected data, and the results of these data."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge.study.export.selection import Selection
from edge.study.report.results import ComparisonResult, GroupComparisonResult, ReliabilityResult
from edge.study.scenes import Scene


@dataclass(frozen=True)
class ExportContent:
    """Everything that an export writes. `name`: name of the study. `scenes`: of the ads, from a file of the command."""

    name: str
    selection: Selection
    scenes: Sequence[Scene] = ()
    comparisons: Sequence[ComparisonResult] = ()
    group_comparisons: Sequence[GroupComparisonResult] = ()
    reliability: Sequence[ReliabilityResult] = ()
