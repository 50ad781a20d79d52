"""Sets one value in a TOML file as a text edit: the rest of the file stays the same, byte for byte.

Pure: text in, text out. The text must be valid TOML; callers check this by loading the settings from it.
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
    r'"""(?:\\.|(?!""").)*"{3,5}'  # a string may end with up to two quotes of its own
    r"|'''(?:(?!''').)*'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_COMMENT = re.compile(r"#[^\n]*")


class TomlEditError(Exception):
    """The value cannot be set without rewriting other parts of the file. The text says what to do by hand."""


@dataclass(frozen=True, slots=True)
class _TomlStatement:
    """A header or a `key = value`, with its positions in the text."""

    path: tuple[str, ...]  # full name, from the root of the file
    is_header: bool
    from_at: int  # start of its first line
    to_at: int  # after its last line, line break included
    value_from: int = 0
    value_to: int = 0


def set_value(text: str, section: str, key: str, value: str) -> str:
    """Return `text` with `key` of `[section]` set to `value`, which is TOML with \\n between its lines.

    If the key exists, only its value is replaced. Otherwise a line is inserted: after the comment that shows the key,
    else after the last key of the section, else after its header. A missing section is added at the end.

    Raises TomlEditError.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    value = value.replace("\n", newline)
    statements = list(_statements(text))
    for statement in statements:
        if not statement.is_header and statement.path == (section, key):
            return text[: statement.value_from] + value + text[statement.value_to :]
        if not statement.is_header and statement.path == (section,):
            raise TomlEditError(f"[{section}] is written as {section} = {{...}}. Write it as a section, with a header.")
    in_section = [s for s in statements if s.path[0] == section]
    if not in_section:
        header = f"[{section}]{newline}{key} = {value}{newline}"
        return header if not text else _with_line_end(text, newline) + newline + header
    first, last = in_section[0], in_section[-1]
    name = key if first.is_header else f"{section}.{key}"  # a section may also be written as keys: faces.min_px = 24
    at = (_after_comment(text, key, first.to_at, statements) if first.is_header else None) or last.to_at
    return f"{_with_line_end(text[:at], newline)}{name} = {value}{newline}{text[at:]}"


def _with_line_end(text: str, newline: str) -> str:
    return text if text.endswith("\n") else text + newline


def _after_comment(text: str, key: str, from_at: int, statements: list[_TomlStatement]) -> int | None:
    """Position after the comment `# key = ...` of a section; None if there is none.

    The header of the section ends at `from_at`. The example settings have such a comment for each key. A similar line
    inside a value, such as a multi-line string, does not count.
    """
    to_at = min((s.from_at for s in statements if s.is_header and s.from_at >= from_at), default=len(text))
    for comment in re.finditer(
        rf"^[ \t]*#[ \t]*{re.escape(key)}[ \t]*=[^\n]*(\n|\Z)", text[from_at:to_at], re.MULTILINE
    ):
        start = from_at + comment.start()
        if not any(s.from_at <= start < s.to_at for s in statements):
            return from_at + comment.end()
    return None


def _statements(text: str) -> Iterator[_TomlStatement]:
    at = 0
    table: tuple[str, ...] = ()
    while (at := _skip_blank(text, at)) < len(text):
        from_at = text.rfind("\n", 0, at) + 1
        if text[at] == "[":
            end = _bracket_end(text, at)
            table = _names(text[at:end].strip("[]"))
            yield _TomlStatement(table, True, from_at, _line_end(text, end))
        else:
            equals = _key_end(text, at)
            value_from = equals + 1 + len(text[equals + 1 :]) - len(text[equals + 1 :].lstrip(" \t"))
            end = _value_end(text, value_from)
            path = (*table, *_names(text[at:equals]))
            yield _TomlStatement(path, False, from_at, _line_end(text, end), value_from, end)
        at = _line_end(text, end)


def _names(dotted_key: str) -> tuple[str, ...]:
    """Parts of a dotted key. Each may be quoted."""
    values: object = tomllib.loads(f"{dotted_key.strip()} = 0")
    names = []
    while isinstance(values, dict):
        [(name, values)] = values.items()
        names.append(name)
    return tuple(names)


def _skip_blank(text: str, at: int) -> int:
    """Position after white space, line breaks and comments."""
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
    """Position of the `=` after a key."""
    while text[at] != "=":
        string = _STRING.match(text, at)
        at = string.end() if string else at + 1
    return at


def _bracket_end(text: str, at: int) -> int:
    """Position after the bracket that closes the one at `at`."""
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
        return _bracket_end(text, at)
    end = re.compile(r"[^#\r\n]*").match(text, at)
    assert end is not None  # the pattern matches an empty string too
    return at + len(end[0].rstrip())
