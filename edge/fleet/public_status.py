"""Public status of the updater: which program runs, which one the fleet plans, and what a person should look at.

The updater writes it as root; the kiosk reads it as its own user and publishes it. It says nothing about anybody in
view. Only the standard library is used, because the updater's environment has no packages of the kiosk.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from edge.files import replace_file

PUBLIC = Path("/var/lib/vitrina-fleet/public")
"""Folder that root writes and everybody reads."""
STATUS = "status.json"

Step = Literal["idle", "fetched", "checked", "switched", "probation", "kept", "returned"]
AlertCode = Literal["fleet.returned", "fleet.refused", "fleet.expired", "fleet.old", "fleet.clock", "fleet.space"]
STEPS: tuple[Step, ...] = get_args(Step)
ALERT_CODES: tuple[AlertCode, ...] = get_args(AlertCode)

LARGEST = 65_536
LONGEST_VERSION, LONGEST_TEXT, MOST_ALERTS = 64, 500, 20


class PublicStatusError(Exception):
    """The status cannot be read. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class PublicAlert:
    """A problem of the updater. `since` is in seconds since 1970 UTC."""

    code: AlertCode
    text: str
    since: int


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """State of the updater. `since`: start of the step, in seconds since 1970 UTC. `wanted`: version that the plan
    wants; None without one. `settings_counter`: counter of the settings in force. `timestamp`: version of the newest
    TUF timestamp that was verified.
    """

    version: str
    wanted: str | None = None
    step: Step = "idle"
    since: int = 0
    settings_counter: int | None = None
    timestamp: int | None = None
    alerts: tuple[PublicAlert, ...] = ()


def read_public_status(path: Path = PUBLIC / STATUS) -> PublicStatus | None:
    """The status in this file. None if there is no file. Raises PublicStatusError."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _error(path, error.strerror or str(error)) from None
    if len(content) > LARGEST:
        raise _error(path, f"it has more than {LARGEST} bytes")
    try:
        return parse_public_status(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise _error(path, str(error)) from None


def write_public_status(status: PublicStatus, path: Path = PUBLIC / STATUS) -> None:
    """Replace the file with this status. Raises OSError."""
    replace_file(path, (json.dumps(asdict(status), ensure_ascii=False) + "\n").encode(), is_public=True)


def parse_public_status(value: object) -> PublicStatus:
    """The status in a JSON value. Unknown fields are ignored. Raises ValueError."""
    fields = _object(value)
    alerts = fields.get("alerts", [])
    if not isinstance(alerts, list) or len(alerts) > MOST_ALERTS:
        raise ValueError(f"`alerts` is not a list of at most {MOST_ALERTS} alerts")
    return PublicStatus(
        version=_text(fields, "version", LONGEST_VERSION),
        wanted=None if fields.get("wanted") is None else _text(fields, "wanted", LONGEST_VERSION),
        step=_one_of(fields, "step", STEPS),
        since=_number(fields, "since"),
        settings_counter=_optional_number(fields, "settings_counter"),
        timestamp=_optional_number(fields, "timestamp"),
        alerts=tuple(_alert(_object(each)) for each in alerts),
    )


def _alert(fields: Mapping[str, Any]) -> PublicAlert:
    return PublicAlert(
        _one_of(fields, "code", ALERT_CODES), _text(fields, "text", LONGEST_TEXT), _number(fields, "since")
    )


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")
    return value


def _text(fields: Mapping[str, Any], name: str, longest: int) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value or len(value) > longest or not value.isprintable():
        raise ValueError(f"`{name}` is not a printable text of 1 to {longest} characters")
    return value


def _one_of(fields: Mapping[str, Any], name: str, known: tuple[Any, ...]) -> Any:
    value = fields.get(name)
    if value not in known:
        raise ValueError(f"`{name}` is not one of {', '.join(known)}")
    return value


def _number(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise ValueError(f"`{name}` is not a whole number from 0 on")
    return value


def _optional_number(fields: Mapping[str, Any], name: str) -> int | None:
    return None if fields.get(name) is None else _number(fields, name)


def _error(path: Path, why: str) -> PublicStatusError:
    return PublicStatusError(f"fleet: {path} cannot be read ({why}). Check the updater: vitrina update --status.")
