"""The Monday mail goes to whom it is meant for, once, with numbers that its reader may see."""

import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from central.alerts.sending import NotSentError
from central.mail_settings import MailSection
from central.reports.week_news import answer_week_news
from central.reports.week_values import WeekNews
from central.store.database import open_store
from central.store.scope import Scope
from central.store.store import Store
from central.store.user_changes import block_user
from central.store.users import remove_user, require_user
from central.store.weekly_mail import ask_for_mail, end_mail, find_subscription
from central.weekly.keeper import WeeklyMailKeeper
from central.weekly.sending import Post, UnsureError, UserMailer
from tests.central.rows import rows
from tests.central.weekly.subscribers import BEFORE_MS, MONDAY_MS, SETTINGS, Box, fill, html_of, subscribe, text_of
from tests.doubles.broker import Certificates, make_certificates
from tests.doubles.mail_server import PASSWORD, USER, MailServer, mail_server

HOUR_MS = 3_600_000
LIMIT = "central.weekly.guarded.LONGEST_S"
KILLED = """
import sys, threading
from pathlib import Path
from central.mail_settings import MailSection
from central.store.database import open_store
from central.store.location import Location
from central.weekly.keeper import WeeklyMailKeeper
from central.weekly.sending import UserMailer
settings, at_ms = MailSection.model_validate_json(sys.argv[1]), int(sys.argv[3])
store = open_store(Location(Path(sys.argv[2])))
WeeklyMailKeeper(store, UserMailer(settings, "correct horse"), settings, threading.Event()).send_due(lambda: at_ms)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(fill(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server(certificates: Certificates) -> Iterator[MailServer]:
    with mail_server(certificates.server, certificates.server_key) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_image(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A image takes as long as all the rest; one test has it."""
    if "image" not in request.node.name:
        monkeypatch.setattr("central.weekly.letters.weekly_image", lambda *_: b"\x89PNG")


def settings_of(port: int, ca: Path) -> MailSection:
    """Settings for the mail server of the tests."""
    values = {"host": "127.0.0.1", "port": port, "user": USER, "ca_file": str(ca), "from": "vitrina@example.org"}
    return MailSection.model_validate({**values, "base_url": "https://vitrina.example.org"})


def keeper(store: Store, post: Post) -> WeeklyMailKeeper:
    """What the server runs, whose mails go to `post`."""
    return WeeklyMailKeeper(store, post, SETTINGS, threading.Event())


def send(store: Store, post: Post, at_ms: int = MONDAY_MS) -> None:
    """One look at the queue."""
    made = keeper(store, post)
    made.queue_due(at_ms)
    made.send_due(lambda: at_ms)


def states(store: Store) -> dict[str, str]:
    """State of each mail by the name of its user."""
    query = "SELECT u.name, m.state FROM weekly_mails m JOIN users u ON u.id = m.user_id"
    return {str(name): str(state) for name, state in rows(store, query)}


