"""Problems that pydantic found in a TOML file, each with line, key, value and allowed range."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

Place = tuple[str, ...]
"""Keys from the top of the file to a value. Within `[[section]]`, the second key is the table's number, from 0.

The tuple is empty for a problem that involves several sections; the problem's text names the sections.
"""


_ALLOWED = {"bool_type": ", true or false"}
"""Words for types that pydantic's own messages omit."""

_HEADER = re.compile(r"\s*\[+\s*([\w.-]+)\s*\]+")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=.#\[]+))\s*[=.]""")


@dataclass(frozen=True, slots=True)
class TomlProblem:
    """One problem in a TOML file. `line`: None if the file has no line for it."""

    line: int | None
    place: Place
    reason: str


class TomlLines:
    """Line numbers of the keys in a TOML text, found in one pass: a file may have as many problems as lines."""

    def __init__(self, text: str) -> None:
        self._headers: dict[tuple[str, int], int] = {}
        self._keys: dict[tuple[str, int, str], int] = {}
        self._mentions: dict[str, int] = {}  # keys without quotation marks, such as the table `a` of `a.b = 1`
        tables: Counter[str] = Counter()
        inside: tuple[str, int] | None = None
        for number, line in enumerate(text.splitlines(), 1):
            if header := _HEADER.match(line):
                inside = header[1], tables[header[1]]
                tables[header[1]] += 1
                self._headers[inside] = number
            elif key := _KEY.match(line):
                if inside:
                    self._keys.setdefault((*inside, key[1] or key[2] or key[3]), number)
                if key[3]:
                    self._mentions.setdefault(key[3], number)

    def find_line(self, place: Place) -> int | None:
        """Line number of a key in its `[section]`, or of the section's header if the key is missing.

        Within `[[section]]`, the second part of `place` is the number of the table. The whole file has no line number.
        """
        if not place:
            return None
        section, *keys = place
        table = int(keys.pop(0)) if keys and keys[0].isdecimal() else 0
        if keys and (line := self._keys.get((section, table, keys[0]))):
            return line
        lines = self._headers.get((section, table)), self._mentions.get(section)
        return min((line for line in lines if line), default=None)


def toml_problems(error: ValidationError, lines: TomlLines, known: str, within: Place = ()) -> Iterator[TomlProblem]:
    """All problems of a TOML text. `known` completes the sentence about an unknown key with the keys that exist.

    `within`: place of the table that was checked, if it was not the whole file.
    """
    for detail in error.errors(include_url=False):
        loc = tuple(str(part) for part in detail["loc"])
        if detail["type"] == "literal_error" and loc[-1].startswith("literal["):
            continue  # a value of several types: the detail of its other type says more
        place = (*within, *(loc if detail["type"] == "extra_forbidden" else _without_types(loc)))
        yield TomlProblem(lines.find_line(place), place, _reason_text(detail, known))


def _without_types(loc: Place) -> Place:
    """A place without the type names, such as `literal['a']`, that pydantic adds for values of several types."""
    keys = (number for number, part in enumerate(loc) if number > 1 and ("[" in part or part == "str"))
    return loc[: next(keys, len(loc))]


def place_text(place: Place) -> str:
    """A place as text for people: `[camera] fps`, or `[[kits]] port of number 2`. Empty for the whole file."""
    if not place:
        return ""
    section, *keys = place
    if keys and keys[0].isdecimal():
        return f"[[{section}]] {'.'.join(keys[1:])} of number {int(keys[0]) + 1}".replace("  ", " ")
    return f"[{section}] {'.'.join(keys)}" if keys else f"[{section}]"


def _reason_text(detail: ErrorDetails, known: str) -> str:
    kind, value, limits = detail["type"], detail["input"], detail.get("ctx", {})
    is_secret = detail["loc"][-1:] == ("password",)
    shown = f"= {value!r}" if isinstance(value, (str, int, float, bool)) and not is_secret else ""
    if kind == "extra_forbidden":
        return known
    if kind == "missing":
        return "is missing"
    if kind in ("greater_than_equal", "greater_than"):
        bound = limits.get("ge", limits.get("gt"))
        return f"{shown} is too small; it must be {'more than' if 'gt' in limits else 'at least'} {bound:g}"
    if kind in ("less_than_equal", "less_than"):
        bound = limits.get("le", limits.get("lt"))
        return f"{shown} is too large; it must be {'less than' if 'lt' in limits else 'at most'} {bound:g}"
    if kind == "literal_error":
        return f"{shown} is not one of {limits['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{shown} is not allowed; use a-z, 0-9, _ and - (and . in a creative), 64 characters at most"
    if kind == "value_error":
        return f"{shown + ': ' if shown else ''}{limits['error']}".strip()
    if kind == "path_type":
        return f"{shown} is not a path; write it in quotation marks".strip()
    if kind == "model_type":
        header = f"[{detail['loc'][0]}]" if len(detail["loc"]) == 1 else f"[[{detail['loc'][0]}]]"
        return f"{shown + ': ' if shown else ''}not a section; write {header} on a line of its own, its keys below it"
    return f"{shown + ': ' if shown else ''}{detail['msg'][0].lower()}{detail['msg'][1:]}{_ALLOWED.get(kind, '')}"
