"""Sites of a creative, each beside the others: as told, and shrunk towards the mean of all."""

from collections.abc import Mapping

import numpy as np

from central.reports.columns import Array, Columns, Floats, sum_by_site, sum_by_site_day
from central.reports.values import Site, site_order
from central.statistics.intervals import divide_sums, mean_over_days
from central.statistics.shrinkage import shrink
from central.statistics.told import reported_share

_PERSON_VARIANCE = 0.14**2
"""Of the share of time in which one person smiles: the least that people add to the variance of a site's day."""


def sites_of(
    names: Mapping[int, str],
    plays: Columns,
    reactions: Columns,
    windows: Columns,
    told: Columns,
    devices: Mapping[int, int],
    all_ads: Columns,
    creative: int,
) -> list[Site]:
    """A row a site that played the creative or told of it, in the order of `site_order`. `all_ads`: by site and ad."""
    sites = np.unique(np.concatenate([plays["site_id"], reactions["site_id"]]))
    if not len(sites):
        return []
    days = np.unique(reactions["day"])
    n, sums = sum_by_site_day(reactions, sites, days, "smile_n", "smile_sum")
    estimates = [mean_over_days(n[place], sums[place]) for place in range(len(sites))]
    shrunk = _shrunk(reactions, sites, days)
    beside, beside_shrunk = _beside(reactions, sites, days, all_ads, creative)
    played = sum_by_site(plays, sites, "plays")[0]
    told_reactions, read, watchers = sum_by_site(reactions, sites, "reactions", "n", "watchers")
    visits = sum_by_site(windows.select_rows(np.isin(windows["site_id"], sites)), sites, "visits")[0]
    told_visits = sum_by_site(told.select_rows(np.isin(told["site_id"], sites)), sites, "told_visits")[0]
    rows = [
        Site(
            site=names[int(site)],
            devices=devices.get(int(site), 0),
            days=int((n[place] > 0).sum()),
            plays=round(played[place]),
            reactions=round(told_reactions[place]),
            people=round(n[place].sum()),
            smile=estimates[place].mean,
            low=estimates[place].low,
            high=estimates[place].high,
            shrunk=shrunk[place],
            beside=beside[place],
            beside_shrunk=beside_shrunk[place],
            reported_share=reported_share(told_visits[place], visits[place]),
            read_share=float(read[place] / watchers[place]) if watchers[place] else None,
        )
        for place, site in enumerate(sites)
    ]
    return sorted(rows, key=site_order)


def _beside(
    reactions: Columns, sites: Array, days: Array, all_ads: Columns, creative: int
) -> tuple[list[float | None], list[float | None]]:
    """Mean of each site less the mean of its other ads, and the same, shrunk."""
    n, sums, noise = sum_by_site_day(reactions, sites, days, "smile_n", "smile_sum", "noise_variance_sum")
    if not n.any():
        return [None] * len(sites), [None] * len(sites)
    of_day = _day_variance(np.asarray(divide_sums(n, sums)), np.asarray(divide_sums(n**2, noise)), n)
    differences, variances = np.full(len(sites), np.nan), np.full(len(sites), np.nan)
    for place, site in enumerate(sites):
        others = all_ads.select_rows((all_ads["site_id"] == site) & (all_ads["creative_id"] != creative))
        if n[place].any() and len(others):
            people = n[place].sum()
            differences[place] = sums[place].sum() / people - (others["smile_sum"] / others["smile_n"]).mean()
            chance = of_day / (n[place] > 0).sum() + noise[place].sum() / people**2
            variances[place] = chance * (1 + 1 / len(others))
    shrunk = shrink(differences, variances, np.zeros(len(sites))).values
    return [[None if np.isnan(value) else float(value) for value in of] for of in (differences, shrunk)]  # type: ignore[return-value]


def _shrunk(reactions: Columns, sites: Array, days: Array) -> list[float | None]:
    """Means of the sites' days pooled: what days differ by, less the noise of the kiosks, is the chance in a site."""
    n, sums, noise = sum_by_site_day(reactions, sites, days, "smile_n", "smile_sum", "noise_variance_sum")
    weights = n.sum(axis=1)
    told = weights > 0
    values: Floats = np.asarray(divide_sums(weights, sums.sum(axis=1)))
    if told.sum() < 2:
        return [float(value) if is_told else None for value, is_told in zip(values, told, strict=True)]
    day_values: Floats = np.asarray(divide_sums(n, sums))
    variances = _day_variance(day_values, np.asarray(divide_sums(n**2, noise)), n) / np.maximum((n > 0).sum(axis=1), 1)
    found = iter(shrink(values[told], variances[told], noise.sum(axis=1)[told] / weights[told] ** 2).values)
    return [float(next(found)) if is_told else None for is_told in told]


def _day_variance(values: Floats, noise_variances: Floats, n: Floats) -> float:
    """Variance of a site's day about the site's mean, without the noise; of its people alone where no site has two
    days."""
    counts = (n > 0).sum(axis=1)
    free = int((counts[counts > 0] - 1).sum())
    if free == 0:
        return _PERSON_VARIANCE / float(n[n > 0].mean())
    means = np.nansum(values, axis=1) / np.maximum(counts, 1)
    spread = float(np.nansum((values - means[:, None]) ** 2)) / free
    return max(spread - float(np.nanmean(noise_variances)), _PERSON_VARIANCE / float(n[n > 0].mean()))
