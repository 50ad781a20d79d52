"""Values of the reports on comments, as in the JSON: visitors' comments at kiosks, and imported reviews.

The two are never added up, because their writers and places differ.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from central.reports.values import CommentShares, Interval, Value


class CommentWeek(CommentShares):
    """Comments of one week, which starts on Monday `week`."""

    week: date


class CommentSource(Value):
    """Comments from one kind of writer: the total over all days, and the totals by week. `total` null: nothing was
    published.
    """

    total: CommentShares | None
    weeks: list[CommentWeek]


class AudienceWeek(Value):
    """Numbers shown beside the comments of a week: smiles for the same ads, and people in front of the same screens."""

    week: date
    smiles: Interval
    visits: int
    watchers: int


class CommentTrend(Value):
    """Comments of a tenant by week: for all its shops, or for a tag, an ad or some shops.

    `reviews` is null if an ad or a shop is selected, because reviews belong to a tag. `sites`: number of sites in the
    selection. `told_sites`: number of selected sites that published comments.
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
