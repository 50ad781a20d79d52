"""Engines that run an Ibis expression. Ibis compiles the expression to SQL, and the engine's own driver runs the SQL
and returns columns.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import ibis
import numpy as np
from ibis.config import Config
from ibis.expr.types import Table

from central.reports.columns import Array, Columns


class Engine(Protocol):
    """Runs expressions over the tables in central/analysis/tables.py."""

    name: str

    def run_expression(self, expression: Table) -> Columns:
        """Run an expression and return its columns. A column of whole numbers without missing values contains integers.
        Other numbers are floats, with nan for missing values. Text columns contain objects.
        """

    def close(self) -> None:
        """Release all resources."""


class _SparkOptions(Config):  # type: ignore[misc]
    """Option that Ibis's Spark compiler reads. Normally only Ibis's own Spark connection sets it."""

    treat_nan_as_null: bool = False


def compile_sql(expression: Table, dialect: str) -> str:
    """SQL of an expression. `dialect` is sqlite, postgres, duckdb or pyspark."""
    if dialect == "pyspark" and ibis.options.pyspark is None:
        ibis.options.pyspark = _SparkOptions()
    return str(ibis.to_sql(expression, dialect=dialect))


def cast_columns(expression: Table, values: Mapping[str, Sequence[Any] | Array]) -> Columns:
    """Convert the values of a result to the types of its expression, whatever types the driver returned."""
    return Columns({name: _array(kind, values[name]) for name, kind in expression.schema().items()})


def columns_from_rows(expression: Table, rows: Iterable[Sequence[Any]]) -> Columns:
    """Convert rows to columns with the types of the expression."""
    names = list(expression.columns)
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return cast_columns(expression, dict(zip(names, columns, strict=True)))


def _array(kind: Any, values: Sequence[Any] | Array) -> Array:
    if kind.is_string():
        return np.array([None if value is None else str(value) for value in values], dtype=object)
    if not isinstance(values, np.ndarray):
        values = np.array([np.nan if value is None else value for value in values], dtype=float)
    if kind.is_integer() and not np.isnan(values.astype(float)).any():
        return values.astype(np.int64)
    return values.astype(float)
