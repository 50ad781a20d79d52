"""Answers that are computed once a day over all shops of a tenant, and kept until the next day."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.store.scope import Scope

_COLUMNS = "tenant, kind, key, day, made_ms, content"
_KEEP = text(
    f"INSERT INTO kept_answers ({_COLUMNS}) VALUES (:tenant, :kind, :key, :day, :made_ms, :content)"
    " ON CONFLICT (tenant, kind, key) DO UPDATE SET day = excluded.day, made_ms = excluded.made_ms,"
    " content = excluded.content"
)
_FORGET = text("DELETE FROM kept_answers WHERE tenant = :tenant AND kind = :kind AND key = :key")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer in JSON. `key`: what it is about, such as an experiment. `day`: last full day when it was made."""

    tenant: str
    kind: str
    key: str
    day: int
    made_ms: int
    content: str


def read_kept_answers(
    connection: Connection, scope: Scope, kind: str, tenant: str | None = None, key: str | None = None
) -> list[KeptAnswer]:
    """Kept answers of one kind, by tenant and key. `key`: only the answers with this key.

    An answer is about all shops of its tenant, so it is visible only in a scope that includes all of them.
    """
    where = f"kind = :kind AND {scope.where_tenant('tenant')}{'' if key is None else ' AND key = :key'}"
    query = f"SELECT {_COLUMNS} FROM kept_answers WHERE {where} ORDER BY tenant, key"
    rows = connection.execute(text(query), {"kind": kind} if key is None else {"kind": kind, "key": key})
    return [answer for row in rows if tenant in (None, (answer := KeptAnswer(*row)).tenant)]


def list_kept_days(connection: Connection, scope: Scope, kind: str) -> dict[tuple[str, str], int]:
    """Last full day of each kept answer of a kind, by tenant and key, within the same scopes."""
    query = f"SELECT tenant, key, day FROM kept_answers WHERE kind = :kind AND {scope.where_tenant('tenant')}"
    return {(str(row[0]), str(row[1])): int(row[2]) for row in connection.execute(text(query), {"kind": kind})}


def keep_answer(connection: Connection, answer: KeptAnswer) -> None:
    """Store an answer instead of the former one with the same key."""
    connection.execute(_KEEP, {name: getattr(answer, name) for name in _COLUMNS.split(", ")})


def forget_other_answers(connection: Connection, tenant: str, kind: str, keys: Sequence[str]) -> None:
    """Delete the answers of a kind, except those with one of `keys`."""
    for of, key in list_kept_days(connection, Scope.whole_store(), kind):
        if of == tenant and key not in keys:
            connection.execute(_FORGET, {"tenant": tenant, "kind": kind, "key": key})
