"""Tokens and codes end with the user or the token that made them, in both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import Connection, text

from central.clock import DAY_MS, now_ms
from central.errors import UsageError
from central.store.audit import COMMAND, Actor
from central.store.enrolments import (
    OpenCode,
    claim_code,
    complete_enrolment,
    find_open_code,
    list_enrolments,
    put_code,
    release_code,
    withdraw_code,
)
from central.store.makers import Ended, end_made, lock_maker, record_ended
from central.store.scope import Scope
from central.store.store import Store
from central.store.tokens import MANAGE, READ, Token, add_token, find_token, list_tokens, revoke_token
from central.store.user_changes import block_user, remove_managed_user, set_rights, unblock_user
from central.store.users import Role, add_user, require_user
from tests.central.rows import rows
from tests.doubles.waiting import wait_until

ALL, ACME = Scope.whole_store(), Scope.parse("acme/*")


def token_of(connection: Connection, name: str, access: str, scope: Scope, by: Actor = COMMAND) -> tuple[str, Token]:
    """Text of a new token, and the token."""
    secret = add_token(connection, name, access, scope, 30, by=by)
    return secret, list_tokens(connection)[-1]


def code_of(connection: Connection, device: str, by: Actor = COMMAND) -> bytes:
    """Digest of a new code."""
    put_code(connection, OpenCode(device, device.encode(), b"salt"), now_ms(), now_ms() + DAY_MS, by=by)
    return device.encode()


def test_what_a_token_has_made_ends_with_it_and_nothing_else(store: Store) -> None:
    """Also what was made with that in turn, whatever rule forbids it now."""
    at_ms = now_ms() + 60_000  # after all that follows
    with store.engine.begin() as connection:
        stolen, installer = token_of(connection, "installer", MANAGE, ALL)
        thief = Actor("token installer", "203.0.113.7", None, installer.id)
        child, token = token_of(connection, "reader", READ, ACME, thief)
        grandchild, _ = token_of(connection, "deep", READ, ACME, Actor("token reader", "", None, token.id))
        other, _ = token_of(connection, "other", READ, ACME)
        theirs, mine = code_of(connection, "acme/berlin-7/door", thief), code_of(connection, "acme/berlin-7/till")
        found = find_token(connection, child, at_ms)
        assert found is not None
        assert found.made_by == installer.id
        revoked, ended = revoke_token(connection, "installer")
        record_ended(connection, Actor("ann", "203.0.113.1"), revoked.name, ended)
        assert ended == Ended((("reader", "acme"), ("deep", "acme")), ("acme/berlin-7/door",))
        assert [find_token(connection, each, at_ms) for each in (stolen, child, grandchild)] == [None] * 3
        assert find_token(connection, other, at_ms) is not None
        assert find_open_code(connection, theirs, at_ms) is None
        assert find_open_code(connection, mine, at_ms) is not None
        states = [each.enrolment_state(at_ms) for each in list_enrolments(connection)]
        assert states == ["withdrawn", "waiting"]
    assert rows(store, "SELECT who, what, detail, address, tenant FROM audit ORDER BY id") == [
        ("ann", "token.revoke", "reader, made by installer", "203.0.113.1", "acme"),
        ("ann", "token.revoke", "deep, made by installer", "203.0.113.1", "acme"),
        ("ann", "enrol.withdraw", "acme/berlin-7/door, made by installer", "203.0.113.1", "acme"),
    ]


@pytest.mark.parametrize("is_removed", [False, True])
def test_what_a_user_has_made_ends_with_the_user_for_good(store: Store, is_removed: bool) -> None:
    """Also what the user's tokens have made."""
    at_ms = now_ms() + 60_000  # after all that follows
    with store.engine.begin() as connection:
        add_user(connection, "ann", "a hash", Role.ADMIN, ALL)
        add_user(connection, "boss", "a hash", Role.ADMIN, ACME)
        boss = require_user(connection, "boss")
        actor = Actor("boss", "", boss.id)
        _, manages = token_of(connection, "manages", MANAGE, ACME, actor)
        child, _ = token_of(connection, "child", READ, ACME, Actor("token manages", "", boss.id, manages.id))
        own = code_of(connection, "acme/berlin-7/door", actor)
        theirs = code_of(connection, "acme/berlin-7/till", Actor("token manages", "", boss.id, manages.id))
        ended = remove_managed_user(connection, boss) if is_removed else block_user(connection, boss, at_ms)
        assert sorted(name for name, _ in ended.tokens) == ["child", "manages"]
        assert sorted(ended.devices) == ["acme/berlin-7/door", "acme/berlin-7/till"]
        unblock_user(connection, boss)
        assert find_token(connection, child, at_ms) is None
        assert [find_open_code(connection, each, at_ms) for each in (own, theirs)] == [None, None]


