"""What PulseAudio, or PipeWire in its place, says of its microphones, by its own program `pactl`.

A sound server moves a recording to another source when its microphone goes away, the monitor of what this machine
plays among them, and tells nobody who records. So it is asked.
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
"""An event is answered at once; this is for one that was missed."""
_OF_NOTE = (b"on source-output #", b"on source #", b"on server")


@dataclass(frozen=True, slots=True)
class PulseSource:
    """One source of a sound server. `index` is another after it was gone."""

    index: int
    name: str
    description: str
    is_monitor: bool  # of what this machine plays


def is_there() -> bool:
    """Whether there is anything to ask with."""
    return shutil.which(PROGRAM) is not None


def sources() -> list[PulseSource] | None:
    """What can be recorded from; None where no sound server answers."""
    listed = _asked("-f", "json", "list", "sources")
    if listed is None:
        return None
    return [
        PulseSource(it["index"], it["name"], it.get("description") or it["name"], _is_monitor(it))
        for it in json.loads(listed)
    ]


def default_source() -> str | None:
    """The name of the one that is recorded from where nobody chooses."""
    name = _asked("get-default-source")
    return name.strip() or None if name is not None else None


def default_monitor() -> str | None:
    """The name of the monitor of what is played to where nobody chooses."""
    name = _asked("get-default-sink")
    return f"{name.strip()}.monitor" if name is not None and name.strip() else None


def recorded_by(pid: int) -> int | None:
    """The source that this process records from; None where it records nothing, or nobody answers."""
    listed = _asked("-f", "json", "list", "source-outputs")
    for it in json.loads(listed) if listed is not None else []:
        if it.get("properties", {}).get("application.process.id") == str(pid):
            return int(it["source"])
    return None


class SourceWatcher:
    """Watches whether this process still records from the source that it opened.

    `doubtful`: something changed, or was never looked at, and it is not known yet. `moved`: it does not, or the server
    does not say so in time. `gone`: the server went away.
    """

    def __init__(self, source: PulseSource) -> None:
        """Raises OSError if `pactl` cannot be started."""
        self._source = source
        self._process = subprocess.Popen(
            [PROGRAM, "subscribe"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, env=_environment()
        )
        self.doubtful = True
        self.moved = self.gone = False
        threading.Thread(target=self._follow, name="sound-server", daemon=True).start()

    def confirm(self) -> bool:
        """Whether it records from there now: to be asked once it was opened, until it is so."""
        self.doubtful = recorded_by(os.getpid()) != self._source.index
        return not self.doubtful

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _follow(self) -> None:
        out = self._process.stdout
        assert out is not None
        while not self.moved and not self.gone:
            is_told = bool(select.select([out], [], [], _ASK_EVERY_S)[0])
            told = out.read(_LARGEST) if is_told else b""
            if is_told and not told:  # the server, or pactl itself, is gone
                self.gone = True
            elif any(what in told for what in _OF_NOTE) or (not is_told and not self.doubtful):
                self._look(is_told)

    def _look(self, is_told: bool) -> None:
        was_confirmed = not self.doubtful
        self.doubtful = self.doubtful or is_told
        is_here = recorded_by(os.getpid()) == self._source.index
        self.moved = was_confirmed and not is_here
        self.doubtful = not is_here


def _is_monitor(listed: dict[str, Any]) -> bool:
    return bool(listed.get("monitor_source")) or listed.get("properties", {}).get("device.class") == "monitor"


def _asked(*question: str) -> str | None:
    try:
        answer = subprocess.run(
            [PROGRAM, *question], capture_output=True, text=True, check=False, timeout=_WITHIN_S, env=_environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout if answer.returncode == 0 else None


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}
