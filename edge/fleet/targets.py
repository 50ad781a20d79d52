"""Files that a repository offers to a kiosk, read from their names and custom fields. Only the standard library."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

_VERSION = r"(?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){2}"
_SOFTWARE = re.compile(rf"software/vitrina_({_VERSION})_([a-z0-9.]{{1,32}}_[a-z0-9]{{1,32}})\.tar")
_NAME = "[a-z0-9_-]{1,64}"
_SETTINGS = re.compile(rf"(settings|address)/{_NAME}(?:/{_NAME}){{0,2}}\.toml")
_LEVELS: tuple[Literal["tenant", "site", "device"], ...] = ("tenant", "site", "device")
MOST_COUNTER = 2**53 - 1
PLAN, GO = "plan.json", "go.json"


class TargetError(ValueError):
    """A file of a repository with fields that no kiosk accepts. The text names the file, the field and the problem."""


@dataclass(frozen=True, slots=True)
class SoftwareTarget:
    """A program: the tar of one version for one platform, such as `debian13_amd64`.

    `min_from`: oldest version that may be replaced by it, or None. `outbox`, `settings_schema`: numbers of the forms
    that it writes. `python`: version such as `3.13`.
    """

    name: str
    version: str
    min_from: str | None
    arch: str
    python: str
    outbox: int
    settings_schema: int
    platform: str


@dataclass(frozen=True, slots=True)
class SettingsTarget:
    """A settings file of a tenant, site or device. `kind` "address": broker host and CA. `min_version`: oldest program
    that reads it, or None.
    """

    name: str
    kind: Literal["settings", "address"]
    level: Literal["tenant", "site", "device"]
    counter: int
    min_version: str | None


def parse_target(name: str, custom: Mapping[str, Any]) -> SoftwareTarget | SettingsTarget | None:
    """Read a file's fields. None: neither a program nor settings. Raises TargetError."""
    if (found := _SOFTWARE.fullmatch(name)) is not None:
        return _parse_software(name, found[1], found[2], custom)
    if (found := _SETTINGS.fullmatch(name)) is not None:
        return _parse_settings(name, custom)
    if name.startswith(("software/", "settings/", "address/")):
        raise TargetError(f"{name}: this is not a name of a program or of settings. Check its spelling")
    return None


def settings_names(tenant: str, site: str, device: str) -> tuple[str, ...]:
    """Names of all files that can concern a kiosk, from the widest to the narrowest, settings before addresses."""
    levels = (tenant, f"{tenant}/{site}", f"{tenant}/{site}/{device}")
    return tuple(f"{kind}/{level}.toml" for kind in ("settings", "address") for level in levels)


def _parse_software(name: str, version: str, platform: str, custom: Mapping[str, Any]) -> SoftwareTarget:
    if (signed := _text(name, custom, "version")) != version:
        raise TargetError(f"{name}: its field version is {signed}. Name and field must be the same")
    arch = _text(name, custom, "arch")
    if platform.rpartition("_")[2] != arch:
        raise TargetError(f"{name}: its field arch is {arch}. Name and field must be the same")
    return SoftwareTarget(
        name=name,
        version=version,
        min_from=_version(name, custom, "min_from"),
        arch=arch,
        python=_text(name, custom, "python"),
        outbox=_number(name, custom, "outbox"),
        settings_schema=_number(name, custom, "settings_schema"),
        platform=platform,
    )


def _parse_settings(name: str, custom: Mapping[str, Any]) -> SettingsTarget:
    return SettingsTarget(
        name=name,
        kind="address" if name.startswith("address/") else "settings",
        level=_LEVELS[name.count("/") - 1],
        counter=_number(name, custom, "counter"),
        min_version=_version(name, custom, "min_version"),
    )


def _text(name: str, custom: Mapping[str, Any], field: str) -> str:
    value = custom.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= 64:
        raise TargetError(f"{name}: its field {field} must be a text of at most 64 letters")
    return value


def _version(name: str, custom: Mapping[str, Any], field: str) -> str | None:
    if custom.get(field) is None:
        return None
    value = _text(name, custom, field)
    if re.fullmatch(_VERSION, value) is None:
        raise TargetError(f"{name}: its field {field} must be a version X.Y.Z, not {value!r}")
    return value


def _number(name: str, custom: Mapping[str, Any], field: str) -> int:
    value = custom.get(field)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_COUNTER:
        raise TargetError(f"{name}: its field {field} must be a whole number from 0")
    return value
