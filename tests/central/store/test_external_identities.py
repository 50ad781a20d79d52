"""Users of single sign-on in the store."""

from collections.abc import Callable

import pytest

from central.clock import DAY_MS
from central.errors import UsageError
from central.store.database import open_store
from central.store.external_identities import (
    add_external_user,
    find_external_user,
    forget_absent_users,
    redeem_state,
    renew_access,
    suspend,
    suspend_other_issuers,
)
from central.store.location import Location
from central.store.scope import Scope
from central.store.sessions import EXTERNAL_MS, begin_session, find_session
from central.store.store import Store
from central.store.user_changes import block_user
from central.store.users import Role, User, list_users, remove_user, set_password
from tests.central.conftest import DATABASES

ISSUER, OTHER = "https://id.example.org", "https://other.example.org"


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, new_location: Callable[[str], Location]) -> Store:
    return open_store(new_location(request.param))


def added(store: Store, subject: str, issuer: str = ISSUER, at_ms: int = 1_000) -> User:
    with store.engine.begin() as connection:
        user = add_external_user(connection, issuer, subject, f"oidc:{subject}", at_ms)
        return renew_access(connection, user, Role.ADMIN, Scope.sites_scope(["acme/*"]), at_ms)


def found(store: Store, subject: str, issuer: str = ISSUER) -> User | None:
    with store.engine.begin() as connection:
        return find_external_user(connection, issuer, subject)


def test_a_new_user_has_no_access_until_it_is_set(store: Store) -> None:
    with store, store.engine.begin() as connection:
        user = add_external_user(connection, ISSUER, "s", "oidc:s", 1)
        assert (user.role, user.scope, user.has_password) == (Role.VIEWER, Scope(frozenset()), False)
        assert not user.loopback_only
        user = renew_access(connection, user, Role.EDITOR, Scope.whole_store(), 2)
        assert (user.role, user.scope) == (Role.EDITOR, Scope.whole_store())
        assert find_external_user(connection, ISSUER, "s") == user
        assert find_external_user(connection, OTHER, "s") is None
        assert find_external_user(connection, ISSUER, "S") is None


def test_a_suspended_user_keeps_nothing(store: Store) -> None:
    with store:
        user = added(store, "s")
        with store.engine.begin() as connection:
            session = begin_session(connection, user, 1_000)
            suspend(connection, user)
            assert find_session(connection, session, 1_001) is None
        left = found(store, "s")
        assert left is not None
        assert (left.role, left.scope) == (Role.VIEWER, Scope(frozenset()))


def test_another_provider_ends_what_the_former_one_gave(store: Store) -> None:
    with store:
        user, other = added(store, "s"), added(store, "t", OTHER)
        with store.engine.begin() as connection:
            sessions = [begin_session(connection, each, 1_000) for each in (user, other)]
            assert suspend_other_issuers(connection, ISSUER) == 1
            assert [find_session(connection, each, 1_001) is None for each in sessions] == [False, True]
            assert suspend_other_issuers(connection, "") == 2
            assert find_session(connection, sessions[0], 1_001) is None


def test_who_does_not_come_for_long_is_removed(store: Store) -> None:
    with store:
        added(store, "s", at_ms=1_000)
        added(store, "t", at_ms=2_000)
        with store.engine.begin() as connection:
            assert forget_absent_users(connection, 1_000 + 90 * DAY_MS - 1) == 0
            assert forget_absent_users(connection, 1_000 + 90 * DAY_MS) == 1
            assert [user.name for user in list_users(connection)] == ["oidc:t"]
        assert found(store, "s") is None


def test_a_blocked_user_stays_blocked_however_long_the_absence(store: Store) -> None:
    """A removed user would come again as a new one, whom nobody has blocked."""
    with store:
        user = added(store, "s", at_ms=1_000)
        with store.engine.begin() as connection:
            block_user(connection, user, 2_000)
            assert forget_absent_users(connection, 1_000 + 900 * DAY_MS) == 0
        left = found(store, "s")
        assert left is not None
        assert left.blocked_ms == 2_000


def test_a_removed_user_may_come_again_as_a_new_one(store: Store) -> None:
    with store:
        user = added(store, "s")
        with store.engine.begin() as connection:
            remove_user(connection, user)
        assert found(store, "s") is None
        again = added(store, "s")
        with store.engine.begin() as connection:  # as a version without these identities removes a user
            connection.exec_driver_sql(f"DELETE FROM users WHERE id = {again.id}")
        assert found(store, "s") is None
        assert added(store, "s").name == "oidc:s"


def test_a_session_ends_after_twelve_hours_at_the_latest(store: Store) -> None:
    with store:
        user = added(store, "s")
        with store.engine.begin() as connection:
            session = begin_session(connection, user, 1_000)
            connection.exec_driver_sql(f"UPDATE sessions SET used_ms = {EXTERNAL_MS}")
            assert find_session(connection, session, 999 + EXTERNAL_MS) is not None
            assert find_session(connection, session, 1_000 + EXTERNAL_MS) is None


def test_no_password_can_be_set(store: Store) -> None:
    with store:
        user = added(store, "s")
        with store.engine.begin() as connection, pytest.raises(UsageError, match="signs in by single sign-on"):
            set_password(connection, user, "a hash")


def test_a_state_counts_once_and_is_forgotten(store: Store) -> None:
    with store, store.engine.begin() as connection:
        assert redeem_state(connection, "a", 1_000)
        assert not redeem_state(connection, "a", 1_000 + 3_600_000 - 1)
        assert redeem_state(connection, "b", 1_000)
        assert redeem_state(connection, "a", 1_000 + 3_600_000)
