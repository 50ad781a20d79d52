"""Error texts for a settings file: each names the key, the value, the allowed range and the line."""

import re

from pydantic import ValidationError
from pydantic_core import ErrorDetails


def describe(error: ValidationError, text: str, filename: str) -> list[str]:
    """One line for each problem of the TOML `text`, in the order of its lines. The last line says that nothing was
    started."""
    problems = []
    for detail in error.errors(include_url=False):
        place = tuple(str(part) for part in detail["loc"])
        line = _line_of(place, text)
        where = f"{filename} line {line}" if line else filename
        problems.append((line or 0, f"settings: {_name(place)} {_reason(detail)} ({where})."))
    return [text for _, text in sorted(problems)] + ["Nothing was started."]


def _name(place: tuple[str, ...]) -> str:
    section, *keys = place
    if keys and keys[0].isdecimal():
        return f"[[{section}]] {'.'.join(keys[1:])} of number {int(keys[0]) + 1}".replace("  ", " ")
    return f"[{section}] {'.'.join(keys)}" if keys else f"[{section}]"


def _reason(detail: ErrorDetails) -> str:
    kind, value, limits = detail["type"], detail["input"], detail.get("ctx", {})
    is_secret = detail["loc"][-1:] == ("password",)
    shown = f"= {value!r}" if isinstance(value, (str, int, float, bool)) and not is_secret else ""
    if kind == "extra_forbidden":
        return "is not a setting; vitrina settings --example shows all that there are"
    if kind == "missing":
        return "is missing"
    if kind in ("greater_than_equal", "greater_than"):
        bound = limits.get("ge", limits.get("gt"))
        return f"{shown} is too small; {'more than ' if 'gt' in limits else ''}{bound:g} is the least"
    if kind in ("less_than_equal", "less_than"):
        return f"{shown} is too large; {limits.get('le', limits.get('lt')):g} is the most"
    if kind == "literal_error":
        return f"{shown} is not one of {limits['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{shown} does not fit; it is made of a-z, 0-9, _ and - (and . in a creative), 64 characters at most"
    if kind == "value_error":
        return f"{shown + ': ' if shown else ''}{limits['error']}".strip()
    return f"{shown + ': ' if shown else ''}{detail['msg'][0].lower()}{detail['msg'][1:]}"


def _line_of(place: tuple[str, ...], text: str) -> int | None:
    """Line number of a place: of `key =` below `[section]`, or of the section if the key is not written.

    In a place within `[[section]]`, the second part is the number of the table.
    """
    section, *keys = place
    wanted_table = int(keys.pop(0)) if keys and keys[0].isdecimal() else 0
    key, table = keys[0] if keys else None, -1
    inside, section_line = False, None
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line):
            table += header[1] == section
            inside = header[1] == section and table == wanted_table
            section_line = section_line or (number if inside else None)
        elif key and inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return number
        elif not section_line and re.match(rf"\s*{re.escape(section)}\s*[=.]", line):
            section_line = number
    return section_line
