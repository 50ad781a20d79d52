"""Users, tokens, attempts and the audit log in both databases."""

import pytest

from central.clock import DAY_MS, now_ms
from central.errors import UsageError
from central.store import attempts, audit, sessions
from central.store.database import read_view
from central.store.retention import RETENTION, forget_old_days
from central.store.scope import Scope
from central.store.store import Store
from central.store.tokens import add_token, find_token, list_tokens, revoke_token
from central.store.users import (
    Role,
    add_user,
    find_user,
    list_users,
    remove_user,
    require_user,
    set_language,
    set_password,
)
from tests.central.rows import one, rows


def with_user(store: Store, name: str = "ann") -> None:
    with store.engine.begin() as connection:
        add_user(connection, name, "a hash", Role.EDITOR, Scope.sites_scope(["acme/berlin-7"]))


def test_each_role_may_do_more_than_the_one_before() -> None:
    assert [str(role) for role in sorted(Role)] == ["viewer", "editor", "admin"]


def test_a_user_is_kept_as_added(store: Store) -> None:
    with_user(store)
    with store.engine.begin() as connection:
        user = require_user(connection, "ann")
        assert (user.name, user.password_hash, user.role, user.loopback_only) == ("ann", "a hash", Role.EDITOR, False)
        assert user.scope == Scope.sites_scope(["acme/berlin-7"])
        assert [each.name for each in list_users(connection)] == ["ann"]
        with pytest.raises(UsageError, match="ann already exists"):
            add_user(connection, "ann", "other", Role.ADMIN, Scope.whole_store())
        with pytest.raises(UsageError, match=r"there is no user 'otto'\. Users: ann"):
            require_user(connection, "otto")


def test_a_user_has_the_language_that_was_set(store: Store) -> None:
    """None until then, and after it was taken back; the session's user has it as well."""
    with_user(store)
    with store.engine.begin() as connection:
        user = require_user(connection, "ann")
        assert user.language is None
        token = sessions.begin_session(connection, user, now_ms())
        for language in ("ru", None, "de"):
            set_language(connection, user, language)
            assert require_user(connection, "ann").language == language
            session = sessions.find_session(connection, token, now_ms())
            assert session is not None
            assert session.user.language == language


@pytest.mark.parametrize("name", ["", "Ann", "a b", "-a", "a" * 65, "ä", "a\n"])
def test_a_name_is_plain(store: Store, name: str) -> None:
    with store.engine.begin() as connection, pytest.raises(UsageError, match="is not a valid name"):
        add_user(connection, name, "hash", Role.VIEWER, Scope.whole_store())


def test_a_new_password_and_a_removal_end_all_sessions(store: Store) -> None:
    with_user(store)
    at_ms = now_ms()
    with store.engine.begin() as connection:
        user = require_user(connection, "ann")
        first = sessions.begin_session(connection, user, at_ms)
        browser = sessions.remember_browser(connection, user, at_ms)
        attempts.take_attempt(connection, ["account ann"], at_ms)
        assert sessions.find_session(connection, first, at_ms) is not None
        set_password(connection, user, "other hash")
        assert sessions.find_session(connection, first, at_ms) is None
        assert not sessions.is_known_browser(connection, browser, "ann", at_ms)
        second = sessions.begin_session(connection, user, at_ms)
        remove_user(connection, user)
        assert sessions.find_session(connection, second, at_ms) is None
        assert find_user(connection, "ann") is None
    assert one(store, "SELECT count(*) FROM sign_in_attempts") == 0


def test_attempts_come_back_one_by_one(store: Store) -> None:
    """The window slides: an attempt is free again a minute after each."""
    buckets = ["account ann", "address 203.0.113.1"]

    def take(at_ms: int) -> int:
        with store.engine.begin() as connection:
            return attempts.take_attempt(connection, buckets, at_ms)

    assert [take(1_000_000 + 10_000 * number) for number in range(5)] == [0] * 5
    assert take(1_050_000) == 10
    assert take(1_059_999) == 1
    assert take(1_060_001) == 0
    assert take(1_060_002) == 10
    assert take(900_000) == 60  # a clock that was set back locks nobody out for longer


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("203.0.113.7", "address 203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "address 2001:db8:1:2::/64"),
        ("?", "address ?"),
        ("x' OR 1", "address ?"),
    ],
)
def test_bucket_of_an_address(address: str, bucket: str) -> None:
    assert attempts.address_bucket(address) == bucket


def test_a_token_is_found_until_it_ends(store: Store) -> None:
    with store.engine.begin() as connection:
        secret = add_token(connection, "dashboard", "read", Scope.sites_scope(["acme/*"]), 30)
        with pytest.raises(UsageError, match="dashboard already exists"):
            add_token(connection, "dashboard", "read", Scope.whole_store(), 30)
        with pytest.raises(UsageError, match="1 to 1,100 days"):
            add_token(connection, "long", "read", Scope.whole_store(), 2_000)
        at_ms = now_ms()
        token = find_token(connection, secret, at_ms)
        assert token is not None
        assert (token.name, token.access, str(token.scope)) == ("dashboard", "read", "acme/*")
        assert secret.startswith(token.prefix)
        assert len(secret) >= 47
        assert find_token(connection, secret, at_ms + 31 * DAY_MS) is None
        assert find_token(connection, secret[:-1], at_ms) is None
        assert find_token(connection, token.prefix, at_ms) is None
        revoke_token(connection, token.prefix)
        assert find_token(connection, secret, at_ms) is None
        with pytest.raises(UsageError, match="there is no valid token 'dashboard'"):
            revoke_token(connection, "dashboard")
        add_token(connection, "dashboard", "write", Scope.whole_store(), 1)
        assert [each.access for each in list_tokens(connection)] == ["read", "write"]


def test_the_audit_log_is_kept_for_half_a_year(store: Store) -> None:
    """As `doctor` prints it. Sessions and attempts that have ended go too."""
    with_user(store)
    at_ms = now_ms()
    with store.engine.begin() as connection:
        user = require_user(connection, "ann")
        for number in range(3):
            audit.record_entry(
                connection, "ann", "export", f"number {number}\nline two" + "x" * 900, "203.0.113.1", tenant=None
            )
        sessions.begin_session(connection, user, at_ms - sessions.ABSOLUTE_MS - 1)
        kept = sessions.begin_session(connection, user, at_ms)
        sessions.remember_browser(connection, user, at_ms - sessions.KNOWN_MS - 1)
        attempts.take_attempt(connection, ["account x"], at_ms - attempts.WINDOW_MS - 1)
        connection.exec_driver_sql(f"UPDATE audit SET at_ms = {at_ms - 181 * DAY_MS} WHERE id = 1")
        connection.exec_driver_sql(f"UPDATE audit SET at_ms = {at_ms - 179 * DAY_MS} WHERE id = 2")
    assert forget_old_days(store, 92).audited == 1
    with read_view(store) as connection:
        found = audit.audit_entries(connection, Scope.whole_store())
        assert sessions.find_session(connection, kept, at_ms) is not None
    assert [entry.id for entry in found] == [3, 2]
    assert found[0].detail == ("number 2?line two" + "x" * 900)[:400]
    assert RETENTION["audit log"] == "180 days"
    assert rows(store, "SELECT count(*) FROM sessions") == [(1,)]
    assert one(store, "SELECT count(*) FROM known_browsers") == one(store, "SELECT count(*) FROM sign_in_attempts") == 0
