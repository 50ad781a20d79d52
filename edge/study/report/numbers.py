"""Numbers as text for a report: with interval and n, or a dash for a missing value."""

from edge.study.analysis.people import Mean

NONE = "–"
LEAST_P = 0.001


def number_text(value: float | None, digits: int = 2) -> str:
    """Number with a typographic minus sign; a dash for None."""
    if value is None or value != value:
        return NONE
    written = f"{value:.{digits}f}"
    return written.removeprefix("-") if float(written) == 0 else written.replace("-", "−")


def ci95_text(mean: Mean, digits: int = 2) -> str:
    """95 % interval in brackets; a dash for None."""
    if mean.low is None or mean.high is None:
        return NONE
    return f"[{number_text(mean.low, digits)}, {number_text(mean.high, digits)}]"


def p_value_text(p: float | None) -> str:
    """p-value with three digits."""
    if p is None:
        return NONE
    return f"< {LEAST_P:.3f}" if p < LEAST_P else f"{p:.3f}"


def percent_text(value: float | None) -> str:
    """A share as a percentage."""
    return NONE if value is None else f"{number_text(100 * value, 0)} %"
