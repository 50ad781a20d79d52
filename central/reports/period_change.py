"""Change of an ad's smiles against the days before, for a report about some days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from central.reports.columns import Array, Columns, sum_by_site
from central.reports.networks import select_used_model
from central.reports.selection import Selection, local_date
from central.reports.values import ModelSpan, PeriodChange
from central.statistics.standouts import Totals, judge_changes, site_change

MOST_DAYS = 31
"""Longest period that is compared with the days before it. A longer one would read months of single days."""


@dataclass(frozen=True, slots=True)
class BeforeSmiles:
    """Smiles of all ads by site, creative and model, in the selection and in as many days before it."""

    days: Selection
    now: Columns
    before: Columns


def read_before(selection: Selection, read_smiles: Callable[[Selection], Columns]) -> BeforeSmiles | None:
    """Smiles of a selection and of the days before it. None if it has no first or last day, is too long, or is about
    participants.
    """
    days = days_before(selection)
    return None if days is None else BeforeSmiles(days, read_smiles(selection), read_smiles(days))


def days_before(selection: Selection) -> Selection | None:
    """As many days before the selected days. None if these are not comparable."""
    first, last = selection.from_day, selection.to_day
    if first is None or last is None or selection.is_panel or last - first >= MOST_DAYS:
        return None
    return replace(selection, from_day=2 * first - last - 1, to_day=first - 1)


def build_change(found: BeforeSmiles | None, creative: int, models: list[ModelSpan]) -> PeriodChange | None:
    """Change of the smiles of a creative. None if the days have nothing before them. Both periods use the model that
    the report uses.
    """
    if found is None or found.days.from_day is None or found.days.to_day is None:
        return None
    now, before = (_smiles_of(columns, creative, models) for columns in (found.now, found.before))
    sites = np.intersect1d(now["site_id"], before["site_id"])
    totals = [
        Totals(*(sums[:, np.newaxis] for sums in sum_by_site(_at(each, sites), sites, "smile_n", "smile_sum")))
        for each in (now, before)
    ]
    estimate = site_change(*totals)
    return PeriodChange(
        from_=local_date(found.days.from_day),
        to=local_date(found.days.to_day),
        mean=estimate.mean,
        low=estimate.low,
        high=estimate.high,
        reason=estimate.reason,
        sites=estimate.clusters,
    )


def find_shown_changes(changes: Sequence[PeriodChange | None]) -> list[bool]:
    """Changes in a list that are larger than chance, corrected for their number."""
    values = [
        (nan, nan, nan) if each is None or each.mean is None or each.low is None else (each.mean, each.low, each.sites)
        for each in changes
    ]
    return judge_changes(*np.array(values, dtype=float).reshape(-1, 3).T)


def _smiles_of(columns: Columns, creative: int, models: list[ModelSpan]) -> Columns:
    return select_used_model(columns.select_rows(columns["creative_id"] == creative), models)


def _at(columns: Columns, sites: Array) -> Columns:
    return columns.select_rows(np.isin(columns["site_id"], sites))
