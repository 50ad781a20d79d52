"""Values of the reports on comments, as JSON has them: those of visitors at kiosks, and reviews that were imported.

The two are never added up: other people wrote them, at other places.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import CommentShares, Interval, Value


class CommentWeek(CommentShares):
    """Comments of one week from Monday `week` on."""

    week: date


class CommentSource(Value):
    """Comments of one kind of writer: of all days, and by week. `total` null: nothing told."""

    total: CommentShares | None
    weeks: list[CommentWeek]


class AudienceWeek(Value):
    """Numbers beside the comments of a week: smiles of the same adverts, and people before the same screens."""

    week: date
    smiles: Interval
    visits: int
    watchers: int


class CommentTrend(Value):
    """Comments of a tenant by week: of all its shops, or of those of a tag, an advert or some shops.

    `reviews` null: reviews belong to a tag, and are not told where an advert or a shop is chosen. `sites`: of the
    selection; `told_sites` of them have told comments.
    """

    schema_: Literal["vitrina.comment-trend/1"] = Field("vitrina.comment-trend/1", alias="schema")
    tenant: str
    tag: str | None
    creatives: list[str]
    generated: datetime
    simulated: bool
    research: bool
    sites: int
    told_sites: int
    kiosks: CommentSource
    reviews: CommentSource | None
    beside: list[AudienceWeek]
