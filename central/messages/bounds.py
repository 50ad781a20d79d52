"""Limits for the values that kiosks send. They keep the totals over a fleet small enough for both databases to add.

Numbers with noise have no limit, but must be finite.
"""

from central.clock import DAY_MS
from edge.messages.payloads import MEDIA_SECONDS, Comments, Curve, Health, Payload, Play, Reaction, State, Window

MOST = 1_000_000
"""Largest number of people or plays that a message may contain."""
MOST_SEQ = 2**53 - 1
"""Largest message number that is accepted. Pages add up the missing messages over all kiosks."""
WINDOW_MS = 26 * 3_600_000
"""Longest window that is accepted. A day on which the clocks change can have 25 hours."""
LAST_SECOND = MEDIA_SECONDS - 1
"""Largest media second that is accepted. Kiosks send no later seconds."""
PLAY_MS = DAY_MS + 60_000
"""Longest play that is accepted. `cmd/play` accepts creatives of up to a day."""


def value_fault(payload: Payload) -> str | None:
    """Text about a value outside its limits; None if all values are within them."""
    for name, count in _people_counts(payload).items():
        if count > MOST:
            return f"{name} is more than {MOST}"
    match payload:
        case Window() if payload.watchers > payload.visits:
            return "watchers is more than visits"
        case Reaction() if payload.watchers > payload.exposed:
            return "watchers is more than exposed"
        case Reaction() if payload.curve.step_s * len(payload.curve.watchers) > MEDIA_SECONDS:
            return f"the curve has more than {MEDIA_SECONDS} media seconds"
        case State() | Health() if payload.last_seq > MOST_SEQ:
            return f"last_seq is more than {MOST_SEQ}"
        case Play() if max(payload.media_from_s, payload.media_to_s) > LAST_SECOND:
            return f"media_from_s or media_to_s is more than {LAST_SECOND}"
    return None


def span_fault(payload: Payload, begin_ms: int, end_ms: int) -> str | None:
    """Text about a wrong start or end of a message; None if both times are valid."""
    if end_ms < begin_ms or (end_ms == begin_ms and not isinstance(payload, Play)):
        return "it ends before it starts"
    match payload:
        case Window() if end_ms - begin_ms > WINDOW_MS:
            return f"the window is longer than {WINDOW_MS // 3_600_000} h"
        case Play() if end_ms - begin_ms > PLAY_MS:
            return f"the play is longer than {PLAY_MS // 1000} s"
    return None


def _people_counts(payload: Payload) -> dict[str, int]:
    """Counts of people and plays, by field."""
    match payload:
        case Window():
            by_time = {f"looked.{name}": count for name, count in payload.looked.model_dump(by_alias=True).items()}
            by_time |= {f"dwell.{name}": count for name, count in payload.dwell.model_dump(by_alias=True).items()}
            return {"k": payload.k, "visits": payload.visits, "watchers": payload.watchers, **by_time}
        case Reaction():
            counts = {"k": payload.k, "plays": payload.plays, "exposed": payload.exposed, "n": payload.n}
            counts |= {"watchers": payload.watchers, **_most_in_cells(payload.curve)}
            return counts if payload.body is None else {**counts, "body.n": payload.body.n}
        case Comments():
            return {"k": payload.k}
    return {}


def _most_in_cells(curve: Curve) -> dict[str, int]:
    return {
        "curve.watchers": max(curve.watchers, default=0),
        "curve.n": max((count for count in curve.n if count is not None), default=0),
    }
