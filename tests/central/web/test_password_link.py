"""A user who forgot the password asks for a link. Nobody learns which names there are."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.store.account_mail import MOST_RESETS
from central.store.attempts import LIMIT
from tests.central.web.people import PASSWORD, Site, fill
from tests.doubles.web import Answer, web_server


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages of a server that sends mail."""
    folder: Path = tmp_path_factory.mktemp("mailing")
    location = fill(folder)
    with web_server(location, sends_mail=True) as port:
        site = Site(port, location)
        site.sql("UPDATE users SET mail = name || '@example.org' WHERE name IN ('ann', 'vi')")
        yield site


@pytest.fixture(autouse=True)
def _no_attempts(mailing: Site) -> Iterator[None]:
    yield
    for table in ("sign_in_attempts", "account_mails", "known_browsers", "sessions"):
        mailing.sql(f"DELETE FROM {table}")


def ask(site: Site, name: str) -> Answer:
    return site.browser().post("/password", {"name": name})


def queued(site: Site) -> list[tuple[object, ...]]:
    return site.rows("SELECT u.name, m.kind FROM account_mails m JOIN users u ON u.id = m.user_id ORDER BY m.id")


def test_every_name_gets_the_same_answer(mailing: Site) -> None:
    """Known, unknown, without an address, blocked, no name at all."""
    assert 'href="/password"' in mailing.browser().get("/sign-in").text
    known = ask(mailing, " Vi ")
    assert known.status == 200
    mailing.sql("UPDATE users SET blocked_ms = 1 WHERE name = 'ann'")
    for name in ("nix", "ed", "ann"):
        other = ask(mailing, name)
        assert (other.status, other.text, sorted(other.headers)) == (200, known.text, sorted(known.headers))
    mailing.sql("UPDATE users SET blocked_ms = NULL")
    assert queued(mailing) == [("vi", "reset")]


@pytest.mark.parametrize("name", ["", "' OR '1'='1", "x" * 5_000, "vi\r\nann", "vi@example.org"])
def test_odd_names_get_that_answer_too(mailing: Site, name: str) -> None:
    assert ask(mailing, name).status == 200
    assert queued(mailing) == []


def test_a_user_gets_some_links_a_day_and_an_address_asks_some_a_minute(mailing: Site) -> None:
    codes = [ask(mailing, "vi").status for _ in range(LIMIT + 1)]
    assert codes == [200] * LIMIT + [429]
    assert len(queued(mailing)) == MOST_RESETS


def test_a_form_of_another_page_asks_for_nothing(mailing: Site) -> None:
    for origin in ("http://evil.example", "null"):
        assert mailing.browser().post("/password", {"name": "vi"}, origin=origin).status == 403
    assert queued(mailing) == []


def test_an_administrator_invites_by_mail_and_sees_no_link(mailing: Site) -> None:
    ann = mailing.browser("ann")
    fields = {"name": "jo", "mail": "jo@example.org", "role": "viewer", "reach": "acme/*"}
    answer = ann.post("/users", {"form_token": ann.form_token("/account"), **fields})
    assert (answer.status, answer.headers["location"]) == (303, "/users?done=invited")
    assert "/password/" not in ann.get("/users/jo").text
    answer = ann.post("/users/vi/link", {"form_token": ann.form_token("/account")})
    assert answer.headers["location"] == "/users/vi?done=link"
    assert queued(mailing) == [("jo", "invite"), ("vi", "reset")]
    assert mailing.rows("SELECT count(*) FROM user_links") == [(0,)]  # a link is made when its mail leaves
    mailing.sql("DELETE FROM users WHERE name = 'jo'")


def test_a_sign_in_from_an_unknown_browser_is_noted_by_mail(mailing: Site) -> None:
    """Once for a browser, and for nobody without an address."""
    browser = mailing.browser()
    for _ in range(2):
        assert browser.sign_in("vi", PASSWORD).status == 303
    assert mailing.browser().sign_in("ed", PASSWORD).status == 303
    assert mailing.browser().sign_in("vi", "wrong password").status == 401
    assert queued(mailing) == [("vi", "browser")]


def test_a_server_without_mail_sends_no_link(site: Site) -> None:
    assert re.search(r"sends no mail", site.browser().get("/password").text)
    assert site.browser().post("/password", {"name": "vi"}).status == 400
    assert 'href="/password"' not in site.browser().get("/sign-in").text
