"""Numbers with the separators of a language, by CLDR. Separators are read once: a page has thousands of numbers."""

from babel import Locale

MINUS = "\u2212"
SPACE = "\u00a0"
DIGITS = "latn"
PERCENT = {"en": f"{SPACE}%"}
"""Signs of percent that differ from those of CLDR: in English a space stands before it as well."""


class Numbers:
    """Separators and percent sign of one language. Minus signs are true ones, and minus zero is zero."""

    def __init__(self, code: str) -> None:
        locale = Locale.parse(code)
        symbols = locale.number_symbols[DIGITS]
        separators = {",": symbols["group"], ".": symbols["decimal"], "-": MINUS}
        self._separators = str.maketrans({sign: own for sign, own in separators.items() if sign != own})
        self._percent = PERCENT.get(code) or locale.percent_formats[None].suffix[0]

    def format_number(self, value: float, digits: int = 0) -> str:
        """Number with so many decimals, and separators between thousands."""
        text = f"{value:,.{digits}f}"
        return self.add_separators(text if text.strip("-0.,") else text.lstrip("-"))

    def add_separators(self, text: str) -> str:
        """Number that is written as Python does it, with the separators of the language."""
        return text.translate(self._separators)

    def format_percent(self, number: str) -> str:
        """Number with a percent sign."""
        return number + self._percent
