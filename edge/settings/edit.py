"""Sets values in a settings file. All other bytes of the file stay the same.

A kiosk reads its settings only when it starts and on SIGHUP. Otherwise, a running kiosk does not notice a change of the
file.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, Item, Key, Table, Whitespace

from edge.files import ForeignLinkError, resolve_links, sync_folder
from edge.settings import settings
from edge.toml_text import TomlTextError, read_toml

_MARK = "\0\n"  # no TOML has a NUL; without the line end, tomlkit would add one before a header


class TomlEditError(Exception):
    """The value cannot be set without changing other parts of the text. The message explains what to edit by hand."""


class SettingsWriteError(Exception):
    """The file was not changed. The text explains why and what to do."""


def save(path: Path, values: Mapping[tuple[str, str], object]) -> None:
    """Set values, such as {("screen", "yaw_deg"): 1.5}, in the file: either all or none. Raises SettingsWriteError.

    The new text is checked like any settings file; then the file is replaced in one step. Changes that other programs
    made to the file in the meantime are kept. Follows symbolic links, but root follows only root's own links. Keeps
    mode, owner and attributes.
    """
    try:
        real = resolve_links(path)
        settings.load_settings_file(real)  # an edit needs valid settings, and somebody else may have changed the file
        text = set_values(real.read_bytes().decode("utf-8"), values)
        settings.parse_settings_text(text, real)
        _replace_file(real, text.encode("utf-8"))
    except ForeignLinkError as error:
        raise SettingsWriteError(f"{path} was not changed: {error}") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsWriteError(
            f"{path} was not changed: {why}. Check that this user may write to the file and its folder, or try sudo."
        ) from None
    except UnicodeDecodeError:
        raise SettingsWriteError(f"{path} was not changed: the file is not UTF-8 text.") from None
    except (TomlEditError, settings.SettingsError) as error:
        raise SettingsWriteError(f"{path} was not changed: {' '.join(str(error).split())}") from None


def set_values(text: str, values: Mapping[tuple[str, str], object]) -> str:
    """Return the text of a settings file with each (section, key) set to its value. Raises TomlEditError."""
    for (section, key), value in values.items():
        text = set_toml(text, section, key, toml_value_text(value))
    return text


def set_toml(text: str, section: str, key: str, value: str) -> str:
    """Return `text` with `key` of `[section]` set to `value`. The value is TOML with \\n between its lines.

    If the key exists, only its value is replaced. Otherwise a line is inserted: after the comment that shows the key,
    else after the section's last key, else after its header. A missing section is added at the end.

    Raises TomlEditError.
    """
    try:
        expected = _read(text)
        new = _edit_value(text, section, key, value)
        is_right = _read(new) == expected | {section: expected.get(section, {}) | {key: _read(f"x = {value}")["x"]}}
    except (TomlTextError, TOMLKitError) as error:
        raise TomlEditError(f"the text cannot be read as TOML: {error}. Set [{section}] {key} by hand.") from None
    if not is_right:
        raise TomlEditError("the edited text would not contain the new values. Set them by hand, and report this bug.")
    return new


def toml_value_text(value: object) -> str:
    """A value as TOML. An array of arrays or tables, such as masks, has one line per element."""
    if isinstance(value, (list, tuple)) and any(isinstance(element, (list, tuple, dict)) for element in value):
        return "[\n" + "".join(f"  {_inline(element)},\n" for element in value) + "]"
    return _inline(value)


def _inline(value: object) -> str:
    array = tomlkit.array()
    array.append(value)  # in an array, a table is written inline
    return array.as_string()[1:-1]


def _read(text: str) -> dict[str, Any]:
    """Values of a TOML text. Floats are returned as strings, because NaN does not equal itself."""
    return read_toml(text, parse_float=str)


def _edit_value(text: str, section: str, key: str, value: str) -> str:
    """Set the value directly in the text. tomlkit is used only to find the position."""
    newline = "\r\n" if "\r\n" in text else "\n"
    value = value.replace("\n", newline)
    document = tomlkit.parse(text)
    parts = _section_parts(document, section)
    old = next((item for _, table in parts for name, item in table.value.body if name and name.key == key), None)
    if isinstance(old, (Table, AoT)):
        raise TomlEditError(f"[{section}] {key} is written as a section, but must be a value: write {key} = ...")
    if old is not None:
        to_at = _end_of(document, old, text)
        return text[: to_at - len(old.as_string())] + value + text[to_at:]
    own = [(name, table) for name, table in parts if name.is_dotted() or not table.is_super_table()]
    if not own:  # or only subsections: [faces.x]
        start = _with_line_end(text, newline) + newline if text else ""
        return f"{start}[{section}]{newline}{key} = {value}{newline}"
    name, table = own[-1]
    new_name = f"{section}.{key}" if name.is_dotted() else key  # a section may also be keys: faces.min_px = 24
    at = _new_line_at(document, table, key, text)
    return f"{_with_line_end(text[:at], newline)}{new_name} = {value}{newline}{text[at:]}"


def _section_parts(document: TOMLDocument, section: str) -> list[tuple[Key, Table]]:
    """Positions of the section's parts in the text: its header, keys in the form faces.min_px, and its subsections."""
    parts = []
    for name, item in document.body:
        if name is not None and name.key == section:
            if not isinstance(item, Table):
                written = f"[[{section}]]" if isinstance(item, AoT) else f"{section} = {{...}}"
                raise TomlEditError(
                    f"[{section}] is written as {written}. Write it as a section with the header [{section}]."
                )
            parts.append((name, item))
    return parts


