"""Faults of a fleet, by name. Pure: each function says what a fault does to a message or a day, given a random
generator.
"""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count
from math import sqrt

from central.simulate.outgoing import Outgoing
from edge.messages.payloads import RESEARCH_MEASURES
from edge.messages.wire import to_json, uuid7

NAMES = {
    "outages": "kiosks are offline for some minutes and then send what they kept",
    "backlog": "kiosks are offline for an hour",
    "duplicates": "1 % of the messages are sent twice",
    "reordering": "1 % of the messages arrive late, after newer ones",
    "clocks": "clocks are wrong by minutes; some messages are dated 2099",
    "old_schemas": "every fifth kiosk sends reactions of version 1 (without noise) or version 2",
    "junk": "bytes that are not a message, and messages under a foreign name",
    "clones": "a second kiosk with the same name sends under numbers that are already used",
    "lost": "1 % of the messages are lost after the broker has acknowledged them",
}
LOST, TWICE, LATE = 0.01, 0.01, 0.01
STRAY = 0.002
"""Shares of junk, clones and messages from the year 2099, relative to the number of the fleet's messages.

They are sent in addition to these messages.
"""
LATE_S = 45.0
OUTAGE_DAYS, BACKLOG_DAYS, CLOCK_DAYS = 0.5, 0.2, 0.2
"""Share of kiosk-days with each fault."""
OUTAGE_S, BACKLOG_S = (120.0, 1_200.0), 3_600.0
SHORTEST_DAY_S = 3 * BACKLOG_S
"""Shortest day that gets an outage or a backlog.

A shorter day has no time for an outage in its first half and a backlog in its second half.
"""
CLOCK_ERRORS_S = tuple(60.0 * minutes for minutes in range(-10, 11) if minutes)
"""Errors of a kiosk's clock. They are whole minutes, because windows end on a full minute of the kiosk's own clock."""
OLD_ONE_IN = 5
REACTIONS = 3
"""Current version of the reaction message."""
FAR_AHEAD = "2099-01-01T00:00:00.000Z"

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DayFaults:
    """Faults of one kiosk on one day: sorted, disjoint spans without a connection, and the error of the kiosk's
    clock.
    """

    offline: tuple[Span, ...] = ()
    clock_error_s: float = 0.0


def draw_day_faults(faults: frozenset[str], opens_s: float, open_for_s: float, rng: random.Random) -> DayFaults:
    """Draw the faults of one day. An outage lies in the first half of the opening hours, and a backlog in the second
    half.
    """
    offline = []
    half_s = open_for_s / 2
    if "outages" in faults and rng.random() < OUTAGE_DAYS:
        begin_s = opens_s + rng.uniform(60, half_s - OUTAGE_S[1])
        offline.append((begin_s, begin_s + rng.uniform(*OUTAGE_S)))
    if "backlog" in faults and rng.random() < BACKLOG_DAYS:
        begin_s = opens_s + half_s + rng.uniform(0, half_s - BACKLOG_S - 60)
        offline.append((begin_s, begin_s + BACKLOG_S))
    is_wrong = "clocks" in faults and rng.random() < CLOCK_DAYS
    return DayFaults(tuple(offline), rng.choice(CLOCK_ERRORS_S) if is_wrong else 0.0)


def delay_message(item: Outgoing, offline: Iterable[Span]) -> Outgoing | None:
    """The message as it is sent with the given outages.

    It is sent later, or not at all if only the newest message of its kind counts.
    """
    for begin_s, end_s in offline:
        if begin_s <= item.at_s < end_s and item.kind != "state":
            return None if item.seq is None else replace(item, at_s=end_s)
    return item


