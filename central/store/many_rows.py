"""Inserts many rows with few statements. PostgreSQL's driver sends a statement for each row of an ordinary insert."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection, TextClause, text

AT_ONCE = 400
"""Rows of a statement. SQLite allows 32,766 values in one."""


def insert_many(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert rows, each with a value for every column."""
    names = tuple(columns)
    for begin in range(0, len(rows), AT_ONCE):
        part = rows[begin : begin + AT_ONCE]
        values = {f"{name}_{place}": row[name] for place, row in enumerate(part) for name in names}
        connection.execute(_statement(table, names, len(part)), values)


@lru_cache(maxsize=8)
def _statement(table: str, columns: tuple[str, ...], count: int) -> TextClause:
    rows = (f"({', '.join(f':{name}_{place}' for name in columns)})" for place in range(count))
    return text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(rows)}")
