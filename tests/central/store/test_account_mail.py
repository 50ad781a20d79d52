"""Limit of mails with a link that a user may ask for, while many ask at the same moment, in both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from central.store.account_mail import MOST_RESETS, may_ask_for_reset, queue_account_mail
from central.store.scope import Scope
from central.store.store import Store
from central.store.user_changes import set_mail
from central.store.users import Role, add_user, require_user

AT_ONCE, AT_MS = 10, 1_000_000


def test_of_many_who_ask_for_a_link_at_once_exactly_the_limit_gets_one(store: Store) -> None:
    with store.engine.begin() as connection:
        add_user(connection, "ann", "a hash", Role.VIEWER, Scope.whole_store())
        set_mail(connection, require_user(connection, "ann"), "ann@example.org")
        ann = require_user(connection, "ann")
    for each in [store.engine.connect() for _ in range(AT_ONCE)]:
        each.close()  # stays in the pool, so that all begin at the same moment
    start = Barrier(AT_ONCE)

    def ask(_: int) -> bool:
        start.wait()
        with store.engine.begin() as connection:
            may_ask = may_ask_for_reset(connection, ann, AT_MS)
            if may_ask:
                queue_account_mail(connection, ann, "reset", AT_MS, "en")
            return may_ask

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert sum(threads.map(ask, range(AT_ONCE))) == MOST_RESETS
