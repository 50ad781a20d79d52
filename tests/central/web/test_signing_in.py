"""The end of each way of signing in, while an administrator changes the user."""

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from central.clock import now_ms
from central.settings import WebSection
from central.store.database import open_store
from central.store.location import Location
from central.store.scope import Scope
from central.store.second_factors import set_second_factor
from central.store.sign_in_steps import begin_step
from central.store.store import Store
from central.store.user_changes import block_user
from central.store.users import Role, User, add_user, require_user, set_password
from central.web.pages.sign_in import Attempt, try_sign_in
from central.web.pages.sign_in_code import try_code
from central.web.services import Services
from central.web.signing_in import Visitor, sign_in_user
from tests.central.conftest import DATABASES
from tests.central.web.people import PASSWORD, QUICK

VISITOR = Visitor("127.0.0.1", None, (), None, "en")
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def added(store: Store) -> User:
    with store.engine.begin() as connection:
        add_user(connection, "ann", QUICK.hash(PASSWORD), Role.EDITOR, Scope.whole_store())
        return require_user(connection, "ann")


def during(store: Store, change: Callable[[Connection], None], sign_in: Callable[[], object]) -> list[object]:
    """Result of a sign-in that starts while another transaction has changed the user and is not committed."""
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.append(sign_in()))
    with store.engine.begin() as connection:
        change(connection)
        thread.start()
        until_s = time.monotonic() + 20
        while thread.is_alive() and time.monotonic() < until_s:
            with store.engine.connect() as other:
                if other.execute(_WAITING).scalar_one():
                    break
    thread.join(20)
    return results


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "x" * 5_000])
def test_an_odd_name_is_a_wrong_name(new_location: Callable[[str], Location], database: str, name: str) -> None:
    """No error of the server: a few of those raise an alert, and anybody can send such a name."""
    with open_store(new_location(database)) as store:
        services = Services(store, WebSection())
        assert try_sign_in(services, Attempt(name, PASSWORD), VISITOR) == 0


@pytest.mark.parametrize("way", ["password", "code", "single sign-on"])
@pytest.mark.parametrize("change", ["password", "block"])
def test_a_change_of_the_user_ends_a_sign_in_of_the_same_moment(
    new_location: Callable[[str], Location], way: str, change: str
) -> None:
    """Otherwise a thief who signs in again and again keeps a session beyond the new password, or beyond the block."""
    with open_store(new_location("postgresql")) as store:
        user, services = added(store), Services(store, WebSection())
        codes, secret = [""], ""
        if way == "code":
            with store.engine.begin() as connection:
                codes = set_second_factor(connection, user, "A" * 32, 1, now_ms())
                secret = begin_step(connection, user, now_ms())

        def sign_in() -> object:
            if way == "password":
                return try_sign_in(services, Attempt("ann", PASSWORD), VISITOR)
            if way == "code":
                return try_code(services, secret, codes[0], VISITOR)
            with store.engine.begin() as connection:
                return sign_in_user(connection, services, user, VISITOR)

        def make(connection: Connection) -> None:
            if change == "password":
                set_password(connection, user, QUICK.hash("another long password"))
            else:
                block_user(connection, user, now_ms())

        assert during(store, make, sign_in) in ([None], [0])
        with store.engine.begin() as connection:
            assert connection.execute(text("SELECT count(*) FROM sessions")).scalar_one() == 0
            assert connection.execute(text("SELECT count(*) FROM sign_in_steps")).scalar_one() == 0
