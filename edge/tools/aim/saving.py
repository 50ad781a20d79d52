"""Saves masks and the direction to the screen in the settings file. The file is replaced in one step, after a check.

A kiosk reads its settings only when it starts, so a running kiosk does not change.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from edge.settings import settings
from edge.tools.aim.editing import TomlEditError, set_value
from edge.tools.aim.grid import Polygon


class SettingsWriteError(Exception):
    """The file was not changed. The text says why and what to do."""


def save(path: Path, masks: Sequence[Polygon] | None, screen: tuple[float, float] | None) -> None:
    """Set [faces] masks, and [screen] yaw_deg and pitch_deg; None leaves a value unchanged. Raises SettingsWriteError.

    Keeps edits that others made to the file meanwhile. Follows links; keeps mode, owner and attributes.
    """
    try:
        _replace(path.resolve(), masks, screen)
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsWriteError(
            f"{path} was not changed: {why}. May this user write it and its folder? Try sudo."
        ) from None
    except UnicodeDecodeError:
        raise SettingsWriteError(f"{path} was not changed: it is no UTF-8 text.") from None
    except (TomlEditError, settings.SettingsError) as error:
        raise SettingsWriteError(f"{path} was not changed: {' '.join(str(error).split())}") from None


def edit_text(text: str, masks: Sequence[Polygon] | None, screen: tuple[float, float] | None) -> str:
    """Return the text of a settings file with these values set. Raises TomlEditError."""
    if masks is not None:
        text = set_value(text, "faces", "masks", as_toml(masks))
    if screen is not None:
        for key, degrees in zip(("yaw_deg", "pitch_deg"), screen, strict=True):
            text = set_value(text, "screen", key, repr(degrees))
    return text


def as_toml(masks: Sequence[Polygon]) -> str:
    """TOML array with one line per mask."""
    lines = [f"  [{', '.join(f'[{x!r}, {y!r}]' for x, y in mask)}],\n" for mask in masks]
    return f"[\n{''.join(lines)}]" if lines else "[]"


def _replace(path: Path, masks: Sequence[Polygon] | None, screen: tuple[float, float] | None) -> None:
    settings.load(path)  # an edit needs valid TOML, and somebody else may have changed the file
    before = path.read_bytes().decode("utf-8")
    # mkstemp gives mode 600, until the old mode is copied: the file may hold a password
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(edit_text(before, masks, screen).encode("utf-8"))
            _copy_attributes(path, file.fileno(), new)
            file.flush()
            os.fsync(file.fileno())
        _check(new, masks, screen)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _copy_attributes(old: Path, new_fd: int, new: Path) -> None:
    """Copy owner, mode and extended attributes (access lists, labels) of the file that is replaced."""
    status = old.stat()
    os.fchown(new_fd, status.st_uid, status.st_gid)  # first, as it clears bits of the mode
    shutil.copystat(old, new)
    os.utime(new_fd)


def _check(new: Path, masks: Sequence[Polygon] | None, screen: tuple[float, float] | None) -> None:
    """Check that the kiosk accepts the new file and reads these values. Raises SettingsError, TomlEditError."""
    loaded = settings.load(new)
    differs = masks is not None and [list(mask) for mask in masks] != loaded.faces.masks
    differs = differs or (screen is not None and screen != (loaded.screen.yaw_deg, loaded.screen.pitch_deg))
    if differs:
        raise TomlEditError("the new text would not say what was set. Write the values by hand, and report this.")
