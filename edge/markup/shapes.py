"""Shapes of plots in pixels: paths, the outline of a band, and the tick positions of a time axis."""

from collections.abc import Iterable, Sequence

Point = tuple[float, float]

_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)


def svg_path_data(points: Iterable[Point], *, closed: bool = False, joint: str = " ") -> str:
    """The attribute `d` of a line through points. `joint` is the text between two points: a space or `L`."""
    return "M" + joint.join(f"{x:.1f},{y:.1f}" for x, y in points) + ("Z" if closed else "")


def band_outline(band: Sequence[tuple[float, float, float]]) -> list[Point]:
    """Corners of the area between two lines. Each position has a lower and an upper end."""
    return [*((x, high) for x, _, high in band), *((x, low) for x, low, _ in reversed(band))]


def tick_seconds(seconds: float, at_most: int, largest_step_s: int = _STEPS_S[-1]) -> list[int]:
    """Seconds to label on a time axis, starting at 0. There are at most `at_most` labels, unless they would then be
    more than `largest_step_s` apart.
    """
    step = next((step for step in _STEPS_S if seconds / step <= at_most or step >= largest_step_s), _STEPS_S[-1])
    return list(range(0, int(seconds) + 1, step))
