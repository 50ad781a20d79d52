"""Sites of a creative, compared with each other: values as published, and values shrunk towards the mean of all
sites.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from central.reports.columns import Array, Columns, Floats, sum_by_site
from central.reports.curves import json_number
from central.reports.flow import divide_or_none
from central.reports.selection import SiteRow
from central.reports.values import Site, site_order
from central.statistics.intervals import divide_sums, means_over_days
from central.statistics.shrinkage import shrink
from central.statistics.told import reported_share
from edge.statistics.columns import divide_or_nan

_PERSON_VARIANCE = 0.14**2
"""Lowest variance that people add to the value of a site and day: the variance of the share of time in which one person
smiles.
"""


def build_sites(
    selected: Sequence[SiteRow],
    of_sites: Columns,
    reactions: Columns,
    devices: Mapping[int, int],
    all_ads: Columns | None = None,
) -> list[Site]:
    """One row per site that played the creative or published a reaction to it, in the order of `site_order`.

    `selected`: sites of the selection. `of_sites`: plays and windows by site. `reactions`: reactions to the creative by
    day that the used model measured. `all_ads`: reactions to all ads by site that the used model measured.
    """
    of_sites = of_sites.select_rows((of_sites["play_days"] > 0) | np.isin(of_sites["site_id"], reactions["site_id"]))
    sites = of_sites["site_id"]
    if not len(sites):
        return []
    days = _Days(*sum_by_site(reactions, sites, *_OF_DAYS))
    means, halves = _over_days(days)
    shrunk, beside, beside_shrunk = _shrunk_means(days), *_beside_others(days, all_ads, sites)
    told_reactions, n, watchers = sum_by_site(reactions, sites, "reactions", "n", "watchers")
    named = {site.id: site for site in selected}
    rows = [
        Site(
            site=named[int(site)].site,
            name=named[int(site)].name,
            devices=devices.get(int(site), 0),
            days=int(days.count[place]),
            plays=round(of_sites["plays"][place]),
            reactions=round(told_reactions[place]),
            people=round(days.people[place]),
            smile=json_number(means[place]),
            low=json_number(means[place] - halves[place]),
            high=json_number(means[place] + halves[place]),
            shrunk=json_number(shrunk[place]),
            beside=json_number(beside[place]),
            beside_shrunk=json_number(beside_shrunk[place]),
            reported_share=reported_share(float(of_sites["told_visits"][place]), float(of_sites["visits"][place])),
            read_share=divide_or_none(float(n[place]), float(watchers[place])),
        )
        for place, site in enumerate(sites)
    ]
    return sorted(rows, key=site_order)


_OF_DAYS = (
    *("smile_n", "smile_sum", "smile_n_days", "people_squares", "jackknife", "noise_variance_sum"),
    *("value_sum", "value_squares", "noise_sum"),
)


@dataclass(frozen=True, slots=True, eq=False)
class _Days:
    """Totals of each site [G] over its days, as in the table `reaction_rollups`."""

    people: Floats
    sums: Floats
    count: Floats
    squares: Floats
    jackknife: Floats
    noise: Floats
    values: Floats
    value_squares: Floats
    noise_values: Floats


def _over_days(days: _Days) -> tuple[Floats, Floats]:
    """Mean of each site, and half the width of its interval over days; nan without a value or an interval."""
    return means_over_days(days.people, days.sums, days.count, days.squares, days.jackknife)


def _shrunk_means(days: _Days) -> Floats:
    """Means of each site over its days, shrunk towards the mean of all sites. The variance within a site is the
    variance between its days without the kiosks' noise.
    """
    told = days.people > 0
    values: Floats = np.asarray(divide_sums(days.people, days.sums))
    if told.sum() < 2:
        return values
    variances = _day_variance(days) / np.maximum(days.count, 1)
    shrunk = np.full_like(values, np.nan)
    noise = days.noise[told] / days.people[told] ** 2
    shrunk[told] = shrink(values[told], variances[told], noise).values
    return shrunk


def _beside_others(days: _Days, all_ads: Columns | None, sites: Array) -> tuple[Floats, Floats]:
    """Difference between the mean of each site and the mean of its other ads, and the same difference shrunk; nan
    without other ads. The other ads are assumed to have the same variance as this ad.
    """
    values: Floats = np.asarray(divide_sums(days.people, days.sums))
    if all_ads is None or not days.count.any():
        return np.full_like(values, np.nan), np.full_like(values, np.nan)
    told = all_ads.select_rows(np.isin(all_ads["site_id"], sites))
    ads = Columns({**told.of, "mean": told["smile_sum"] / told["smile_n"], "ads": np.ones(len(told))})
    total, count = sum_by_site(ads, sites, "mean", "ads")
    others = np.where(np.isnan(values), np.nan, count - 1.0)
    beside = values - divide_or_nan(total - values, others)
    chance = (_day_variance(days) / np.maximum(days.count, 1) + divide_or_nan(days.noise, days.people**2)) * (
        1.0 + divide_or_nan(np.ones_like(others), others)
    )
    return beside, shrink(beside, chance, np.zeros_like(chance)).values


def _day_variance(days: _Days) -> float:
    """Variance of a site's days around the mean of the site, without the noise. If no site has two days, only the
    variance from its people.
    """
    count = float(days.count.sum())
    least = _PERSON_VARIANCE / (float(days.people.sum()) / count)
    free = int((days.count[days.count > 0] - 1).sum())
    if free == 0:
        return least
    squares = days.value_squares - days.values**2 / np.maximum(days.count, 1)
    return max(float(squares.sum()) / free - float(days.noise_values.sum()) / count, least)
