"""Values of the list of creatives, as in the JSON."""

from typing import Literal

from pydantic import Field

from central.reports.values import Cell, Interval, Measure, PeriodChange, Seen, Value


class ListDifference(Interval):
    """Smiles of an ad minus those of the other ads of the list, within the same shops. `sites`: number of these shops.
    `adjusted_p`: corrected for the number of ads (Benjamini and Hochberg). `is_shown`: the ad differs by more than
    chance.
    """

    sites: int
    adjusted_p: float | None
    is_shown: bool


class CreativeSummary(Value):
    """One creative in a list. `smile`: the value that its report shows for the same days and sites. `differs`: its
    difference from the other ads of the list; null if there is no other ad in its shops. `change`: change
    of the smiles against as many days before the chosen days; null unless at most 31 days are chosen.
    `is_change_shown`: the change is larger than chance, corrected for the number of ads (Benjamini and Hochberg).
    """

    tenant: str
    creative: str
    name: str | None
    tag: str | None
    plays: int
    smile: Measure
    differs: ListDifference | None = None
    change: PeriodChange | None = None
    is_change_shown: bool = False


class Overview(Value):
    """The other numbers of a creative in a list, with the same values as in its report, except `seen.high`: here each
    day has one part. `unit`: sites or participants. `curve`: smiles by second.
    """

    seen: Seen | None
    reported_share: float | None
    unit: str
    curve: list[Cell]


class CreativeList(Value):
    """A page of creatives. `next`: `offset` of the next page; null on the last page."""

    schema_: Literal["vitrina.creatives/2"] = Field("vitrina.creatives/2", alias="schema")
    creatives: list[CreativeSummary]
    total: int
    next: int | None
