"""Plots training logs, and measurements for model cards. Uses matplotlib, a dependency of mediapipe."""

import csv
from pathlib import Path
from typing import Any

STYLE = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 9,
    "font.sans-serif": ["DejaVu Sans", "Arial"],  # each text of an SVG lists all of them
    "svg.fonttype": "none",  # letters as text: a third of the size, and they can be searched
    "svg.hashsalt": "vitrina",
}


def make_figure(panels: int, rows: int = 1) -> tuple[Any, Any, list[Any]]:
    """Create a figure that needs no display. Returns (pyplot, figure, axes), with `panels` plots in `rows` rows."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update(STYLE)
    columns = -(-panels // rows)
    size = (3.6 * columns, 3.0 * rows)
    drawn, axes = pyplot.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    return pyplot, drawn, list(axes.flat)


def save_figure(pyplot: Any, drawn: Any, path: Path) -> None:
    """Save the figure as SVG. The same figure gives the same bytes."""
    drawn.savefig(path, metadata={"Date": None})
    pyplot.close(drawn)
    # matplotlib leaves blanks at line ends, which editors remove
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n")


def plot_log(log: Path, into: Path) -> None:
    """Plot the loss and the checks on held-out rows over the epochs."""
    with log.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    checks = [name for name in rows[-1] if name not in ("epoch", "loss", "seconds")]
    pyplot, drawn, axes = make_figure(2 if checks else 1)
    epochs = [int(row["epoch"]) for row in rows]
    axes[0].plot(epochs, [float(row["loss"]) for row in rows])
    axes[0].set(xlabel="epoch", ylabel="loss, training rows")
    for name in checks:
        points = [(epoch, float(row[name])) for epoch, row in zip(epochs, rows, strict=True) if row.get(name)]
        axes[1].plot(*zip(*points, strict=True), marker=".", label=name.replace("_", " "))
    if checks:
        axes[1].set(xlabel="epoch", ylabel="held-out rows")
        axes[1].legend(frameon=False)
    save_figure(pyplot, drawn, into)
