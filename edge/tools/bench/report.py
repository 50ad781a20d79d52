"""Report of `vitrina bench`: first the whole kiosk for each use, then its parts for each use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Group

from edge.messages.payloads import Use
from edge.tools.bench import table
from edge.tools.bench.idle import BUSY_CORES
from edge.tools.bench.start import KioskStartMeasurement
from edge.tools.bench.table import BenchResult, BenchRow
from edge.tools.bench.whole_kiosk import WholeKioskCost

AIM_MEMORY_MB = 400.0
AIM_FIRST_S = 3.0

STARTS: tuple[tuple[str, str, Callable[[KioskStartMeasurement], float], str, float | None], ...] = (
    ("first", "start to first observation", lambda side: side.first_s, "s", AIM_FIRST_S),
    ("first_cpu", "processor time until then", lambda side: side.first_cpu_s, "s", None),
    ("resident", "memory, processes added", lambda side: side.memory.resident_mb, "MB", AIM_MEMORY_MB),
    ("shared_once", "memory, shared once", lambda side: side.memory.shared_once_mb, "MB", AIM_MEMORY_MB),
)
"""For each row about a start: key, title, measured value, unit, and target."""


@dataclass(frozen=True, slots=True)
class BenchReport:
    """All results of one benchmark run."""

    whole: Sequence[WholeKioskCost]
    parts: Mapping[Use, BenchResult]
    kiosk_faces: int
    machine: str
    busy_cores: float  # of other programs, before the busiest turn
    quick: bool

    @property
    def is_idle(self) -> bool:
        return self.busy_cores < BUSY_CORES


def whole_kiosk_rows(report: BenchReport) -> list[BenchRow]:
    """Rows about whole kiosks: first their cost for each use, then start time and memory."""
    costs = [_cost_row(cost, report.kiosk_faces) for cost in report.whole]
    return [*costs, *(row for cost in report.whole for row in _start_rows(cost))]


def _cost_row(cost: WholeKioskCost, faces: int) -> BenchRow:
    group, ratio = f"whole kiosk, {faces} faces, {len(cost.turns)} turns", cost.floor_ratio_spread
    key, spread = f"kiosk.{cost.use}.cpu", (ratio.low, ratio.high)
    return BenchRow(key, group, cost.use, cost.median_kiosk_cost.frame_ms, "ms", ratio.middle, spread)


def _start_rows(cost: WholeKioskCost) -> Iterator[BenchRow]:
    kiosk, models, group = cost.median_kiosk_cost, cost.median_models_cost, f"{cost.use}: start"
    for key, what, measured, unit, limit in STARTS:
        value, floor = measured(kiosk), measured(models)
        aim, met = (None, None) if limit is None else (f"{limit:g} {unit}", value <= limit)
        yield BenchRow(f"kiosk.{cost.use}.{key}", group, what, value, unit, value / floor, aim=aim, met=met)


def result_tables(report: BenchReport) -> Group:
    """All tables, formatted for a terminal or for the documentation."""
    drawn = [table.draw(report_title(report), whole_kiosk_rows(report))]
    for use, result in report.parts.items():
        reader = f", {result.reader.partition(': ')[0]}" if result.reader else ""
        drawn.append(table.draw(f'use = "{use}"{reader}', table.bench_rows(result)))
    return Group(*drawn, "", table.CAPTION)


def report_title(report: BenchReport) -> str:
    others = "idle" if report.is_idle else "NOT IDLE"
    quick = " (quick: only an estimate)" if report.quick else ""
    return f"vitrina bench, {report.machine}, {others}: other programs use {report.busy_cores:.2f} cores{quick}"


def report_json(report: BenchReport) -> dict[str, Any]:
    """Content of all tables as JSON, plus costs that the tables omit. The keys of a part start with `[models] use`."""
    rows = [asdict(row) for row in whole_kiosk_rows(report)]
    for use, result in report.parts.items():
        rows += [{**asdict(row), "key": f"{use}.{row.key}"} for row in table.bench_rows(result)]
    return {
        "machine": report.machine,
        "quick": report.quick,
        "busy_cores": report.busy_cores,
        "idle": report.is_idle,
        "readers": {use: result.reader for use, result in report.parts.items()},
        "rows": rows,
        "costs": {use: [asdict(cost) for cost in result.costs] for use, result in report.parts.items()},
    }
