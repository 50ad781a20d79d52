"""Reads the updater's part of the kiosk's settings file. It checks only what it uses; the kiosk checks the rest."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.files import open_foreign_file
from edge.toml_text import TomlTextError, read_toml

SETTINGS = Path("/etc/vitrina/vitrina.toml")
STATE = Path("/var/lib/vitrina")
LARGEST = 1_000_000
_NAME = re.compile("[a-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class UpdaterSettings:
    """Names of the kiosk, its outbox, and the address of the repository with the CA of its server. `url` is None
    without `[fleet]`.
    """

    tenant: str = "demo"
    site: str = "shop"
    device: str = "kiosk"
    outbox: Path = STATE / "outbox.db"
    url: str | None = None
    ca: Path | None = None

    @property
    def kiosk(self) -> str:
        """Names of the kiosk, as in its topic."""
        return f"{self.tenant}/{self.site}/{self.device}"

    @property
    def socket(self) -> Path:
        """Status socket of the kiosk, beside its outbox."""
        return self.outbox.with_name(f"{self.outbox.name}.sock")


def read_updater_settings(path: Path = SETTINGS) -> UpdaterSettings:
    """Settings in this file. A missing or damaged file, or a value of another type, counts as not set.

    The kiosk's user owns the file, so it may be anything: root must neither wait for it nor read it without end.
    """
    try:
        with open_foreign_file(path) as file:
            content = file.read(LARGEST + 1)
        values = read_toml(content.decode("utf-8")) if len(content) <= LARGEST else {}
    except (OSError, UnicodeDecodeError, TomlTextError):
        return UpdaterSettings()
    site = {name: _name(values, name) for name in ("tenant", "site", "device")}
    outbox, url, ca = (_text(values, *key) for key in (("outbox", "path"), ("fleet", "url"), ("fleet", "ca_file")))
    more: dict[str, Any] = {name: value for name, value in site.items() if value}
    return UpdaterSettings(
        **more,
        outbox=path.parent / outbox if outbox else STATE / "outbox.db",
        url=url,
        ca=SETTINGS.parent / ca if ca else None,
    )


def _text(values: dict[str, Any], section: str, key: str) -> str | None:
    found = values.get(section)
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, str) and value and value.isprintable() else None


def _name(values: dict[str, Any], key: str) -> str | None:
    """A name of the kiosk. Others could lead to other folders of the server or of a stick."""
    value = _text(values, "site", key)
    return value if value and _NAME.fullmatch(value) else None
