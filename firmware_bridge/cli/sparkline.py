"""Draws the values of the last seconds as a line of block characters."""

from collections import deque
from math import isfinite

BLOCKS = "▁▂▃▄▅▆▇█"


class Sparkline:
    """Sparkline over the last `seconds`, scaled from the smallest to the largest value.

    `least_span`: smallest range of values that fills the height.
    """

    def __init__(self, seconds: float, least_span: float) -> None:
        self._seconds = seconds
        self._least_span = least_span
        self._values: deque[tuple[float, float]] = deque()

    def add(self, at_s: float, value: float) -> None:
        """Add a value. Times must increase. NaN leaves a blank."""
        self._values.append((at_s, value))
        while self._values[0][0] < at_s - self._seconds:
            self._values.popleft()

    def render(self, now_s: float, width: int) -> str:
        """Return `width` characters. The newest value is at the right, and missing values are blanks."""
        cells: list[list[float]] = [[] for _ in range(width)]
        for at_s, value in self._values:
            index = width - 1 - int((now_s - at_s) / self._seconds * width)
            if 0 <= index < width and isfinite(value):
                cells[index].append(value)
        means = [sum(cell) / len(cell) if cell else None for cell in cells]
        known = [mean for mean in means if mean is not None]
        if not known:
            return " " * width
        middle, span = (max(known) + min(known)) / 2, max(max(known) - min(known), self._least_span)
        shares = [None if mean is None else (mean - middle) / span + 0.5 for mean in means]
        return "".join(" " if share is None else BLOCKS[min(7, int(share * 8))] for share in shares)
