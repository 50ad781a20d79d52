"""Attributes of participants, such as age or group: their definitions in `attributes.toml`, and the check of values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from edge.files import read_text
from edge.study.errors import StudyError
from edge.toml_text import TomlTextError, read_toml

FILE = "attributes.toml"
TYPES = ("integer", "number", "choice", "text")
RESERVED = ("participant", "participant_id", "consent", "sessions")
"""Names of columns that every table of participants has."""
MOST = 50  # attributes of a study
MOST_VALUES = 20  # values of a choice
LONGEST_TEXT = 200
LARGEST = 2**53
"""Largest integer. Every program that reads an export can store it exactly."""
_NAME = "[a-z][a-z0-9_]{0,39}"
_MISSING = "n/a"

AttributeValue = int | float | str


@dataclass(frozen=True, slots=True)
class Attribute:
    """Definition of one attribute. `low` and `high`: limits of a number; None: no limit. `values`: of a choice.

    `is_personal`: an export contains it only if the command asks for it. `is_compared`: the report compares the groups
    of participants with different values.
    """

    name: str
    type: str
    is_personal: bool
    meaning: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()
    is_compared: bool = False

    @property
    def allowed_text(self) -> str:
        """Rule for a value, as text."""
        if self.type == "choice":
            return f"one of {', '.join(self.values)}"
        if self.type == "text":
            return f"a printable text of at most {LONGEST_TEXT} characters"
        kind = "a whole number" if self.type == "integer" else "a number"
        limits = [f"{word} {limit:g}" for word, limit in (("from", self.low), ("to", self.high)) if limit is not None]
        return " ".join([kind, *limits])


def read_attributes(folder: Path) -> tuple[Attribute, ...]:
    """Attributes that the file `attributes.toml` of a study defines; none without the file. Raises StudyError."""
    path = folder / FILE
    try:
        tables: Any = read_toml(read_text(path))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, TomlTextError) as error:
        raise StudyError(f"study: cannot read {path} ({error}). Correct the file.") from None
    if len(tables) > MOST:
        raise StudyError(f"study: {path} defines {len(tables)} attributes. Define at most {MOST}.")
    return tuple(_attribute(path, name, table) for name, table in tables.items())


def parse_attribute_value(attribute: Attribute, text: str) -> AttributeValue:
    """Parse the value of an attribute from a text. Raises StudyError if the definition does not allow it."""
    if attribute.type == "integer" and re.fullmatch("[+-]?[0-9]{1,16}", text):
        return check_attribute_value(attribute, int(text))
    if attribute.type == "number":
        try:
            return check_attribute_value(attribute, float(text))
        except ValueError:
            raise _not_allowed(attribute, text) from None
    return check_attribute_value(attribute, text)


def check_attribute_value(attribute: Attribute, value: object) -> AttributeValue:
    """Return a value of an attribute unchanged. Raises StudyError if the definition does not allow it."""
    if attribute.type in ("integer", "number"):
        is_number = isinstance(value, int | (float if attribute.type == "number" else int))
        if is_number and not isinstance(value, bool) and _is_within(attribute, value):  # type: ignore[arg-type]
            return value  # type: ignore[return-value]
    elif isinstance(value, str) and (value in attribute.values if attribute.type == "choice" else _is_text(value)):
        return value
    raise _not_allowed(attribute, value)


def find_attribute(attributes: Sequence[Attribute], name: str) -> Attribute:
    """The attribute with this name. Raises StudyError."""
    for attribute in attributes:
        if attribute.name == name:
            return attribute
    known = ", ".join(each.name for each in attributes)
    if not known:
        raise StudyError(
            f"study: this study defines no attributes. Define them in the file {FILE} in its folder (vitrina docs "
            "studies)."
        )
    raise StudyError(f"study: {FILE} defines no attribute {name!r}. Use one of: {known}.")


def attribute_text(value: AttributeValue | None) -> str:
    """Value of an attribute as the cell of a table."""
    return _MISSING if value is None else str(value)


def _not_allowed(attribute: Attribute, value: object) -> StudyError:
    return StudyError(f"study: {attribute.name}={value} is not allowed. Use {attribute.allowed_text} ({FILE}).")


def _is_within(attribute: Attribute, value: float) -> bool:
    is_low = attribute.low is not None and value < attribute.low
    is_high = attribute.high is not None and value > attribute.high
    return abs(value) <= LARGEST and not is_low and not is_high


def _is_text(value: object, most: int = LONGEST_TEXT) -> bool:
    """True for a text that fits in one cell of a table, and does not look like a missing value."""
    is_short = isinstance(value, str) and 1 <= len(value) <= most and value.isprintable()
    return is_short and str(value) == str(value).strip() and value != _MISSING


def _attribute(path: Path, name: str, table: Any) -> Attribute:
    if not re.fullmatch(_NAME, name) or name in RESERVED:
        raise StudyError(
            f"study: {path}: {name!r} cannot be the name of an attribute. Use up to 40 lowercase letters, digits and "
            f"underscores, and none of: {', '.join(RESERVED)}."
        )
    if not isinstance(table, dict):
        raise _invalid(path, name, "is not a table", f"Write [{name}], and its keys below it.")
    if unknown := sorted(set(table) - {"type", "personal", "meaning", "unit", "min", "max", "values", "compare"}):
        known = "type, personal, meaning, unit, min, max, values, compare"
        raise _invalid(path, name, f"has the unknown key {unknown[0]}", f"Use only: {known}.")
    if table.get("type") not in TYPES:
        raise _invalid(path, name, "has no valid type", f"Write type = with one of: {', '.join(TYPES)}.")
    if type(table.get("personal")) is not bool:
        fix = "Write personal = true to keep it out of exports unless you ask for it; otherwise personal = false."
        raise _invalid(path, name, "does not state whether it is personal", fix)
    return Attribute(
        name, table["type"], table["personal"], _text(path, name, table, "meaning"), _text(path, name, table, "unit"),
        *_limits(path, name, table), _values(path, name, table), _is_compared(path, name, table),
    )  # fmt: skip


def _text(path: Path, name: str, table: Mapping[str, Any], key: str) -> str:
    text = table.get(key, "")
    if text != "" and not _is_text(text):
        raise _invalid(path, name, f"has an invalid {key}", f"Write a text of 1 to {LONGEST_TEXT} characters.")
    return str(text)


def _limits(path: Path, name: str, table: Mapping[str, Any]) -> tuple[float | None, float | None]:
    low, high = table.get("min"), table.get("max")
    given = [limit for limit in (low, high) if limit is not None]
    if given and table["type"] not in ("integer", "number"):
        raise _invalid(path, name, "is not a number, but has min or max", "Remove min and max.")
    if not all(type(limit) in (int, float) and isfinite(limit) for limit in given) or given != sorted(given):
        raise _invalid(path, name, "has invalid limits", "Write min and max as numbers, the smaller one as min.")
    return low, high


def _values(path: Path, name: str, table: Mapping[str, Any]) -> tuple[str, ...]:
    values = table.get("values")
    if (table["type"] == "choice") != (values is not None):
        raise _invalid(path, name, "is a choice without values, or has values without being one", "Correct its type.")
    if values is None:
        return ()
    is_list = isinstance(values, list) and 2 <= len(values) <= MOST_VALUES and all(map(_is_text, values))
    if not is_list or len(set(values)) < len(values):
        raise _invalid(path, name, "has invalid values", f"List 2 to {MOST_VALUES} different texts.")
    return tuple(values)


def _is_compared(path: Path, name: str, table: Mapping[str, Any]) -> bool:
    compare = table.get("compare", False)
    if type(compare) is not bool or (compare and table["type"] != "choice"):
        raise _invalid(path, name, "cannot be compared", "Only a choice can have compare = true.")
    return compare


def _invalid(path: Path, name: str, what: str, fix: str) -> StudyError:
    return StudyError(f"study: {path}: [{name}] {what}. {fix}")
