"""The store's own database: the expressions over its tables of sums."""

import math
import sqlite3
from collections.abc import Callable
from typing import Any

from ibis.expr.types import Table
from sqlalchemy import Connection

from central.analysis.engines import columns_from_rows, compile_sql
from central.reports.columns import Columns


class DatabaseEngine:
    """A connection to the store."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.name = connection.dialect.name
        if self.name == "sqlite":
            _add_functions(
                connection, {"_IBIS_VAR_SAMPLE": _Variance}, {"SQRT": math.sqrt, "FLOOR": _floor, "MOD": _mod}
            )

    def run_expression(self, expression: Table) -> Columns:
        """Result of an expression."""
        dialect = "postgres" if self.name == "postgresql" else "sqlite"
        found = self._connection.exec_driver_sql(compile_sql(expression, dialect))
        return columns_from_rows(expression, found.fetchall())

    def close(self) -> None:
        """Leaves the connection to whoever opened it."""


def _add_functions(
    connection: Connection, aggregates: dict[str, Any], functions: dict[str, Callable[..., Any]]
) -> None:
    """Gives a connection aggregates, and those functions that this SQLite was built without."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    there = {row[0].upper() for row in driver.execute("SELECT name FROM pragma_function_list()")}
    for name, of in aggregates.items():
        driver.create_aggregate(name, 1, of)
    for name, function in functions.items():
        if name not in there:
            driver.create_function(name, -1, function, deterministic=True)


class _Variance:
    """Variance of a sample, which SQLite lacks; one pass (Welford)."""

    def __init__(self) -> None:
        self._count, self._mean, self._squares = 0, 0.0, 0.0

    def step(self, value: float | None) -> None:
        if value is None:
            return
        self._count += 1
        off = value - self._mean
        self._mean += off / self._count
        self._squares += off * (value - self._mean)

    def finalize(self) -> float | None:
        return self._squares / (self._count - 1) if self._count > 1 else None


def _floor(value: float) -> float:
    return float(math.floor(value))


def _mod(value: int, by: int) -> int:
    return value % by
