"""Figure of a card, drawn from the numbers in the model settings."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from models.plots import make_figure, save_figure
from models.serving.spec import ModelSpec

Panel = tuple[str, Callable[[Any], None]]

BLUE, GREY, PALE, RED = "#2b6cb0", "#a0a0a0", "#d8d8d8", "#c05621"


def draw_panels(spec: ModelSpec, path: Path) -> bool:
    """Write the panels as SVG, two per row. If there are no panels, write no file and return False."""
    spec_panels = figure_panels(spec)
    if not spec_panels:
        return False
    pyplot, drawn, axes = make_figure(len(spec_panels), rows=-(-len(spec_panels) // 2))
    for (_, panel), axis in zip(spec_panels, axes, strict=False):
        panel(axis)
    for axis in axes[len(spec_panels) :]:
        axis.set_axis_off()
    save_figure(pyplot, drawn, path)
    return True


def figure_panels(spec: ModelSpec) -> list[Panel]:
    """Panels for which the settings contain numbers, each with its name."""
    main: Mapping[str, Any] = spec.metrics.get(spec.task, {})
    drawable: list[Panel] = []
    if "calibration" in main:
        drawable.append(("calibration", lambda axis: draw_calibration(axis, main["calibration"])))
    if "risk_coverage" in main:
        threshold = spec.thresholds.get("abstain_below")
        drawable.append(("risk and coverage", lambda axis: draw_risk_coverage(axis, main["risk_coverage"], threshold)))
    if "confusion" in main:
        drawable.append(("confusion", lambda axis: draw_confusion(axis, main["confusion"], spec.classes)))
    if "robustness" in spec.metrics:
        drawable.append(("robustness", lambda axis: draw_robustness(axis, spec.metrics["robustness"])))
    return drawable


def draw_calibration(axis: Any, bins: list[dict[str, float]]) -> None:
    """Draw accuracy against confidence, over bars that show the share of the rows in each bin."""
    confidence = [each["confidence"] for each in bins]
    rows = sum(each["n"] for each in bins)
    axis.bar(confidence, [each["n"] / rows for each in bins], 0.03, color=PALE, label="share of faces")
    axis.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
    axis.plot(confidence, [each["accuracy"] for each in bins], color=BLUE, marker=".", linewidth=0.8)
    axis.set(xlabel="probability of the first class", ylabel="share correct", xlim=(0, 1.03), ylim=(0, 1.03))
    axis.legend(frameon=False, fontsize=7, loc="upper left")


def draw_risk_coverage(axis: Any, curve: list[list[float]], threshold: float | None) -> None:
    """Draw the error rate of accepted results against the share of accepted results, and mark the kiosk's threshold."""
    axis.plot([point[1] for point in curve], [point[2] for point in curve], color=BLUE, marker=".", linewidth=0.8)
    axis.set(xlabel="share of faces with a result", ylabel="wrong among these", ylim=(0, None))
    if threshold is not None:
        _, covered, wrong = min(curve, key=lambda point: abs(point[0] - threshold))
        axis.plot([covered], [wrong], color=RED, marker="o")
        axis.annotate(
            f"from threshold {threshold:g}",
            (covered, wrong),
            (-6, 4),
            textcoords="offset points",
            ha="right",
            color=RED,
        )


def draw_confusion(axis: Any, counts: list[list[int]], classes: tuple[str, ...]) -> None:
    """Draw a confusion matrix. Colours show the shares within each row, and numbers show counts."""
    shares = [[count / max(1, sum(row)) for count in row] for row in counts]
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for y, row in enumerate(counts):
        for x, count in enumerate(row):
            if count:
                colour = "white" if shares[y][x] > 0.5 else "black"
                axis.text(x, y, str(count), ha="center", va="center", color=colour, fontsize=6)
    places = range(len(classes))
    axis.set_xticks(places, classes, rotation=60, ha="right", rotation_mode="anchor", fontsize=7)
    axis.set_yticks(places, classes, fontsize=7)
    axis.set(xlabel="network", ylabel="taggers")


def draw_robustness(axis: Any, results: Mapping[str, Any]) -> None:
    """Draw the accuracy under each corruption at its three strengths, compared with the accuracy on clean crops."""
    names, clean = list(results["corruptions"]), results["clean"]
    axis.axvline(clean, color=GREY, linewidth=0.8)
    for y, name in enumerate(names):
        axis.plot(
            [clean, *(each["accuracy"] for each in results["corruptions"][name])], [y] * 4, color=BLUE, linewidth=0.8
        )
    for place, size in enumerate((3, 5, 7)):
        reached = [results["corruptions"][name][place]["accuracy"] for name in names]
        axis.plot(reached, range(len(names)), "o", color=BLUE, markersize=size)
    axis.set_yticks(range(len(names)), [name.replace("_", " ") for name in names], fontsize=7)
    axis.invert_yaxis()
    axis.set(xlabel="accuracy; larger points are harder")
