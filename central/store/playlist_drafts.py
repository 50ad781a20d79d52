"""Drafts of playlists. A draft belongs to one user, and is lost after 30 days without a change."""

from dataclasses import dataclass
from secrets import token_urlsafe

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.errors import UsageError

MOST_DRAFTS, KEEP_DAYS, LARGEST_DRAFT = 20, 30, 200_000
"""Most drafts of a user, days until an unchanged draft is deleted, and most characters of a draft."""
_ADD = text(
    "INSERT INTO playlist_drafts (id, user_id, revision, tenant, content, changed_ms)"
    " VALUES (:id, :user_id, 0, :tenant, :content, :now_ms)"
)
_SELECT = "SELECT id, user_id, tenant, content, revision, changed_ms FROM playlist_drafts"
_FIND = text(f"{_SELECT} WHERE id = :id AND user_id = :user_id")
_LIST = text(f"{_SELECT} WHERE user_id = :user_id ORDER BY changed_ms DESC, id")
_SAVE = text(
    "UPDATE playlist_drafts SET content = :content, changed_ms = :now_ms, revision = revision + 1"
    " WHERE id = :id AND user_id = :user_id AND revision = :revision"
)
_DROP = text("DELETE FROM playlist_drafts WHERE id = :id AND user_id = :user_id")
_DROP_OLD = text("DELETE FROM playlist_drafts WHERE changed_ms < :before_ms")


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft of a user. `content`: JSON of central.playlists.draft. `revision`: number of changes so far."""

    id: str
    user_id: int
    tenant: str
    content: str
    revision: int
    changed_ms: int


def add_draft(connection: Connection, user_id: int, tenant: str, content: str, now_ms: int) -> str:
    """Add a draft, and delete the oldest ones of the user beyond MOST_DRAFTS. Return its id. Raises UsageError."""
    _check_size(content)
    name = token_urlsafe(16)
    connection.execute(_DROP_OLD, {"before_ms": now_ms - KEEP_DAYS * DAY_MS})
    values = {"id": name, "user_id": user_id, "tenant": tenant, "content": content, "now_ms": now_ms}
    connection.execute(_ADD, values)
    others = [each for each in list_drafts(connection, user_id) if each.id != name]
    for each in others[MOST_DRAFTS - 1 :]:
        drop_draft(connection, each)
    return name


def find_draft(connection: Connection, user_id: int, name: str) -> StoredDraft | None:
    """The draft with this id; None if it does not exist or belongs to somebody else."""
    row = connection.execute(_FIND, {"id": name, "user_id": user_id}).first()
    return None if row is None else StoredDraft(*row)


def list_drafts(connection: Connection, user_id: int) -> list[StoredDraft]:
    """Drafts of a user, the last changed one first."""
    return [StoredDraft(*row) for row in connection.execute(_LIST, {"user_id": user_id})]


def save_draft(connection: Connection, draft: StoredDraft, revision: int, content: str, now_ms: int) -> bool:
    """Save a changed draft. If it no longer has this revision, change nothing and return False. Raises UsageError."""
    _check_size(content)
    values = {"id": draft.id, "user_id": draft.user_id, "revision": revision, "content": content, "now_ms": now_ms}
    return bool(connection.execute(_SAVE, values).rowcount)


def drop_draft(connection: Connection, draft: StoredDraft) -> bool:
    """Delete a draft. Return False if it was already deleted."""
    return bool(connection.execute(_DROP, {"id": draft.id, "user_id": draft.user_id}).rowcount)


def _check_size(content: str) -> None:
    if len(content) > LARGEST_DRAFT:
        raise UsageError("playlist: the draft is too long, so it was not saved. Choose fewer ads or shops.")
