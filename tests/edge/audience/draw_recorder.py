"""Draws of known values, and a record of what was drawn."""

from collections.abc import Collection, Sequence


class DrawRecorder:
    """Gives 1, 2, 3, ... as draws, or the `values`, and records their deviations, or their scales of Laplace."""

    def __init__(self, values: Sequence[float] = ()) -> None:
        self.deviations: list[float] = []
        self.scales: list[float] = []
        self._values = values

    def draw_normal(self, deviation: float) -> float:
        self.deviations.append(deviation)
        return self._next()

    def draw_laplace(self, scale: float) -> float:
        self.scales.append(scale)
        return self._next()

    def draw_distinct_numbers(self, count: int, of: int) -> Collection[int]:
        raise AssertionError(f"nobody here watches so many creatives: {count} of {of}")

    def _next(self) -> float:
        drawn = len(self.deviations) + len(self.scales)
        return self._values[drawn - 1] if self._values else float(drawn)
