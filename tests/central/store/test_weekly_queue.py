"""Mails of a week are queued once and sent once, in both databases."""

from central.clock import DAY_MS
from central.store.scope import Scope
from central.store.store import Store
from central.store.users import Role, add_user, require_user
from central.store.weekly_queue import (
    KEEP_DAYS,
    QueuedMail,
    end_late_mails,
    end_mail_of_week,
    find_unsubscriber,
    forget_old_mails,
    newest_states,
    next_mail,
    queue_mails,
    retry_mail,
    take_mail,
)

AT_MS, WEEK = 1_800_000_000_000, 20_830


def queued(store: Store, **scopes: str) -> dict[int, str]:
    """Queues a mail for each of these users; gives their names by number."""
    with store.engine.begin() as connection:
        names = {}
        for name, scope in scopes.items():
            add_user(connection, name, "no password", Role.VIEWER, Scope.parse(scope))
            names[require_user(connection, name).id] = name
        queue_mails(connection, [(number, WEEK) for number in names], AT_MS)
        queue_mails(connection, [(number, WEEK) for number in names], AT_MS + 1)
        queue_mails(connection, [], AT_MS)
    return names


def test_mails_of_the_same_sites_follow_one_another(store: Store) -> None:
    names = queued(store, ann="b/*", ed="a/*", nell="b/*", otto="a/*")
    order = []
    with store.engine.begin() as connection:
        assert next_mail(connection, AT_MS - 1) is None
        while (mail := next_mail(connection, AT_MS)) is not None:
            token = take_mail(connection, mail)
            assert token is not None
            assert take_mail(connection, mail) is None
            assert find_unsubscriber(connection, token) == mail.user_id
            end_mail_of_week(connection, mail, "sent")
            order.append(names[mail.user_id])
        assert {state for _, state in newest_states(connection).values()} == {"sent"}
        assert find_unsubscriber(connection, "another") is None
    assert order == ["ed", "otto", "ann", "nell"]


def test_a_failed_mail_waits_longer_each_time_and_ends_after_a_day(store: Store) -> None:
    (number,) = queued(store, ann="all")
    waited = []
    with store.engine.begin() as connection:
        at_ms = AT_MS
        while (mail := next_mail(connection, AT_MS + 2 * DAY_MS)) is not None:
            assert take_mail(connection, mail) is not None
            if not retry_mail(connection, mail, at_ms):
                break
            due_ms = connection.exec_driver_sql("SELECT due_ms FROM weekly_mails").scalar_one()
            assert next_mail(connection, due_ms - 1) is None
            waited.append((due_ms - at_ms) // 60_000)
            at_ms = due_ms
        assert waited[:6] == [2, 4, 8, 16, 32, 60]
        assert sum(waited) < 24 * 60
        assert newest_states(connection) == {number: (WEEK, "late")}


def test_a_mail_that_is_being_sent_is_never_queued_again(store: Store) -> None:
    (number,) = queued(store, ann="all")
    with store.engine.begin() as connection:
        assert take_mail(connection, QueuedMail(number, WEEK, AT_MS, 0)) is not None
        queue_mails(connection, [(number, WEEK)], AT_MS + 1)
        assert next_mail(connection, AT_MS + DAY_MS) is None
        assert end_late_mails(connection, AT_MS + 2 * DAY_MS) == 0
        assert newest_states(connection) == {number: (WEEK, "sending")}


def test_mails_of_a_server_that_was_off_are_given_up(store: Store) -> None:
    queued(store, ann="all", ed="all")
    with store.engine.begin() as connection:
        assert end_late_mails(connection, AT_MS + DAY_MS - 1) == 0
        assert end_late_mails(connection, AT_MS + DAY_MS) == 2
        assert next_mail(connection, AT_MS + DAY_MS) is None


def test_rows_are_forgotten_after_a_year(store: Store) -> None:
    queued(store, ann="all")
    with store.engine.begin() as connection:
        forget_old_mails(connection, AT_MS + KEEP_DAYS * DAY_MS - 1)
        assert len(newest_states(connection)) == 1
        forget_old_mails(connection, AT_MS + KEEP_DAYS * DAY_MS)
        assert newest_states(connection) == {}