def test_who_has_ended_makes_nothing(store: Store) -> None:
    with store.engine.begin() as connection:
        add_user(connection, "boss", "a hash", Role.ADMIN, ACME)
        _, token = token_of(connection, "installer", MANAGE, ACME)
        boss = require_user(connection, "boss")
        lock_maker(connection, Actor("boss", "", boss.id, token.id))
        lock_maker(connection, COMMAND)
        block_user(connection, boss, now_ms())
        revoke_token(connection, "installer")
        assert end_made(connection, now_ms()) == Ended()
        for actor in (Actor("boss", "", boss.id), Actor("token installer", "", None, token.id)):
            with pytest.raises(UsageError, match="has just ended"):
                token_of(connection, "x", READ, ACME, actor)
            with pytest.raises(UsageError, match="has just ended"):
                code_of(connection, "acme/berlin-7/door", actor)
        assert list_enrolments(connection) == []


def test_a_token_that_is_made_while_its_maker_is_revoked_ends_too(store: Store) -> None:
    with store.engine.begin() as connection:
        _, installer = token_of(connection, "installer", MANAGE, ACME)
    start, is_made = Barrier(2), Event()

    def make() -> str | None:
        with store.engine.begin() as connection:
            start.wait()
            secret, _ = token_of(connection, "late", READ, ACME, Actor("token installer", "", None, installer.id))
            is_made.set()
        return secret

    def revoke() -> None:
        start.wait()
        is_made.wait(10)  # before its commit, in PostgreSQL
        with store.engine.begin() as connection:
            revoke_token(connection, "installer")

    with ThreadPoolExecutor(2) as threads:
        made, revoked = threads.submit(make), threads.submit(revoke)
        revoked.result()
    with store.engine.begin() as connection:
        assert find_token(connection, str(made.result()), now_ms()) is None


def test_a_code_that_a_kiosk_is_using_ends_with_its_maker(store: Store) -> None:
    """The attack: a thief starts to redeem a code, and drops the connection once the token is revoked. The server then
    releases the code for another attempt.
    """
    at_ms = now_ms() + 60_000
    with store.engine.begin() as connection:
        _, installer = token_of(connection, "installer", MANAGE, ACME)
        code = code_of(connection, "acme/berlin-7/door", Actor("token installer", "", None, installer.id))
        assert claim_code(connection, code, at_ms)
        assert revoke_token(connection, "installer")[1] == Ended((), ("acme/berlin-7/door",))
        assert not complete_enrolment(connection, code, at_ms)
        release_code(connection, code)
        assert find_open_code(connection, code, at_ms) is None


def test_a_code_that_a_kiosk_is_using_can_be_withdrawn(store: Store) -> None:
    at_ms = now_ms() + 60_000
    with store.engine.begin() as connection:
        code = code_of(connection, "acme/berlin-7/door")
        assert claim_code(connection, code, at_ms)
        assert withdraw_code(connection, "acme/berlin-7/door", at_ms)
        release_code(connection, code)
        assert find_open_code(connection, code, at_ms) is None


@pytest.mark.parametrize(("role", "scope"), [(Role.EDITOR, "acme/*"), (Role.ADMIN, "acme/bonn-1"), (Role.ADMIN, "b/*")])
def test_a_code_works_while_its_maker_may_make_it(store: Store, role: Role, scope: str) -> None:
    """As a token does: a user who may enrol no kiosk of a shop any more keeps no code for it."""
    at_ms = now_ms() + 60_000
    with store.engine.begin() as connection:
        add_user(connection, "boss", "a hash", Role.ADMIN, ACME)
        boss = require_user(connection, "boss")
        code = code_of(connection, "acme/berlin-7/door", Actor("boss", "", boss.id))
        assert find_open_code(connection, code, at_ms) is not None
        set_rights(connection, boss, role, Scope.parse(scope))
        assert find_open_code(connection, code, at_ms) is None


def test_two_who_end_a_user_and_a_token_of_the_user_do_not_wait_for_each_other(store: Store) -> None:
    with store.engine.begin() as connection:
        add_user(connection, "ann", "a hash", Role.ADMIN, ALL)
        add_user(connection, "boss", "a hash", Role.ADMIN, ACME)
        boss = require_user(connection, "boss")
        _, installer = token_of(connection, "installer", MANAGE, ACME, Actor("boss", "", boss.id))
    for name in ("two", "three"):  # each writes the row of its maker again, behind the rows of its children
        with store.engine.begin() as connection:
            token_of(connection, name, READ, ACME, Actor("token installer", "", boss.id, installer.id))

    def block() -> Ended:
        with store.engine.begin() as connection:
            return block_user(connection, boss, now_ms())

    with ThreadPoolExecutor(1) as threads:
        with store.engine.begin() as connection:
            values = {"at": now_ms(), "id": installer.id}
            connection.execute(text("UPDATE tokens SET revoked_ms = :at WHERE id = :id"), values)
            blocked = threads.submit(block)
            wait_until(lambda: is_waiting(connection), "the other transaction to wait")
            ended = end_made(connection, now_ms(), token_id=installer.id)
        assert [name for name, _ in ended.tokens] == ["two", "three"]
        assert blocked.result() == Ended()


def is_waiting(connection: Connection) -> bool:
    """True once somebody waits for a row of this transaction. In SQLite all writers wait for its end anyway."""
    if connection.dialect.name == "sqlite":
        return True
    return bool(connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())
