"""Sizes of a plot: for a page, a phone and a sheet of paper. Text is readable in each size."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Dimensions of a plot in its own pixels. `right` is the space for names beside the lines."""

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
SHEET = Size(name="sheet", width=960, plot=112, left=52, right=116, font=15, strip=58, watchers=0, ticks=12)
"""Size of a flat plot without watchers, with which one ad fits on one printed page."""
FRONT = Size(name="front", width=720, plot=240, left=46, right=104, font=13, strip=54, watchers=0, ticks=10)
"""Size of a plot on the first page of an ad in a PDF. Printed 184 mm wide, its text has more than 9 pt."""
DOTS = Size(name="dots", width=720, plot=120, left=24, right=24, font=13, strip=0, watchers=0, ticks=6)
"""Size of the dots of the shops on the same page."""
SIZES = (WIDE, NARROW)
CURVE_SIZES = (WIDE, NARROW, SHEET)
"""Sizes of the plot of a curve. The smaller kinds of plot have no separate size for a sheet."""
