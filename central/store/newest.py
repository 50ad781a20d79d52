"""The newest stored data of one kiosk."""

from dataclasses import dataclass

from sqlalchemy import text

from central.store.database import read_view
from central.store.store import Store

_NEWEST = text("SELECT received_ms, last_seq FROM devices WHERE key = :key AND received_ms > 0")


@dataclass(frozen=True, slots=True)
class Newest:
    """Time at which the newest message of a kiosk was stored, and the highest number of its messages."""

    stored_ms: int
    last_seq: int


def newest_message(store: Store, key: str) -> Newest | None:
    """The newest data of a kiosk (tenant/site/device); None if the store has no message from it. Raises
    DatabaseError.
    """
    with read_view(store) as connection:
        row = connection.execute(_NEWEST, {"key": key}).first()
    return None if row is None else Newest(int(row[0]), max(0, int(row[1])))
