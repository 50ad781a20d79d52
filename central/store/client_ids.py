"""Client ids at the broker. A client that knows the id of a session can take the session over, so each id has 96 random
bits.
"""

import secrets
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from central.store.faults import translate_driver_errors
from central.store.store import Store

HALVES, HALF_BITS = 2, 48
FACT = "client_id "
"""Prefix of the names of facts about client ids.

Backups do not contain these facts, because a copy of the store must not take over the session.
"""
_DRAW = text("INSERT INTO facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")
_READ = text("SELECT value FROM facts WHERE name = :name")


@dataclass(frozen=True, slots=True)
class KeptClientId:
    """Client id of a `serve`. `is_first`: True if the id was generated just now, in a store to which kiosks have sent
    messages before.
    """

    text: str = field(repr=False)
    is_first: bool


def random_client_id(name: str) -> str:
    """Random client id for one connection, which nobody can guess."""
    return _client_id(name, secrets.randbits(HALVES * HALF_BITS))


def kept_client_id(store: Store, name: str) -> KeptClientId:
    """Client id of the `serve` with the given name. It is generated once for each store. Raises DatabaseError."""
    names = [f"{FACT}{name} {half}" for half in range(HALVES)]
    with translate_driver_errors(), store.engine.begin() as connection:
        is_new = _value(connection, names[-1]) is None
        is_used = connection.exec_driver_sql("SELECT 1 FROM devices LIMIT 1").first() is not None
        bits = 0
        for fact in names:  # another server of this database may draw at the same moment: the first one counts
            connection.execute(_DRAW, {"name": fact, "value": secrets.randbits(HALF_BITS)})
            bits = bits << HALF_BITS | (_value(connection, fact) or 0)
    return KeptClientId(_client_id(name, bits), is_new and is_used)


def _client_id(name: str, bits: int) -> str:
    return f"{name}-{bits:0{HALVES * HALF_BITS // 4}x}"


def _value(connection: Connection, fact: str) -> int | None:
    value: int | None = connection.execute(_READ, {"name": fact}).scalar_one_or_none()
    return value
