"""Markers of a session: what a person, a player or another program reported, and when."""

import json
from dataclasses import dataclass
from math import isfinite
from typing import Any

from edge.events import PlayEnded, PlayStarted
from edge.study.series import Value

LONGEST_TEXT = 1000
LARGEST_LINE = 16_384  # bytes
TIMED_ERROR_S = 0.001
"""Largest error in seconds of a marker that carries a time from the computer's clock."""

ARRIVED_ERROR_S = 0.02
"""Largest error in seconds of 19 of 20 markers that get their time on arrival, measured on a busy computer."""

FURTHEST_S = 3600.0
"""Largest difference between a marker's time and now, in seconds. A larger difference means another clock."""


AD_START, AD_END, LSL = "ad:", "ad_end", "lsl"
"""Texts with which another program reports an ad over the Lab Streaming Layer, and the origin of such markers."""
LONGEST_CREATIVE = 100


class BadMarkerError(Exception):
    """A line is not a valid marker. The message states why."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker, with its time on the session's clock. None: unknown."""

    at_s: float
    type: str
    name: str = ""
    media_s: float | None = None
    error_s: float | None = None
    origin: str = "session"

    @property
    def event_row(self) -> tuple[Value, ...]:
        """The marker as a row in the series `events`."""
        return self.at_s, self.type, self.name, self.media_s, self.error_s, self.origin


def parse_marker_line(line: bytes, now_s: float, machine_error_s: float) -> Marker:
    """Parse a marker from one line of JSON.

    The line is `{"text": "…"}`, with an optional `"at_s"` in seconds since 1970 on the computer's clock. `now_s`: the
    session's clock. `machine_error_s`: the computer's clock minus the session's. Raises BadMarkerError.
    """
    text, at_s = _parse_values(line)
    if at_s is None:
        return Marker(now_s, "mark", text, error_s=ARRIVED_ERROR_S, origin="socket")
    at_s -= machine_error_s
    if abs(at_s - now_s) > FURTHEST_S:
        raise BadMarkerError(
            f"at_s differs from the current time by {abs(at_s - now_s):.0f} s; send seconds since 1970-01-01 UTC"
        )
    return Marker(at_s, "mark", text, error_s=TIMED_ERROR_S, origin="socket")


def parse_ad_marker(text: str, at_s: float, error_s: float) -> PlayStarted | PlayEnded | None:
    """Play that another program reports: `ad:NAME` starts the ad NAME, `ad_end` ends it. None for any other text."""
    if text == AD_END:
        return PlayEnded(at_s, error_s)
    creative = text.removeprefix(AD_START).strip()
    is_name = 1 <= len(creative) <= LONGEST_CREATIVE and creative.isprintable()
    if not text.startswith(AD_START) or not is_name:
        return None
    return PlayStarted(at_s, creative, feed=LSL, error_s=error_s)


def make_play_marker(play: PlayStarted | PlayEnded, shown: PlayStarted) -> Marker:
    """Marker for the start or the end of a play. `shown`: the play that starts or ends."""
    kind = "advert_start" if isinstance(play, PlayStarted) else "advert_end"
    origin = LSL if shown.feed == LSL else "player"
    return Marker(play.at_s, kind, shown.creative, play.media_s, play.error_s, origin)


class PlayMarkers:
    """Turns plays into markers. The start of a play also ends the play before it."""

    def __init__(self) -> None:
        self._shown: PlayStarted | None = None

    def make_markers(self, play: PlayStarted | PlayEnded) -> list[Marker]:
        markers = []
        if self._shown is not None:
            ended = play if isinstance(play, PlayEnded) else PlayEnded(play.at_s, play.error_s)
            markers.append(make_play_marker(ended, self._shown))
            self._shown = None
        if isinstance(play, PlayStarted):
            markers.append(make_play_marker(play, play))
            self._shown = play
        return markers


def _parse_values(line: bytes) -> tuple[str, float | None]:
    try:
        values: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise BadMarkerError("the marker is not a JSON object on one line") from None
    if not isinstance(values, dict) or not set(values) <= {"text", "at_s"}:
        raise BadMarkerError('a marker must be {"text": "…"}, with an optional "at_s"')
    text, at_s = values.get("text"), values.get("at_s")
    if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_TEXT:
        raise BadMarkerError(f"text must have 1 to {LONGEST_TEXT} characters")
    if at_s is None:
        return text, None
    if isinstance(at_s, bool) or not isinstance(at_s, int | float) or not isfinite(at_s):
        raise BadMarkerError("at_s must be a number of seconds since 1970-01-01 UTC")
    return text, float(at_s)
