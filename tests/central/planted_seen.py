"""Visits that saw an ad, as planted and as reported: `python -m tests.central.planted_seen` prints the coverage.

`--days` makes `planted_seen.json` again in some minutes: days of shops of several sizes, from the kiosks' own rules. A
fleet draws its days from them, and each of its shops has an audience of its own that looks more or less often.

Of 400 fleets each, by shops and days; all watch for 1 s or more. *range*: it contains the planted visits. *at least*:
the planted visits are not fewer than the lower end. *estimate*: the mean of estimated / planted visits.

| people per minute | shops | days | range | at least | estimate | width of the range |
|---|---|---|---|---|---|---|
| 0.13 | 5 | 7 | 100.0 % | 100.0 % | 0.977 | 21.3 % |
| 0.13 | 5 | 28 | 100.0 % | 100.0 % | 0.978 | 16.0 % |
| 0.13 | 20 | 7 | 100.0 % | 100.0 % | 0.978 | 14.6 % |
| 0.13 | 20 | 28 | 100.0 % | 100.0 % | 0.978 | 11.1 % |
| 0.13 | 60 | 7 | 100.0 % | 100.0 % | 0.978 | 11.6 % |
| 0.13 | 60 | 28 | 100.0 % | 100.0 % | 0.978 | 9.6 % |
| 0.45 | 5 | 7 | 99.8 % | 99.8 % | 0.999 | 8.1 % |
| 0.45 | 5 | 28 | 100.0 % | 100.0 % | 0.998 | 5.5 % |
| 0.45 | 20 | 7 | 100.0 % | 100.0 % | 0.999 | 4.9 % |
| 0.45 | 20 | 28 | 100.0 % | 100.0 % | 0.999 | 3.8 % |
| 0.45 | 60 | 7 | 100.0 % | 100.0 % | 0.998 | 4.0 % |
| 0.45 | 60 | 28 | 100.0 % | 100.0 % | 0.998 | 3.4 % |
| 1.7 | 5 | 7 | 100.0 % | 100.0 % | 0.996 | 3.6 % |
| 1.7 | 5 | 28 | 100.0 % | 100.0 % | 0.996 | 2.6 % |
| 1.7 | 20 | 7 | 100.0 % | 100.0 % | 0.996 | 2.3 % |
| 1.7 | 20 | 28 | 100.0 % | 100.0 % | 0.996 | 1.9 % |
| 1.7 | 60 | 7 | 100.0 % | 100.0 % | 0.996 | 1.9 % |
| 1.7 | 60 | 28 | 100.0 % | 100.0 % | 0.996 | 1.7 % |
| 4.3 | 5 | 7 | 100.0 % | 100.0 % | 0.998 | 8.0 % |
| 4.3 | 5 | 28 | 100.0 % | 100.0 % | 0.997 | 4.5 % |
| 4.3 | 20 | 7 | 100.0 % | 100.0 % | 0.997 | 3.8 % |
| 4.3 | 20 | 28 | 100.0 % | 100.0 % | 0.997 | 2.3 % |
| 4.3 | 60 | 7 | 100.0 % | 100.0 % | 0.997 | 2.5 % |
| 4.3 | 60 | 28 | 100.0 % | 100.0 % | 0.997 | 1.7 % |
| 0.45 to 4.3 | 5 | 7 | 100.0 % | 100.0 % | 0.997 | 11.6 % |
| 0.45 to 4.3 | 5 | 28 | 100.0 % | 100.0 % | 0.997 | 10.0 % |
| 0.45 to 4.3 | 20 | 7 | 100.0 % | 100.0 % | 0.997 | 4.9 % |
| 0.45 to 4.3 | 20 | 28 | 100.0 % | 100.0 % | 0.997 | 3.4 % |
| 0.45 to 4.3 | 60 | 7 | 100.0 % | 100.0 % | 0.997 | 3.1 % |
| 0.45 to 4.3 | 60 | 28 | 100.0 % | 100.0 % | 0.997 | 2.3 % |
| 0.02 to 4.3 | 5 | 7 | 100.0 % | 100.0 % | 0.996 | 65.3 % |
| 0.02 to 4.3 | 5 | 28 | 100.0 % | 100.0 % | 0.996 | 25.9 % |
| 0.02 to 4.3 | 20 | 7 | 100.0 % | 100.0 % | 0.996 | 6.5 % |
| 0.02 to 4.3 | 20 | 28 | 100.0 % | 100.0 % | 0.996 | 4.4 % |
| 0.02 to 4.3 | 60 | 7 | 100.0 % | 100.0 % | 0.996 | 4.0 % |
| 0.02 to 4.3 | 60 | 28 | 100.0 % | 100.0 % | 0.996 | 2.9 % |
"""

import argparse
import json
import random
import sys
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from central.reports.columns import Floats
from central.simulate.shop import OPEN_FOR_S, OPEN_S, SLOTS, Shop, _day_events
from central.statistics.told import SeenVisits, SiteVisits, seen_visits
from edge.audience.audience import Audience
from edge.audience.draws import Draws
from edge.audience.exposure import visit_exposures
from edge.audience.noise import NoiseSource
from edge.audience.rules import AudienceRules
from edge.audience.visits import Visit
from edge.events import ReleasedReaction, ReleasedWindow

