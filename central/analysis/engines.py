"""Engines that run an expression: Ibis compiles it, the engine's own driver runs it and gives columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import ibis
import numpy as np
from ibis.config import Config
from ibis.expr.types import Table

from central.reports.columns import Array, Columns


class Engine(Protocol):
    """Runs expressions over the tables of central/analysis/tables.py."""

    name: str

    def run_expression(self, expression: Table) -> Columns:
        """Result of an expression: whole numbers as integers where none is missing, other numbers as floats with nan
        where they are missing, texts as objects."""

    def close(self) -> None:
        """Lets go of what it holds."""


class _SparkOptions(Config):  # type: ignore[misc]
    """Option of Ibis that its compiler for Spark reads, and that only its own connection to Spark would set."""

    treat_nan_as_null: bool = False


def compile_sql(expression: Table, dialect: str) -> str:
    """SQL of an expression: `dialect` is sqlite, postgres, duckdb or pyspark."""
    if dialect == "pyspark" and ibis.options.pyspark is None:
        ibis.options.pyspark = _SparkOptions()
    return str(ibis.to_sql(expression, dialect=dialect))


def cast_columns(expression: Table, values: Mapping[str, Sequence[Any] | Array]) -> Columns:
    """Values of a result in the types of its expression, whichever the driver gave."""
    return Columns({name: _array(kind, values[name]) for name, kind in expression.schema().items()})


def columns_from_rows(expression: Table, rows: Iterable[Sequence[Any]]) -> Columns:
    """The same of rows."""
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
