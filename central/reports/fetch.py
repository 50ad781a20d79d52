"""Results of queries as columns."""

import numpy as np
from sqlalchemy import Connection, text

from central.reports.columns import Columns

_TEXT = frozenset({"model", "arm", "creative"})
_WHOLE = frozenset({"site_id", "day", "device_id", "hour", "weekday", "second", "part", "creative_id", "week"})


def columns_of(
    connection: Connection, query: str, names: tuple[str, ...], parameters: dict[str, str] | None = None
) -> Columns:
    """Result of a query as columns: texts as objects, keys as integers, other numbers as floats."""
    rows = connection.execute(text(query), parameters or {}).fetchall()
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return Columns(
        {
            name: np.array(column, dtype=object if name in _TEXT else int if name in _WHOLE else float)
            for name, column in zip(names, columns, strict=True)
        }
    )
