"""Derives plays from the events and properties of mpv. Times are the arrival times of mpv's lines."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from edge.events import PlayEnded, PlayStarted
from edge.messages.commands import LONGEST_S
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.mpv_lines import MpvEvent, MpvMessage, MpvProperty, MpvReply, finite_number_or_none
from edge.screen.play_feed import PlayEvent

FEED = "mpv"
PROPERTIES = ("filename", "duration", "pause", "paused-for-cache", "speed", "current-tracks/video/image", "core-idle")
"""Properties of mpv to observe. core-idle is last: when its first value arrives and is false, something is playing
and all other properties are known.
"""

ERROR_S = 0.1  # measured in docs/shop/playlist-reference.md
LEAD_S = 0.04  # time-pos is about a frame ahead of the screen
MOVED_S = 0.25  # a new segment starts where the media second has moved by more than this against the clock
LEAST_S = 1.0  # shortest segment
FIRST_S = 0.2  # at the start of a file, a position below this is its first frame
SPEED_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class _Segment:
    at_s: float
    media_s: float


class MpvPlays:
    """Plays that one connection to mpv reports. `wants_position`: time-pos must be requested with the number `request`,
    so that an answer from before a seek can be recognised. `bad`: number of files that match no creative.
    """

    def __init__(self, names: CreativeNames) -> None:
        self._names = names
        self._values: dict[str, str | float | bool | None] = {}
        self._is_ready = False  # a file is open and on the screen
        self._begins_file = False
        self._pending_s: float | None = None  # start of a segment with a requested position
        self._segment: _Segment | None = None
        self.wants_position = False
        self.request = 1
        self.bad = 0

    def handle_message(self, message: MpvMessage, at_s: float) -> list[PlayEvent]:
        """Process one message. Return the resulting plays."""
        match message:
            case MpvEvent(name=name):
                return self._take_event(name, at_s)
            case MpvProperty(name=name, value=value):
                return self._take_property(name, value, at_s)
            case MpvReply(request=request, value=value):
                return self._take_position(value, at_s) if request == self.request else []

    def end_play(self, at_s: float, error_s: float = ERROR_S) -> list[PlayEvent]:
        """End the current play."""
        self._pending_s = None
        if self._segment is None:
            return []
        self._segment = None
        return [PlayEnded(at_s, error_s)]

    @property
    def has_other_speed(self) -> bool:
        """True if videos do not play at normal speed. Their plays are not reported."""
        speed = finite_number_or_none(self._values.get("speed"))
        return speed is not None and abs(speed - 1) > SPEED_SHARE

    def _take_event(self, name: str, at_s: float) -> list[PlayEvent]:
        match name:
            case "start-file":
                self._begins_file = True
                return self._stop(at_s)
            case "end-file" | "seek" | "idle" | "shutdown":
                return self._stop(at_s)
            case "playback-restart":
                ended = self._stop(at_s)
                self._is_ready = True
                self._begin(at_s)
                return ended
        return []

    def _stop(self, at_s: float) -> list[PlayEvent]:
        self._is_ready = False
        return self.end_play(at_s)

    def _take_property(self, name: str, value: str | float | bool | None, at_s: float) -> list[PlayEvent]:
        is_first = name not in self._values
        if name not in PROPERTIES:
            return []
        ran = self._runs
        self._values[name] = value
        if name == "core-idle" and is_first:
            # a paused video is also on the screen
            self._is_ready = value is False or self._values.get("pause") is True
            if value is False:
                self._begin(at_s)
            return []
        if not self._runs:
            return self.end_play(at_s)
        if not ran and self._is_ready:
            self._begin(at_s)
        return []

    @property
    def _runs(self) -> bool:
        is_held = self._values.get("pause") is True or self._values.get("paused-for-cache") is True
        return not is_held and not self.has_other_speed

    def _begin(self, at_s: float) -> None:
        if self._runs:
            self._pending_s, self.wants_position = at_s, True
            self.request += 1

    def _take_position(self, position_s: float | None, at_s: float) -> list[PlayEvent]:
        if self._pending_s is not None:
            return self._start_play(self._pending_s, position_s, at_s)
        segment = self._segment
        if segment is None or position_s is None or self._values.get("current-tracks/video/image") is True:
            return []
        moved_s = position_s - LEAD_S - segment.media_s - (at_s - segment.at_s)
        if abs(moved_s) <= MOVED_S or at_s - segment.at_s < LEAST_S:
            return []
        return [*self.end_play(at_s), *self._start_play(at_s, position_s, at_s)]

    def _start_play(self, start_s: float, position_s: float | None, at_s: float) -> list[PlayEvent]:
        self._pending_s = None
        name = self._values.get("filename")
        if position_s is None or not isinstance(name, str):
            return []
        creative = self._names.find_creative(PurePosixPath(name).stem, name)
        if creative is None:
            self.bad += 1
            return []
        media_s = max(0.0, position_s - LEAD_S - (at_s - start_s))
        media_s = 0.0 if self._begins_file and media_s < FIRST_S else min(media_s, LONGEST_S)
        self._begins_file = False
        self._segment = _Segment(start_s, media_s)
        duration_s = finite_number_or_none(self._values.get("duration"))
        is_known = duration_s is not None and 0 < duration_s <= LONGEST_S
        return [
            PlayStarted(
                start_s,
                creative,
                media_s=media_s,
                duration_s=duration_s if is_known else None,
                feed=FEED,
                error_s=ERROR_S,
            )
        ]
