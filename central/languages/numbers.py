"""Formats numbers with the CLDR separators of a language. The separators are read only once, because a page has
thousands of numbers.
"""

from babel import Locale

MINUS = "\u2212"
SPACE = "\u00a0"
DIGITS = "latn"
PERCENT = {"en": f"{SPACE}%"}
"""Percent formats that differ from CLDR. For example, English has a space before the sign here."""


class Numbers:
    """Number format of one language. It uses a true minus sign, and shows minus zero as zero."""

    def __init__(self, code: str) -> None:
        locale = Locale.parse(code)
        symbols = locale.number_symbols[DIGITS]
        separators = {",": symbols["group"], ".": symbols["decimal"], "-": MINUS}
        self._separators = str.maketrans({sign: own for sign, own in separators.items() if sign != own})
        self._percent = PERCENT.get(code) or locale.percent_formats[None].suffix[0]

    def format_number(self, value: float, digits: int = 0) -> str:
        """Format a number with the given number of decimals and with thousands separators."""
        text = f"{value:,.{digits}f}"
        return self.add_separators(text if text.strip("-0.,") else text.lstrip("-"))

    def add_separators(self, text: str) -> str:
        """Replace the separators of a number in Python format with the separators of the language."""
        return text.translate(self._separators)

    def format_percent(self, number: str) -> str:
        """Format a number with a percent sign."""
        return number + self._percent
