"""Looks into a store."""

from typing import Any

from central.store.store import Store


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    """Result of a query; bytes as bytes."""
    with store.engine.begin() as connection:
        found = connection.exec_driver_sql(query).fetchall()
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in found]


def one(store: Store, query: str) -> Any:
    """The only value of a result."""
    ((value,),) = rows(store, query)
    return value


def stored(store: Store) -> list[tuple[str, int, bytes]]:
    """All messages: kiosk, number, payload."""
    query = "SELECT d.key, m.seq, m.payload FROM messages m JOIN devices d ON d.id = m.device_id ORDER BY 1, 2, 3"
    return rows(store, query)
