"""Savepoints: work whose rows may be at fault, and which then leaves the rest of its transaction as it is."""

from collections.abc import Callable

from sqlalchemy import Connection

from central.store.faults import RowsAtFaultError, translate_driver_errors


def try_in_savepoint(connection: Connection, work: Callable[[], None]) -> str | None:
    """Runs `work` in a savepoint. Returns None, or why the database cannot take its rows: then nothing of it is done.

    Raises DatabaseError where the database is away, full or locked.
    """
    try:
        with translate_driver_errors(), connection.begin_nested():
            work()
    except RowsAtFaultError as error:
        return str(error)
    return None
