"""Changes of users by an administrator: rights, mail address, blocking, removal.

An administrator manages the users who may see no site outside the administrator's own sites. A store that has an
administrator of all sites keeps one who is not blocked.
"""

from sqlalchemy import Connection, text

from central.errors import NotFoundError, UsageError
from central.store.makers import Ended, end_made
from central.store.scope import Scope
from central.store.user_links import end_user_links
from central.store.users import (
    Role,
    User,
    end_everywhere,
    find_user,
    list_users,
    remove_user,
)

_LOCK = text("UPDATE users SET role = role WHERE role = 'admin' AND scope = 'all' AND blocked_ms IS NULL")
_COUNT = text("SELECT count(*) FROM users WHERE role = 'admin' AND scope = 'all' AND blocked_ms IS NULL")


def may_manage(own: Scope, user: User) -> bool:
    """True if an administrator with these sites may see and change a user. A user without sites belongs to no tenant,
    so only an administrator of all sites may.
    """
    return own.patterns is None or (bool(user.scope.patterns) and own.contains(user.scope))


def list_managed_users(connection: Connection, own: Scope) -> list[User]:
    """Users whom an administrator with these sites may see, sorted by name."""
    return [user for user in list_users(connection) if may_manage(own, user)]


def require_managed_user(connection: Connection, own: Scope, name: str) -> User:
    """Find a user whom an administrator with these sites may change. Raises NotFoundError, also for a user of
    others.
    """
    user = find_user(connection, name)
    if user is None or not may_manage(own, user):
        raise NotFoundError(f"user: there is no user {name[:64]!r}. Check the name on the page Users.")
    return user


def lock_managed_user(connection: Connection, own: Scope, name: str) -> User:
    """Find a user whom an administrator with these sites may change, and lock the row, so that nobody else changes the
    rights meanwhile. Raises NotFoundError.
    """
    _lock_administrators(connection)  # first, as every change does
    connection.execute(text("UPDATE users SET role = role WHERE name = :name"), {"name": name})
    return require_managed_user(connection, own, name)


def set_rights(connection: Connection, user: User, role: Role, scope: Scope) -> bool:
    """Set role and sites, and end the links of the user. With further sites, also delete the mail address, because an
    administrator of fewer sites may have set it, and a link for a new password goes there. Return True if it did.

    Raises UsageError for the last administrator of all sites.
    """
    had = _lock_administrators(connection)
    values = {"role": str(role), "scope": str(scope), "id": user.id}
    connection.execute(text("UPDATE users SET role = :role, scope = :scope WHERE id = :id"), values)
    end_user_links(connection, user)
    _require_administrator(connection, user, had)
    if user.mail is None or user.scope.contains(scope):
        return False
    set_mail(connection, user, None)
    return True


def set_mail(connection: Connection, user: User, mail: str | None) -> None:
    """Set the address for links and notes about the account, and end the links of the user."""
    connection.execute(text("UPDATE users SET mail = :mail WHERE id = :id"), {"mail": mail, "id": user.id})
    end_user_links(connection, user)


def block_user(connection: Connection, user: User, at_ms: int) -> Ended:
    """Block a user, and end all sessions and links, and what the user has made. Raises UsageError for the last
    administrator of all sites.
    """
    had = _lock_administrators(connection)
    query = text("UPDATE users SET blocked_ms = :at WHERE id = :id AND blocked_ms IS NULL")
    connection.execute(query, {"at": at_ms, "id": user.id})
    end_everywhere(connection, user)
    ended = end_made(connection, at_ms, user_id=user.id)
    _require_administrator(connection, user, had)
    return ended


def unblock_user(connection: Connection, user: User) -> None:
    """Let a blocked user sign in again."""
    connection.execute(text("UPDATE users SET blocked_ms = NULL WHERE id = :id"), {"id": user.id})


def remove_managed_user(connection: Connection, user: User) -> Ended:
    """Remove a user. Raises UsageError for the last administrator of all sites."""
    had = _lock_administrators(connection)
    ended = remove_user(connection, user)
    _require_administrator(connection, user, had)
    return ended


def _lock_administrators(connection: Connection) -> bool:
    """Lock the rows of the administrators, so that two of them cannot end each other's rights at the same time. Return
    True if there is one.
    """
    return bool(connection.execute(_LOCK).rowcount)


def _require_administrator(connection: Connection, user: User, had: bool) -> None:
    if had and not connection.execute(_COUNT).scalar_one():
        raise UsageError(
            f"user: {user.name} is the last administrator of all shops. Make another user an administrator of all"
            " shops first. Nothing was changed."
        )
