"""One language. `t("nav.creatives")` returns a text, and `t("base.visits", visits=3, …)` returns a text with values.

Integer values select the plural form. Each message is a complete sentence, because word order and cases differ between
languages.
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
"""Languages that capitalize nouns within a sentence."""
_WITH_MONTH_NAMES = frozenset({"en"})
"""Languages that write a date with the name of its month, because digits have two possible orders there."""


class Language:
    """Texts, numbers and dates of one language."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __call__(self, key: str, /, **values: str | int | Quantity) -> str:
        """Return the text that belongs to the given key. Raises MissingWordError."""
        given = {name: self.count_quantity(value) if type(value) is int else value for name, value in values.items()}
        return self.messages.message_text(key, given)

    @cached_property
    def messages(self) -> Messages:
        """All texts of the language."""
        return Messages(self.code)

    @cached_property
    def numbers(self) -> Numbers:
        """Number format of the language."""
        return Numbers(self.code)

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.code)

    @cached_property
    def _plural_form(self) -> Callable[[int | Decimal], str]:
        return to_python(self._locale.plural_form)

    def count_quantity(self, value: int) -> Quantity:
        """Return an integer in a form that can be inserted into a text."""
        return Quantity(self.numbers.format_number(value), self._plural_form(value))

    def fixed_quantity(self, value: float, digits: int) -> Quantity:
        """Return a number with the given number of decimals as a value for a text."""
        text = f"{value:.{digits}f}"
        return Quantity(self.numbers.format_number(value, digits), self._plural_form(Decimal(text)))

    def rounded_quantity(self, value: float, digits: int) -> Quantity:
        """Return a rounded number as a value for a text. A whole number has no decimals."""
        return self.fixed_quantity(value, digits if round(value, digits) % 1 else 0)

    def day_text(self, day: date) -> str:
        """Return a date such as `24 Nov 2026` with non-breaking spaces, or `24.11.2026` in German."""
        return self("date.day", **self._date_parts(day))

    def numeric_day_text(self, day: date) -> str:
        """Return a date as people write it into a form: `2026-11-24`, or `24.11.2026` in German."""
        return self("date.numeric", **_digits(day))

    def short_day_text(self, day: date) -> str:
        """Return a date without its year, such as `24 Nov`."""
        return self("date.short", day=str(day.day), month=self._month(day))

    def time_text(self, at: datetime) -> str:
        """Return a date and time such as `24 Nov 2026, 14:03`, or `24.11.2026, 14:03` in German."""
        return self("date.when", **self._date_parts(at), time=f"{at:%H:%M}")

    def weekday_name(self, number: int) -> str:
        """Return the short name of a weekday. 0 is Monday."""
        return str(self._locale.days["stand-alone"]["abbreviated"][number])

    def _date_parts(self, day: date) -> dict[str, str]:
        """Parts of a date with its year."""
        if self.code not in _WITH_MONTH_NAMES:
            return _digits(day)
        return {"day": str(day.day), "month": self._month(day), "year": str(day.year)}

    def _month(self, day: date) -> str:
        return str(self._locale.months["format"]["abbreviated"][day.month])

    def label_within_sentence(self, label: str) -> str:
        """Return a column label as it is written within a sentence."""
        return label if self.code in _WITH_CAPITALS else label.lower()


def _digits(day: date) -> dict[str, str]:
    return {"day": f"{day.day:02d}", "month": f"{day.month:02d}", "year": f"{day.year:04d}"}


@cache
def find_language(code: str | None) -> Language:
    """Return the language for a code, or English for an unknown code."""
    return Language(code) if code in CODES[1:] else ENGLISH


ENGLISH = Language(CODES[0])
