"""Savepoints for work on rows that may be invalid. If the work fails, the rest of the transaction is unchanged."""

from collections.abc import Callable

from sqlalchemy import Connection

from central.store.faults import RowsAtFaultError, translate_driver_errors


def try_in_savepoint(connection: Connection, work: Callable[[], None]) -> str | None:
    """Run `work` in a savepoint. Return None if it succeeds. If the database rejects its rows, undo the work and return
    the reason.

    Raises DatabaseError if the database is down, full or locked.
    """
    try:
        with translate_driver_errors(), connection.begin_nested():
            work()
    except RowsAtFaultError as error:
        return str(error)
    return None
