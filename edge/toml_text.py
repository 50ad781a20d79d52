"""Parser and writer for TOML texts. Vitrina reads every TOML file that a person writes with this parser."""

import json
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class TomlTextError(Exception):
    """The text is not valid TOML. The message continues the phrase "is not TOML: ", and has no full stop."""


def read_toml(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Parse a TOML text. Raises TomlTextError for every problem."""
    try:
        values: dict[str, Any] = tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        raise TomlTextError(str(error)) from None
    except RecursionError:
        raise TomlTextError("brackets are nested too deeply; nest fewer arrays and tables") from None
    except ValueError:  # the limit of Python on the digits of an integer
        raise TomlTextError(f"a number is too long{_where_long_number(text)}; write fewer digits") from None
    _refuse_large_numbers(values)
    return values


def _refuse_large_numbers(values: dict[str, Any]) -> None:
    """Raise TomlTextError for an integer of more than 64 bits.

    Python can read such a hexadecimal integer, but then cannot print it.
    """
    waiting: list[Any] = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise TomlTextError("an integer is too large for 64 bits; write a smaller number")


def _where_long_number(text: str) -> str:
    """Line of the first number that is too long for Python, as " (at line 3)". Empty if it is not found."""
    first_digit = r"(?<!\w)[0-9]"  # search each run once: from every digit, 1 MB takes most of a minute
    found = re.search(rf"{first_digit}(?:_?[0-9]){{{_max_digits()},}}", text)
    return "" if found is None else f" (at line {text.count(chr(10), 0, found.start()) + 1})"


def _max_digits() -> int:
    """Largest number of digits of an integer that Python reads; Python before 3.10.7 has no limit."""
    limit = getattr(sys, "get_int_max_str_digits", lambda: 0)()
    return limit or 4300


def toml_lines(fields: Mapping[str, object]) -> list[str]:
    """One line of TOML for each key. A value is a text, number, date or list, or an inline table of them."""
    return [f"{name} = {_value(value)}" for name, value in fields.items()]


def _value(value: object) -> str:
    """A value in TOML. Strings and numbers are written as in JSON, but DEL is escaped too."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_value(key)} = {_value(of_key)}" for key, of_key in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
