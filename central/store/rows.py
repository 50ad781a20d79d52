"""Builds rows for the message tables from validated messages, with columns in the order of `schema`."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from central.measures import CURVES
from central.messages.reader import time_ms
from central.messages.values import NumberedMessage
from central.store.columns import READ
from central.store.local_time import build_localizer, last_ms
from central.store.names import Device
from edge.messages.payloads import Alert, Body, Comments, Play, Reaction, Window
from edge.messages.wire import schema_name

Row = tuple[Any, ...]
CreativeId = Callable[[str, str], int]
"""Function that returns the number of a creative, given its tenant and its name."""


def message_rows(messages: list[tuple[NumberedMessage, Device]], creative_id: CreativeId) -> dict[str, list[Row]]:
    """Table rows for the messages, by table name."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for message, device in messages:
        match message.payload:
            case Play() as play:
                rows["plays"].append(_play_row(message, device, play, creative_id))
            case Window() as window:
                rows["windows"].append(_window_row(message, device, window))
            case Reaction() as reaction:
                rows["reactions"].append(_reaction_row(message, device, reaction, creative_id))
                rows["cells"] += _cell_rows(message, device, reaction)
            case Comments() as comments:
                rows["comments"].append(_comments_row(message, device, comments, creative_id))
            case Alert() as alert:
                rows["alerts"].append(_alert_row(message, device, alert))
    return rows


def cell_ms(message: NumberedMessage) -> int:
    """Instant, in milliseconds, that decides in which local day, hour and part of the day the whole message counts."""
    match message.payload:
        case Play() as play:
            return last_ms(time_ms(play.start), time_ms(play.end))
        case Window() | Reaction() | Comments() as span:
            return last_ms(time_ms(span.from_), time_ms(span.to))
    return message.at_ms


def _head(message: NumberedMessage, device: Device, begin_ms: int, end_ms: int) -> Row:
    local = build_localizer(device.zone, device.parts)(last_ms(begin_ms, end_ms))
    return (device.id, message.seq, message.at_ms, message.id, message.raw, device.site_id, *local)


def _play_row(message: NumberedMessage, device: Device, play: Play, creative_id: CreativeId) -> Row:
    start_ms, end_ms = time_ms(play.start), time_ms(play.end)
    arm = play.experiment
    return (
        *_head(message, device, start_ms, end_ms),
        creative_id(message.header.tenant, play.creative),
        arm.id if arm else "",
        arm.arm if arm else "",
        arm.block if arm else None,
        start_ms,
        end_ms,
        play.media_from_s,
        play.media_to_s,
        play.complete,
        play.feed,
        play.error_s,
    )


def _window_row(message: NumberedMessage, device: Device, window: Window) -> Row:
    from_ms, to_ms = time_ms(window.from_), time_ms(window.to)
    looked, dwell = window.looked, window.dwell
    return (
        *_head(message, device, from_ms, to_ms),
        from_ms,
        to_ms,
        window.k,
        window.visits,
        window.watchers,
        window.dwell_s,
        *(looked.s0_5, looked.s1, looked.s2, looked.s5),
        *(dwell.s0, dwell.s2, dwell.s5, dwell.s15, dwell.s30, dwell.s60),
        window.coverage,
        window.level_db,
    )


def _reaction_row(message: NumberedMessage, device: Device, reaction: Reaction, creative_id: CreativeId) -> Row:
    from_ms, to_ms = time_ms(reaction.from_), time_ms(reaction.to)
    arm = reaction.experiment
    return (
        *_head(message, device, from_ms, to_ms),
        creative_id(message.header.tenant, reaction.creative),
        arm.id if arm else "",
        arm.arm if arm else "",
        from_ms,
        to_ms,
        reaction.k,
        reaction.plays,
        reaction.exposed,
        reaction.watchers,
        reaction.attention_s,
        reaction.noise_sd.total,
        reaction.n,
        *(getattr(reaction, name) for name in READ),
        reaction.laughter_s,
        *_body(reaction.body),
        reaction.curve.step_s,
        reaction.models.expression,
        _noise_of_laughter(reaction),
    )


def _noise_of_laughter(reaction: Reaction) -> float:
    """Standard deviation of the noise in the sum of the seconds with laughter.

    It is 0 for messages of former versions, which had no noise in these seconds.
    """
    return reaction.noise_sd.total if reaction.schema_ == schema_name("reaction") else 0.0


def _body(body: Body | None) -> Row:
    return (None,) * 4 if body is None else (body.n, body.arousal, body.hr_bpm, body.scr_per_min)


def _cell_rows(message: NumberedMessage, device: Device, reaction: Reaction) -> list[Row]:
    """A row for each media second of the curve. A cell that covers several seconds gives a row for each second."""
    curve = reaction.curve
    none = (None,) * len(curve.watchers)  # of a shop, numbers of research are absent
    told = (getattr(curve, name) or none for name in CURVES)
    cells = zip(curve.watchers, curve.n, *told, strict=True)
    key = (device.id, message.seq, message.at_ms)
    step = curve.step_s
    return [(*key, number * step + second, *cell) for number, cell in enumerate(cells) for second in range(step)]


def _comments_row(message: NumberedMessage, device: Device, comments: Comments, creative_id: CreativeId) -> Row:
    from_ms, to_ms = time_ms(comments.from_), time_ms(comments.to)
    return (
        *_head(message, device, from_ms, to_ms),
        None if comments.creative is None else creative_id(message.header.tenant, comments.creative),
        from_ms,
        to_ms,
        comments.k,
        comments.n,
        *(comments.negative, comments.neutral, comments.positive, comments.unclear),
    )


def _alert_row(message: NumberedMessage, device: Device, alert: Alert) -> Row:
    return (
        *_head(message, device, message.at_ms, message.at_ms + 1),
        alert.code,
        alert.severity,
        alert.text,
        time_ms(alert.raised),
        None if alert.cleared is None else time_ms(alert.cleared),
    )
