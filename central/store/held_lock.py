"""A lock in a PostgreSQL database that ends with its connection, so that a killed process leaves no lock behind."""

from contextlib import suppress

from sqlalchemy import Connection

from central.errors import DatabaseError
from central.store.faults import translate_driver_errors
from central.store.postgres import try_connection_lock
from central.store.store import Store


class HeldLock:
    """Named lock with its own connection. Only one thread may use it at a time."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Take the lock, or check that it is still held. Return False if another process has it. Raises
        DatabaseError.
        """
        with translate_driver_errors():
            if self._connection is None:
                connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                if not try_connection_lock(connection, self._name):
                    connection.close()
                    return False
                self._connection = connection
            try:
                self._connection.exec_driver_sql("SELECT 1")
            except BaseException:
                self.release()
                raise
        return True

    def release(self) -> None:
        """Release the lock and close its connection."""
        if self._connection is not None:
            with suppress(DatabaseError), translate_driver_errors():
                self._connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")  # sooner than the connection ends
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
