"""Reads the signed files that root has verified, and keeps what came from afar before in a file beside the outbox."""

import json
from collections.abc import Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from edge.files import open_foreign_file, replace_file
from edge.settings.remote import RAISED, Refusal, RemoteFile, RemoteFiles, RemoteMemory
from edge.settings.remote_rules import RefusedValueError, parse_masks
from edge.settings.site import SiteSettings
from edge.toml_text import TomlTextError, read_toml

LARGEST = 65_536
_LEVELS = ("tenant", "site", "device")


def read_remote_files(folder: Path, site: SiteSettings) -> RemoteFiles:
    """The signed files in a folder, from the widest to the narrowest. A file that is not there is skipped. Never
    raises.
    """
    faults: list[Refusal] = []
    names = (site.tenant, site.site, site.device)
    settings = _read_kind(folder, "settings", "", names, faults)
    addresses = _read_kind(folder, "address", "address-", names, faults)
    return RemoteFiles(settings, addresses, tuple(faults))


def _read_kind(
    folder: Path, kind: str, prefix: str, names: Sequence[str], faults: list[Refusal]
) -> tuple[RemoteFile, ...]:
    files = []
    for number, level in enumerate(_LEVELS, 1):
        name = f"{kind}/{'/'.join(names[:number])}.toml"
        try:
            values = _read_values(folder / f"{prefix}{level}.toml")
        except (OSError, UnicodeDecodeError, TomlTextError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            faults.append(Refusal(name, "", f"cannot be read: {why}"))
        else:
            files += [] if values is None else [RemoteFile(name, values)]
    return tuple(files)


def _read_values(path: Path) -> dict[str, Any] | None:
    """Values of a TOML file. None if there is no file. Raises OSError, UnicodeDecodeError or TomlTextError."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    if len(content) > LARGEST:
        raise TomlTextError(f"it has more than {LARGEST} bytes")
    return read_toml(content.decode("utf-8"))


def memory_path(outbox: Path) -> Path:
    """Path of the file with what came from afar before, beside the outbox."""
    return outbox.with_name(outbox.name + ".fleet")


def read_memory(path: Path) -> RemoteMemory:
    """Memory of earlier remote settings. Empty if there is no file, or if it cannot be read. Never raises, because the
    kiosk must start without it, too.
    """
    try:
        with open_foreign_file(path) as file:
            return parse_memory(file.read(LARGEST + 1))
    except (OSError, ValueError):
        return RemoteMemory()


def parse_memory(content: bytes) -> RemoteMemory:
    """Parse the content of the file. Raises ValueError for any other form, and for a number that is not finite."""
    if len(content) > LARGEST:
        raise ValueError(f"longer than {LARGEST} bytes")
    try:
        stored = json.loads(content)
        raised = {str(name): _raised(*pair) for name, pair in stored["raised"].items()}
        masks = parse_masks(stored["masks"])
    except (KeyError, TypeError, AttributeError, ArithmeticError, RecursionError, RefusedValueError) as error:
        raise ValueError(str(error)) from None
    return RemoteMemory({name: raised[name] for name in RAISED if name in raised}, masks)


def _raised(value: float, came: str) -> tuple[float, date]:
    number = float(value)
    if not isfinite(number):
        raise ValueError(f"{value} is not a finite number")
    return number, date.fromisoformat(came)


def write_memory(path: Path, memory: RemoteMemory) -> None:
    """Store what came from afar, if it differs from the stored values. Raises OSError."""
    if memory != read_memory(path):
        raised = {name: [value, came.isoformat()] for name, (value, came) in memory.raised.items()}
        replace_file(path, json.dumps({"raised": raised, "masks": memory.masks}).encode())
