"""What `vitrina bench` prints and draws. No test depends on how long anything takes."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from edge.tools.bench import command, report
from edge.tools.bench import plot as bench_plot
from edge.tools.bench import table as bench_table
from edge.tools.bench.camera import CaptureCost
from edge.tools.bench.command import FACES
from edge.tools.bench.detector_cost import DetectorCallCost
from edge.tools.bench.pipeline_cost import CostRatioSpread, FacesCost, NetworkCallCost
from edge.tools.bench.start import KioskStartMeasurement, MemoryUse
from edge.tools.bench.whole_kiosk import WholeKioskCost, WholeKioskTurn


def cost(faces: int, ratio: float) -> FacesCost:
    """A cost of `ratio` times the floor."""
    floor_ms = 4.5 + 0.4 * faces
    return FacesCost(
        faces=faces,
        found=faces,
        rows=faces / 3,
        detector_ms=4.5,
        expression_ms=0.4 * faces,
        floor_ms=floor_ms,
        pipeline_ms=ratio * floor_ms,
        to_floor=CostRatioSpread(ratio, ratio - 0.02, ratio + 0.02),
        to_detector=ratio * floor_ms / 4.5,
        arriving_to_floor=1.5 * ratio,
    )


MODELS = KioskStartMeasurement(1.5, 1.1, MemoryUse(280.0, 190.0), 8.0)
KIOSK = KioskStartMeasurement(2.0, 1.4, MemoryUse(360.0, 240.0), 10.0)


def whole(kiosk: KioskStartMeasurement) -> list[WholeKioskCost]:
    """Three turns: this kiosk, a dearer and a cheaper one."""
    turns = [WholeKioskTurn(MODELS, replace(kiosk, frame_ms=kiosk.frame_ms + more)) for more in (0.0, 2.0, -1.0)]
    return [WholeKioskCost("shop", turns), WholeKioskCost("research", turns)]


@pytest.fixture
def parts() -> bench_table.BenchResult:
    """Parts that meet all aims."""
    return bench_table.BenchResult(
        costs=[cost(n, 1.15) for n in FACES],
        networks=NetworkCallCost(4.5, 1.2, CostRatioSpread(0.27, 0.26, 0.28)),
        detectors=DetectorCallCost(4.6, 3.1, CostRatioSpread(0.66, 0.65, 0.67)),
        capture=CaptureCost(1.2, 2.3, 0.4),
    )


@pytest.fixture
def run(parts: bench_table.BenchResult) -> report.BenchReport:
    """A run in which all aims are met."""
    return report.BenchReport(
        whole=whole(KIOSK),
        parts={"shop": parts, "research": parts},
        kiosk_faces=6,
        machine="x86_64, 2 cores",
        busy_cores=0.02,
        quick=False,
    )


def missed(parts: bench_table.BenchResult) -> list[str]:
    return [row.key for row in bench_table.bench_rows(parts) if row.met is False]


def missed_by(run: report.BenchReport, kiosk: KioskStartMeasurement) -> list[str]:
    """Aims of a start that this kiosk misses in a shop."""
    rows = report.whole_kiosk_rows(replace(run, whole=whole(kiosk)[:1]))
    return [row.key for row in rows if row.met is False]


def text_of(run: report.BenchReport, width: int) -> str:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(width=width, record=True, file=nowhere)
        console.print(report.result_tables(run))
    return console.export_text()


def test_missed_aims_are_marked(parts: bench_table.BenchResult, run: report.BenchReport) -> None:
    """Each aim by itself. A value at the limit meets its aim."""
    assert missed(parts) == []
    assert missed(replace(parts, costs=[cost(n, 1.20) for n in FACES])) == []
    assert missed(replace(parts, costs=[cost(n, 1.21) for n in FACES])) == ["faces_1.pipeline", "faces_6.pipeline"]
    slow = replace(parts, networks=NetworkCallCost(4.5, 1.6, CostRatioSpread(0.51, 0.50, 0.52)))
    assert missed(slow) == ["networks.expression"]
    assert missed_by(run, replace(KIOSK, first_s=3.0)) == []
    assert missed_by(run, replace(KIOSK, first_s=3.1)) == ["kiosk.shop.first"]
    assert missed_by(run, replace(KIOSK, memory=MemoryUse(401.0, 240.0))) == ["kiosk.shop.resident"]


def test_a_whole_kiosk_is_the_median_of_its_turns_with_the_lowest_and_the_highest(run: report.BenchReport) -> None:
    """Each turn is compared with the models of the same turn."""
    row = report.whole_kiosk_rows(run)[0]
    assert (row.what, row.value, row.to_floor) == ("shop", 10.0, 1.25)
    assert row.spread == (9.0 / 8.0, 1.5)
    dearer_models = WholeKioskTurn(replace(MODELS, frame_ms=16.0), replace(KIOSK, frame_ms=20.0))
    assert dearer_models.ratio_to_floor == 1.25


def test_the_tables_fit_a_terminal_of_80_characters(run: report.BenchReport) -> None:
    """No row is broken, and whole kiosks come first."""
    lines = text_of(run, 80).splitlines()
    for row in [*report.whole_kiosk_rows(run), *bench_table.bench_rows(run.parts["shop"])]:
        assert any(row.what in line and f"{row.to_floor:.2f}" in line for line in lines), row.key
    assert next(line for line in lines if line.startswith(" ") and line.strip(" ─") and "cost" not in line).startswith(
        " whole kiosk, 6 faces, 3 turns"
    )
    assert bench_table.CAPTION in " ".join(" ".join(lines).split())


def test_a_machine_that_is_not_idle_is_named_above_the_tables_and_beside_them(
    run: report.BenchReport, capsys: pytest.CaptureFixture[str]
) -> None:
    """From a fifth of a core on, with the cores that others used."""
    for cores, warned in ((0.19, False), (0.20, True), (1.5, True)):
        other = replace(run, busy_cores=cores)
        command.warn_if_busy(other)
        assert (f"other programs used {cores:.2f} cores" in capsys.readouterr().err) is warned
        assert ("NOT IDLE" in text_of(other, 100)) is warned
        assert report.report_json(other)["idle"] is not warned


def test_the_tables_without_a_reader_have_no_row_about_one(parts: bench_table.BenchResult) -> None:
    unread = replace(parts, networks=None, costs=[replace(cost(n, 1.15), expression_ms=1e-4, rows=0.0) for n in FACES])
    assert not [row.key for row in bench_table.bench_rows(unread) if "expression" in row.key]
    assert {row.key for row in bench_table.bench_rows(parts)} > {row.key for row in bench_table.bench_rows(unread)}


def test_a_plot_that_cannot_be_written_is_an_error(run: report.BenchReport, tmp_path: Path) -> None:
    """A missing folder and an unknown suffix: the error says what to do."""
    for name in ("nowhere/bench.svg", "bench.poem"):
        with pytest.raises(bench_plot.PlotError, match=r"Name a \.svg or \.png"):
            bench_plot.write_plot(run, tmp_path / name)
