"""Shops that tell of three adverts for weeks, with the playlist that they show, for the tests of recommendations."""

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from central.messages.values import Reading
from central.store.playlists import add_playlist, assign_playlist
from central.store.store import Store
from central.store.sums import sum_all
from tests.central.reports.shops import FIRST, Shop, time_of

EFFECTS = {"a": 0.0, "b": 0.05, "c": -0.02}
SITES = 6


class ToldShop(Shop):
    """A shop of whose visits nine in ten are told."""

    def tell(self, day: date, levels: Mapping[str, float], watchers: int = 300, **changed: Any) -> None:
        """A day of two windows, and of a play and a reaction of each advert, told of the first window."""
        number = (day - FIRST.date()).days
        for hour, share in ((0.0, 0.9), (1.0, 0.1)):
            span = {"from": time_of(number, hour), "to": time_of(number, hour + 1)}
            people = {"visits": round(400 * share), "watchers": round(watchers * share)}
            self.add("window", at=time_of(number, hour + 1.1), **span, **people, coverage=1.0)
        for place, (creative, level) in enumerate(levels.items()):
            self.add("play", **self._play(number, place, creative, None))
            self.add("reaction", **self._reaction(number, creative, level, 20, changed))


def messages(last: date, days: int = 30, sites: int = SITES, **changed: Any) -> list[Reading]:
    """Messages of shops up to a day. `effects`: of the adverts; `seed`: of chance; `prefix`: of the sites' names."""
    rng = random.Random(changed.pop("seed", 1))
    effects, prefix = changed.pop("effects", EFFECTS), changed.pop("prefix", "shop-")
    first_seq = changed.pop("first_seq", 0)
    made: list[Reading] = []
    for site in range(sites):
        shop = ToldShop(f"acme/{prefix}{site}/door")
        shop._seq = first_seq
        for day in range(days):
            level = 0.2 + 0.02 * site + rng.gauss(0, 0.02)
            levels = {name: round(level + effect + rng.gauss(0, 0.01), 2) for name, effect in effects.items()}
            shop.tell(last - timedelta(days=days - 1 - day), levels, **changed)
        made += shop.made
    return made


def store_all(store: Store, made: Sequence[Reading]) -> None:
    """Stores messages, with their sums."""
    written = store.write_messages(list(made))
    assert [rejection.detail for rejection in written.rejections] == []
    sum_all(store)


def content(creatives: Mapping[str, Mapping[str, Any]], *experiments: Mapping[str, Any]) -> str:
    """Content of a playlist of adverts with these keys."""
    usual = {"sha256": "0" * 64, "bytes": 1000, "type": "video/mp4"}
    of = [{"id": name, **usual, **fields} for name, fields in creatives.items()]
    return json.dumps({"creatives": of, "experiments": list(experiments)})


THREE = content({name: {} for name in EFFECTS})


def show(store: Store, text: str = THREE, *sites: str) -> int:
    """Makes a playlist that of some sites, by default of shop-1. Returns its version."""
    with store.engine.begin() as connection:
        version = add_playlist(connection, "acme", text, "ann", 1)
        assign_playlist(connection, version, sites or ("acme/shop-1",))
    return version
