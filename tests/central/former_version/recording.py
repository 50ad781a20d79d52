"""Records the SQL statements of a program, and runs them again on another store.

Each statement keeps its values and its connection, so that temporary tables, savepoints and generated numbers are the
same again. A query that was recorded before is skipped, because it would show nothing new.
"""

import base64
import io
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from central.store import postgres
from central.store.copy_format import encode_rows

COMMIT, ROLLBACK, CLOSE = "COMMIT", "ROLLBACK", "CLOSE"
_QUERY = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_CHANGE = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
_OF_ONE_RUN = re.compile(
    r"pg_terminate_backend|pg_cancel_backend|pg_backend_pid|alembic_version|FROM pg_catalog|PRAGMA"
)
"""Statements that name a process, and those that look for tables or set up a connection."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement. `rows`: number of rows that it changed; None for one that changes none. `fails`: the former
    version expected an error. `copied`: Base64 of the data of a COPY.
    """

    connection: int
    sql: str
    values: Any = None
    many: bool = False
    rows: int | None = None
    fails: bool = False
    copied: str | None = None


class Recorder:
    """Steps in the order in which they ran."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._lock = threading.Lock()
        self._connections = 0
        self._queries: set[str] = set()

    def number(self, info: dict[Any, Any]) -> int:
        """Number of a connection of the driver."""
        with self._lock:
            if "recorded" not in info:
                self._connections += 1
                info["recorded"] = self._connections
        return int(info["recorded"])

    def add(self, step: Step) -> None:
        """Add a statement that ran."""
        with self._lock:
            if _OF_ONE_RUN.search(step.sql) or (_QUERY.match(step.sql) and step.sql in self._queries):
                return
            if not step.fails:
                self._queries.add(step.sql)
            self.steps.append(step)

    def end(self, number: int, how: str) -> None:
        """Add the end of a transaction or of a connection, if a statement came before it."""
        with self._lock:
            last = next((at for at in reversed(range(len(self.steps))) if self.steps[at].connection == number), None)
            sql = CLOSE if last is None else self.steps[last].sql
            if last is not None and sql.startswith("BEGIN"):  # and its queries were recorded before
                del self.steps[last]
            elif sql != CLOSE and (how == CLOSE or sql not in (COMMIT, ROLLBACK)):
                self.steps.append(Step(number, how))


@contextmanager
def recorded() -> Iterator[Recorder]:
    """Record all statements of this process on all databases."""
    made = Recorder()
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(postgres, "_copy", _recorded_copy(made, postgres._copy))
        for target, name, listener in _listeners(made):
            event.listen(target, name, listener)
            stack.callback(event.remove, target, name, listener)
        yield made


def _listeners(made: Recorder) -> list[tuple[Any, str, Callable[..., None]]]:
    def after(connection: Any, cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        rows = cursor.rowcount if _CHANGE.match(sql) else None
        made.add(Step(made.number(connection.connection.info), sql, _as_json(values), many, rows))

    def failed(context: Any) -> None:
        if context.connection is not None and context.statement:
            number = made.number(context.connection.connection.info)
            made.add(Step(number, context.statement, _as_json(context.parameters), fails=True))

    def commit(connection: Any) -> None:
        made.end(made.number(connection.connection.info), COMMIT)

    def rollback(connection: Any) -> None:
        made.end(made.number(connection.connection.info), ROLLBACK)

    def reset(_driver: Any, record: Any, _state: Any) -> None:
        made.end(made.number(record.info), ROLLBACK)

    def close(_driver: Any, record: Any) -> None:
        made.end(made.number(record.info), CLOSE)

    return [
        (Engine, "after_cursor_execute", after),
        (Engine, "handle_error", failed),
        (Engine, "commit", commit),
        (Engine, "rollback", rollback),
        (Pool, "reset", reset),
        (Pool, "close", close),
    ]


def _recorded_copy(made: Recorder, copy: Callable[..., None]) -> Callable[..., None]:
    def recording(connection: Any, table: str, kinds: list[str], rows: Any) -> None:
        copy(connection, table, kinds, rows)
        data = base64.b64encode(encode_rows(kinds, rows)).decode()
        sql = f"COPY {table} FROM STDIN (FORMAT binary)"
        made.add(Step(made.number(connection.connection.info), sql, copied=data))

    return recording


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, dict):
        return {"names": {name: _as_json(one) for name, one in value.items()}}
    return [_as_json(one) for one in value] if isinstance(value, list | tuple) else value


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        if "names" in value:
            return {name: _from_json(one) for name, one in value["names"].items()}
        return base64.b64decode(value["b"])
    return [_from_json(one) for one in value] if isinstance(value, list) else value


def as_row(step: Step) -> dict[str, Any]:
    """The fields of a step that differ from the usual ones."""
    usual = asdict(Step(0, ""))
    return {name: value for name, value in asdict(step).items() if name == "connection" or value != usual[name]}


def run_again(engine: Engine, steps: list[Step]) -> list[str]:
    """Run recorded statements. Return what no longer works: a statement with an error, or with another number of
    changed rows.
    """
    connections: dict[int, Any] = {}
    faults = []
    try:
        for step in steps:
            if step.connection not in connections:
                connections[step.connection] = _connect(engine)
            if step.sql == CLOSE:
                connections.pop(step.connection).close()
                continue
            fault = _run_step(connections[step.connection], step)
            if fault is not None:
                faults.append(f"{fault}: {' '.join(step.sql.split())[:300]}")
    finally:
        for connection in connections.values():
            connection.rollback()
            connection.close()
    return faults


def _connect(engine: Engine) -> Any:
    """A connection of its own. Those of a pool are too few."""
    connection = engine.raw_connection()
    connection.detach()
    return connection


def _run_step(connection: Any, step: Step) -> str | None:
    if step.sql in (COMMIT, ROLLBACK):
        (connection.commit if step.sql == COMMIT else connection.rollback)()
        return None
    cursor = connection.cursor()
    try:
        rows = _execute(cursor, step)
    except Exception as error:  # noqa: BLE001 of any driver
        return None if step.fails else str(error)
    finally:
        cursor.close()
    if step.fails:
        return "it worked, and was refused before"
    return None if step.rows == rows else f"it changed {rows} rows, and changed {step.rows} before"


def _execute(cursor: Any, step: Step) -> int | None:
    values = _from_json(step.values)
    if step.copied is not None:
        cursor.execute(step.sql, stream=io.BytesIO(base64.b64decode(step.copied)))
    elif step.many:
        cursor.executemany(step.sql, [tuple(row) if isinstance(row, list) else row for row in values])
    elif values:
        cursor.execute(step.sql, tuple(values) if isinstance(values, list) else values)
    else:
        cursor.execute(step.sql)
    if cursor.description is not None:
        cursor.fetchall()
    return cursor.rowcount if step.rows is not None else None
