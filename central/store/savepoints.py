"""Savepoints: work whose rows may be at fault, and which then leaves the rest of its transaction as it is."""

from collections.abc import Callable

from sqlalchemy import Connection

from central.store.faults import RowsAtFaultError, sorted_faults


def try_apart(connection: Connection, work: Callable[[], None]) -> str | None:
    """Runs `work` in a savepoint. Returns None, or why the database cannot take its rows: then nothing of it is done.

    Raises DatabaseError where the database is away, full or locked.
    """
    try:
        with sorted_faults(), connection.begin_nested():
            work()
    except RowsAtFaultError as error:
        return str(error)
    return None
