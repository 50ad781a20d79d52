"""Returns the results of queries as columns."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
from sqlalchemy import Connection, text

from central.reports.columns import Array, Columns
from central.store import postgres
from central.store.copy_format import HEAD, TAIL

_TEXT = frozenset({"model", "experiment", "arm", "creative"})
WHOLE = frozenset({"site_id", "day", "device_id", "hour", "weekday", "second", "part", "creative_id", "week"})
_COUNT_BYTES, _LENGTH_BYTES, _NUMBER_BYTES = 2, 4, 8


class StatementEngine(Protocol):
    """Engine other than the store's database that runs the same statements, over tables with the same names."""

    def fetch(self, query: str) -> Sequence[Any]:
        """Columns of a result, in the order of the statement. A missing text is None, and a missing number is nan."""


Reader: TypeAlias = Connection | StatementEngine
"""Anything that can run the statements of reports."""


def fetch_columns(
    connection: Reader, query: str, names: tuple[str, ...], parameters: dict[str, str] | None = None
) -> Columns:
    """Result of a query as columns: objects for texts, integers for keys, and floats for other numbers."""
    if not isinstance(connection, Connection):
        return Columns({name: _column(name, of) for name, of in zip(names, connection.fetch(query), strict=True)})
    if connection.dialect.name == "postgresql" and not parameters:
        return _copy_columns(connection, query, names)
    rows = connection.execute(text(query), parameters or {}).fetchall()
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return Columns({name: _column(name, values) for name, values in zip(names, columns, strict=True)})


def _column(name: str, values: Any) -> Array:
    return np.array(values, dtype=object if name in _TEXT else int if name in WHOLE else float)


def _copy_columns(connection: Connection, query: str, names: tuple[str, ...]) -> Columns:
    """Fetch the columns of a result with the COPY command.

    It fetches first the numbers, which have a fixed place in a row, and then the texts.
    """
    numbers, texts = [name for name in names if name not in _TEXT], [name for name in names if name in _TEXT]
    fields = [f"coalesce(CAST(q.{name} AS float8), 'NaN')" for name in numbers] + [f"q.{name}" for name in texts]
    data = postgres.copy_query_binary(
        connection, f"SELECT {', '.join(fields)} FROM ({query}) AS q ({', '.join(names)})"
    )
    starts, found = _split_copy_rows(data, len(numbers), len(texts))
    width = _LENGTH_BYTES + _NUMBER_BYTES
    places = np.array(starts, dtype=np.int64)[:, np.newaxis] + np.arange(
        _COUNT_BYTES, _COUNT_BYTES + width * len(numbers)
    )
    cells = np.frombuffer(data, dtype=np.uint8)[places].reshape(len(starts), len(numbers), width)
    values = np.ascontiguousarray(cells[:, :, _LENGTH_BYTES:]).view(">f8")[:, :, 0].astype(float)
    of_numbers = {name: values[:, place] for place, name in enumerate(numbers)}
    of = of_numbers | {name: np.array([row[place] for row in found], dtype=object) for place, name in enumerate(texts)}
    return Columns({name: of[name].astype(int) if name in WHOLE else of[name] for name in names})


def _split_copy_rows(data: bytes, numbers: int, texts: int) -> tuple[list[int], list[tuple[str, ...]]]:
    """Start position and texts of each row in the output of COPY."""
    at, starts, found = len(HEAD), [], []
    known: dict[bytes, str] = {}
    while data[at : at + len(TAIL)] != TAIL:
        starts.append(at)
        at += _COUNT_BYTES + numbers * (_LENGTH_BYTES + _NUMBER_BYTES)
        row = []
        for _ in range(texts):
            end = at + _LENGTH_BYTES + int.from_bytes(data[at : at + _LENGTH_BYTES], "big")
            raw = data[at + _LENGTH_BYTES : end]
            row.append(known.get(raw) or known.setdefault(raw, raw.decode()))
            at = end
        found.append(tuple(row))
    return starts, found
