"""Plots cost against the number of faces: the pipeline, its floor, and the detector, which is the same for all."""

from collections.abc import Sequence
from pathlib import Path

from edge.tools.bench.pipeline_cost import FacesCost


class PlotError(Exception):
    """The plot could not be drawn or written. The text says what to do."""


def plot(costs: Sequence[FacesCost], machine: str, path: Path) -> None:
    """Writes the plot in the format of the suffix of `path` (.svg, .png). Raises PlotError."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PlotError(
            f"bench: --plot needs matplotlib ({error}). Install it (pip install matplotlib), or leave --plot out."
        ) from error
    matplotlib.rcParams["svg.hashsalt"] = "vitrina"  # the same numbers give the same file
    figure = Figure(figsize=(8, 4.8), layout="constrained")
    axes = figure.add_subplot()
    faces = [cost.faces for cost in costs]
    axes.plot(faces, [c.pipeline_ms for c in costs], "o-", color="#1f5fa8", label="pipeline", zorder=3)
    axes.plot(faces, [c.floor_ms for c in costs], "o-", color="#888888", label="floor: both networks alone")
    axes.plot(faces, [c.detector_ms for c in costs], "--", color="#888888", label="detector call alone")
    for cost in costs:
        axes.annotate(
            f"{cost.to_floor.middle:.2f}",
            (cost.faces, cost.pipeline_ms),
            (0, 8),
            textcoords="offset points",
            ha="center",
        )
    axes.set(xlabel="faces in the picture", ylabel="processor time a picture (ms)", xticks=faces, ylim=(0, None))
    axes.set_title(
        f"Cost against faces, and the ratio of the pipeline to its floor ({machine})", fontsize=10, loc="left"
    )
    axes.legend(frameon=False, loc="lower right")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(y=0.15)
    try:
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    except (OSError, ValueError) as error:
        raise PlotError(f"bench: the plot could not be written to {path} ({error}). Name a .svg or .png.") from error
