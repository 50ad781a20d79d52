"""Measures of one creative: mean and interval over sites, in these shops, and over people."""

import numpy as np

from central.measures import MEASURES, READ_BY_MODEL, TERMS
from central.reports.columns import Columns, Floats, sum_by_site, sum_by_site_day
from central.reports.values import Here, Interval, Measure
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
    estimate = mean_of_sites(n, s)
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


def _here(told: Columns, sites: Floats, days: Floats, people: str, sums: str) -> Here | None:
    """Interval over days, of these shops alone."""
    if not len(days):
        return None
    n, s = sum_by_site_day(told, sites, days, people, sums)
    estimate = mean_over_days(n.sum(axis=0), s.sum(axis=0), days)
    return Here(**_fields(estimate), days=len(days))


def _fields(estimate: Estimate) -> dict[str, float | str | None]:
    return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high, "reason": estimate.reason}
