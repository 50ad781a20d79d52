"""Savepoints for work whose rows may be invalid, so that a failure leaves the rest of the transaction unchanged."""

from collections.abc import Callable

from sqlalchemy import Connection

from central.store.faults import RowsAtFaultError, translate_driver_errors


def try_in_savepoint(connection: Connection, work: Callable[[], None]) -> str | None:
    """Run `work` in a savepoint. Return None, or the reason why the database rejects its rows; the work is then undone.

    Raises DatabaseError if the database is down, full or locked.
    """
    try:
        with translate_driver_errors(), connection.begin_nested():
            work()
    except RowsAtFaultError as error:
        return str(error)
    return None
