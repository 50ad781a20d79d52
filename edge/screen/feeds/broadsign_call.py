"""Parser for calls from a Broadsign player. It turns requests of the player's Real-Time Audience API into starts and
ends of plays.

https://docs.broadsign.com/broadsign-control/latest/broadsign-control-real-time-aud-api.html
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs

from edge.messages.commands import StoredPlay, outdated_play_reason
from edge.messages.wire import time_text
from edge.screen.creative_names import CreativeNames

FEED = "broadsign"
ERROR_S = 1.0  # an estimate: the player reports when the slot starts, not when its first frame is on the screen
MAX_QUERY_BYTES = 2048
MAX_FIELDS = 20
_LONGEST_VALUE = 255
_STARTS = frozenset({"start", "started", "begin"})
_ENDS = frozenset({"end", "ended", "stop", "stopped"})
LATEST_MS = 253_402_300_799_000.0  # the last second of the year 9999


@dataclass(frozen=True, slots=True)
class BadCall:
    """A call that cannot be parsed."""

    why: str


@dataclass(frozen=True, slots=True)
class OtherCall:
    """A call that is neither a start nor an end, such as a request for the expected audience, or a call for another
    frame.
    """


@dataclass(frozen=True, slots=True)
class PlayCall:
    """Start or end of a slot. Calls with the same `slot` repeat one call."""

    play: StoredPlay
    slot: tuple[str, str]


def parse_broadsign_call(
    action: str, query: bytes, names: CreativeNames, frame: str | None, arrived_s: float
) -> PlayCall | BadCall | OtherCall:
    """Parse the last part of a call's path, and its query. The call arrived at `arrived_s`. Never raises.

    `frame`: only plays with this frame_id count; None: plays of all frames count.
    """
    event = _event(action)
    if event is None:
        return OtherCall()
    values = _values(query)
    if values is None:
        return BadCall("a query that is too long or malformed")
    if frame is not None and values.get("frame_id") != frame:
        return OtherCall()
    content, campaign = values.get("content_id", ""), values.get("campaign_id", "")
    creative = names.find_creative(content, campaign)
    if creative is None:
        return BadCall("no content_id that is in [playback.creatives] or is a valid creative")
    expected_s = _parse_expected_time_s(values.get("expected_play_time", ""), arrived_s)
    if expected_s is None:
        return BadCall("expected_play_time is not a time in milliseconds")
    at = time_text(max(arrived_s, expected_s)) if event == "start" else time_text(arrived_s)
    if why := outdated_play_reason(time_text(expected_s), arrived_s):
        return BadCall(why.replace("`at`", "expected_play_time"))
    play = StoredPlay(
        creative=creative, event="start" if event == "start" else "end", at=at, feed=FEED, error_s=ERROR_S
    )
    return PlayCall(play, (f"{event} {content} {campaign}", values.get("expected_play_time", "") or at))


def _event(action: str) -> Literal["start", "end"] | None:
    words = set(re.split(r"[^a-z]+", action.lower()))
    if words & _STARTS:
        return None if words & _ENDS else "start"
    return "end" if words & _ENDS else None


def _values(query: bytes) -> dict[str, str] | None:
    if len(query) > MAX_QUERY_BYTES:
        return None
    try:
        found = parse_qs(query.decode("ascii"), max_num_fields=MAX_FIELDS)
    except ValueError:
        return None
    return {name: values[-1][:_LONGEST_VALUE] for name, values in found.items()}


def _parse_expected_time_s(text: str, arrived_s: float) -> float | None:
    """Time of the slot, or the time of the call if the slot has none. None if the text is not a time."""
    if text == "":
        return arrived_s
    try:
        milliseconds = float(text)
    except ValueError:
        return None
    return milliseconds / 1000 if 0 <= milliseconds <= LATEST_MS else None
