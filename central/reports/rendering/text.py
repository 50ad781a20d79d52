"""Numbers, spans and names as people read them. No number that may not be told comes out as a number.

Shares carry the noise of the kiosks and are clipped to their range here, for the eye alone. Percent signs and units
hang on their number by a space that does not break.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

NO_NUMBER = "–"
SPACE = "\u00a0"
MINUS = "\u2212"
TO = f"{SPACE}to{SPACE}"
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the direction of the text after them: with them a name could turn a number round."""
CONFIDENCE = f"95{SPACE}%"
FINE_WIDTH = 0.08
"""An interval that is narrower is told with one decimal."""

UNITS = {
    "attention_s": "s",
    "laughter_s": "s",
    "dwell_s": "s",
    "valence": "",
    "arousal": "",
    "body_arousal": "share",
    "hr_bpm": "bpm",
    "scr_per_min": "/min",
}
"""Units of the measures that are no share of 0 to 1."""


def plain(text: str) -> str:
    """Text of somebody else on one line: without control characters, and marks that turn the direction of reading."""
    kept = (" " if c in "\t\r\n" else c for c in text if c in "\t\r\n" or not _is_hidden(c))
    return "".join(kept)


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Cn", "Zl", "Zp"} or character in BIDIRECTIONAL


def number(value: float, digits: int = 0) -> str:
    """Number with a thousands comma and a true minus sign. Minus zero is zero."""
    text = f"{value:,.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text.replace("-", MINUS)


def count(value: float, one: str, many: str | None = None) -> str:
    """Count with its word: `1 shop`, `1,240 visits`."""
    return f"{number(value)}{SPACE}{one if value == 1 else many or one + 's'}"


def clipped(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """Value within its range, for the eye."""
    return min(max(value, low), high)


def percent(value: float | None, digits: int = 0) -> str:
    """Share of 0 to 1 as `18 %`."""
    return NO_NUMBER if value is None else f"{number(100 * clipped(value), digits)}{SPACE}%"


def points(value: float | None, digits: int = 1) -> str:
    """Difference of two shares as `3.1` or `2`, in percentage points, without its sign."""
    return NO_NUMBER if value is None else number(abs(100 * value), digits).removesuffix(".0")


def signed_points(value: float | None, digits: int = 1) -> str:
    """Difference of two shares as `+3.1`."""
    if value is None:
        return NO_NUMBER
    text = number(100 * value, digits)
    return text if text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


def digits_of(low: float | None, high: float | None) -> int:
    """Decimals of a percentage that its interval bears."""
    return 1 if low is not None and high is not None and high - low < FINE_WIDTH else 0


def is_share(measure: str) -> bool:
    """True for measures of 0 to 1 that are told in percent."""
    return measure not in UNITS


def value_text(measure: str, value: float | None, digits: int | None = None) -> str:
    """Value of a measure with its unit."""
    if value is None:
        return NO_NUMBER
    if is_share(measure):
        return percent(value, 1 if digits is None else digits)
    unit = UNITS[measure]
    shown = clipped(value) if unit == "share" else max(value, 0.0) if unit else value
    decimals = {"": 2, "share": 2, "bpm": 0}.get(unit, 1)
    return f"{number(shown, decimals)}{SPACE}{unit}" if unit not in {"", "share"} else number(shown, decimals)


def span_text(measure: str, low: float | None, high: float | None, digits: int | None = None) -> str:
    """Interval of a measure: `16 to 20 %`."""
    if low is None or high is None:
        return NO_NUMBER
    first, last = value_text(measure, low, digits), value_text(measure, high, digits)
    return f"{first.split(SPACE)[0]}{TO}{last}"


def listed(words: Sequence[str]) -> str:
    """Words as `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def day(value: date | None) -> str:
    """Date as `24 Nov 2026`."""
    return NO_NUMBER if value is None else f"{value.day}{SPACE}{value:%b}{SPACE}{value.year}"


def days_text(first: date | None, last: date | None) -> str:
    """First and last day, both included."""
    if first is None or last is None:
        return "no day"
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def seconds_text(first: int, last: int) -> str:
    """Seconds of a moment, the last not included: `6–9 s`."""
    return f"{first}–{last}{SPACE}s"


def sentence(text: str) -> str:
    """Text of another part as a sentence: capital first, full stop last."""
    text = plain(text).strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def reason_text(reason: str | None, unit: str) -> str:
    """Reason of a missing number, in the words of the report: the statistics speak of sites."""
    what = "participant" if unit == "participants" else "shop"
    return re.sub(r"\bsite(s?)\b", rf"{what}\1", plain(reason or ""))


def age_text(seconds: float) -> str:
    """Age as 12 s, 5 min, 3 h or 2 d."""
    for length, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
