"""Measures of one creative: mean and interval over sites, in these shops, and over people."""

import numpy as np

from central.measures import MEASURES, READ_BY_MODEL, TERMS
from central.reports.columns import Columns, Floats, sum_by_site, sum_by_site_day
from central.reports.values import Here, Interval, Measure
from central.statistics.common_days import CommonDays, SiteSpreads, common_days
from central.statistics.intervals import Estimate, mean_of_people, mean_of_sites, mean_over_days


def measures_of(reactions: Columns, of_network: Columns, reported_share: float | None) -> dict[str, Measure]:
    """All measures. `of_network`: the reactions that the used expression network read."""
    return {
        name: measure_of(name, of_network if name in READ_BY_MODEL else reactions, reported_share) for name in MEASURES
    }


def measure_of(name: str, reactions: Columns, reported_share: float | None) -> Measure:
    """One measure of these reactions."""
    people, sums = TERMS[name]
    told = reactions.select_rows(reactions[people] > 0)
    sites, days = np.unique(told["site_id"]), np.unique(told["day"])
    n, s = sum_by_site(told, sites, people, sums)
    estimate = mean_of_sites(n, s, common=_common_days(told, sites, days) if name == "smile" else None)
    return Measure(
        **_fields(estimate),
        sites=len(sites),
        site_days=_site_days(told),
        reactions=round(told.column_sum("reactions")),
        people=round(told.column_sum(people)),
        method=estimate.method,
        here=_here(told, sites, days, people, sums),
        people_mean=Interval(**_fields(mean_of_people(n, s))) if len(sites) else None,
        reported_share=reported_share,
    )


def _site_days(columns: Columns) -> int:
    return len({*zip(columns["site_id"].tolist(), columns["day"].tolist(), strict=True)})


def _common_days(told: Columns, sites: Floats, days: Floats) -> CommonDays | None:
    """What the days have in common, by a jackknife over the days of each site."""
    n, s = sum_by_site_day(told, sites, days, "smile_n", "smile_sum")
    spread = np.zeros(len(sites))
    for site, (people, sums) in enumerate(zip(n, s, strict=True)):
        others = people.sum() - people[people > 0]
        if others.all():
            without = (sums.sum() - sums[people > 0]) / others
            spread[site] = ((without - without.mean()) ** 2).sum()
    spreads = SiteSpreads(n.sum(axis=1), s.sum(axis=1), (n > 0).sum(axis=1).astype(float), spread)
    return common_days(n.sum(axis=0), s.sum(axis=0), spreads)


def _here(told: Columns, sites: Floats, days: Floats, people: str, sums: str) -> Here | None:
    """Interval over days, of these shops alone."""
    if not len(days):
        return None
    n, s = sum_by_site_day(told, sites, days, people, sums)
    estimate = mean_over_days(n.sum(axis=0), s.sum(axis=0), days)
    return Here(**_fields(estimate), days=len(days))


def _fields(estimate: Estimate) -> dict[str, float | str | None]:
    return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high, "reason": estimate.reason}
