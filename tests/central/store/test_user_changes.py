"""Changes of users, one-time links and second factors, in both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from central.clock import DAY_MS, now_ms
from central.errors import NotFoundError, UsageError
from central.store.account_mail import queue_account_mail, take_account_mail
from central.store.first_link import add_first_user, make_first_link
from central.store.scope import Scope
from central.store.second_factors import (
    MOST_WRONG,
    count_wrong_code,
    find_second_factor,
    remove_second_factor,
    set_second_factor,
    use_recovery_code,
    use_step,
)
from central.store.sessions import begin_session, find_session
from central.store.sign_in_steps import begin_step, end_step, find_step_user
from central.store.store import Store
from central.store.user_changes import (
    block_user,
    list_managed_users,
    lock_managed_user,
    may_manage,
    remove_managed_user,
    require_managed_user,
    set_mail,
    set_rights,
    unblock_user,
)
from central.store.user_links import find_user_link, make_user_link, use_user_link
from central.store.users import NO_PASSWORD, Role, User, add_user, remove_user, require_user, set_password
from tests.central.rows import one

PATTERNS = ("acme/*", "acme/one", "acme/two", "other/*", "other/one")
scopes = st.none() | st.sets(st.sampled_from(PATTERNS), min_size=1, max_size=4)


def add(store: Store, name: str, scope: str = "all", role: Role = Role.ADMIN) -> User:
    with store.engine.begin() as connection:
        add_user(connection, name, "a hash", role, Scope.parse(scope))
        return require_user(connection, name)


def test_the_last_administrator_of_all_sites_stays(store: Store) -> None:
    ann, boss = add(store, "ann"), add(store, "boss", "acme/*")
    changes: tuple[Callable[[Connection], object], ...] = (
        lambda connection: block_user(connection, ann, now_ms()),
        lambda connection: set_rights(connection, ann, Role.EDITOR, ann.scope),
        lambda connection: set_rights(connection, ann, Role.ADMIN, boss.scope),
        lambda connection: remove_managed_user(connection, ann),
    )
    for change in changes:
        with pytest.raises(UsageError, match="the last administrator"), store.engine.begin() as connection:
            change(connection)
    ava = add(store, "ava")
    with store.engine.begin() as connection:
        block_user(connection, ann, now_ms())
    with pytest.raises(UsageError, match="ava is the last"), store.engine.begin() as connection:
        block_user(connection, ava, now_ms())
    with store.engine.begin() as connection:
        unblock_user(connection, ann)
        remove_managed_user(connection, ava)
        assert require_user(connection, "ann").blocked_ms is None


def test_a_store_without_such_an_administrator_lets_everybody_change(store: Store) -> None:
    boss = add(store, "boss", "acme/*")
    with store.engine.begin() as connection:
        block_user(connection, boss, now_ms())
        assert require_user(connection, "boss").blocked_ms is not None


def test_a_blocked_user_has_no_session_and_no_link(store: Store) -> None:
    ann, clerk = add(store, "ann"), add(store, "clerk", "acme/one")
    at_ms = now_ms()
    with store.engine.begin() as connection:
        session, link = begin_session(connection, clerk, at_ms), make_user_link(connection, clerk, "reset", at_ms)
        step = begin_step(connection, clerk, at_ms)
        block_user(connection, clerk, at_ms)
        assert find_session(connection, session, at_ms) is None
        assert find_user_link(connection, link, at_ms) is None
        assert find_step_user(connection, step, at_ms) is None
        late = begin_session(connection, clerk, at_ms)
        assert find_session(connection, late, at_ms) is None
        assert [each.name for each in list_managed_users(connection, ann.scope)] == ["ann", "clerk"]


@pytest.mark.parametrize("ending", ["password", "rights", "mail", "remove", "again"])
def test_what_changes_a_user_ends_the_link(store: Store, ending: str) -> None:
    clerk = add(store, "clerk", "acme/one")
    at_ms = now_ms()
    with store.engine.begin() as connection:
        link = make_user_link(connection, clerk, "invite", at_ms)
        assert find_user_link(connection, link, at_ms) is not None
        endings: dict[str, Callable[[], object]] = {
            "password": lambda: set_password(connection, clerk, "b hash"),
            "rights": lambda: set_rights(connection, clerk, Role.VIEWER, clerk.scope),
            "mail": lambda: set_mail(connection, clerk, "x@example.org"),
            "remove": lambda: remove_user(connection, clerk),
            "again": lambda: make_user_link(connection, clerk, "reset", at_ms),
        }
        endings[ending]()
        assert find_user_link(connection, link, at_ms) is None
        assert use_user_link(connection, link, at_ms) is None


def test_a_change_that_waits_for_new_rights_sees_them(store: Store) -> None:
    """The attack: an administrator of acme changes a user again and again, so that one change begins before the user
    may see all shops, and ends after it.
    """
    add(store, "ann")
    boss, clerk = add(store, "boss", "acme/*"), add(store, "clerk", "acme/one")

    def change() -> User:
        with store.engine.begin() as connection:
            return lock_managed_user(connection, boss.scope, "clerk")

    assert change() == clerk
    with ThreadPoolExecutor(1) as thread:
        with store.engine.begin() as connection:
            set_rights(connection, clerk, Role.ADMIN, Scope.whole_store())
            late = thread.submit(change)
            wait([late], 0.3)
            assert not late.done()
        with pytest.raises(NotFoundError):
            late.result()


def test_a_link_is_used_up(store: Store) -> None:
    clerk = add(store, "clerk", "acme/one")
    at_ms = now_ms()
    with store.engine.begin() as connection:
        link = make_user_link(connection, clerk, "invite", at_ms)
        assert use_user_link(connection, link, at_ms + 8 * DAY_MS) is None
        link = make_user_link(connection, clerk, "invite", at_ms)
        used = use_user_link(connection, link, at_ms)
        assert used is not None
        assert used.user == clerk
        assert use_user_link(connection, link, at_ms) is None


def test_the_first_link_makes_one_user(store: Store) -> None:
    at_ms = now_ms()
    with store.engine.begin() as connection:
        secret = make_first_link(connection, at_ms)
        assert secret is not None
        assert find_user_link(connection, secret, at_ms) is None
        assert add_first_user(connection, secret, "ann", "hash", at_ms + 2 * DAY_MS) is None
        user = add_first_user(connection, secret, "ann", "hash", at_ms)
        assert user is not None
        assert (user.role, user.scope) == (Role.ADMIN, Scope.whole_store())
        assert add_first_user(connection, secret, "eve", "hash", at_ms) is None
        assert make_first_link(connection, at_ms) is None


def test_codes_of_a_second_factor_are_used_up(store: Store) -> None:
    ann = add(store, "ann")
    with store.engine.begin() as connection:
        first, second, *rest = set_second_factor(connection, ann, "A" * 32, 100, now_ms())
        assert len(rest) == 8
        assert not use_step(connection, ann, [99, 100])
        assert use_step(connection, ann, [100, 101])
        assert not use_step(connection, ann, [101])
        assert not use_step(connection, ann, [])
        for _ in range(MOST_WRONG):
            count_wrong_code(connection, ann)
        assert not use_step(connection, ann, [200])
        assert use_recovery_code(connection, ann, first.upper())
        assert not use_recovery_code(connection, ann, first)
        assert use_step(connection, ann, [200])
        found = find_second_factor(connection, ann)
        assert found is not None
        assert (found.secret, found.codes, found.takes_app_codes) == ("A" * 32, 9, True)
        remove_second_factor(connection, ann)
        assert find_second_factor(connection, ann) is None
        assert not use_recovery_code(connection, ann, second)


def test_a_step_is_ended_once(store: Store) -> None:
    ann = add(store, "ann")
    at_ms = now_ms()
    with store.engine.begin() as connection:
        step = begin_step(connection, ann, at_ms)
        assert find_step_user(connection, step, at_ms) == ann
        assert find_step_user(connection, step, at_ms + DAY_MS) is None
        assert (end_step(connection, step), end_step(connection, step)) == (True, False)


def test_a_queued_mail_is_taken_once(store: Store) -> None:
    ann = add(store, "ann")
    at_ms = now_ms()
    with store.engine.begin() as connection:
        queue_account_mail(connection, ann, "reset", at_ms, "en")
        assert take_account_mail(connection, at_ms) is None  # without an address
        set_mail(connection, ann, "ann@example.org")
        queue_account_mail(connection, require_user(connection, "ann"), "reset", at_ms, "de")
        mail = take_account_mail(connection, at_ms)
        assert mail is not None
        assert (mail.language, len(mail.token)) == ("de", 43)
        assert take_account_mail(connection, at_ms) is None


def test_a_removed_user_leaves_nothing(store: Store) -> None:
    ann = add(store, "ann")
    with store.engine.begin() as connection:
        set_second_factor(connection, ann, "A" * 32, 1, now_ms())
        begin_step(connection, ann, now_ms())
        make_user_link(connection, ann, "reset", now_ms())
        remove_user(connection, ann)
    for table in ("second_factors", "second_factor_secrets", "recovery_codes", "sign_in_steps", "user_links"):
        assert one(store, f"SELECT count(*) FROM {table}") == 0


def test_an_unknown_user_and_one_of_others_are_answered_alike(store: Store) -> None:
    boss = add(store, "boss", "acme/*")
    add(store, "nell", "other/one")
    with store.engine.begin() as connection:
        texts = []
        for name in ("nell", "nobo"):
            with pytest.raises(NotFoundError) as raised:
                require_managed_user(connection, boss.scope, name)
            texts.append(str(raised.value).replace(name, "x"))
    assert texts[0] == texts[1]


@given(scopes, scopes)
def test_who_manages_a_user_sees_all_sites_of_the_user(own: set[str] | None, other: set[str] | None) -> None:
    outer, inner = (Scope(None if each is None else frozenset(each)) for each in (own, other))
    user = User(1, "x", NO_PASSWORD, Role.VIEWER, inner, 1, loopback_only=False)
    sites = [("acme", "one"), ("acme", "two"), ("acme", "new"), ("other", "one"), ("other", "new"), ("third", "one")]
    is_within = all(outer.can_see(*site) for site in sites if inner.can_see(*site))
    assert may_manage(outer, user) == (is_within and (inner.patterns is not None or outer.patterns is None))


def test_a_user_without_sites_is_managed_by_administrators_of_all_sites() -> None:
    user = User(1, "x", NO_PASSWORD, Role.VIEWER, Scope(frozenset()), 1, loopback_only=False)
    assert may_manage(Scope.whole_store(), user)
    assert not may_manage(Scope.parse("acme/*"), user)
