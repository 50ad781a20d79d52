"""Sizes of a plot: one for a page, one for a phone, so that text is readable on both."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Measures of a plot in its own pixels. `right` is room for names beside the lines."""

    name: str
    width: float
    plot: float
    left: float
    right: float
    font: float
    strip: float
    watchers: float
    ticks: int

    @property
    def end(self) -> float:
        """Right end of the x axis."""
        return self.width - self.right


WIDE = Size(name="wide", width=960, plot=270, left=52, right=116, font=15, strip=76, watchers=34, ticks=12)
NARROW = Size(name="narrow", width=360, plot=200, left=40, right=10, font=13, strip=44, watchers=26, ticks=6)
SIZES = (WIDE, NARROW)
