"""Ads that get more or fewer smiles than the other ads of a list, from totals by site and by day."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from central.reports.columns import Array, Columns
from central.reports.creative_values import ListDifference
from central.reports.networks import NO_READER
from central.statistics.standouts import Standout, Totals, list_standouts


def find_list_differences(reactions: Columns, days: Columns, creatives: Sequence[int]) -> dict[int, ListDifference]:
    """Differences of some ads from each other, by the number of the creative. An ad that was measured by other
    expression models than most ads has none.

    `reactions`: by creative, site and model. `days`: by creative, day and model.
    """
    known = np.array(sorted(creatives), dtype=int)
    model = _most_used_model(reactions)
    of_sites, of_days = (_rows_of(columns, known, model) for columns in (reactions, days))
    sites, numbers = np.unique(of_sites["site_id"]), np.unique(of_days["day"])
    found = list_standouts(
        _totals(of_sites, "site_id", sites, known), _totals(of_days, "day", numbers, known), numbers.astype(int)
    )
    return {
        int(creative): _list_difference(one)
        for creative, one in zip(known, found, strict=True)
        if one.estimate.mean is not None
    }


def _most_used_model(reactions: Columns) -> str:
    """Expression model that measured the most people."""
    people = {
        str(model): reactions.select_rows(reactions["model"] == model).column_sum("smile_n")
        for model in set(reactions["model"]) - {NO_READER}
    }
    return max(sorted(people), key=lambda model: people[model], default=NO_READER)


def _rows_of(columns: Columns, creatives: Array, model: str) -> Columns:
    chosen: NDArray[np.bool_] = np.asarray(columns["model"] == model, dtype=bool)
    return columns.select_rows(chosen & np.isin(columns["creative_id"], creatives))


def _totals(columns: Columns, key: str, rows: Array, creatives: Array) -> Totals:
    people, sums = np.zeros((2, len(rows), len(creatives)))
    place = np.searchsorted(rows, columns[key]), np.searchsorted(creatives, columns["creative_id"])
    np.add.at(people, place, columns["smile_n"].astype(float))
    np.add.at(sums, place, np.nan_to_num(columns["smile_sum"].astype(float)))
    return Totals(people, sums)


def _list_difference(one: Standout) -> ListDifference:
    estimate = one.estimate
    return ListDifference(
        mean=estimate.mean,
        low=estimate.low,
        high=estimate.high,
        reason=estimate.reason,
        sites=estimate.clusters,
        adjusted_p=one.adjusted_p,
        is_shown=one.differs,
    )
