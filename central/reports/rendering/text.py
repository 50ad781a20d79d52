"""Numbers, intervals and names in readable form, in the reader's language. A number that may not be published never
appears.

Shares contain the noise of the kiosks, and are clipped to their range here, only for display. A non-breaking space
connects percent signs and units to their number.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from math import floor, log10

from markupsafe import Markup

from central.languages.language import ENGLISH, Language
from central.languages.numbers import MINUS, SPACE
from central.languages.recognition import translate_sentence
from central.measures import PERCENT, UNITS, Unit

NO_NUMBER = "–"
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Control characters that change the direction of the text after them. With such characters, a name could reverse a
number.
"""
FINE_WIDTH = 0.08
"""Width of an interval below which its bounds are shown with one decimal."""
MOST_DIGITS = 4
"""Number of decimals in a message. A report never shows more."""


def plain_line(text: str) -> str:
    """External text on one line, without control characters, including those that change the reading direction."""
    kept = (" " if c in "\t\r\n" else c for c in text if c in "\t\r\n" or not _is_hidden(c))
    return "".join(kept)


def plain_value(value: object) -> object:
    """Value of a page's template: `plain_line` of a text. Markup is unchanged."""
    return plain_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Cn", "Zl", "Zp"} or character in BIDIRECTIONAL


def number_text(value: float, digits: int = 0, t: Language = ENGLISH) -> str:
    """Number with thousands separators and a true minus sign. Minus zero becomes zero."""
    return t.numbers.format_number(value, digits)


def clip_to_range(value: float, low: float | None = 0.0, high: float | None = 1.0) -> float:
    """Value clipped to its range, for display."""
    raised = value if low is None else max(value, low)
    return raised if high is None else min(raised, high)


def percent_text(value: float | None, digits: int = 0, t: Language = ENGLISH) -> str:
    """Share from 0 to 1 as `18 %`. If a decimal is requested, a small share is shown as `0.46 %`."""
    if value is None:
        return NO_NUMBER
    shown = 100 * clip_to_range(value)
    return t.numbers.format_percent(number_text(shown, significant_digits(shown, digits), t))


def significant_digits(largest: float, digits: int) -> int:
    """Number of decimals for a group of numbers, given the largest of them. If a decimal is requested, a number below 1
    gets two digits after its leading zeros, so that a small share is not shown as 0.
    """
    size = abs(largest)
    return digits if digits != 1 or not 0 < size < 1 else min(MOST_DIGITS, 1 - floor(log10(size)))


def points_text(value: float | None, digits: int = 1, t: Language = ENGLISH) -> str:
    """Difference of two shares in percentage points as `3.1` or `2`, without its sign."""
    return NO_NUMBER if value is None else t.rounded_quantity(abs(100 * value), digits).text


def signed_points(value: float | None, digits: int = 1, t: Language = ENGLISH) -> str:
    """Difference of two shares as `+3.1`."""
    if value is None:
        return NO_NUMBER
    text = number_text(100 * value, digits, t)
    return text if text.startswith(MINUS) or not text.strip("0.,") else f"+{text}"


def percent_digits(low: float | None, high: float | None) -> int:
    """Number of decimals of a percentage that are meaningful for its interval."""
    return 1 if low is not None and high is not None and high - low < FINE_WIDTH else 0


def is_share_measure(measure: str) -> bool:
    """True for measures from 0 to 1 that are shown in percent."""
    return measure_unit(measure) is PERCENT


def measure_unit(measure: str) -> Unit:
    """Unit of a measure or of another number in a report. A number without its own unit is a share."""
    return UNITS.get(measure, PERCENT)


def value_text(measure: str, value: float | None, digits: int | None = None, t: Language = ENGLISH) -> str:
    """Value of a measure with its unit."""
    return NO_NUMBER if value is None else _with_unit(measure, _bare(measure, (value,), digits, t)[0], t)


def _bare(measure: str, values: Sequence[float], digits: int | None, t: Language) -> list[str]:
    """Values of a measure without the unit, all with the same number of decimals."""
    unit = measure_unit(measure)
    shown = [clip_to_range(value, unit.low, unit.high) for value in values]
    if is_share_measure(measure):
        shown = [100 * clip_to_range(value) for value in values]
    wanted = digits if digits is not None and is_share_measure(measure) else unit.decimals
    decimals = significant_digits(max(map(abs, shown)), wanted)
    return [number_text(value, decimals, t) for value in shown]


def _with_unit(measure: str, bare: str, t: Language) -> str:
    if is_share_measure(measure):
        return t.numbers.format_percent(bare)
    symbol = measure_unit(measure).symbol
    return bare if symbol is None else f"{bare}{SPACE}{t(f'unit.{symbol}')}"


def span_text(
    measure: str, low: float | None, high: float | None, digits: int | None = None, t: Language = ENGLISH
) -> str:
    """Interval of a measure: `16 to 20 %`."""
    if low is None or high is None:
        return NO_NUMBER
    first, last = _bare(measure, (low, high), digits, t)
    return range_text(first, _with_unit(measure, last, t), t)


def range_text(low: str, high: str, t: Language = ENGLISH) -> str:
    """Two numbers as a range: `−1.3 to 2.5`. A range with a signed number contains no dash."""
    return t("span.signed" if MINUS in low + high else "span.plain", low=low, high=high)


def join_words(words: Sequence[str], t: Language = ENGLISH) -> str:
    """List of words as text: `a`, `a and b`, or `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return t("list.two", first=", ".join(words[:-1]), last=words[-1])


def day_text(value: date | None, t: Language = ENGLISH) -> str:
    """Date as `24 Nov 2026`."""
    return NO_NUMBER if value is None else t.day_text(value)


def day_span_text(first: date | None, last: date | None, t: Language = ENGLISH) -> str:
    """First and last day as text. Both are included."""
    if first is None or last is None:
        return t("date.no_day")
    return t.day_text(first) if first == last else t("date.period", first=t.day_text(first), last=t.day_text(last))


def sentence_text(text: str) -> str:
    """Text from another module as a sentence: the first letter is in upper case, and a full stop is at the end."""
    text = plain_line(text).strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def reason_text(reason: str | None, unit: str, t: Language = ENGLISH) -> str:
    """Reason for a missing number, in the words that reports use. The statistics write "site" where reports write
    "shop".
    """
    said = plain_line(reason or "")
    if t is not ENGLISH and (found := translate_sentence(said, t, "reason", unit=unit)) is not None:
        return found
    what = "participant" if unit == "participants" else "shop"
    return re.sub(r"\bsite(s?)\b", rf"{what}\1", said)


def note_text(note: str, t: Language = ENGLISH) -> str:
    """Note of a report as a sentence."""
    found = translate_sentence(plain_line(note), t, "note") if t is not ENGLISH else None
    return sentence_text(note) if found is None else found


def age_text(seconds: float, t: Language = ENGLISH) -> str:
    """Age as text, such as 12 s, 5 min, 3 h or 2 d."""
    for length, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * length:
            return t(f"age.{unit}", age=f"{seconds / length:.0f}")
    return t("age.s", age=f"{max(seconds, 0):.0f}")
