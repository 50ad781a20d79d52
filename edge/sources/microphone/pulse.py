"""Queries to PulseAudio, or to PipeWire in its place, about its sources. They use its own program `pactl`.

A sound server moves a recording to another source when its microphone goes away, possibly to the monitor of the sound
that this machine plays. It does not notify the recording program, so the kiosk queries the server.
"""

import json
import os
import select
import shutil
import subprocess
import threading
from dataclasses import dataclass
from typing import Any

PROGRAM = "pactl"
_WITHIN_S = 2.0
_LARGEST = 65536
_ASK_EVERY_S = 5.0
"""The source is checked at once after an event, and at this interval in case an event was missed."""
_RELEVANT_EVENTS = (b"on source-output #", b"on source #", b"on server")


@dataclass(frozen=True, slots=True)
class PulseSource:
    """One source of a sound server. `index` changes when the source goes away and returns."""

    index: int
    name: str
    description: str
    is_monitor: bool  # gives the sound that this machine plays


def is_there() -> bool:
    """True if `pactl` is installed."""
    return shutil.which(PROGRAM) is not None


def sources() -> list[PulseSource] | None:
    """Sources that can be recorded; None if no sound server answers."""
    listed = _query("-f", "json", "list", "sources")
    if listed is None:
        return None
    return [
        PulseSource(it["index"], it["name"], it.get("description") or it["name"], _is_monitor(it))
        for it in json.loads(listed)
    ]


def default_source() -> str | None:
    """Name of the sound server's default source; None if there is none."""
    name = _query("get-default-source")
    return name.strip() or None if name is not None else None


def default_monitor() -> str | None:
    """Name of the monitor of the sound server's default output; None if there is none."""
    name = _query("get-default-sink")
    return f"{name.strip()}.monitor" if name is not None and name.strip() else None


def recorded_source(pid: int) -> int | None:
    """Index of the source that process `pid` records; None if it records nothing, or no server answers."""
    listed = _query("-f", "json", "list", "source-outputs")
    for it in json.loads(listed) if listed is not None else []:
        if it.get("properties", {}).get("application.process.id") == str(pid):
            return int(it["source"])
    return None


class PulseSourceWatcher:
    """Monitors whether this process still records the source that it opened.

    `unconfirmed`: the source changed, or was never checked, and the answer is not known yet. `moved`: the process
    records another source, or the server does not confirm the right one in time. `gone`: the server went away.
    """

    def __init__(self, source: PulseSource) -> None:
        """Start to monitor. Raises OSError if `pactl` cannot be started."""
        self._source = source
        self._process = subprocess.Popen(
            [PROGRAM, "subscribe"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, env=_environment()
        )
        self.unconfirmed = True
        self.moved = self.gone = False
        threading.Thread(target=self._follow, name="sound-server", daemon=True).start()

    def confirm(self) -> bool:
        """True if this process records the source now. Call it after opening the source, until it returns True."""
        self.unconfirmed = recorded_source(os.getpid()) != self._source.index
        return not self.unconfirmed

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _follow(self) -> None:
        out = self._process.stdout
        assert out is not None
        while not self.moved and not self.gone:
            is_readable = bool(select.select([out], [], [], _ASK_EVERY_S)[0])
            events = out.read(_LARGEST) if is_readable else b""
            if is_readable and not events:  # the server, or pactl itself, is gone
                self.gone = True
            elif any(event in events for event in _RELEVANT_EVENTS) or (not is_readable and not self.unconfirmed):
                self._check(is_event=is_readable)

    def _check(self, *, is_event: bool) -> None:
        was_confirmed = not self.unconfirmed
        self.unconfirmed = self.unconfirmed or is_event
        is_here = recorded_source(os.getpid()) == self._source.index
        self.moved = was_confirmed and not is_here
        self.unconfirmed = not is_here


def _is_monitor(listed: dict[str, Any]) -> bool:
    return bool(listed.get("monitor_source")) or listed.get("properties", {}).get("device.class") == "monitor"


def _query(*command: str) -> str | None:
    try:
        answer = subprocess.run(
            [PROGRAM, *command], capture_output=True, text=True, check=False, timeout=_WITHIN_S, env=_environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout if answer.returncode == 0 else None


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}
