"""Numbers as text for a report: with interval and n, or a dash for a missing value."""

from typing import Protocol

NONE = "–"
LEAST_P = 0.001


def number_text(value: float | None, digits: int = 2) -> str:
    """Number with a typographic minus sign; a dash for None."""
    if value is None or value != value:
        return NONE
    written = f"{value:.{digits}f}"
    return written.removeprefix("-") if float(written) == 0 else written.replace("-", "−")


class Interval(Protocol):
    """A value with its 95 % interval. None: there is no interval."""

    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def ci95_text(found: Interval, digits: int = 2) -> str:
    """95 % interval in brackets; a dash for None."""
    if found.low is None or found.high is None:
        return NONE
    return f"[{number_text(found.low, digits)}, {number_text(found.high, digits)}]"


def p_value_text(p: float | None) -> str:
    """p-value with three digits."""
    if p is None:
        return NONE
    return f"< {LEAST_P:.3f}" if p < LEAST_P else f"{p:.3f}"


def percent_text(value: float | None) -> str:
    """A share as a percentage."""
    return NONE if value is None else f"{number_text(100 * value, 0)} %"
