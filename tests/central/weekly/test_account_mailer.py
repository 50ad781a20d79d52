"""Mails about accounts: to the one address, with a link that was never in the store, and once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.alerts.sending import NotSentError
from central.clock import DAY_MS
from central.store.account_mail import newest_mail_state, queue_account_mail
from central.store.database import open_store
from central.store.retention import forget_old_days
from central.store.store import Store
from central.store.user_changes import block_user, set_mail
from central.store.user_links import find_user_link
from central.store.users import User, require_user
from central.weekly.account_mailer import AccountMailer
from central.weekly.sending import RefusedError, UnsureError
from tests.central.rows import one
from tests.central.weekly.subscribers import BEFORE_MS, SETTINGS, Box, fill, text_of

AT_MS = BEFORE_MS + 365 * DAY_MS
"""After the users of the store were added."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(fill(tmp_path)) as opened:
        yield opened


def queue(store: Store, kind: str, detail: str = "", language: str = "en") -> User:
    with store.engine.begin() as connection:
        set_mail(connection, require_user(connection, "vi"), "vi@example.org")
        user = require_user(connection, "vi")
        queue_account_mail(connection, user, kind, AT_MS, language, detail)  # type: ignore[arg-type]
        return user


def send(store: Store, box: Box, at_ms: int = AT_MS) -> None:
    AccountMailer(store, box, SETTINGS).send_due(lambda: at_ms, lambda: False)


@pytest.mark.parametrize(
    ("kind", "subject"), [("invite", "Your access to Vitrina"), ("reset", "A new password for Vitrina")]
)
def test_a_link_is_sent_once_to_its_user(store: Store, kind: str, subject: str) -> None:
    user, box = queue(store, kind), Box()
    assert one(store, "SELECT count(*) FROM user_links") == 0
    send(store, box)
    send(store, box)
    (mail,) = box.mails
    assert (mail["To"], mail["Subject"], mail["Content-Language"]) == ("vi@example.org", subject, "en")
    (secret,) = re.findall(r"https://vitrina\.example\.org/password/([\w-]{43})", text_of(mail))
    with store.engine.begin() as connection:
        link = find_user_link(connection, secret, AT_MS)
        assert link is not None
        assert (link.kind, link.user) == (kind, user)
        assert find_user_link(connection, secret, AT_MS + 8 * DAY_MS) is None
        assert newest_mail_state(connection, user) == "sent"
    assert str(one(store, "SELECT digest FROM user_links")).find(secret) < 0


@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_a_new_browser_is_named_without_a_link_that_signs_in(store: Store, language: str) -> None:
    queue(store, "browser", "Firefox (Linux)", language)
    box = Box()
    send(store, box)
    text = text_of(box.mails[0])
    assert "Firefox (Linux)" in text
    assert re.findall(r"https?://\S+", text) == ["https://vitrina.example.org/account"]


def test_a_mail_that_was_not_sent_is_tried_again_for_a_day(store: Store) -> None:
    """With a new link each time."""
    user, box = queue(store, "reset"), Box()
    box.errors = [NotSentError("no connection")] * 2
    send(store, box)
    send(store, box, AT_MS + 1_000)
    assert (len(box.errors), box.mails) == (1, [])
    send(store, box, AT_MS + 2 * 3_600_000)
    send(store, box, AT_MS + 4 * 3_600_000)
    assert len(box.mails) == 1
    queue(store, "reset")
    box.errors = [NotSentError("no connection")]
    send(store, box, AT_MS + DAY_MS)
    with store.engine.begin() as connection:
        assert newest_mail_state(connection, user) == "late"


@pytest.mark.parametrize(("error", "state"), [(RefusedError("no"), "refused"), (UnsureError("broke"), "sent")])
def test_a_refused_mail_is_not_tried_again(store: Store, error: Exception, state: str) -> None:
    user, box = queue(store, "invite"), Box()
    box.errors = [error]
    send(store, box)
    send(store, box, AT_MS + DAY_MS // 2)
    assert box.mails == []
    with store.engine.begin() as connection:
        assert newest_mail_state(connection, user) == state


def test_a_blocked_user_gets_no_link(store: Store) -> None:
    user, box = queue(store, "reset"), Box()
    with store.engine.begin() as connection:
        block_user(connection, user, AT_MS)
    send(store, box)
    assert box.mails == []
    assert one(store, "SELECT count(*) FROM user_links") == 0


def test_what_has_ended_is_forgotten(store: Store) -> None:
    user, box = queue(store, "reset"), Box()
    send(store, box)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE user_links SET expires_ms = 1")
        connection.exec_driver_sql("UPDATE account_mails SET made_ms = 1")
        connection.exec_driver_sql(f"INSERT INTO sign_in_steps VALUES (x'00', {user.id}, 1)")
    forget_old_days(store, 92)
    for table in ("user_links", "account_mails", "sign_in_steps"):
        assert one(store, f"SELECT count(*) FROM {table}") == 0
