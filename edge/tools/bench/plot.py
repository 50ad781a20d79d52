"""Plots cost against the number of faces: pipeline, floor, detector and whole kiosk, with one panel per use."""

from pathlib import Path
from typing import Any

from edge.tools.bench.report import BenchReport
from edge.tools.bench.table import BenchResult
from edge.tools.bench.whole_kiosk import WholeKioskCost


class PlotError(Exception):
    """The plot could not be drawn or written. The message states what to do."""


def write_plot(report: BenchReport, path: Path) -> None:
    """Write the plot in the format that the suffix of `path` names (.svg or .png). Raises PlotError."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PlotError(
            f"bench: --plot needs matplotlib ({error}). Install it (pip install matplotlib), or omit --plot."
        ) from error
    matplotlib.rcParams["svg.hashsalt"] = "vitrina"  # the same numbers give the same file
    figure = Figure(figsize=(6 * len(report.whole), 4.8), layout="constrained")
    panels = figure.subplots(1, len(report.whole), sharey=True, squeeze=False)[0]
    for axes, whole in zip(panels, report.whole, strict=True):
        _draw_panel(axes, report.parts[whole.use], whole, report.kiosk_faces)
    panels[0].set_ylabel("processor time for a frame (ms)")
    panels[0].legend(frameon=False, loc="lower right")
    figure.suptitle(f"Numbers at the points: cost / floor ({report.machine})", fontsize=10, x=0.01, ha="left")
    try:
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    except (OSError, ValueError) as error:
        raise PlotError(f"bench: cannot write the plot to {path} ({error}). Name a .svg or .png file.") from error


def _draw_panel(axes: Any, parts: BenchResult, whole: WholeKioskCost, kiosk_faces: int) -> None:
    costs = parts.costs
    faces = [cost.faces for cost in costs]
    axes.plot(
        [kiosk_faces],
        [whole.median_kiosk_cost.frame_ms],
        "D",
        color="#b03a2e",
        label="whole kiosk, from camera to outbox",
    )
    axes.plot(faces, [c.pipeline_ms for c in costs], "o-", color="#1f5fa8", label="pipeline", zorder=3)
    axes.plot(faces, [c.floor_ms for c in costs], "o-", color="#888888", label="floor: both models alone")
    axes.plot(faces, [c.detector_ms for c in costs], "--", color="#888888", label="detector call alone")
    for cost in costs:
        _note(axes, cost.to_floor.middle, (cost.faces, cost.pipeline_ms), (-12, 6))
    _note(axes, whole.floor_ratio_spread.middle, (kiosk_faces, whole.median_kiosk_cost.frame_ms), (0, 8))
    axes.set(xlabel="faces in the frame", xticks=faces, xlim=(0, faces[-1] + 1), ylim=(0, None))
    axes.set_title(f'use = "{whole.use}"', fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(y=0.15)


def _note(axes: Any, ratio: float, point: tuple[float, float], offset: tuple[float, float]) -> None:
    """Write a ratio beside its data point. `point`: faces and milliseconds. `offset`: in typographic points."""
    axes.annotate(f"{ratio:.2f}", point, offset, textcoords="offset points", ha="center", fontsize=9)
