"""Masks and the screen's direction into the settings file: checked first, then replaced in one step, or left as it is.

A running kiosk reads its settings when it starts, so nothing changes under it.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from edge.settings import settings
from edge.tools.aim.editing import TomlEditError, with_value
from edge.tools.aim.grid import Polygon


class SettingsWriteError(Exception):
    """The file was left as it is; the text says why and what to do."""


def save(path: Path, masks: Sequence[Polygon] | None, screen: tuple[float, float] | None) -> None:
    """Set [faces] masks and [screen] yaw_deg and pitch_deg; None: as it is. Raises SavingError.

    What others have written into the file meanwhile stays. Links are followed; mode, owner and attributes are kept.
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


def edited(text: str, masks: Sequence[Polygon] | None, screen: tuple[float, float] | None) -> str:
    """The text of a settings file with these values. Raises EditingError."""
    if masks is not None:
        text = with_value(text, "faces", "masks", as_toml(masks))
    if screen is not None:
        for key, degrees in zip(("yaw_deg", "pitch_deg"), screen, strict=True):
            text = with_value(text, "screen", key, repr(degrees))
    return text


def as_toml(masks: Sequence[Polygon]) -> str:
    """A line for each mask."""
    lines = [f"  [{', '.join(f'[{x!r}, {y!r}]' for x, y in mask)}],\n" for mask in masks]
    return f"[\n{''.join(lines)}]" if lines else "[]"


def _replace(path: Path, masks: Sequence[Polygon] | None, screen: tuple[float, float] | None) -> None:
    settings.load(path)  # an edit is made of TOML alone, and somebody else may have written there
    before = path.read_bytes().decode("utf-8")
    # mode 600 until it is as the old one: there may be a password in it
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(edited(before, masks, screen).encode("utf-8"))
            _take_after(path, file.fileno(), new)
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


def _take_after(old: Path, new_fd: int, new: Path) -> None:
    """Owner, mode and extended attributes (access lists, labels) of the file that is replaced."""
    like = old.stat()
    os.fchown(new_fd, like.st_uid, like.st_gid)  # first: it takes bits of the mode away
    shutil.copystat(old, new)
    os.utime(new_fd)


def _check(new: Path, masks: Sequence[Polygon] | None, screen: tuple[float, float] | None) -> None:
    """That the kiosk would read what is meant, and start with it. Raises SettingsError, EditingError."""
    read = settings.load(new)
    wrong = masks is not None and [list(mask) for mask in masks] != read.faces.masks
    wrong = wrong or (screen is not None and screen != (read.screen.yaw_deg, read.screen.pitch_deg))
    if wrong:
        raise TomlEditError("the new text would not say what was set. Write the values by hand, and report this.")
