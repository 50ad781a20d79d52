"""DuckDB over a folder of Parquet files."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from central.analysis.folder import Folder
from central.reports.columns import Array, Columns

if TYPE_CHECKING:
    from ibis.expr.types import Table

_TYPES = {"int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT", "float64": "DOUBLE", "string": "VARCHAR"}
_TYPES |= {"bool": "BOOLEAN"}
_OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class DuckDbEngine:
    """DuckDB as an engine, running inside this process."""

    name = "duckdb"

    def __init__(self, folder: Folder) -> None:
        self._connection = duckdb.connect(":memory:", config=_OFFLINE)
        for kind, columns in folder.columns_by_kind.items():
            files = folder.list_files(kind)
            if files:
                listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
                source = f"VIEW {kind} AS SELECT * FROM read_parquet([{listed}], hive_partitioning = false)"
            else:
                source = f"TABLE {kind} ({', '.join(f'{name} {_TYPES[of]}' for name, of in columns.items())})"
            self._connection.execute(f"CREATE {source}")
        self._statements = self._connection.cursor()  # as SQLite and PostgreSQL divide; expressions say what they want
        self._statements.execute("SET SESSION integer_division = true")

    def fetch(self, query: str) -> Sequence[Array]:
        """Run an SQL statement of the store and return the columns of its result, in order."""
        return [_fill_masked(column) for column in self._statements.execute(query).fetchnumpy().values()]

    def run_expression(self, expression: "Table") -> Columns:
        """Run an Ibis expression and return its result."""
        from central.analysis.engines import cast_columns, compile_sql  # Ibis, which the statements do without

        found = self._connection.execute(compile_sql(expression, "duckdb")).fetchnumpy()
        return cast_columns(expression, {name: _fill_masked(column) for name, column in found.items()})

    def fetch_rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run an SQL statement and return its rows."""
        return self._statements.execute(query).fetchall()

    def close(self) -> None:
        """Close the in-memory database."""
        self._connection.close()


def _fill_masked(column: Any) -> Array:
    """Return a column with None or nan for each missing value."""
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    if column.dtype == np.object_:
        found = np.array(column.data, dtype=object)
        found[np.asarray(column.mask)] = None
        return found
    return np.asarray(column.astype(float).filled(np.nan))  # type: ignore[attr-defined]
