"""Messages as kiosks send them, for the tests of the central server."""

import json
import random
from datetime import datetime, timedelta, timezone
from typing import Any

from central.clock import now_ms
from central.messages.reader import read_message
from central.messages.values import Reading
from edge.messages.wire import time_text, uuid7

DEVICE = "acme/berlin-7/door"
AT = datetime(2026, 11, 24, 10, 2, 46, tzinfo=timezone.utc)
Fields = dict[str, Any]

_LOOKED = {"0.5": 11, "1": 9, "2": 6, "5": 1}
_DWELL = {"0": 3, "2": 6, "5": 5, "15": 2, "30": 1, "60": 0}


def at(**later: float) -> str:
    """Time in the message format: AT, or so much later."""
    return time_text((AT + timedelta(**later)).timestamp())


def topic(kind: str, device: str = DEVICE) -> str:
    """Topic of a kind."""
    return f"vitrina/1/{device}/{kind}"


def payload(fields: Fields) -> bytes:
    """Bytes as a kiosk writes them."""
    return json.dumps(fields, separators=(",", ":")).encode()


def reading(kind: str, fields: Fields, device: str = DEVICE) -> Reading:
    """Value that the reader gives for a message that arrives today."""
    return read_message(topic(kind, device), payload(fields), now_ms())


def head(kind: str, device: str, version: int = 1) -> Fields:
    """First fields of every payload."""
    tenant, site, name = device.split("/")
    return {"schema": f"vitrina.{kind}/{version}", "tenant": tenant, "site": site, "device": name}


def numbered(kind: str, seq: int, device: str, made: str, version: int = 1) -> Fields:
    """First fields of a message with a number. The id is that of the kiosk and the number."""
    rng = random.Random(f"{device} {seq}")
    return head(kind, device, version) | {"id": uuid7(AT.timestamp(), rng.randbytes), "seq": seq, "at": made}


def play(seq: int, device: str = DEVICE, /, **changed: Any) -> Fields:
    """A play of 15 s."""
    return numbered("play", seq, device, at()) | {
        "creative": "spring_a",
        "start": at(seconds=-16),
        "end": at(seconds=-1),
        "media_from_s": 0.0,
        "media_to_s": 15.0,
        "complete": True,
        "experiment": None,
        "feed": "player",
        "error_s": 0.02,
        **changed,
    }


def window(seq: int, device: str = DEVICE, /, **changed: Any) -> Fields:
    """A window of two minutes."""
    return numbered("window", seq, device, at()) | {
        "from": at(minutes=-3),
        "to": at(minutes=-1),
        "k": 5,
        "visits": 17,
        "watchers": min(9, changed.get("visits", 9)),
        "dwell_s": 6.2,
        "looked": _LOOKED,
        "dwell": _DWELL,
        "coverage": 0.98,
        "level_db": None,
        **changed,
    }


def reaction(seq: int, device: str = DEVICE, /, *, version: int = 3, noise: float = 0.5, **changed: Any) -> Fields:
    """A reaction to a creative of three seconds, told in all but the last. `noise`: the scale of the settings."""
    seconds = 3
    told = [16] * (seconds - 1) + [None]
    curve = {"step_s": 1, "watchers": [19] * seconds, "n": told}
    names = ("smile", "negative", "surprise", "valence", "arousal", "laughter")
    curve |= {name: [0.25] * (seconds - 1) + [None] for name in names}
    fields = numbered("reaction", seq, device, at(), version) | {
        "from": at(hours=-2),
        "to": at(minutes=-1),
        "k": 10,
        "creative": "spring_a",
        "experiment": {"id": "e12", "arm": "a"},
        "plays": 14,
        "exposed": 31,
        "watchers": 19,
        "attention_s": 4.4,
        "use": "research",
        "noise_sd": {"total": 2 * noise, "cell": round(noise * 10**0.5, 2), "body": round(noise * 2**0.5, 2)},
        "n": 16,
        "smile": 0.22,
        "negative": 0.09,
        "surprise": 0.05,
        "valence": 0.14,
        "arousal": 0.11,
        "abstained": 0.18,
        "laughter_s": 0.4,
        "body": {"n": 11, "arousal": 0.31, "hr_bpm": 78.4, "scr_per_min": 3.2},
        "curve": curve,
        "models": {"expression": "fer-1.1m@sha256:ab12cd34ef56", "valence": "centroids-1"},
        **changed,
    }
    if fields["use"] == "shop":
        _drop_research(fields)
    return fields if version == 3 else _former(fields, version, noise)


def _drop_research(fields: Fields) -> None:
    """Leaves out what a kiosk in a shop does not publish."""
    for part in (fields, fields["curve"]):
        for name in ("negative", "surprise", "valence", "arousal"):
            del part[name]
    if fields["body"] is not None:
        del fields["body"]["arousal"]


def _former(fields: Fields, version: int, noise: float) -> Fields:
    """The same as kiosks of version 1 or 2 sent it: a smile had another name, and only version 2 had noise."""
    del fields["use"], fields["noise_sd"]
    for part in (fields, fields["curve"]):
        part["positive"] = part.pop("smile")
    return fields | {"noise": noise} if version == 2 else fields


def comments(seq: int, device: str = DEVICE, /, **changed: Any) -> Fields:
    """Comments that were held for two hours; the noise has made one count negative."""
    return numbered("comments", seq, device, at()) | {
        "from": at(hours=-2),
        "to": at(minutes=-1),
        "k": 10,
        "creative": "spring_a",
        "n": 13,
        "negative": 4,
        "neutral": 3,
        "positive": 8,
        "unclear": -2,
        **changed,
    }


def alert(seq: int, device: str = DEVICE, /, **changed: Any) -> Fields:
    """A lost camera."""
    fields = {"code": "camera.lost", "severity": "error", "text": "no camera", "raised": at(), "cleared": None}
    return numbered("alert", seq, device, at()) | fields | changed


def state(device: str = DEVICE, /, **changed: Any) -> Fields:
    """A kiosk that senses."""
    fields = {"at": at(), "first_seq": 1, "last_seq": 0, "state": "sensing", "reasons": []}
    fields |= {"since": at(), "version": "0.1.0", "use": "shop", "reader": "smile-mesh: It ships."}
    return head("state", device) | fields | changed


def health(device: str = DEVICE, /, *, unsent: int = 0, rate_hz: float | None = 29.9, **changed: Any) -> Fields:
    """A kiosk that is well."""
    empty = ("detector_ms", "expression_ms", "expression_hz", "analysed_hz", "dropped_hz", "memory")
    fields: Fields = {"at": at(), "first_seq": 1, "last_seq": 0, "version": "0.1.0", "uptime_s": 240}
    fields |= {"camera": {"rate_hz": rate_hz, "dropped": 0}, **dict.fromkeys(empty)}
    fields |= {"cpu": {"p50": 0.2, "p95": 0.4}, "temperature_c": 45.0}
    fields |= {"outbox": {"rows": 44, "unsent": unsent, "bytes": 40960, "dropped": 0}}
    fields |= {"clock": {"valid": True, "error_s": 0.012}, "models": {}}
    fields |= dict.fromkeys(("late_plays", "bad_commands", "bad_values"), 0)
    fields |= dict.fromkeys(("microphone", "kits", "withheld", "one_place"))
    return head("health", device) | fields | changed
