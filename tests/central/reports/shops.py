"""Small fleets with known numbers, for the tests of reports."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from central.clock import now_ms
from central.messages.reader import read_message
from central.messages.values import Reading
from central.store.database import open_store
from central.store.location import Location
from central.store.store import Store
from central.store.sums import sum_all
from edge.messages.wire import time_text
from tests.central import fleet
from tests.doubles.ready_store import ready

FIRST = datetime(2026, 11, 2, 9, 0, tzinfo=timezone.utc)
"""A Monday."""
Level = Callable[[int, int, str], float]
"""Smiles by number of the site, number of the day, creative."""


def time_of(day: int, hour: float) -> str:
    """Time in the message format, hours after 9 o'clock of the day with this number."""
    return time_text((FIRST + timedelta(days=day, hours=hour)).timestamp())


def reading(kind: str, fields: fleet.Fields, device: str) -> Reading:
    """Value that the reader gives."""
    return read_message(fleet.topic(kind, device), fleet.payload(fields), now_ms())


class Shop:
    """Messages of one kiosk, numbered as they are made, from the one after `last` on."""

    def __init__(self, device: str, last: int = 0) -> None:
        self.device = device
        self.made: list[Reading] = []
        self._seq = last

    def add(self, kind: str, **fields: Any) -> None:
        """Adds a message: `fields` in place of those of the usual one."""
        self._seq += 1
        make = {"window": fleet.window, "reaction": fleet.reaction, "play": fleet.play, "comments": fleet.comments}[
            kind
        ]
        self.made.append(reading(kind, make(self._seq, self.device, **fields), self.device))

    def day(self, number: int, levels: Mapping[str, float], n: int = 20, **changed: Any) -> None:
        """A day of two windows, and of one play and one reaction of each creative, which is told of the first window.

        `levels`: smiles by creative. The reaction has `n` watchers and a curve of `seconds` (3).
        """
        for hour, visits in ((0.0, 30), (1.0, 10)):
            span = {"from": time_of(number, hour), "to": time_of(number, hour + 1)}
            self.add(
                "window", at=time_of(number, hour + 1.1), **span, visits=visits, watchers=visits // 2, coverage=1.0
            )
        for place, (creative, level) in enumerate(levels.items()):
            self.add("play", **self._play(number, place, creative, changed.get("arms")))
            self.add("reaction", **self._reaction(number, creative, level, n, changed))

    def _play(self, number: int, place: int, creative: str, arms: Mapping[str, str] | None) -> fleet.Fields:
        start = 0.1 + place * 15 / 3600
        span = {"start": time_of(number, start), "end": time_of(number, start + 15 / 3600)}
        experiment = {"id": "e1", "arm": arms[creative], "block": 1} if arms else None
        return {"at": time_of(number, start + 0.1), "creative": creative, "experiment": experiment, **span}

    def _reaction(self, number: int, creative: str, level: float, n: int, changed: Mapping[str, Any]) -> fleet.Fields:
        seconds = changed.get("curve", (level,) * 3)
        told = [n] * len(seconds)
        curve: fleet.Fields = {"step_s": 1, "watchers": changed.get("seen", told), "n": told, "smile": list(seconds)}
        curve |= {name: [0.1] * len(seconds) for name in ("negative", "surprise", "valence", "arousal", "laughter")}
        arms = changed.get("arms")
        return {
            "at": time_of(number, 1.1),
            "from": time_of(number, 0.0),
            "to": time_of(number, 1.0),
            "creative": creative,
            "experiment": {"id": "e1", "arm": arms[creative]} if arms else None,
            "plays": 1,
            "exposed": 2 * n,
            "watchers": changed.get("watching", {}).get(creative, n),
            "n": n,
            "smile": level,
            "curve": curve,
            "models": {"expression": changed.get("model", "smile-mesh@sha256:ab12cd34ef56"), "valence": "none"},
            "noise": changed.get("noise", 0.5),
            "version": changed.get("version", 3),
        }


def fleet_of(sites: int, days: int, levels: Callable[[int, int], Mapping[str, float]], **changed: Any) -> list[Reading]:
    """Messages of so many sites and days; `levels` by number of the site and of the day."""
    return [message for site in range(sites) for message in _shop(site, days, levels, changed).made]


def _shop(site: int, days: int, levels: Callable[[int, int], Mapping[str, float]], changed: dict[str, Any]) -> Shop:
    shop = Shop(f"{changed.get('tenant', 'acme')}/{changed.get('prefix', 'shop-')}{site}/door")
    for day in range(days):
        shop.day(day, levels(site, day), **{k: v for k, v in changed.items() if k not in ("tenant", "prefix")})
    return shop


@contextmanager
def stored(folder: Path, messages: Iterable[Reading]) -> Iterator[Store]:
    """A store with these messages and their sums; one that is there gets them beside its own."""
    place = Location(folder / "data")
    with open_store(place if place.file.exists() else ready(folder / "data")) as store:
        written = store.write_messages(list(messages))
        assert [rejection.detail for rejection in written.rejections] == []
        sum_all(store)
        yield store
