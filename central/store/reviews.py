"""Imported reviews in the store. Each day of a tag can be imported only once. If you remove an import, its days still
cannot be imported again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from central.clock import now_ms
from central.errors import NotFoundError, UsageError
from central.store.columns import COMMENT_CLASSES
from central.store.local_time import EPOCH_DAY

_IMPORT = text(
    "INSERT INTO review_imports (tenant, tag, model, imported_ms) VALUES (:tenant, :tag, :model, :at_ms) RETURNING id"
)
_TAKEN = text("SELECT day FROM review_days WHERE tenant = :tenant AND tag = :tag")
_DAY = text(
    f"INSERT INTO review_days (tenant, tag, day, import_id, n, {', '.join(COMMENT_CLASSES)}) VALUES"
    f" (:tenant, :tag, :day, :import_id, :n, {', '.join(f':{name}' for name in COMMENT_CLASSES)})"
)
_LIST = text(
    "SELECT i.id, i.tenant, i.tag, i.model, i.imported_ms, i.removed_ms, min(d.day), max(d.day), count(*),"
    " sum(CASE WHEN d.n IS NULL THEN 0 ELSE 1 END), coalesce(sum(d.n), 0) FROM review_imports i"
    " JOIN review_days d ON d.import_id = i.id GROUP BY i.id, i.tenant, i.tag, i.model, i.imported_ms, i.removed_ms"
    " ORDER BY i.id"
)
_REMOVE = text("UPDATE review_imports SET removed_ms = :at_ms WHERE id = :id AND removed_ms IS NULL RETURNING tenant")
_CLEAR = text(
    f"UPDATE review_days SET n = NULL, {', '.join(f'{name} = NULL' for name in COMMENT_CLASSES)} WHERE import_id = :id"
)


@dataclass(frozen=True, slots=True)
class ReviewImport:
    """One import.

    `days`: number of days in the file. `told_days`: number of days with stored counts. `comments`: number of comments
    from these days.
    """

    id: int
    tenant: str
    tag: str
    model: str
    imported_ms: int
    removed_ms: int | None
    first_day: int
    last_day: int
    days: int
    told_days: int
    comments: int


def require_new_days(connection: Connection, tenant: str, tag: str, days: Sequence[int]) -> None:
    """Raise UsageError for days that are already imported for the given tag.

    The difference between two imports of a day could be a single text.
    """
    of_tag = connection.execute(_TAKEN, {"tenant": tenant, "tag": tag})
    taken = sorted({int(row[0]) for row in of_tag} & set(days))
    if taken:
        first, last = (date.fromordinal(day + EPOCH_DAY) for day in (taken[0], taken[-1]))
        raise UsageError(
            f"comments: {len(taken)} days of this file, {first} to {last}, were already imported for {tag!r}."
            " The difference of two imports could be one text, so each day counts once, even after `comments"
            " remove`. Remove these days from the file. Nothing was stored."
        )


def add_import(
    connection: Connection, tenant: str, tag: str, model: str, days: Mapping[int, Sequence[int] | None]
) -> int:
    """Store counts by day, in the order of COMMENT_CLASSES.

    None means that the day has too few comments. Return the number of the import. Raises UsageError for days that are
    already imported.
    """
    require_new_days(connection, tenant, tag, list(days))
    import_id: int = connection.execute(
        _IMPORT, {"tenant": tenant, "tag": tag, "model": model, "at_ms": now_ms()}
    ).scalar_one()
    for day, counts in sorted(days.items()):
        of_class = dict.fromkeys(COMMENT_CLASSES) if counts is None else dict(zip(COMMENT_CLASSES, counts, strict=True))
        n = None if counts is None else sum(counts)
        connection.execute(_DAY, {"tenant": tenant, "tag": tag, "day": day, "import_id": import_id, "n": n, **of_class})
    return import_id


def list_imports(connection: Connection) -> list[ReviewImport]:
    """All imports, in order."""
    return [ReviewImport(*row) for row in connection.execute(_LIST)]


def remove_import(connection: Connection, import_id: int) -> str:
    """Delete the counts of an import. Return the tenant of the import. Raises NotFoundError."""
    tenant: str | None = connection.execute(_REMOVE, {"id": import_id, "at_ms": now_ms()}).scalar()
    if tenant is None:
        raise NotFoundError(
            f"comments: there is no import {import_id}, or it was already removed. See: vitrina-central comments list"
        )
    connection.execute(_CLEAR, {"id": import_id})
    return tenant