FILE = Path(__file__).with_suffix(".json")
DAYS, SEED, MINUTES = 20, 7, OPEN_FOR_S / 60
FLEETS = {
    "0.13": (0.15,),
    "0.45": (0.5,),
    "1.7": (2.0,),
    "4.3": (5.0,),
    "0.45 to 4.3": (0.5, 2.0, 5.0),
    "0.02 to 4.3": (0.03, 0.15, 0.5, 2.0, 5.0),
}
"""Fleets by the people per minute of their shops, with the pools of their days."""
ATTENTION_SD = 0.3
"""How much the share of the visits that look differs between shops: standard deviation of its logarithm."""


@dataclass(frozen=True, slots=True)
class SeenDay:
    """One ad on one day of a shop. `truth`: visits that looked at it for 1 s or more, published or not. `watchers`:
    those of them in its reactions. `visits`: in the windows, `told_visits` of them within its reactions.
    """

    truth: int
    watchers: int
    told_visits: int
    visits: int
    windows: int


def make_days(people_a_minute: float, rng: random.Random) -> list[SeenDay]:
    """The ads of one day of a shop."""
    audience = Audience(AudienceRules(noise=NoiseSource(0.0, Draws(rng))))
    visits = _noted_visits(audience)
    releases = [one for event in _day_events(Shop(people_a_minute), rng) for one in audience.handle_event(event)]
    releases += audience.close(OPEN_S + OPEN_FOR_S)
    truth = [0] * SLOTS
    for visit in visits:
        for each in visit_exposures(visit.stay, [track.seconds for track in visit.tracks], audience._plays, {}):
            truth[int(each.arm[0].removeprefix("slot_"))] += each.is_watcher
    windows = [one for one in releases if isinstance(one, ReleasedWindow)]
    reactions = [one for one in releases if isinstance(one, ReleasedReaction)]
    return [
        _seen_day(truth[slot], windows, [r for r in reactions if r.creative == f"slot_{slot}"]) for slot in range(SLOTS)
    ]


def _noted_visits(audience: Audience) -> list[Visit]:
    """List to which every closed visit is added, also those that no window publishes."""
    visits, batches = list[Visit](), audience._batches
    add = batches.add

    def noted(visit: Visit) -> None:
        visits.append(visit)
        add(visit)

    batches.add = noted  # type: ignore[method-assign]
    return visits


def _seen_day(truth: int, windows: list[ReleasedWindow], of: list[ReleasedReaction]) -> SeenDay:
    told = [w for w in windows if any(r.from_s <= w.from_s and r.to_s >= w.to_s for r in of)]
    visits = sum(w.visits for w in windows)
    return SeenDay(truth, sum(r.watchers for r in of), sum(w.visits for w in told), visits, len(windows))


@cache
def stored_days() -> dict[float, Floats]:
    """Days by people per minute: [day, ad, field of SeenDay]."""
    return {float(rate): np.array(days, dtype=float) for rate, days in json.loads(FILE.read_text("utf-8")).items()}


def fleet(pools: tuple[float, ...], sites: int, days: int, rng: np.random.Generator) -> tuple[float, SeenVisits]:
    """Planted and reported visits of an ad in a fleet. Each shop draws its days, and the share of its visits that
    look.
    """
    rows = []
    for site in range(sites):
        pool = stored_days()[pools[site % len(pools)]]
        truth, watchers, *flow = pool[rng.integers(0, len(pool), days), rng.integers(0, SLOTS, days)].sum(axis=0)
        looks = min(1.0, float(np.exp(-abs(rng.normal(0.0, ATTENTION_SD)))))
        kept = rng.binomial(int(watchers), looks)
        rows.append((kept + rng.binomial(int(truth - watchers), looks), kept, *flow))
    truth, watchers, told, visits, windows = np.array(rows, dtype=float).T
    minutes, ends = np.full(sites, days * MINUTES), np.full(sites, float(days))
    return float(truth.sum()), seen_visits(SiteVisits(watchers, told, visits, windows, minutes, ends))


def coverage(pools: tuple[float, ...], sites: int, days: int, runs: int, seed: int = 1) -> tuple[float, ...]:
    """Share of the ranges that contain the planted visits; share of the lower ends that are not above them; mean of
    estimated / planted; mean width of the range / planted.
    """
    rng, found = np.random.default_rng((seed, sites, days)), []
    for _ in range(runs):
        truth, seen = fleet(pools, sites, days, rng)
        if seen.low is not None and seen.high is not None and seen.visits is not None:
            width = (seen.high - seen.low) / truth
            found.append((seen.low <= truth <= seen.high, seen.low <= truth, seen.visits / truth, width))
    return tuple(np.mean(np.array(found, dtype=float).reshape(-1, 4), axis=0).tolist())


def main() -> int:
    """Prints the table of the docstring, or makes the days."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--days", action="store_true", help="make the days again")
    if parser.parse_args().days:
        rates = sorted({rate for pools in FLEETS.values() for rate in pools})
        made = {
            rate: [
                [astuple(ad) for ad in make_days(rate, random.Random(f"{SEED} {rate} {day}"))] for day in range(DAYS)
            ]
            for rate in rates
        }
        FILE.write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")
        return 0
    for name, pools in FLEETS.items():
        for sites in (5, 20, 60):
            for days in (7, 28):
                held, least, estimate, width = coverage(pools, sites, days, 400)
                print(
                    f"| {name} | {sites} | {days} | {held:.1%} | {least:.1%} | {estimate:.3f} | {width:.1%} |",
                    flush=True,
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