def apply_faults(item: Outgoing, faults: frozenset[str], rng: random.Random) -> Iterator[Outgoing]:
    """The messages that the faults produce from one message. The first message of a kiosk always arrives before its
    clones.
    """
    if item.seq is not None and item.seq > 1:
        first = item
        if "lost" in faults and rng.random() < LOST:
            first = replace(item, is_lost=True)
        elif "reordering" in faults and rng.random() < LATE:
            first = replace(item, at_s=item.at_s + rng.uniform(1.0, LATE_S))
        yield first
        if "duplicates" in faults and rng.random() < TWICE:
            yield replace(item, at_s=first.at_s + rng.uniform(0.0, LATE_S))
        if item.kind == "play":
            yield from _stray_messages(item, faults, rng)
    else:
        yield item


def _stray_messages(play: Outgoing, faults: frozenset[str], rng: random.Random) -> Iterator[Outgoing]:
    """Additional junk messages and clones. Central must not store any of them as news of the kiosk."""
    stray = replace(play, seq=None)
    if "junk" in faults and rng.random() < STRAY:
        yield replace(stray, payload=f"junk {rng.randbytes(12).hex()}".encode())
    if "junk" in faults and rng.random() < STRAY:
        yield replace(stray, device=f"{play.device}-x")
    if "clones" in faults and rng.random() < STRAY:
        yield replace(stray, payload=renumber_payload(play.payload, 1, uuid7(play.at_s, rng.randbytes)))
    if "clocks" in faults and rng.random() < STRAY and play.seq is not None:
        payload = renumber_payload(play.payload, play.seq + 10**9, uuid7(play.at_s, rng.randbytes))
        yield replace(stray, payload=_with_text(payload, "at", FAR_AHEAD))


def renumber_payload(payload: bytes, seq: int, new_id: str) -> bytes:
    """The payload of a message with a new number and a new id."""
    before, _, rest = _with_text(payload, "id", new_id).partition(b'"seq":')
    return before + b'"seq":' + str(seq).encode() + rest[rest.index(b",") :]


def _with_text(payload: bytes, field: str, text: str) -> bytes:
    """The payload with a new value in one of its text fields."""
    before, name, rest = payload.partition(f'"{field}":"'.encode())
    return before + name + text.encode() + rest[rest.index(b'"') :]


def reaction_version(number: int, faults: frozenset[str]) -> int:
    """Version of the reactions from the kiosk with this number. Old kiosks alternate between versions 1 and 2."""
    round_, place = divmod(number, OLD_ONE_IN)
    is_old = "old_schemas" in faults and place == OLD_ONE_IN - 1
    return 1 + round_ % 2 if is_old else REACTIONS


def rewrite_as_version(payload: bytes, version: int) -> bytes:
    """Rewrite a reaction in an older version. Before version 3, smiles have their former name and a reaction contains
    all measures. Version 1 has no noise.
    """
    if version == REACTIONS:
        return payload
    fields = json.loads(payload)
    fields["schema"] = f"vitrina.reaction/{version}"
    noise_sd = fields.pop("noise_sd")
    del fields["use"]
    for part, missing in ((fields, None), (fields["curve"], [None] * len(fields["curve"]["n"]))):
        part["positive"] = part.pop("smile")
        part |= {name: part.get(name, missing) for name in RESEARCH_MEASURES}
    fields |= {name: _rounded(fields[name], 2) for name in ("positive", *RESEARCH_MEASURES)}
    fields["laughter_s"] = _rounded(fields["laughter_s"], 1)
    if version > 1:
        fields["noise"] = noise_sd["body"] / sqrt(2.0)
    return to_json(fields)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def sort_by_time(made: Iterable[tuple[float, Iterable[Outgoing]]]) -> Iterator[Outgoing]:
    """Yield messages in order of sending time. Each input comes with the time at which it was made. These times never
    decrease, and no message is sent before it was made.
    """
    waiting: list[tuple[float, int, Outgoing]] = []
    numbers = count()
    for made_s, items in made:
        while waiting and waiting[0][0] < made_s:
            yield heappop(waiting)[2]
        for item in items:
            heappush(waiting, (item.at_s, next(numbers), item))
    while waiting:
        yield heappop(waiting)[2]
