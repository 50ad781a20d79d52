"""Computes shares of comments by class from the totals of the store."""

from collections.abc import Sequence
from datetime import date, datetime, timezone

import numpy as np
from sqlalchemy import Connection

from central.reasons import NOTHING_TOLD
from central.reports.columns import Columns
from central.reports.comment_rows import read_reviews, read_weekly_flow
from central.reports.comment_values import AudienceWeek, CommentSource, CommentTrend, CommentWeek
from central.reports.selection import CreativeRow, Selection, local_date
from central.reports.sums import DatabaseSums
from central.reports.trend_values import Trend
from central.reports.values import CommentShares, Interval
from central.statistics.comments import ClassSums, Groups, class_share, noise_variance
from central.store.columns import COMMENT_CLASSES

KIOSK_NOISE, NO_NOISE = noise_variance(), 0.0


def build_comment_shares(rows: Columns, noise: float = KIOSK_NOISE) -> CommentShares | None:
    """Shares of comments by class, over all rows combined; None if there are no rows.

    `noise`: variance of the noise of each count.
    """
    if not len(rows):
        return None
    batches = round(rows.column_sum("batches"))
    groups = Groups(batches, rows.column_sum("people"), rows.column_sum("n"), rows.column_sum("n_squares"), noise)
    shares = {name: _share(rows, groups, name) for name in COMMENT_CLASSES}
    return CommentShares(
        comments=round(rows.column_sum("n")),
        batches=batches,
        people=round(rows.column_sum("people")),
        sites=len(set(rows["site_id"].tolist()) - {0}),
        **shares,
    )


def _share(rows: Columns, groups: Groups, name: str) -> Interval:
    sums = ClassSums(*(rows.column_sum(f"{name}{end}") for end in ("", "_squares", "_products")))
    found = class_share(groups, sums)
    return Interval(mean=found.mean, low=found.low, high=found.high)


def build_comment_source(rows: Columns, noise: float = KIOSK_NOISE) -> CommentSource:
    """Shares of comments by class, over all weeks combined and for each week."""
    weeks = []
    for number in np.unique(rows["week"]).tolist():
        found = build_comment_shares(rows.select_rows(rows["week"] == number), noise)
        assert found is not None
        weeks.append(CommentWeek(week=local_date(7 * number - 3), **found.model_dump()))
    return CommentSource(total=build_comment_shares(rows, noise), weeks=weeks)


def build_comment_trend(
    connection: Connection,
    selection: Selection,
    asked: tuple[str | None, Sequence[CreativeRow] | None],
    smiles: Trend | None,
    now_ms: int,
    *,
    is_research: bool,
    has_reviews: bool,
) -> CommentTrend:
    """Comments of a selection by week. `asked`: requested tag and ads; None: all ads. `smiles`: weekly smiles for the
    same ads.
    """
    tag, creatives = asked
    rows = DatabaseSums(connection).read_comments(selection, creatives)
    kiosks = build_comment_source(rows)
    reviews = (
        build_comment_source(read_reviews(connection, selection, tag), NO_NOISE)
        if has_reviews and tag is not None
        else None
    )
    weeks = {week.week for source in (kiosks, reviews) if source is not None for week in source.weeks}
    return CommentTrend(
        tenant=selection.tenant,
        tag=tag,
        creatives=[each.creative for each in creatives or ()],
        generated=datetime.fromtimestamp(now_ms / 1000, timezone.utc),
        simulated=selection.is_simulated,
        research=is_research,
        sites=len(selection.sites),
        told_sites=kiosks.total.sites if kiosks.total is not None else 0,
        kiosks=kiosks,
        reviews=reviews,
        beside=_audience_weeks(read_weekly_flow(connection, selection), smiles, weeks),
    )


def _audience_weeks(flow: Columns, smiles: Trend | None, weeks: set[date]) -> list[AudienceWeek]:
    """Weeks that have comments, with the kiosks' other results for these weeks."""
    of_smiles = {week.week: week for week in smiles.weeks} if smiles is not None else {}
    people = {
        local_date(7 * int(week) - 3): (round(visits), round(watchers))
        for week, visits, watchers in zip(flow["week"], flow["visits"], flow["watchers"], strict=True)
    }
    untold = Interval(mean=None, low=None, high=None, reason=NOTHING_TOLD)
    found = []
    for week in sorted(set(people) | set(of_smiles)):
        told = of_smiles.get(week)
        interval = untold if told is None else Interval(**told.model_dump(include={"mean", "low", "high", "reason"}))
        visits, watchers = people.get(week, (0, 0))
        if week in weeks:
            found.append(AudienceWeek(week=week, smiles=interval, visits=visits, watchers=watchers))
    return found
