"""Finds which of the ads that played most in four weeks differ, without their full reports."""

from datetime import datetime, timezone

import numpy as np
from sqlalchemy import Connection, text

from central.measures import TERMS
from central.reports.columns import Columns
from central.reports.day_rows import read_creative_days
from central.reports.differences import pair_groups
from central.reports.kept_values import AdDifferences
from central.reports.query import read_plays_by_creative
from central.reports.rendering.text import plain_line
from central.reports.selection import CreativeRow, Request, Selection, build_selection, local_date
from central.reports.values import WANTED
from central.reports.winners import judge_comparison
from central.store.scope import Scope

MEASURE = "smile"
COMPARED_DAYS = 28
MOST_SHOWN = 5


def compare_ads(
    connection: Connection, scope: Scope, tenant: str, day: int, now_ms: int, most: int
) -> AdDifferences | None:
    """Differences between the ads that played most in the four weeks up to a day, in the visible shops; None with fewer
    than two ads that have results. The differences are those of the comparison of the same ads.
    """
    first, last = local_date(day - COMPARED_DAYS + 1), local_date(day)
    selection = build_selection(connection, scope, tenant, Request(tenant, first, last))
    creatives = _most_played(connection, selection, most)
    groups = _groups(connection, selection, creatives)
    if len(groups) < 2:
        return None
    differences = judge_comparison(pair_groups(MEASURE, groups), WANTED)
    shown = sorted((each for each in differences if each.shown), key=lambda each: -abs(each.mean or 0.0))
    measured = min(int(rows["day"].min()) for rows in groups.values())
    return AdDifferences(
        from_day=max(first, local_date(measured)),
        to_day=last,
        measure=MEASURE,
        generated=datetime.fromtimestamp(now_ms / 1000, timezone.utc),
        names={each.creative: plain_line(each.name or each.creative) for each in creatives if each.creative in groups},
        pairs=sum(each.p is not None for each in differences),
        different=len(shown),
        shown=shown[:MOST_SHOWN],
    )


def _most_played(connection: Connection, selection: Selection, most: int) -> list[CreativeRow]:
    """Creatives of the selection with the most plays, the most played one first."""
    plays = read_plays_by_creative(connection, selection)
    order = np.argsort(-plays["plays"], kind="stable")[:most]
    ids = [int(number) for number in plays["creative_id"][order] if number]
    query = (
        "SELECT c.id, c.creative, c.name, c.tag, c.duration_ms FROM creatives c"
        f" WHERE c.id IN ({', '.join(map(str, ids)) or 'NULL'})"
    )
    found = {int(row[0]): CreativeRow(*row) for row in connection.execute(text(query))}
    return [found[number] for number in ids if number in found]


def _groups(connection: Connection, selection: Selection, creatives: list[CreativeRow]) -> dict[str, Columns]:
    """Days of each creative that has results, measured by the expression model with the most people."""
    people = TERMS[MEASURE][0]
    days = {each.creative: read_creative_days(connection, selection, each, MEASURE) for each in creatives}
    totals: dict[str, float] = {}
    for rows in days.values():
        for model in set(rows["model"]):
            of_model = rows.select_rows(rows["model"] == model).column_sum(people)
            totals[str(model)] = totals.get(str(model), 0.0) + of_model
    used = max(totals, key=lambda model: (totals[model], model), default="")
    read = {name: rows.select_rows(np.asarray(rows["model"] == used, dtype=bool)) for name, rows in days.items()}
    return {name: rows for name, rows in read.items() if rows.column_sum(people)}
