"""Evidence about the ads of a playlist: their published reactions, as the recommendation uses them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from central.measures import READ_BY_MODEL
from central.recommend.effects import SiteDays
from central.recommend.rails import Told, current_network
from central.reports.columns import Columns, sum_by_day
from central.reports.networks import NO_READER
from central.reports.recommendation_rows import Rows
from central.statistics.told import reported_share

PARTS = 100
"""A number of parts of a day that is larger than any number that can be set."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence about ads, in the order of the ads. `site_ids`: numbers of the sites in `sites`. `model`: expression
    model that measured the people.
    """

    site_ids: list[int]
    sites: list[SiteDays]
    told: list[Told]
    model: str | None
    reactions: Columns
    visits: Columns

    def combine(self, creatives: Sequence[int]) -> Told:
        """Published data of several creatives, combined."""
        return _told(self.reactions, self.visits, creatives)


def build_evidence(rows: Rows, creatives: Sequence[int], measure: str) -> Evidence:
    """Evidence about creatives, which are given by number. If there are several expression models, only the current one
    is used.
    """
    reactions, model = rows.reactions, None
    if measure in READ_BY_MODEL:
        reactions = reactions.select_rows(reactions["model"] != NO_READER)
        model = current_network(_people_by_day(reactions))
        reactions = reactions.select_rows(np.asarray(reactions["model"] == model, dtype=bool))
    site_ids, starts = np.unique(reactions["site_id"], return_index=True)  # rows stand in the order of the sites
    bounds = [*starts.tolist(), len(reactions)]
    return Evidence(
        [int(site) for site in site_ids],
        [_site_days(_part(reactions, at, end), creatives) for at, end in pairwise(bounds)],
        [_told(reactions, rows.visits, [number]) for number in creatives],
        model,
        reactions,
        rows.visits,
    )


def _people_by_day(reactions: Columns) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for model in sorted(set(reactions["model"])):
        of_model = reactions.select_rows(reactions["model"] == model)
        days = np.unique(of_model["day"])
        people = sum_by_day(of_model, days, "people")[0]
        found[str(model)] = {int(day): round(number) for day, number in zip(days, people, strict=True)}
    return found


def _part(columns: Columns, start: int, end: int) -> Columns:
    return Columns({name: column[start:end] for name, column in columns.of.items()})


def _site_days(of_site: Columns, creatives: Sequence[int]) -> SiteDays:
    """Values of one site by creative [C], with one row [D] for each part of a day, or for each whole day if the site
    has no parts.

    Ads are compared within the same part. Otherwise an ad published only in busy parts would be compared with all parts
    of another ad.
    """
    cells = Columns({**of_site.of, "day": PARTS * of_site["day"] + of_site["part"]})
    days = np.unique(cells["day"])
    columns = [cells.select_rows(cells["creative_id"] == number) for number in creatives]
    people, sums, noise = (
        np.stack([sum_by_day(column, days, name)[0] for column in columns], axis=1)
        for name in ("people", "sum", "noise")
    )
    return SiteDays(people, sums, noise)


def _told(reactions: Columns, visits: Columns, creatives: Sequence[int]) -> Told:
    of = reactions.select_rows(np.isin(reactions["creative_id"], creatives))
    seen = visits.select_rows(np.isin(visits["creative_id"], creatives))
    share = reported_share(seen.column_sum("told_visits"), seen.column_sum("visits"))
    if not len(of):
        return Told(0, None, None, share)
    return Told(len(np.unique(of["site_id"])), int(of["day"].min()), int(of["day"].max()), share)
