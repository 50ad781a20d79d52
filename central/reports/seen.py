"""Visits that saw an ad, estimated from its reactions and the reported share of its shops."""

from collections.abc import Mapping

import numpy as np

from central.reports.columns import Array, Columns, Floats, sum_by_site
from central.reports.values import Seen
from central.statistics.told import SiteVisits, seen_visits

MINUTE_MS = 60_000.0


def build_seen(of_sites: Columns, reactions: Columns, parts: Columns | None, devices: Mapping[int, int]) -> Seen | None:
    """Visits that looked at a creative. None if nothing is stored about it.

    `of_sites`: plays and windows by site. `reactions`: by site and expression model. `parts`: by site and part of the
    day; without them each day has one part, which only `high` depends on. `devices`: number of kiosks by site.
    """
    sites = of_sites["site_id"]
    if not len(sites):
        return None
    known = reactions.select_rows(np.isin(reactions["site_id"], sites))
    (watchers,) = sum_by_site(known, sites, "watchers")
    kiosks = np.array([devices.get(int(site), 1) for site in sites], dtype=float)
    days = np.maximum(of_sites["play_days"], of_sites["reaction_days"])
    found = seen_visits(
        SiteVisits(
            watchers=watchers,
            told_visits=of_sites["told_visits"],
            visits=of_sites["visits"],
            windows=of_sites["windows"],
            minutes=of_sites["sensed_ms"] / MINUTE_MS,
            ends=days * kiosks * _parts_a_day(parts, sites),
        )
    )
    return Seen(
        visits=_whole(found.visits),
        low=_whole(found.low),
        high=_whole(found.high),
        at_least=found.at_least,
        watchers=round(float(watchers.sum())),
        reason=found.reason,
    )


def _parts_a_day(parts: Columns | None, sites: Array) -> Floats:
    """Number of parts of the day of each site; 1 without parts."""
    if parts is None:
        return np.ones(len(sites))
    known = np.isin(parts["site_id"], sites)
    pairs = np.unique(np.stack([parts["site_id"][known], parts["part"][known]]).astype(int), axis=1)
    (count,) = sum_by_site(Columns({"site_id": pairs[0], "parts": np.ones(pairs.shape[1])}), sites, "parts")
    return np.maximum(count, 1.0)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
