"""Values of the list of creatives, as in the JSON."""

from typing import Literal

from pydantic import Field

from central.reports.values import Measure, Value


class CreativeSummary(Value):
    """One creative in a list. `smile`: the value that its report shows for the same days and sites."""

    tenant: str
    creative: str
    name: str | None
    tag: str | None
    plays: int
    smile: Measure


class CreativeList(Value):
    """A page of creatives. `next`: `offset` of the next page; null on the last page."""

    schema_: Literal["vitrina.creatives/2"] = Field("vitrina.creatives/2", alias="schema")
    creatives: list[CreativeSummary]
    total: int
    next: int | None
