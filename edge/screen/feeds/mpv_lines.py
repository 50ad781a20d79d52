"""Parser for the lines of mpv's JSON IPC socket.

https://mpv.io/manual/stable/#json-ipc
"""

import json
from dataclasses import dataclass
from typing import Any

MAX_LINE_BYTES = 65_536
MAX_BAD_LINES = 100  # of one connection


class NotMpvError(Exception):
    """The program at the other end of the socket is not mpv. The text is a phrase."""


@dataclass(frozen=True, slots=True)
class MpvEvent:
    """An event, such as playback-restart."""

    name: str


@dataclass(frozen=True, slots=True)
class MpvProperty:
    """New value of an observed property. The value is None if the property has no value at the moment."""

    name: str
    value: str | float | bool | None


@dataclass(frozen=True, slots=True)
class MpvReply:
    """Answer to a request. `value` is None if mpv has no value, or if the value is not a number."""

    request: int
    value: float | None


MpvMessage = MpvEvent | MpvProperty | MpvReply


class LineReader:
    """Splits bytes into messages. `bad`: number of lines that are not messages."""

    def __init__(self) -> None:
        self._rest = b""
        self.bad = 0

    def read_messages(self, data: bytes) -> list[MpvMessage]:
        """Messages in the complete lines. Raises NotMpvError if a line is too long, or if there are too many bad
        lines.
        """
        *lines, self._rest = (self._rest + data).split(b"\n")
        if any(len(line) > MAX_LINE_BYTES for line in (*lines, self._rest)):
            raise NotMpvError(f"the program at the socket sent a line of more than {MAX_LINE_BYTES} bytes")
        messages = []
        for line in lines:
            if not line.strip():
                continue
            if message := _parse_message(line):
                messages.append(message)
            elif message is None:
                self.bad += 1
                if self.bad > MAX_BAD_LINES:
                    raise NotMpvError("the program at the socket sent lines that are not mpv's JSON")
        return messages


def _parse_message(line: bytes) -> MpvMessage | None:
    """The message of a line; None if the line is not a message."""
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    event = value.get("event")
    if event == "property-change" and isinstance(name := value.get("name"), str):
        return MpvProperty(name, _simple(value.get("data")))
    if isinstance(event, str):
        return MpvEvent(event)
    request = value.get("request_id")
    if isinstance(request, int) and isinstance(value.get("error"), str):
        return MpvReply(request, finite_number_or_none(value.get("data")))
    return None


def finite_number_or_none(value: object) -> float | None:
    """The value if it is a finite number; otherwise None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        return None
    return float(value)


def _simple(value: object) -> str | float | bool | None:
    return value if isinstance(value, str | bool) else finite_number_or_none(value)
