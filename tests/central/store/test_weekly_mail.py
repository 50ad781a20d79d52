"""Who receives the Monday mail, in both databases."""

from central.clock import DAY_MS
from central.store.retention import forget_old_days
from central.store.scope import Scope
from central.store.store import Store
from central.store.users import Role, User, add_user, remove_user, require_user
from central.store.weekly_mail import (
    CONFIRM_DAYS,
    ask_for_mail,
    confirm_mail,
    confirmed_subscriptions,
    end_mail,
    find_receivers,
    find_subscription,
    find_unconfirmed,
    forget_unconfirmed,
    next_confirmation,
    retry_confirmation,
    take_confirmation,
)
from tests.central.rows import one

AT_MS = 1_800_000_000_000


def users(store: Store, **scopes: str) -> dict[str, User]:
    with store.engine.begin() as connection:
        for name, scope in scopes.items():
            add_user(connection, name, "no password", Role.VIEWER, Scope.parse(scope))
        return {name: require_user(connection, name) for name in scopes}


def test_an_address_is_confirmed_once_by_the_newest_link(store: Store) -> None:
    ann = users(store, ann="all")["ann"]
    with store.engine.begin() as connection:
        assert ask_for_mail(connection, ann, "ann@example.org", "de", AT_MS)
        due = next_confirmation(connection, AT_MS)
        assert due is not None
        first = take_confirmation(connection, due)
        assert first is not None
        assert next_confirmation(connection, AT_MS) is None
        assert take_confirmation(connection, due) is None
        retry_confirmation(connection, due, AT_MS)
        assert next_confirmation(connection, AT_MS + 119_999) is None
        again = next_confirmation(connection, AT_MS + 120_000)
        assert again is not None
        assert again.attempts == 1
        second = take_confirmation(connection, again)
        assert second is not None
        assert not confirm_mail(connection, first, AT_MS)
        found = find_unconfirmed(connection, second, AT_MS)
        assert found is not None
        assert (found.address, found.language_of_mail, found.is_waiting) == ("ann@example.org", "de", True)
        assert confirmed_subscriptions(connection) == []
        assert confirm_mail(connection, second, AT_MS)
        assert not confirm_mail(connection, second, AT_MS)
        (receiver,) = confirmed_subscriptions(connection)
        assert (receiver.user.name, receiver.confirmed_ms, receiver.is_waiting) == ("ann", AT_MS, False)
        assert end_mail(connection, ann.id)
        assert not end_mail(connection, ann.id)
        assert find_subscription(connection, ann.id) is None


def test_a_link_works_for_a_week(store: Store) -> None:
    ann = users(store, ann="all")["ann"]
    with store.engine.begin() as connection:
        assert ask_for_mail(connection, ann, "ann@example.org", "en", AT_MS)
        due = next_confirmation(connection, AT_MS)
        assert due is not None
        token = take_confirmation(connection, due)
        assert token is not None
        end_ms = AT_MS + CONFIRM_DAYS * DAY_MS
        assert not confirm_mail(connection, token, end_ms)
        assert find_unconfirmed(connection, token, end_ms) is None
        forget_unconfirmed(connection, end_ms - 1)
        assert find_unconfirmed(connection, token, end_ms - 1) is not None
        forget_unconfirmed(connection, end_ms)
        assert find_subscription(connection, ann.id) is None


def test_a_receiver_is_named_to_who_may_see_all_of_its_sites(store: Store) -> None:
    everybody = users(store, ann="all", ed="acme/*", otto="acme/berlin-7 acme/berlin-8", nell="other/*")
    with store.engine.begin() as connection:
        for name, user in everybody.items():
            assert ask_for_mail(connection, user, f"{name}@example.org", "en", AT_MS)
        connection.exec_driver_sql("UPDATE weekly_subscriptions SET confirmed_ms = 1")
        named = {
            scope: find_receivers(connection, Scope.parse(scope))
            for scope in ("all", "acme/*", "acme/berlin-7", "other/branch-1")
        }
    assert named == {
        "all": ["ann", "ed", "nell", "otto"],
        "acme/*": ["ed", "otto"],
        "acme/berlin-7": [],
        "other/branch-1": [],
    }


def test_nothing_of_a_removed_user_stays(store: Store) -> None:
    ann = users(store, ann="all")["ann"]
    with store.engine.begin() as connection:
        assert ask_for_mail(connection, ann, "ann@example.org", "en", AT_MS)
        remove_user(connection, ann)
    for table in ("weekly_subscriptions", "weekly_mails", "mail_confirmations"):
        assert one(store, f"SELECT count(*) FROM {table}") == 0


def test_the_retention_deletes_addresses_that_nobody_confirmed(store: Store) -> None:
    ann = users(store, ann="all")["ann"]
    with store.engine.begin() as connection:
        assert ask_for_mail(connection, ann, "ann@example.org", "en", 1)
    forget_old_days(store, 92)
    assert one(store, "SELECT count(*) FROM weekly_subscriptions") == 0
    assert one(store, "SELECT count(*) FROM mail_confirmations") == 0
