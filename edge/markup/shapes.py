"""Shapes of plots in pixels: paths, the area of a band, and the seconds that an axis labels."""

from collections.abc import Iterable, Sequence

Point = tuple[float, float]

_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)


def svg_path_data(points: Iterable[Point], *, closed: bool = False, joint: str = " ") -> str:
    """The attribute `d` of a line through points. `joint`: the text between two points, a space or `L`."""
    return "M" + joint.join(f"{x:.1f},{y:.1f}" for x, y in points) + ("Z" if closed else "")


def band_outline(band: Sequence[tuple[float, float, float]]) -> list[Point]:
    """Corners of the area between two lines, from positions with a lower and an upper end."""
    return [*((x, high) for x, _, high in band), *((x, low) for x, low, _ in reversed(band))]


def tick_seconds(seconds: float, at_most: int, largest_step_s: int = _STEPS_S[-1]) -> list[int]:
    """Seconds that an axis labels, from 0 on. `largest_step_s`: if they would lie farther apart than this, there may be
    more than `at_most`."""
    step = next((step for step in _STEPS_S if seconds / step <= at_most or step >= largest_step_s), _STEPS_S[-1])
    return list(range(0, int(seconds) + 1, step))
