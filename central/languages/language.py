"""One language: `t("nav.creatives")` is a text, `t("base.visits", visits=3, …)` one with its values.

Whole numbers among the values choose the plural form. Each message is a whole sentence: no text is put together of
parts whose order or case another language would change.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property

from babel import Locale
from babel.plural import to_python

from central.languages.codes import CODES
from central.languages.messages import Messages
from central.languages.numbers import Numbers
from central.languages.values import Quantity

_WITH_CAPITALS = frozenset({"de"})
"""Languages whose nouns begin with a capital within a sentence."""


class Language:
    """Words, numbers and dates of one language."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __call__(self, key: str, /, **values: str | int | Quantity) -> str:
        """Text of a key. Raises MissingWordError."""
        given = {name: self.count_quantity(value) if type(value) is int else value for name, value in values.items()}
        return self.messages.message_text(key, given)

    @cached_property
    def messages(self) -> Messages:
        """All texts."""
        return Messages(self.code)

    @cached_property
    def numbers(self) -> Numbers:
        """Separators."""
        return Numbers(self.code)

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.code)

    @cached_property
    def _plural_form(self) -> Callable[[int | Decimal], str]:
        return to_python(self._locale.plural_form)

    def count_quantity(self, value: int) -> Quantity:
        """Whole number as a value of a text."""
        return Quantity(self.numbers.format_number(value), self._plural_form(value))

    def fixed_quantity(self, value: float, digits: int) -> Quantity:
        """Number with so many decimals as a value of a text."""
        text = f"{value:.{digits}f}"
        return Quantity(self.numbers.format_number(value, digits), self._plural_form(Decimal(text)))

    def rounded_quantity(self, value: float, digits: int) -> Quantity:
        """The same; a whole number is shown without decimals."""
        return self.fixed_quantity(value, digits if round(value, digits) % 1 else 0)

    def day_text(self, day: date) -> str:
        """Date as `24 Nov 2026`, with spaces that do not break."""
        return self("date.day", day=str(day.day), month=self._month(day), year=str(day.year))

    def short_day_text(self, day: date) -> str:
        """Date without its year, as `24 Nov`."""
        return self("date.short", day=str(day.day), month=self._month(day))

    def time_text(self, at: datetime) -> str:
        """Time as `24 Nov 2026, 14:03`."""
        month = self._month(at)
        return self("date.when", day=str(at.day), month=month, year=str(at.year), time=f"{at:%H:%M}")

    def weekday_name(self, number: int) -> str:
        """Name of a day, short; 0 is Monday."""
        return str(self._locale.days["stand-alone"]["abbreviated"][number])

    def _month(self, day: date) -> str:
        return str(self._locale.months["format"]["abbreviated"][day.month])

    def label_within_sentence(self, label: str) -> str:
        """Label of a column as it stands within a sentence."""
        return label if self.code in _WITH_CAPITALS else label.lower()


@cache
def find_language(code: str | None) -> Language:
    """Language of a code; English for one that there is not."""
    return Language(code) if code in CODES[1:] else ENGLISH


ENGLISH = Language(CODES[0])
