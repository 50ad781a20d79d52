"""One value of a TOML file set as a text edit: everything else stays as it was written, byte for byte.

Pure: text in, text out. The text must be TOML, which whoever calls has checked by reading the settings from it.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_STRING = re.compile(
    r'"""(?:\\.|(?!""").)*"{3,5}'  # up to two quotes more may stand at the end of the text that it holds
    r"|'''(?:(?!''').)*'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_COMMENT = re.compile(r"#[^\n]*")


class TomlEditError(Exception):
    """The value stands where it cannot be set without writing other parts anew; the text says what to do by hand."""


@dataclass(frozen=True, slots=True)
class _TomlStatement:
    """A header or a `key = value`, with its places in the text."""

    path: tuple[str, ...]  # what it names, from the root of the file
    is_header: bool
    from_at: int  # the beginning of its first line
    to_at: int  # after the end of its last line, line break included
    value_from: int = 0
    value_to: int = 0


def with_value(text: str, section: str, key: str, value: str) -> str:
    """`text` in which `key` of `[section]` is `value`, itself TOML with \\n between its lines. Raises EditingError.

    The value alone is replaced where there is one. Else a line is put in: behind the comment that shows the key, else
    behind the last key of the section, else behind its header; where there is no such section, one at the end.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    value = value.replace("\n", newline)
    statements = list(_statements(text))
    for found in statements:
        if not found.is_header and found.path == (section, key):
            return text[: found.value_from] + value + text[found.value_to :]
        if not found.is_header and found.path == (section,):
            raise TomlEditError(f"[{section}] is written as {section} = {{...}}. Write it as a section, with a header.")
    here = [s for s in statements if s.path[0] == section]
    if not here:
        header = f"[{section}]{newline}{key} = {value}{newline}"
        return header if not text else _ended(text, newline) + newline + header
    last = here[-1]
    name = key if here[0].is_header else f"{section}.{key}"  # a section may also be written as keys: faces.min_px = 24
    at = (_shown_at(text, key, here[0].to_at, statements) if here[0].is_header else None) or last.to_at
    return f"{_ended(text[:at], newline)}{name} = {value}{newline}{text[at:]}"


def _ended(text: str, newline: str) -> str:
    return text if text.endswith("\n") else text + newline


def _shown_at(text: str, key: str, from_at: int, statements: list[_TomlStatement]) -> int | None:
    """After the line `# key = ...` of the section whose header ends at `from_at`, as the example of the settings has.

    A line of a value that looks so, such as one of a text over several lines, is none.
    """
    to_at = min((s.from_at for s in statements if s.is_header and s.from_at >= from_at), default=len(text))
    for shown in re.finditer(rf"^[ \t]*#[ \t]*{re.escape(key)}[ \t]*=[^\n]*(\n|\Z)", text[from_at:to_at], re.MULTILINE):
        start = from_at + shown.start()
        if not any(s.from_at <= start < s.to_at for s in statements):
            return from_at + shown.end()
    return None


def _statements(text: str) -> Iterator[_TomlStatement]:
    at = 0
    table: tuple[str, ...] = ()
    while (at := _skipped(text, at)) < len(text):
        from_at = text.rfind("\n", 0, at) + 1
        if text[at] == "[":
            end = _closed(text, at)
            table = _names(text[at:end].strip("[]"))
            yield _TomlStatement(table, True, from_at, _line_end(text, end))
        else:
            equals = _key_end(text, at)
            value_from = equals + 1 + len(text[equals + 1 :]) - len(text[equals + 1 :].lstrip(" \t"))
            end = _value_end(text, value_from)
            path = (*table, *_names(text[at:equals]))
            yield _TomlStatement(path, False, from_at, _line_end(text, end), value_from, end)
        at = _line_end(text, end)


def _names(written: str) -> tuple[str, ...]:
    """The parts of a dotted key, which may be quoted."""
    values: object = tomllib.loads(f"{written.strip()} = 0")
    names = []
    while isinstance(values, dict):
        [(name, values)] = values.items()
        names.append(name)
    return tuple(names)


def _skipped(text: str, at: int) -> int:
    """Past white space, line breaks and comments."""
    while at < len(text):
        if text[at] == "#":
            at = _line_end(text, at)
        elif text[at].isspace():
            at += 1
        else:
            break
    return at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _key_end(text: str, at: int) -> int:
    """Where the `=` behind a key is."""
    while text[at] != "=":
        string = _STRING.match(text, at)
        at = string.end() if string else at + 1
    return at


def _closed(text: str, at: int) -> int:
    """After the bracket that closes the one at `at`."""
    depth = 0
    while True:
        if part := _STRING.match(text, at) or _COMMENT.match(text, at):
            at = part.end()
            continue
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return at


def _value_end(text: str, at: int) -> int:
    if string := _STRING.match(text, at):
        return string.end()
    if text[at] in "[{":
        return _closed(text, at)
    end = re.compile(r"[^#\r\n]*").match(text, at)
    assert end is not None  # even nothing matches
    return at + len(end[0].rstrip())
