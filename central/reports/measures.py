"""Measures of one creative: mean and interval over sites, within the shops of the report only, and over people."""

from dataclasses import dataclass

import numpy as np

from central.measures import MEASURES, READ_BY_MODEL, TERMS
from central.reports.columns import Columns, sum_by_day, sum_by_site
from central.reports.values import Here, Interval, Measure
from central.statistics.common_days import CommonDays, SiteSpreads, common_days
from central.statistics.intervals import Estimate, mean_of_people, mean_of_sites, mean_over_days


@dataclass(frozen=True, slots=True)
class Reactions:
    """Reactions to a creative by site and expression model, and by day and expression model."""

    sites: Columns
    days: Columns


@dataclass(frozen=True, slots=True)
class SiteMean:
    """Mean of a measure over the sites, with the number of people and sites on which it is based."""

    estimate: Estimate
    sites: int
    people: int


def build_measures(reactions: Reactions, of_network: Reactions, reported_share: float | None) -> dict[str, Measure]:
    """All measures of a creative. `of_network`: reactions that the used expression model measured."""
    return {
        name: build_measure(name, of_network if name in READ_BY_MODEL else reactions, reported_share)
        for name in MEASURES
    }


def build_measure(name: str, reactions: Reactions, reported_share: float | None) -> Measure:
    """One measure, computed from the given reactions."""
    people, sums = TERMS[name]
    told = reactions.sites.select_rows(reactions.sites[people] > 0)
    sites = np.unique(told["site_id"])
    n, s = sum_by_site(told, sites, people, sums)
    estimate = mean_of_sites(n, s, common=_common_days(told, reactions.days) if name == "smile" else None)
    return Measure(
        **_fields(estimate),
        sites=len(sites),
        site_days=round(told.column_sum(f"{people}_days")),
        reactions=round(told.column_sum(f"{people}_reactions")),
        people=round(told.column_sum(people)),
        method=estimate.method,
        here=_here(reactions.days, people, sums),
        people_mean=Interval(**_fields(mean_of_people(n, s))) if len(sites) else None,
        reported_share=reported_share,
    )


def build_site_mean(name: str, rows: Columns) -> SiteMean:
    """Mean of a measure over the sites, computed from rows by site and other keys."""
    people, sums = TERMS[name]
    told = rows.select_rows(rows[people] > 0)
    sites = np.unique(told["site_id"])
    return SiteMean(mean_of_sites(*sum_by_site(told, sites, people, sums)), len(sites), round(told.column_sum(people)))


def _common_days(of_sites: Columns, rows: Columns) -> CommonDays | None:
    """Variance between days that all sites have in common.

    It is computed from smiles, because the store has the spread over the days of a site only for smiles.
    """
    days, sites = np.unique(rows["day"]), np.unique(of_sites["site_id"])
    people, sums = sum_by_day(rows, days, "smile_n", "smile_sum")
    spreads = sum_by_site(of_sites, sites, "smile_n", "smile_sum", "smile_n_days", "jackknife")
    return common_days(people, sums, SiteSpreads(*spreads))


def _here(rows: Columns, people: str, sums: str) -> Here | None:
    """Interval over days, which is valid only for the shops of the report."""
    told = rows.select_rows(rows[people] > 0)
    days = np.unique(told["day"])
    if not len(days):
        return None
    weights, totals = sum_by_day(told, days, people, sums)
    estimate = mean_over_days(weights, totals, days)
    return Here(**_fields(estimate), days=len(days))


def _fields(estimate: Estimate) -> dict[str, float | str | None]:
    return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high, "reason": estimate.reason}
