"""Reads the weights of a playlist as a cycle, and writes changed weights back. The rest of the content does not
change.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from central.errors import UsageError
from central.recommend.cycle import Blocks, Cycle, Slot
from edge.playlist.day_design import DAY

Fields = dict[str, Any]


def playlist_cycle(content: str, day: date, booked: Mapping[str, float]) -> Cycle:
    """Cycle of the ads and experiments that play on the given day. Raises UsageError for an impossible booking."""
    fields = json.loads(content)
    experiments, playing = list(_running(fields, day)), list(_playing(fields, day))
    in_experiments = {name for each in experiments for arm in each["arms"].values() for name in arm}
    slots = tuple(_slot(each, in_experiments, booked) for each in playing)
    _check_bookings(slots, booked)
    names = {each["id"] for each in playing}
    with_hours = {each["id"] for each in fields["creatives"] if each.get("open")}
    return Cycle(
        slots,
        tuple(_blocks(each, with_hours) for each in experiments),
        tuple(_weight(each) for each in fields["creatives"] if _weight(each) and each["id"] not in names),
        fields.get("rotate"),
    )


def set_weights(content: str, day: date, cycle: Cycle) -> str:
    """Return the content with the weights of `cycle`, which `playlist_cycle` returned for the same content and day."""
    fields = json.loads(content)
    experiments, playing = list(_running(fields, day)), list(_playing(fields, day))
    for each, slot in zip(playing, cycle.slots, strict=True):
        each["weight"] = slot.weight
    for each, blocks in zip(experiments, cycle.blocks, strict=True):
        each["weight"] = blocks.weight
    names = {each["id"] for each in playing}
    resting = [each for each in fields["creatives"] if _weight(each) and each["id"] not in names]
    for each, weight in zip(resting, cycle.idle, strict=True):
        each["weight"] = weight
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _playing(fields: Fields, day: date) -> Iterator[Fields]:
    """Creatives outside experiments that play on a day."""
    for each in fields["creatives"]:
        if _weight(each) and _from(each) <= day <= _until(each):
            yield each


def _running(fields: Fields, day: date) -> Iterator[Fields]:
    """Experiments that run on a day."""
    for each in fields.get("experiments", []):
        if _from(each) <= day <= _until(each):
            yield each


def _slot(each: Fields, in_experiments: set[str], booked: Mapping[str, float]) -> Slot:
    kept = "experiment" if each["id"] in in_experiments else "hours" if each.get("open") else None
    return Slot(each["id"], _weight(each), kept, booked.get(each["id"]), has_hours=bool(each.get("open")))


def _blocks(each: Fields, with_hours: set[str]) -> Blocks:
    """Plays of a block. By day, a shop shows one arm, so the block has the plays of its longest arm."""
    arms = tuple(tuple(arm) for arm in each["arms"].values())
    shown = max(arms, key=len) if each.get("unit") == DAY else tuple(name for arm in arms for name in arm)
    return Blocks(_weight(each), shown, has_hours=not with_hours.isdisjoint(shown))


def _weight(each: Fields) -> int:
    return int(each.get("weight", 1))


def _from(each: Fields) -> date:
    return date.fromisoformat(each["from"]) if each.get("from") else date.min


def _until(each: Fields) -> date:
    return date.fromisoformat(each["until"]) if each.get("until") else date.max


def _check_bookings(slots: tuple[Slot, ...], booked: Mapping[str, float]) -> None:
    """Raise UsageError if a booked ad has a share that cannot change."""
    of = {slot.creative: slot for slot in slots}
    for name, share in booked.items():
        if not 0 <= share <= 1:
            raise UsageError(f"schedule: the booked share of {name!r} is {share:g}. Use a share from 0 to 1.")
        if name not in of:
            playing = ", ".join(sorted(of)[:12]) or "none"
            raise UsageError(
                f"schedule: {name!r} is booked, but this shop does not play it. Ads that this shop plays: {playing}."
            )
        if of[name].kept == "experiment":
            raise UsageError(
                f"schedule: {name!r} is in a running experiment, so its share is fixed. Book it after the experiment."
            )
        if of[name].kept == "hours":
            raise UsageError(
                f"schedule: {name!r} plays only at certain hours, so its share is fixed. Set its weight by hand."
            )
