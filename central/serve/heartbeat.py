"""Registers this server in its database while it runs, so that a newer version does not migrate the schema below it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from central.errors import DatabaseError
from central.store.faults import translate_driver_errors
from central.store.migrating import NewerStoreError, require_supported_schema
from central.store.running_servers import BEAT_S, register_server, report_beat, sign_off
from central.store.store import Store


class Heartbeat:
    """Reports of one server. `stopping` is set when a newer version has migrated the schema and this version no longer
    works with it.
    """

    def __init__(self, store: Store, stopping: threading.Event) -> None:
        self._store, self._stopping = store, stopping
        self._host = socket.gethostname()
        self._server = ""
        self.fault: NewerStoreError | None = None

    def register(self) -> None:
        """Register the server. Raises DatabaseError, or NewerStoreError if a newer version was faster."""
        is_only_one = self._store.dialect.name == "sqlite"  # `serve_lock` excludes all others
        with translate_driver_errors(), self._store.engine.begin() as connection:
            self._server = register_server(connection, self._host, is_only_one=is_only_one)
            require_supported_schema(connection)

    def run(self) -> None:
        """Report until `stopping` is set. A database error does not end the loop."""
        while not self._stopping.wait(BEAT_S):
            with suppress(DatabaseError):  # the ingester logs that
                self.beat()

    def beat(self) -> None:
        """Report once, and stop the server if it does not work with the schema. Raises DatabaseError."""
        try:
            with translate_driver_errors(), self._store.engine.begin() as connection:
                require_supported_schema(connection)
                report_beat(connection, self._server, self._host)
        except NewerStoreError as error:
            self.fault = error
            self._stopping.set()

    def sign_off(self) -> None:
        """Remove the server from the database. If the database is away, the row only becomes old."""
        with suppress(DatabaseError), translate_driver_errors(), self._store.engine.begin() as connection:
            sign_off(connection, self._server)


@contextmanager
def registered_server(store: Store, stopping: threading.Event) -> Iterator[None]:
    """Register this server during a `with` block. Raises NewerStoreError at the end if that was the reason to stop."""
    heartbeat = Heartbeat(store, stopping)
    heartbeat.register()
    thread = threading.Thread(target=heartbeat.run, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
        heartbeat.sign_off()
    if heartbeat.fault is not None:
        raise heartbeat.fault
