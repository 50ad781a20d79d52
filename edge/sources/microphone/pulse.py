"""Queries the sound server (PulseAudio, or PipeWire instead) about its sources, with the program `pactl`.

When a microphone disappears, the sound server moves the recording to another source, possibly to the monitor of the
sound that this kiosk plays. It does not notify the recording program, so the kiosk queries the server.
"""

import json
import os
import select
import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import IO, Any

from edge.child_environment import inherited_environment
from edge.supervised_thread import SupervisedThread

PROGRAM = "pactl"
_WITHIN_S = 2.0
_LARGEST = 65536
_ASK_EVERY_S = 5.0
"""Seconds between checks of the source, in case an event was missed. The source is also checked right after each
event.
"""
_ASK_AGAIN_S = 0.1
"""Seconds from a query without an answer to the next query."""
_UNANSWERED_S = 10.0
"""Seconds without an answer after which a sound server counts as gone."""
_RELEVANT_EVENTS = (b"on source-output #", b"on source #", b"on server")


class PulseUnansweredError(Exception):
    """The sound server gave no answer, so the recorded source is unknown. `is_busy`: an answer may still come."""

    def __init__(self, *, is_busy: bool) -> None:
        super().__init__("the sound server does not answer.")
        self.is_busy = is_busy


@dataclass(frozen=True, slots=True)
class PulseSource:
    """One source of a sound server. `index` changes if the source disappears and returns."""

    index: int
    name: str
    description: str
    is_monitor: bool  # gives the sound that this machine plays


def is_pactl_installed() -> bool:
    """True if `pactl` is installed."""
    return shutil.which(PROGRAM) is not None


def list_pulse_sources() -> list[PulseSource] | None:
    """Sources that can be recorded. None if no sound server responds."""
    try:
        listed = _list("sources")
    except PulseUnansweredError:
        return None
    return [PulseSource(it["index"], it["name"], it.get("description") or it["name"], _is_monitor(it)) for it in listed]


def default_source_name() -> str | None:
    """Name of the sound server's default source. None if there is none, or if no server responds."""
    return _default("source")


def default_monitor_name() -> str | None:
    """Name of the monitor of the sound server's default output. None if there is none, or if no server responds."""
    name = _default("sink")
    return f"{name}.monitor" if name is not None else None


def recorded_source(pid: int) -> int | None:
    """Index of the source that the process `pid` is recording. None if the process records nothing. Raises
    PulseUnansweredError.
    """
    for it in _list("source-outputs"):
        if it.get("properties", {}).get("application.process.id") == str(pid):
            return int(it["source"])
    return None


class PulseSourceWatcher:
    """Monitors whether this process is still recording the source that it opened.

    `unconfirmed`: the source has changed or was never checked, and the server has not answered yet. `moved`: the
    process is recording another source, or none. `gone`: the server has stopped, or has answered no query for 10 s. A
    query without an answer proves nothing: the source then counts as unconfirmed, and the server is queried again.
    """

    def __init__(self, source: PulseSource) -> None:
        """Start monitoring. Raises OSError if `pactl` cannot be started."""
        self._source = source
        self._process = subprocess.Popen(
            [PROGRAM, "subscribe"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, env=_environment()
        )
        self.unconfirmed = True
        self.moved = self.gone = False
        self._was_confirmed = False
        self._unanswered_since_s: float | None = None
        self._check_at_s = time.monotonic() + _ASK_EVERY_S
        SupervisedThread(self._follow, "sound-server").start()

    def confirm_recording(self) -> bool:
        """True if this process is recording the source now. After opening the source, call this method until it returns
        True.
        """
        try:
            is_here = recorded_source(os.getpid()) == self._source.index
        except PulseUnansweredError:
            return False
        if is_here:
            self.unconfirmed, self._was_confirmed = False, True
        return is_here

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _follow(self) -> None:
        out = self._process.stdout
        assert out is not None
        while not self.moved and not self.gone:
            self._follow_once(out)
        out.close()

    def _follow_once(self, out: IO[bytes]) -> None:
        is_readable = bool(select.select([out], [], [], max(self._check_at_s - time.monotonic(), 0.0))[0])
        events = out.read(_LARGEST) if is_readable else b""
        if is_readable and not events:  # the server, or pactl itself, is gone
            self.gone = True
        elif any(event in events for event in _RELEVANT_EVENTS):
            self.unconfirmed = True
            self._check()
        elif time.monotonic() >= self._check_at_s:  # other programs' events, which never end, do not put it off
            self._check_if_due()

    def _check_if_due(self) -> None:
        """Check the source if it has been confirmed before, or if the last query about it had no answer."""
        if self._unanswered_since_s is not None or not self.unconfirmed:
            self._check()
        else:
            self._check_at_s = time.monotonic() + _ASK_EVERY_S

    def _check(self) -> None:
        try:
            is_here = recorded_source(os.getpid()) == self._source.index
        except PulseUnansweredError:
            self.unconfirmed = True
            now_s = time.monotonic()
            if self._unanswered_since_s is None:
                self._unanswered_since_s = now_s
            self.gone = now_s - self._unanswered_since_s >= _UNANSWERED_S
            self._check_at_s = now_s + _ASK_AGAIN_S
            return
        self._unanswered_since_s = None
        self._check_at_s = time.monotonic() + _ASK_EVERY_S
        self.moved = self._was_confirmed and not is_here
        self.unconfirmed = not is_here


def _is_monitor(listed: dict[str, Any]) -> bool:
    return bool(listed.get("monitor_source")) or listed.get("properties", {}).get("device.class") == "monitor"


def _default(kind: str) -> str | None:
    try:
        return _query_pactl(f"get-default-{kind}").strip() or None
    except PulseUnansweredError:
        return None


def _list(kind: str) -> list[dict[str, Any]]:
    """All objects of one kind that the server lists. Raises PulseUnansweredError."""
    try:
        listed: list[dict[str, Any]] = json.loads(_query_pactl("-f", "json", "list", kind))
    except json.JSONDecodeError:  # pactl lost the server in the middle of its answer
        raise PulseUnansweredError(is_busy=False) from None
    return listed


def _query_pactl(*command: str) -> str:
    """Output of a `pactl` query. Raises PulseUnansweredError."""
    try:
        answer = subprocess.run(
            [PROGRAM, *command], capture_output=True, text=True, check=False, timeout=_WITHIN_S, env=_environment()
        )
    except subprocess.TimeoutExpired:
        raise PulseUnansweredError(is_busy=True) from None
    except OSError:
        raise PulseUnansweredError(is_busy=False) from None
    if answer.returncode != 0:
        raise PulseUnansweredError(is_busy=False)
    return answer.stdout


def _environment() -> dict[str, str]:
    return {**inherited_environment(), "LC_ALL": "C"}
