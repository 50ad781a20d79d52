"""Days that people type into the forms of pages, and that clients send in queries."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

NOT_A_DAY = "not_a_day"
"""Type of the validation error of a text that is not a day."""
_ISO = re.compile(r"(?P<year>\d{4})(-?)(?P<month>\d{2})\2(?P<day>\d{2})", re.ASCII)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})", re.ASCII)
_DIGITS = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})", re.ASCII)
_YEARS = range(1970, 10_000)


def parse_day(text: str) -> date | None:
    """The day that a text names; None if it names no day.

    Every language accepts 2026-11-24 and 24.11.2026. Keyboards of telephones that have only digits can write 20261124
    and 24112026. No text of digits is a day from 1970 on in both orders.
    """
    for pattern in (_ISO, _DOTTED, _DIGITS):
        if (match := pattern.fullmatch(text.strip())) is not None:
            try:
                found = date(*(int(match[name]) for name in ("year", "month", "day")))
            except ValueError:
                continue
            if found.year in _YEARS:
                return found
    return None


def _read(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = parse_day(value)
    if found is None:
        raise PydanticCustomError(NOT_A_DAY, "it is not a day such as 2026-11-24")
    return found


Day = Annotated[date, BeforeValidator(_read)]
"""Day in a query or form, in each form that `parse_day` accepts."""
