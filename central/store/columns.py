"""Metadata of the store's tables, and helper functions for their columns."""

from sqlalchemy import Column, MetaData

from central.measures import CURVES, REPORTED, TABLE

metadata = MetaData()


def required_columns(kind: type, *names: str) -> list[Column]:
    """Columns that are never null."""
    return [Column(name, kind, nullable=False) for name in names]


def optional_columns(kind: type, *names: str) -> list[Column]:
    """Columns that may be null."""
    return [Column(name, kind, nullable=True) for name in names]


def added_columns(kind: type, *names: str) -> list[Column]:
    """Columns that a later schema has added. They are 0 in older rows until these rows are computed again."""
    return [Column(name, kind, nullable=False, server_default="0") for name in names]


LOOKED = ("looked_0_5", "looked_1", "looked_2", "looked_5")
DWELL = ("dwell_0", "dwell_2", "dwell_5", "dwell_15", "dwell_30", "dwell_60")
READ = tuple(row.key for row in TABLE if row.is_read)
COMMENT_CLASSES = ("negative", "neutral", "positive", "unclear")
BODY = tuple(row.column for row in TABLE if row.column and row.weight == "body_n")

READ_PEOPLE = tuple(row.people for row in REPORTED if row.is_read)
"""Columns with the number of people whom an expression model measured, by measure."""
OTHER_PEOPLE = tuple(dict.fromkeys(row.people for row in REPORTED if not row.is_read))
"""Columns with the number of people for the other measures of a reaction."""
PEOPLE = (*READ_PEOPLE, *OTHER_PEOPLE)
MEASURE_SUMS = ("watchers", *(row.total for row in REPORTED if row.column))
"""Columns with the totals of a reaction's measures over its people."""
WINDOW_SUMS = (
    *("windows", "visits", "watchers", *LOOKED, *DWELL),
    *("dwell_s_sum", "dwell_n", "span_ms", "sensed_ms"),
)
"""Columns with the totals of the windows of an hour."""
CURVE_SUMS, CURVE_PEOPLE = tuple(f"{name}_sum" for name in CURVES), tuple(f"{name}_n" for name in CURVES)
CELL_SUMS = ("watchers", "n", *CURVE_SUMS, *CURVE_PEOPLE)
"""Columns with the totals of a media second."""
