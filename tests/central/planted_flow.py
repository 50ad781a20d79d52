"""Visits and plays of invented shops, second by second: reports count plays, proof and overlaps as one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np

from central.messages.values import Reading
from central.reports import answers
from central.reports.selection import Request
from central.reports.values import Flow
from central.store.database import read_view
from central.store.scope import Scope
from edge.statistics.columns import Floats
from tests.central.reports.shops import Shop, stored, time_of

OPEN_S, HOUR_S, BLOCK_S, WINDOW_S = 36_000, 3_600, 600, 120
PLAY_S, EVERY_S = 15.0, 60.0
STAY_S, HELD_S = 12.0, 30.0
"""Mean stay of a visit, and how long after its end a visit is closed."""
K = 5
LONELY = 1.0
"""Visits an hour below which many are never published: fewer than k were left when the day ended."""
NEAR = 0.1
"""Part of the overlaps by which a report may be wrong, beside the chance of as many."""
NOW_MS = 1_795_780_000_000


@dataclass(frozen=True)
class Street:
    """People who come. `burst`: spread of the logarithm of their rate from ten minutes to ten minutes. `closed`: hours
    without a play. `screens`: kiosks side by side, each with its plays half a minute after those of the one before."""

    per_hour: float
    burst: float = 0.3
    closed: tuple[int, int] = (0, 0)
    screens: int = 1


STREETS = {
    "busy": Street(120.0),
    "middle": Street(20.0),
    "quiet": Street(3.0),
    "lonely": Street(0.6),
    "in bursts": Street(20.0, burst=1.2),
    "no plays at noon": Street(20.0, closed=(3, 6)),
    "two screens": Street(20.0, screens=2),
}


@dataclass
class Seen:
    """What truly happened: visits that overlap a play, one for each play, visits, plays."""

    overlaps: int = 0
    visits: int = 0
    plays: int = 0

    def add(self, begins: Floats, stays: Floats, plays: Floats) -> None:
        """Adds a day of a kiosk."""
        ends = np.minimum(begins[:, np.newaxis] + stays[:, np.newaxis], plays + PLAY_S)
        self.overlaps += int((ends > np.maximum(begins[:, np.newaxis], plays)).sum())
        self.visits += len(begins)
        self.plays += len(plays)


def flow_of(folder: Path, street: Street, seed: int, sites: int = 4, days: int = 2) -> tuple[Flow, Seen]:
    """Flow of a report on an ad, and what truly happened."""
    rng, seen = np.random.default_rng([seed, 70]), Seen()
    messages: list[Reading] = []
    for site in range(sites):
        for screen in range(street.screens):
            shop = Shop(f"acme/shop-{site}/screen-{screen}")
            for day in range(days):
                _add_day(shop, day, street, 30.0 * screen, rng, seen)
            messages += shop.made
    with stored(folder, messages) as store, read_view(store) as connection:
        (report,) = answers.answer_reports(connection, Scope.whole_store(), ["ad"], Request(), NOW_MS)
    return report.flow, seen


def check_flows(folder: Path, seed: int) -> Iterator[tuple[str, bool]]:
    """Checks of the report of each street: which one, and whether it held."""
    for name, street in STREETS.items():
        found, seen = flow_of(folder / name, street, seed)
        overlaps = found.overlapping_visits or 0.0
        more, chance = overlaps - seen.overlaps, sqrt(seen.overlaps)
        if street.per_hour < LONELY:
            yield "lonely", more <= chance
        else:
            yield "overlaps", abs(more) <= NEAR * seen.overlaps + chance
        yield "proof", (found.plays, found.proof_s) == (seen.plays, PLAY_S * seen.plays)
        yield "visits", found.visits <= seen.visits


def _add_day(shop: Shop, day: int, street: Street, offset_s: float, rng: np.random.Generator, seen: Seen) -> None:
    rates = street.per_hour / HOUR_S * BLOCK_S * np.exp(rng.normal(0, street.burst, OPEN_S // BLOCK_S))
    blocks = [BLOCK_S * (number + rng.random(rng.poisson(rate))) for number, rate in enumerate(rates)]
    begins = np.sort(np.concatenate(blocks))
    stays = rng.exponential(STAY_S, len(begins)) + 0.3
    plays: Floats = np.arange(offset_s, OPEN_S - PLAY_S, EVERY_S).astype(np.float64)
    first, last = (HOUR_S * hour for hour in street.closed)
    plays = plays[(plays < first) | (plays >= last)]
    seen.add(begins, stays, plays)
    for start_s in plays.tolist():
        span = {"start": _time(day, start_s), "end": _time(day, start_s + PLAY_S)}
        shop.add("play", at=_time(day, start_s + PLAY_S + 1), creative="ad", experiment=None, **span)
    for from_s, to_s, of in _windows(begins + stays, stays):
        spans = {"at": _time(day, to_s + 30), "from": _time(day, from_s), "to": _time(day, to_s)}
        people = {"k": K, "visits": len(of), "watchers": len(of) // 2, "dwell_s": round(float(of.mean()), 1)}
        shop.add("window", **spans, **people, coverage=1.0)


def _windows(ends: Floats, stays: Floats) -> Iterator[tuple[float, float, Floats]]:
    """Published windows: from, to, stays. One with fewer than k visits goes on."""
    closes = np.ceil((ends + HELD_S) / WINDOW_S) * WINDOW_S
    from_s, held = 0.0, np.array([])
    for to_s in np.arange(WINDOW_S, OPEN_S + 2 * WINDOW_S, WINDOW_S):
        held = np.concatenate([held, stays[closes == to_s]])
        if len(held) >= K:
            yield from_s, float(to_s), held
            from_s, held = float(to_s), np.array([])


def _time(day: int, second: float) -> str:
    return time_of(day, second / HOUR_S)
