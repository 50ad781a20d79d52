"""Pool of kiosk-days that the real audience core produced once, and the command that creates it.

`python -m central.simulate.pool` creates pool.json.gz again in about a minute. The totals of the pool have no noise,
and are within one percent of the true values. Noise and planted values are added when a kiosk-day is drawn.
"""

import gzip
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from math import fsum
from pathlib import Path
from typing import Any

from central.simulate.shop import HOUR_S, MEASURES, Shop, shop_day_releases
from edge.events import NoiseDeviations, ReactionCurve, ReleasedReaction, ReleasedWindow

FILE = Path(__file__).with_name("pool.json.gz")
SIZES = {"quiet": 0.5, "medium": 2.0, "busy": 5.0}
"""People per minute in a shop of each size."""
PARTS_S = (12 * HOUR_S, 15 * HOUR_S)
DAYS = {(): 8, PARTS_S: 4}
"""Number of kiosk-days of each size, without and with parts of the day."""
SEED = 1


@dataclass(frozen=True, slots=True)
class KioskDay:
    """Windows and reactions of one day, in order. Times are in seconds after midnight. The ads are named `slot_0`,
    `slot_1` and so on.
    """

    windows: tuple[ReleasedWindow, ...]
    reactions: tuple[ReleasedReaction, ...]


@dataclass(frozen=True, slots=True)
class ShopClass:
    """Kiosk-days of shops of one size, and the means over all these kiosk-days. A single draw differs from the means by
    chance.
    """

    days: tuple[KioskDay, ...]
    means: Mapping[str, float]  # of each measure over the n of all reactions
    cell_means: Mapping[str, float]  # the same over the n of all told cells
    attention_s: float  # per exposed visit


@cache
def load_pool() -> dict[tuple[str, bool], ShopClass]:
    """The pool, by size and by whether the days have parts."""
    found: dict[tuple[str, bool], list[KioskDay]] = {}
    for day in json.loads(gzip.decompress(FILE.read_bytes())):
        windows = tuple(ReleasedWindow(**window) for window in day["windows"])
        reactions = tuple(_reaction(reaction) for reaction in day["reactions"])
        found.setdefault((day["size"], bool(day["parts_s"])), []).append(KioskDay(windows, reactions))
    return {key: _shop_class(days) for key, days in found.items()}


def _reaction(values: dict[str, Any]) -> ReleasedReaction:
    curve: dict[str, Any] = {
        name: tuple(row) if isinstance(row, list) else row for name, row in values["curve"].items()
    }
    noise_sd = NoiseDeviations(**values["noise_sd"])
    return ReleasedReaction(**{**values, "curve": ReactionCurve(**curve), "noise_sd": noise_sd})


def _shop_class(days: Iterable[KioskDay]) -> ShopClass:
    days = tuple(days)
    reactions = [reaction for day in days for reaction in day.reactions]
    exposed = sum(reaction.exposed for reaction in reactions)
    return ShopClass(
        days,
        {name: _mean((r.n, getattr(r, name)) for r in reactions) for name in MEASURES},
        {name: _mean(cell for r in reactions for cell in list_told_cells(r.curve, name)) for name in MEASURES},
        fsum(reaction.attention_s * reaction.exposed for reaction in reactions) / exposed,
    )


def list_told_cells(curve: ReactionCurve, name: str) -> list[tuple[int, float]]:
    """Number of people and mean value in each published cell."""
    pairs = zip(curve.n, getattr(curve, name), strict=True)
    return [(n, value) for n, value in pairs if n is not None and value is not None]


def _mean(weighted: Iterable[tuple[int, float]]) -> float:
    pairs = list(weighted)
    return fsum(n * value for n, value in pairs) / sum(n for n, _ in pairs)


def make_pool() -> bytes:
    """The pool in its stored form. Every run gives the same bytes."""
    rng = random.Random(SEED)
    days = []
    for size, rate in SIZES.items():
        for parts_s, count in DAYS.items():
            for _ in range(count):
                releases = [_fields(release) for release in shop_day_releases(Shop(rate, parts_s), rng)]
                day = {"windows": [r for r in releases if "curve" not in r]}
                day["reactions"] = [r for r in releases if "curve" in r]
                days.append({"size": size, "parts_s": parts_s, **day})
    return gzip.compress(json.dumps(days, separators=(",", ":")).encode(), 9, mtime=0)


def _fields(release: ReleasedWindow | ReleasedReaction) -> dict[str, Any]:
    """Fields of a release by name. Values that releases share are copied."""
    return {field.name: _plain(getattr(release, field.name)) for field in fields(release)}


def _plain(value: Any) -> Any:
    if isinstance(value, ReactionCurve | NoiseDeviations):
        return asdict(value)
    return dict(value) if isinstance(value, Mapping) else value


if __name__ == "__main__":
    FILE.write_bytes(make_pool())