def _end_of(document: TOMLDocument, value: Item, text: str) -> int:
    """Position in the text after a value."""
    value.trivia.comment_ws = _MARK + value.trivia.comment_ws
    return _mark_position(document, text)


def _new_line_at(document: TOMLDocument, table: Table, key: str, text: str) -> int:
    """Position in the text at which to insert a new key: after the comment `# key = ...`, the last key or the header.

    The example settings contain such a comment for each key.
    """
    body = table.value.body
    subsections = (i for i, (name, item) in enumerate(body) if isinstance(item, (Table, AoT)) and not _is_dotted(name))
    own = body[: next(subsections, len(body))]
    shown = re.compile(rf"#[ \t]*{re.escape(key)}[ \t]*=")
    comments = [i for i, (_, item) in enumerate(own) if isinstance(item, Comment) and shown.match(item.trivia.comment)]
    keys = [i for i, (name, _) in enumerate(own) if name is not None]
    before = comments[:1] or keys[-1:] or [-1]
    body.insert(before[0] + 1, (None, Whitespace(_MARK)))
    return _mark_position(document, text)


def _is_dotted(name: Key | None) -> bool:
    return name is not None and name.is_dotted()


def _mark_position(document: TOMLDocument, text: str) -> int:
    """Position of the mark in the text. Raises TomlEditError if tomlkit would change any other part of the text."""
    before, _, after = document.as_string().partition(_MARK)
    if before + after != text:
        lines = enumerate(zip_longest((before + after).split("\n"), text.split("\n")), 1)
        line = next(number for number, (new, old) in lines if new != old)
        raise TomlEditError(
            f"line {line} would also change. Write all headers of one list, such as [[kits]], in the same way, without "
            "other sections between them, or set the value by hand."
        )
    return len(before)


def _with_line_end(text: str, newline: str) -> str:
    return text if text.endswith("\n") else text + newline


def _replace_file(path: Path, content: bytes) -> None:
    # mkstemp gives mode 600, until the old mode is copied: the file may hold a password
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            _copy_attributes(path, file.fileno())
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(path.parent)


def _copy_attributes(old: Path, new_fd: int) -> None:
    """Copy owner, mode and extended attributes (access lists, labels) from the file that is replaced.

    Uses the open file instead of its name, because the owner of the folder could replace the name with a link at any
    time.
    """
    status, own = old.stat(), os.fstat(new_fd)
    if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):  # the service may not give even its own to itself
        os.fchown(new_fd, status.st_uid, status.st_gid)  # first, as it clears bits of the mode
    shutil.copystat(old, f"/proc/self/fd/{new_fd}")
    os.utime(new_fd)
