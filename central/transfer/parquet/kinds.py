"""Kinds of rows in a folder of Parquet files: their columns, their order, and their source in the store.

The columns are those of the store's tables, so that the same expression works for both. The files contain the values of
a message, but not its number, id or payload. These would take seven times the space, and would link rows to copies
elsewhere.
"""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Float, Integer, LargeBinary, SmallInteger, Table, Text

from central.store.tables.messages import cells, comments, plays, reactions, windows
from central.store.tables.totals import cell_days, flow_days, play_hours, reaction_days, window_hours

SCHEMA = "vitrina.parquet/2"
_TYPES = {
    SmallInteger: "int16",
    BigInteger: "int64",
    Integer: "int32",
    Boolean: "bool",
    Float: "float64",
    Text: "string",
}
_LEFT_OUT = frozenset({"seq", "id", "payload", "at_ms"})
NAMES = {"site_id": ("tenant", "site"), "device_id": ("device",), "creative_id": ("creative",)}
"""Columns with names that are added beside the numbers of the store, for human readers."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one kind. `columns`: type of each column by name, as in pyarrow and Ibis. `source`: SQL after FROM, in
    which `m` is the alias of the kind's table. `order`: columns by which the rows of a month are sorted.
    """

    name: str
    columns: dict[str, str]
    source: str
    order: tuple[str, ...]
    alias_of: dict[str, str]

    @property
    def file_columns(self) -> dict[str, str]:
        """Columns of the files: the numbers of the store, and the names that belong to these numbers."""
        found: dict[str, str] = {}
        for name, kind in self.columns.items():
            found[name] = kind
            found |= dict.fromkeys(NAMES.get(name, ()), "string")
        return found

    def query(self, sites: str, first_day: int, last_day: int) -> str:
        """Statement that selects the rows of some sites and days."""
        values = ", ".join(f"{self.alias_of.get(name, 'm')}.{name}" for name in self.columns)
        order = ", ".join(f"{self.alias_of.get(name, 'm')}.{name}" for name in self.order)
        return (
            f"SELECT {values} FROM {self.source} WHERE m.site_id IN ({sites}) AND m.day BETWEEN {first_day:d} AND"
            f" {last_day:d} ORDER BY {order}"
        )


def _columns(table: Table) -> dict[str, str]:
    return {
        column.name: next(name for base, name in _TYPES.items() if isinstance(column.type, base))
        for column in table.columns
        if column.name not in _LEFT_OUT and not isinstance(column.type, LargeBinary)
    }


def _kind(table: Table, *order: str) -> Kind:
    return Kind(table.name, _columns(table), f"{table.name} m", order, {})


def _cells_kind() -> Kind:
    """Kind for cells. A cell has the site and time of its reaction."""
    of_reaction = ("device_id", "site_id", "day", "part", "creative_id", "experiment", "arm", "from_ms", "to_ms")
    known = _columns(reactions)
    columns = {name: known[name] for name in (*of_reaction, "expression_model")}
    own = {name: kind for name, kind in _columns(cells).items() if name != "device_id"}
    source = "reactions m JOIN cells c ON c.device_id = m.device_id AND c.seq = m.seq AND c.at_ms = m.at_ms"
    order = ("creative_id", "site_id", "second", "day", "device_id", "to_ms")
    return Kind("cells", columns | own, source, order, dict.fromkeys(own, "c"))


MONTHLY = (
    _kind(windows, "site_id", "device_id", "to_ms"),
    _kind(reactions, "creative_id", "site_id", "device_id", "to_ms"),
    _cells_kind(),
    _kind(comments, "site_id", "device_id", "to_ms"),
    _kind(plays, "site_id", "device_id", "start_ms"),
    _kind(window_hours, "site_id", "device_id", "day", "hour"),
    _kind(play_hours, "site_id", "device_id", "day", "hour", "creative_id"),
    _kind(reaction_days, "creative_id", "site_id", "day", "device_id", "part", "expression_model"),
    _kind(cell_days, "creative_id", "site_id", "second", "day", "part", "expression_model"),
    _kind(flow_days, "creative_id", "site_id", "day"),
)
"""Kinds that have a folder for each month of local days."""
SITES = {
    "id": "int32",
    "key": "string",
    "tenant": "string",
    "site": "string",
    "zone": "string",
    "parts": "string",
    "kiosks": "int32",
    "is_research": "bool",  # the latter: a kiosk has said that it uses networks for research
}
CREATIVES = {
    "id": "int32",
    "key": "string",
    "tenant": "string",
    "creative": "string",
    "name": "string",
    "tag": "string",
    "duration_ms": "int64",
}
REVIEWS = {
    "tenant": "string",
    "tag": "string",
    "day": "int32",
    "n": "int32",
    "negative": "int32",
    "neutral": "int32",
    "positive": "int32",
    "unclear": "int32",
}
"""Kind for imported reviews by day and tag. Reviews belong to a tenant, but to no site."""
KINDS = (*(kind.name for kind in MONTHLY), "sites", "creatives", "reviews")


def month_text(month: int) -> str:
    """Text of a month, such as 2026-03, from the month's number."""
    return f"{month // 12:04}-{month % 12 + 1:02}"
