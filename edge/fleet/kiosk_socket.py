"""Reads the status of the running kiosk from its socket, with the standard library only.

The kiosk's user is not trusted: an answer that is too long, too slow or of another form counts as none.
"""

import json
import socket
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

TIMEOUT_S = 3.0
_LARGEST, _MOST_READS = 65_536, 64


@dataclass(frozen=True, slots=True)
class KioskAnswer:
    """Part of the kiosk's status that the updater reads; `edge.kiosk.state.status.StatusVitals` explains the fields."""

    version: str
    is_connected: bool
    frames: int
    is_camera_on: bool
    is_quiet_time: bool
    acknowledged: int
    outbox_form: int
    alerts: frozenset[str]
    settled_s: float | None
    is_closed: bool = False
    local_day: str = ""
    day_ends_s: float | None = None


def ask_kiosk(path: Path, timeout_s: float = TIMEOUT_S) -> KioskAnswer | None:
    """Status of the kiosk with this socket. None if no kiosk answers as one that has started."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(timeout_s)
            client.connect(str(path))
            return parse_answer(_receive(client))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def parse_answer(content: bytes) -> KioskAnswer:
    """Parse the kiosk's JSON. Raises ValueError, KeyError or TypeError for any other form."""
    status = json.loads(content)
    vitals = status["vitals"]
    settled_s = vitals["settled_s"]
    return KioskAnswer(
        version=_exact(status["version"], str),
        is_connected=_exact(status["connected"], bool),
        frames=_exact(vitals["frames"], int),
        is_camera_on=_exact(vitals["is_camera_on"], bool),
        is_quiet_time=_exact(vitals["is_quiet_time"], bool),
        acknowledged=_exact(vitals["health_acknowledged"], int),
        outbox_form=_exact(vitals["outbox_form"], int),
        alerts=frozenset(_exact(code, str) for code in vitals["alert_codes"]),
        settled_s=None if settled_s is None else float(settled_s),
        # a kiosk of an older version reports none of these
        is_closed=_exact(vitals.get("is_closed", False), bool),
        local_day=_day(vitals.get("local_day", "")),
        day_ends_s=None if vitals.get("day_ends_s") is None else float(vitals["day_ends_s"]),
    )


def _day(value: Any) -> str:
    return date.fromisoformat(value).isoformat() if value else ""


def _exact(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(kind.__name__)
    return value


def _receive(client: socket.socket) -> bytes:
    parts: list[bytes] = []
    for _ in range(_MOST_READS):
        part = client.recv(_LARGEST)
        if not part:
            break
        parts.append(part)
        if sum(map(len, parts)) > _LARGEST:
            raise ValueError("too long")
    return b"".join(parts)
