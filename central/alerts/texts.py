"""Texts of alert events: the JSON of a delivery, and the mail made from this JSON. Both are plain text without
secrets.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from central.alerts.codes import cure_text
from central.alerts.steps import Event
from central.store.open_alerts import OpenAlert
from edge.messages.wire import time_text

TEST = "server.test"
DIGEST = 10
"""Maximum number of events that are delivered one by one. If more events happen at once, one delivery contains all of
them.
"""
_LONGEST, _MOST = 500, 200
SCHEMA = "vitrina.alerts/1"
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Mail:
    """Subject and text of a mail."""

    subject: str
    body: str


def delivery_bodies(events: Sequence[Event], names: Mapping[str, str] = _NO_NAMES) -> list[str]:
    """Return the JSON of the deliveries: one per event, or a single delivery if there are many events. `names`: names
    of shops, by `tenant/site`.
    """
    if len(events) > DIGEST:
        return [_json(events, names)]
    return [_json([event], names) for event in events]


def _json(events: Sequence[Event], names: Mapping[str, str] = _NO_NAMES) -> str:
    told = [_event_fields(event, names) for event in events[:_MOST]]
    fields = {"schema": SCHEMA, "total": len(events), "events": told}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _event_fields(event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    alert = event.alert
    tenant, site, device = alert.place.split("/") if alert.place else (None, None, None)
    return {
        "event": event.kind,
        "code": alert.code,
        "severity": alert.severity,
        "tenant": tenant,
        "site": site,
        "name": names.get(f"{tenant}/{site}"),
        "device": device,
        "text": printable_line(alert.text)[:_LONGEST],
        "cure": "Nothing to do." if alert.code == TEST else cure_text(alert.code),
        "since": time_text(alert.first_ms / 1000),
        "cleared": None if event.ended_ms is None else time_text(event.ended_ms / 1000),
    }


def example_body(now_ms: int) -> str:
    """Return the JSON of a test delivery, which names no kiosk."""
    alert = OpenAlert("", TEST, "info", "This is a test alert. Nothing has happened.", now_ms)
    return _json([Event("cleared", alert, now_ms)])


def delivery_mail(body: str) -> Mail:
    """Return the mail for a delivery."""
    told = json.loads(body)
    events: list[dict[str, Any]] = told["events"]
    parts = [_event_paragraph(event) for event in events]
    if told["total"] > len(events):
        parts.append(f"{told['total'] - len(events)} more. To list them, run: vitrina-central alerts list")
    if len(events) == 1:
        (event,) = events
        return Mail(printable_line(f"[Vitrina] {_word(event)}: {event['code']}, {_place(event)}"), parts[0])
    raised = sum(event["event"] == "raised" for event in events)
    cleared = f", {len(events) - raised} cleared" if raised < len(events) else ""
    return Mail(f"[Vitrina] {told['total']} alerts: {raised} new{cleared}", "\n".join(parts))


def _word(event: dict[str, Any]) -> str:
    return "cleared" if event["event"] == "cleared" else event["severity"]


def _place(event: dict[str, Any]) -> str:
    return "this server" if event["site"] is None else f"{event['tenant']}/{event['site']}/{event['device']}"


def _event_paragraph(event: dict[str, Any]) -> str:
    place = _place(event)
    lines = [f"{_word(event)}: {event['code']}", event["text"], ""]
    if event["site"] is None:
        lines.append("Where: this server")
    else:
        shop = f"{event['name']} ({event['site']})" if event.get("name") else event["site"]
        lines.append(f"Where: shop {shop} of {event['tenant']}, kiosk {event['device']}")
    lines.append(f"Since: {event['since']}")
    if event["event"] == "cleared":
        lines += [f"Cleared: {event['cleared']}", "Nothing to do."]
    else:
        where = "" if event["site"] is None else f"{place} "
        snooze = f"vitrina-central alerts snooze {where}--code {event['code']} --hours 24"
        lines += [f"What to do: {event['cure']}", f"To snooze this alert for a day, run: {snooze}"]
    return "\n".join([*lines, ""])


def printable_line(text: str) -> str:
    """Return the text on one line, without characters that control a terminal or a mail."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
