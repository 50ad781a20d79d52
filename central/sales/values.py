"""Reads the values of one line of a file of sales: the date, the product, the numbers and the currency."""

import re
from dataclasses import dataclass
from datetime import date

DATE_FORM = "write dates as 2026-11-24 (in a spreadsheet: format the column as text, or as yyyy-mm-dd)"
FIRST_DAY = "1970-01-01"
"""First day that the store numbers. An earlier one is a mistake of who typed it."""
LONGEST_PRODUCT = 64
MOST = 1e9
"""Largest number of receipts, units or money in a line."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:.h](\d{2})([:.](\d{2})(\.\d+)?)?(?!\d)|T\d{2}")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?(Z|\+00:?00)?$")
_FINE_PRODUCT = re.compile(
    r"\b\d{1,2}:\d{2}\b|\b(till|register|terminal|pos|kasse|caisse|caja|cassa|касса|receipt|bon|beleg|чек)"
    r"\s*[-_#:.]?\s*(nr|no)?\.?\s*\d+",
    re.IGNORECASE,
)
_FORMULA = ("'=", "'+", "'-", "'@")
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "₽": "RUB", "¥": "JPY"}
_MONEY = re.compile(
    rf"([A-Z]{{3}}|[{re.escape(''.join(_SYMBOLS))}])?\s*(-?[\d.,]+)\s*([A-Z]{{3}}|[{''.join(_SYMBOLS)}])?"
)


class BadLineError(ValueError):
    """Raised for a line that is not a daily total. The text is the reason."""


@dataclass(frozen=True, slots=True)
class SalesLine:
    """Total of a day, shop and product. `line`: number of its line in the file. `currency` None: the file names none.
    `site`: as written, with or without the tenant. `content`: text of the line.
    """

    line: int
    day: date
    site: str
    product: str
    receipts: int
    units: float
    revenue: float
    currency: str | None
    content: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """Line for the quarantine: its number, the reason, and its text."""

    line: int
    reason: str
    content: str


def has_time_of_day(text: str) -> bool:
    """True if a date contains a time other than midnight."""
    rest = re.sub(r"^\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}", "", text)
    return rest != text and _MIDNIGHT.search(text) is None and _CLOCK.search(rest) is not None


def is_finer_product(text: str) -> bool:
    """True if the name of a product contains an hour, or the number of a till or a receipt."""
    return _FINE_PRODUCT.search(" ".join(text.split())) is not None  # long spaces would take hours


def parse_day(text: str) -> date:
    """Day that is written as 2026-11-24, from 1970 on. Raises BadLineError."""
    try:
        if _DATE.fullmatch(text) is None or text < FIRST_DAY:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadLineError(f"the date {text[:24]!r} is not a whole day: {DATE_FORM}") from None


def parse_product(text: str) -> str:
    """Name of a product, without the apostrophe of an export. Raises BadLineError."""
    text = text[1:] if text.startswith(_FORMULA) else text
    if not text or len(text) > LONGEST_PRODUCT or not text.isprintable():
        raise BadLineError(
            f"the product is missing or is longer than {LONGEST_PRODUCT} characters: give it a short name"
        )
    return text


def parse_count(text: str) -> int:
    """Number of receipts. Raises BadLineError."""
    if re.fullmatch(r"\d{1,9}", text) is None:
        raise BadLineError(f"receipts is {text[:24]!r}: write a whole number of 0 or more, without separators")
    return int(text)


def parse_number(name: str, text: str, *, has_comma: bool) -> float:
    """Number of units, or an amount of money. `has_comma`: the file may write 12,5. Raises BadLineError."""
    is_unclear = has_comma and re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", text) is not None
    form = r"-?\d+([.,]\d+)?" if has_comma else r"-?\d+(\.\d+)?"
    if is_unclear or re.fullmatch(form, text) is None or abs(float(text.replace(",", "."))) > MOST:
        raise BadLineError(f"{name} is {text[:24]!r}: write a plain number such as 1250.50, without separators")
    return float(text.replace(",", "."))


def parse_money(text: str, *, has_comma: bool) -> tuple[float, str | None]:
    """Amount and the code of its currency, if one is written. Raises BadLineError."""
    match = _MONEY.fullmatch(text)
    if match is None or (match[1] and match[3]):
        raise BadLineError(f"revenue is {text[:24]!r}: write a plain number such as 1250.50, without separators")
    code = match[1] or match[3]
    return parse_number("revenue", match[2], has_comma=has_comma), _SYMBOLS.get(code, code) if code else None


def parse_currency(text: str) -> str | None:
    """Code of a currency; None for an empty text. Raises BadLineError."""
    code = _SYMBOLS.get(text, text.upper())
    if code and re.fullmatch(r"[A-Z]{3}", code) is None:
        raise BadLineError(f"the currency is {text[:24]!r}: write a code such as EUR")
    return code or None