def test_a_mail_arrives_encrypted_with_text_html_image_and_a_way_to_switch_it_off(
    store: Store, server: MailServer, certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    subscribe(store, "ed")
    send(store, UserMailer(settings_of(server.port, certificates.ca), PASSWORD))
    (mail,) = server.mails
    assert server.recipients == ["ed@example.org"]
    assert (mail["From"], mail["Content-Language"]) == ("Vitrina <vitrina@example.org>", "en")
    (link,) = re.findall(r"<(https://vitrina\.example\.org/mail/off/[\w-]{43})>", mail["List-Unsubscribe"])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    *_, image = mail.walk()
    assert f"cid:{image['Content-ID'].strip('<>')}" in html_of(mail)
    assert image.get_content().startswith(b"\x89PNG\r\n")
    assert link in text_of(mail)
    assert link in html_of(mail)
    secrets = (PASSWORD, link.rpartition("/")[2])
    assert not any(secret in caplog.text for secret in secrets)
    stored = b"".join(file.read_bytes() for file in Path(str(store.engine.url.database)).parent.iterdir())
    assert not any(secret.encode() in stored for secret in secrets)


def test_a_kill_between_sending_and_noting_it_sends_nothing_twice(
    store: Store, server: MailServer, certificates: Certificates
) -> None:
    """At most once: the mail may have arrived, so it is not sent again."""
    subscribe(store, "ed")
    keeper(store, Box()).queue_due(MONDAY_MS)
    folder = Path(str(store.engine.url.database)).parent
    settings = settings_of(server.port, certificates.ca).model_dump_json(by_alias=True)
    arguments = [settings, str(folder), str(MONDAY_MS)]
    with subprocess.Popen([sys.executable, "-c", KILLED, *arguments], cwd=Path(__file__).parents[3]) as child:
        server.on_data = lambda: os.kill(child.pid, signal.SIGKILL)
        assert child.wait(60) == -signal.SIGKILL
    assert len(server.raw) == 1
    assert states(store) == {"ed": "sending"}
    box = Box()
    for hours in (0, 1, 12, 23):
        send(store, box, MONDAY_MS + hours * HOUR_MS)
    assert box.mails == []


def test_an_experiment_in_a_mail_is_a_look_at_it(store: Store) -> None:
    subscribe(store, "ed")
    box = Box()
    box.errors = [NotSentError("mail: away")]
    for hours, looks in ((0, []), (1, [("acme/e1",)])):
        send(store, box, MONDAY_MS + hours * HOUR_MS)
        assert rows(store, "SELECT key FROM experiment_looks") == looks


def test_a_bad_address_stops_only_itself(store: Store, server: MailServer, certificates: Certificates) -> None:
    subscribe(store, "ann", "ed", "vi")
    server.unknown = {"ed@example.org"}
    mailer = UserMailer(settings_of(server.port, certificates.ca), PASSWORD)
    for hours in (0, 1):
        send(store, mailer, MONDAY_MS + hours * HOUR_MS)
    assert sorted(server.recipients) == ["ann@example.org", "vi@example.org"]
    assert states(store) == {"ann": "sent", "ed": "refused", "vi": "sent"}


def test_a_server_that_is_away_gets_the_mail_later_on_the_same_day(
    store: Store, server: MailServer, certificates: Certificates
) -> None:
    subscribe(store, "ed")
    mailer = UserMailer(settings_of(server.port, certificates.ca), PASSWORD)
    server.refusing = "451 later"
    send(store, mailer)
    assert states(store) == {"ed": "queued"}
    server.refusing = ""
    send(store, mailer, MONDAY_MS + 60_000)  # too early
    assert server.raw == []
    for _ in range(2):
        send(store, mailer, MONDAY_MS + HOUR_MS)
    assert len(server.raw) == 1


def test_a_mail_is_given_up_after_a_day(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    subscribe(store, "ed")
    box = Box()
    for hours in (0, 6, 23):
        box.errors = [NotSentError("mail: away")]
        send(store, box, MONDAY_MS + hours * HOUR_MS)
    box.errors = []
    send(store, box, MONDAY_MS + 31 * HOUR_MS)
    assert (box.mails, states(store)) == ([], {"ed": "late"})


@pytest.mark.parametrize("place", ["central.weekly.news.answer_week_news", "central.weekly.keeper.build_weekly_mail"])
def test_a_fault_of_one_mail_ends_neither_the_server_nor_the_other_mails(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    """The server stores messages, and would fail again after each restart."""
    module, _, name = place.rpartition(".")
    work = getattr(sys.modules[module], name)

    def fail_once(*given: object) -> object:
        monkeypatch.setattr(place, work)
        raise ValueError("a matrix is singular")

    monkeypatch.setattr(place, fail_once)
    subscribe(store, "ann", "otto")
    box = Box()
    for hours in (0, 1):
        send(store, box, MONDAY_MS + hours * HOUR_MS)
        assert len(box.mails) == 1 + hours
    assert "a matrix is singular" in caplog.text


def test_numbers_that_take_too_long_do_not_hold_up_the_other_mails(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    def answer(connection: Connection, scope: Scope, monday: date, at_ms: int) -> WeekNews | None:
        if scope.allows_tenant("acme"):
            connection.exec_driver_sql(endless)
        return answer_week_news(connection, scope, monday, at_ms)

    monkeypatch.setattr("central.weekly.news.answer_week_news", answer)
    monkeypatch.setattr(LIMIT, 0.5)
    subscribe(store, "ann", "otto")
    box = Box()
    send(store, box)
    assert list(box.texts()) == ["otto@example.org"]
    assert states(store) == {"ann": "queued", "otto": "sent"}


def test_a_connection_that_breaks_before_the_answer_sends_nothing_twice(store: Store) -> None:
    subscribe(store, "ed")
    box = Box()
    box.errors = [UnsureError("mail: broken")]
    for hours in range(3):
        send(store, box, MONDAY_MS + hours * HOUR_MS)
    assert (box.mails, states(store)) == ([], {"ed": "unsure"})


def test_two_servers_of_a_database_send_each_mail_once(store: Store) -> None:
    subscribe(store, "ann", "ed")
    box = Box()

    class Slow(Box):
        def send(self, mail: object) -> None:
            keeper(store, box).send_due(lambda: MONDAY_MS)  # the other server, while this one is sending
            super().send(mail)  # type: ignore[arg-type]

    slow = Slow()
    send(store, slow)
    sent = [str(mail["To"]) for mail in [*box.mails, *slow.mails]]
    assert sorted(sent) == ["ann@example.org", "ed@example.org"]


@pytest.mark.parametrize("has_lock", [True, False])
def test_only_the_server_that_holds_the_lock_sends(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, has_lock: bool
) -> None:
    monkeypatch.setattr("central.weekly.keeper.STEP_S", 0.0)
    with store.engine.begin() as connection:
        assert ask_for_mail(connection, require_user(connection, "ed"), "ed@example.org", "en", BEFORE_MS)
    stopping, box = threading.Event(), Box()

    class Held:
        def take(self) -> bool:
            if not has_lock or box.mails:
                stopping.set()
            return has_lock

    monkeypatch.setattr("central.weekly.keeper.EVERY_S", 0.0)
    WeeklyMailKeeper(store, box, SETTINGS, stopping, Held()).run()
    assert len(box.mails) == has_lock


def test_the_mail_comes_on_monday_morning_and_once_a_week(store: Store) -> None:
    subscribe(store, "ed")
    box = Box()
    for hours in range(-12, 7 * 24, 3):
        send(store, box, MONDAY_MS + hours * HOUR_MS)
    assert [mail["Date"] for mail in box.mails] == ["Mon, 23 Nov 2026 08:00:00 +0000"]


def test_who_confirms_on_a_monday_waits_for_the_next_one(store: Store) -> None:
    subscribe(store, "ed", at_ms=MONDAY_MS)
    box = Box()
    for days in (0, 7):
        send(store, box, MONDAY_MS + days * 24 * HOUR_MS)
    assert [mail["Date"] for mail in box.mails] == ["Mon, 30 Nov 2026 08:00:00 +0000"]


def test_no_mail_has_a_number_that_its_reader_may_not_see(store: Store) -> None:
    """Otto sees one shop, which alone names no winner. Nell sees another tenant."""
    subscribe(store, "ann", "otto", "nell")
    box = Box()
    send(store, box)
    texts = box.texts()
    assert "spring_b draws more smiles" in texts["ann@example.org"]
    assert "in 5\xa0shops" in texts["ann@example.org"]
    assert "draws more" not in texts["otto@example.org"]
    assert "in 1\xa0shop " in texts["otto@example.org"]
    assert "5\xa0shops" not in texts["otto@example.org"]
    assert not re.search(r"52\.0|other|branch", texts["ann@example.org"] + texts["otto@example.org"])
    assert "52.0" in texts["nell@example.org"]
    assert not re.search(r"acme|spring|shop-", texts["nell@example.org"])


def test_the_sites_count_that_a_user_may_see_when_the_mail_leaves(store: Store) -> None:
    subscribe(store, "ann", "ed", "vi")
    keeper(store, Box()).queue_due(MONDAY_MS)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE users SET scope = 'acme/shop-1' WHERE name = 'ann'")
        connection.exec_driver_sql("UPDATE users SET scope = 'nowhere/*' WHERE name = 'ed'")
        remove_user(connection, require_user(connection, "vi"))
    box = Box()
    send(store, box)
    assert list(box.texts()) == ["ann@example.org"]
    assert "in 1\xa0shop " in box.texts()["ann@example.org"]
    assert rows(store, "SELECT count(*) FROM weekly_subscriptions WHERE address LIKE 'vi@%'") == [(0,)]


def test_who_has_switched_it_off_gets_no_queued_mail(store: Store) -> None:
    subscribe(store, "ed")
    keeper(store, Box()).queue_due(MONDAY_MS)
    with store.engine.begin() as connection:
        end_mail(connection, require_user(connection, "ed").id)
    box = Box()
    send(store, box)
    assert box.mails == []


def test_a_blocked_user_gets_no_queued_mail(store: Store) -> None:
    subscribe(store, "ed")
    keeper(store, Box()).queue_due(MONDAY_MS)
    with store.engine.begin() as connection:
        vi = require_user(connection, "vi")
        assert ask_for_mail(connection, vi, "vi@example.org", "en", MONDAY_MS)
        for user in (require_user(connection, "ed"), vi):
            block_user(connection, user, MONDAY_MS)
    box = Box()
    send(store, box)
    keeper(store, box).send_confirmations(lambda: MONDAY_MS)
    assert box.mails == []


def test_users_with_the_same_sites_share_the_computed_numbers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(connection: Connection, scope: Scope, monday: date, at_ms: int) -> WeekNews | None:
        asked.append(str(scope))
        return answer_week_news(connection, scope, monday, at_ms)

    monkeypatch.setattr("central.weekly.news.answer_week_news", answer)
    subscribe(store, "otto", "vi", "nell", "ann", "ed")
    send(store, Box())
    assert sorted(asked) == ["acme/*", "acme/shop-1", "other/*"]


def test_only_who_may_send_playlists_is_offered_to_play_the_winner(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.reports.first_second.CONTROL_ALPHA", 0.0)  # the planted ads differ from second 0 on
    subscribe(store, "ed", "vi")
    box = Box()
    send(store, box)
    link = "https://vitrina.example.org/playlists/new?creative=acme/spring_b"
    assert (link in box.texts()["ed@example.org"], link in box.texts()["vi@example.org"]) == (True, False)
    for text in box.texts().values():
        assert "https://vitrina.example.org/experiments/show?tenant=acme&amp;id=e1" in text


@pytest.mark.parametrize(
    "name", ["x\r\nBcc: thief@example.org\r\n\r\nhello", "<img src=//evil.example/x>", "\u202efilm", "\x1b[31m"]
)
def test_a_name_of_an_ad_is_text_in_every_part(store: Store, name: str) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE creatives SET name = ? WHERE creative = 'spring_b'", (name,))
    subscribe(store, "ed")
    box = Box()
    send(store, box)
    (mail,) = box.mails
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject", [])) == 1
    shown = text_of(mail) + html_of(mail)
    assert "<img src=//" not in html_of(mail)
    assert not set(shown) & {"\u202e", "\x1b"}
    hosts = re.findall(r"""(?:href|src)="(?:https?:)?//([^/"]+)""", html_of(mail))
    assert set(hosts) == {"vitrina.example.org"}


def test_an_address_that_is_not_confirmed_gets_one_confirmation_and_no_number(store: Store) -> None:
    with store.engine.begin() as connection:
        user = require_user(connection, "ed")
        assert ask_for_mail(connection, user, "stranger@example.org", "de", BEFORE_MS)
        assert not ask_for_mail(connection, require_user(connection, "vi"), "Stranger@example.org", "de", BEFORE_MS)
    box = Box()
    for _ in range(2):
        keeper(store, box).send_confirmations(lambda: BEFORE_MS)
    send(store, box)
    (mail,) = box.mails
    assert (mail.get_content_type(), mail["Content-Language"]) == ("text/plain", "de")
    assert mail["Subject"] == "Bestätigen Sie Ihre Adresse für die Montagsmail"
    assert re.search(r"^https://vitrina\.example\.org/mail/confirm/[\w-]{43}$", mail.get_content(), re.MULTILINE)
    assert "spring" not in mail.get_content()


def test_a_confirmation_that_cannot_be_sent_is_tried_again_and_given_up_after_a_day(store: Store) -> None:
    with store.engine.begin() as connection:
        ed = require_user(connection, "ed")
        assert ask_for_mail(connection, ed, "ed@example.org", "en", BEFORE_MS)
    box = Box()
    for hours in (0, 6, 12, 24):
        box.errors = [NotSentError("mail: away")]
        at_ms = BEFORE_MS + hours * HOUR_MS
        keeper(store, box).send_confirmations(partial(int, at_ms))
    with store.engine.begin() as connection:
        found = find_subscription(connection, ed.id)
    assert found is not None
    assert (found.is_waiting, found.confirmed_ms, found.attempts) == (False, None, 4)


def test_a_user_without_results_is_told_so_in_one_line(store: Store) -> None:
    subscribe(store, "nell")
    box = Box()
    send(store, box, MONDAY_MS + 7 * 24 * HOUR_MS)
    assert "No results arrived from your shops this week." in text_of(box.mails[0])
    assert "%" not in text_of(box.mails[0])
