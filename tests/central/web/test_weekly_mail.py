"""The Monday mail on the account page, and the links in mails: they can do one thing, and only with a click."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.clock import DAY_MS, now_ms
from central.store.database import open_store
from central.store.users import require_user
from central.store.weekly_mail import ask_for_mail, find_subscription, next_confirmation, take_confirmation
from central.store.weekly_queue import QueuedMail, queue_mails, take_mail
from tests.central.web.people import Site, fill
from tests.doubles.web import FORM, Answer, Browser, web_server

ADDRESS = "ed@example.org"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    location = fill(tmp_path)
    with web_server(location, sends_mail=True) as port:
        yield Site(port, location)


def ask(browser: Browser, address: str) -> Answer:
    token = browser.form_token("/account")
    return browser.post("/account/mail", {"form_token": token, "address": address})


def confirmation_token(site: Site, at_ms: int | None = None) -> str:
    """Token of the link that the server would send now."""
    with open_store(site.location) as store, store.engine.begin() as connection:
        due = next_confirmation(connection, at_ms or now_ms())
        assert due is not None
        token = take_confirmation(connection, due)
        assert token is not None
        return token


def off_token(site: Site, name: str) -> str:
    """Token of the link in a Monday mail of a user."""
    with open_store(site.location) as store, store.engine.begin() as connection:
        user = require_user(connection, name)
        queue_mails(connection, [(user.id, 20_780)], 1)
        token = take_mail(connection, QueuedMail(user.id, 20_780, 1, 0))
        assert token is not None
        return token


def addresses(site: Site) -> list[tuple[object, ...]]:
    return site.rows("SELECT address, confirmed_ms IS NOT NULL FROM weekly_subscriptions")


def switch_on(site: Site, name: str, address: str = ADDRESS) -> None:
    assert ask(site.browser(name), address).status == 303
    token = confirmation_token(site)
    assert site.browser().post(f"/mail/confirm/{token}", {}).status == 200


def test_a_user_switches_the_mail_on_by_a_link_of_one_use(site: Site) -> None:
    browser = site.browser("ed")
    assert "Monday mail" in browser.get("/account").text
    assert ask(browser, ADDRESS).status == 303
    assert "waiting for you to confirm ed@example.org" in browser.get("/account").text
    path = f"/mail/confirm/{confirmation_token(site)}"
    reader = site.browser()
    for _ in range(2):  # mail servers open links too
        assert reader.get(path).status == 200
    assert addresses(site) == [(ADDRESS, 0)]
    assert reader.post(path, {}).status == 200
    assert addresses(site) == [(ADDRESS, 1)]
    assert [reader.post(path, {}).status, reader.get(path).status] == [404, 404]
    assert "It goes to ed@example.org" in browser.get("/account").text
    done = [what for (what,) in site.rows("SELECT what FROM audit WHERE what LIKE 'mail.%' ORDER BY id")]
    assert done == ["mail.ask", "mail.on"]
    assert site.rows("SELECT count(*) FROM audit WHERE detail LIKE '%example%'") == [(0,)]


def test_one_click_of_a_mail_program_switches_it_off(site: Site) -> None:
    """RFC 8058: a POST without cookie and origin."""
    switch_on(site, "ed")
    path = f"/mail/off/{off_token(site, 'ed')}"
    program = site.browser()
    assert program.get(path).status == 200
    assert addresses(site) == [(ADDRESS, 1)]
    for _ in range(2):
        answer = program.send("POST", path, {"content-type": FORM}, "List-Unsubscribe=One-Click")
        assert answer.status == 200
    assert addresses(site) == []


def test_the_links_can_do_nothing_else(site: Site) -> None:
    switch_on(site, "ed")
    token = off_token(site, "ed")
    stranger = site.browser()
    stranger.cookies["vitrina"] = token
    assert stranger.get("/account").status == 303
    assert stranger.get("/api/v1/sites", authorization=f"Bearer {token}").status == 401
    for method, path in (
        ("POST", f"/mail/confirm/{token}"),
        ("GET", f"/mail/confirm/{token}"),
        ("POST", "/mail/off/" + "A" * 43),
        ("POST", f"/mail/off/{token[:-1]}"),
        ("POST", f"/mail/off/{token}%00"),
    ):
        headers = {"origin": f"http://127.0.0.1:{site.port}", "content-type": FORM}
        assert stranger.send(method, path, headers, "").status == 404, path
    assert not stranger.get(f"/mail/off/{token}").cookies
    assert addresses(site) == [(ADDRESS, 1)]


def test_other_sites_can_neither_confirm_nor_switch_off(site: Site) -> None:
    switch_on(site, "ed")
    token = off_token(site, "ed")
    evil = {"origin": "https://evil.example", "content-type": FORM}
    assert site.browser().send("POST", f"/mail/off/{token}", evil, "").status == 403
    for path in ("/mail/off", f"/mail/off/{token}/x", "/mail/confirm/" + "A" * 43, "/account/mail"):
        assert site.browser("ed").send("POST", path, {"content-type": FORM}, "").status in (403, 404), path
    assert addresses(site) == [(ADDRESS, 1)]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ed",
        "ed@",
        "a@b, thief@example.org",
        "a@example.org\r\nBcc: thief@example.org",
        "<a@example.org>",
        '"a b"@example.org',
        "a@example.org\u202e",
        "ä@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b." * 130 + "org",
        "a@b\x00.org",
    ],
)
def test_only_a_plain_address_is_taken(site: Site, address: str) -> None:
    answer = ask(site.browser("ed"), address)
    assert answer.status == 400
    assert "not an email address" in answer.text
    assert addresses(site) == []


def test_a_strangers_address_gets_few_confirmations(site: Site) -> None:
    """One within a day from all users together, and three within a month."""
    assert [ask(site.browser(name), "Victim@example.org").status for name in ("ed", "vi", "ed")] == [303, 429, 429]
    with open_store(site.location) as store, store.engine.begin() as connection:
        user = require_user(connection, "vi")
        for day in range(1, 30):
            ask_for_mail(connection, user, "victim@example.org", "en", now_ms() + day * DAY_MS)
    assert site.rows("SELECT count(*) FROM mail_confirmations") == [(3,)]
    asked = [ask(site.browser("otto"), f"a{number}@example.org").status for number in range(5)]
    assert asked == [303, 303, 303, 429, 429]


def test_a_form_without_its_token_changes_nothing(site: Site) -> None:
    browser = site.browser("ed")
    assert browser.post("/account/mail", {"address": ADDRESS}).status == 403
    switch_on(site, "ed")
    assert browser.post("/account/mail/off", {"form_token": "x"}).status == 403
    assert addresses(site) == [(ADDRESS, 1)]


def test_a_user_switches_it_off_and_the_address_is_gone(site: Site) -> None:
    switch_on(site, "ed")
    browser = site.browser("ed")
    answer = browser.post("/account/mail/off", {"form_token": browser.form_token("/account")})
    assert answer.headers["location"] == "/account?done=mail#mail"
    assert addresses(site) == []


def test_another_address_must_be_confirmed_before_it_receives_anything(site: Site) -> None:
    switch_on(site, "ed")
    assert ask(site.browser("ed"), "new@example.org").status == 303
    assert addresses(site) == [("new@example.org", 0)]


def test_a_link_that_is_a_week_old_confirms_nothing(site: Site) -> None:
    old_ms = now_ms() - 8 * DAY_MS
    with open_store(site.location) as store, store.engine.begin() as connection:
        ask_for_mail(connection, require_user(connection, "ed"), ADDRESS, "en", old_ms)
    token = confirmation_token(site)
    assert site.browser().post(f"/mail/confirm/{token}", {}).status == 404
    with open_store(site.location) as store, store.engine.begin() as connection:
        found = find_subscription(connection, require_user(connection, "ed").id)
    assert found is not None
    assert found.confirmed_ms is None


def test_an_administrator_sees_who_has_it_and_no_address(site: Site) -> None:
    for name in ("otto", "nell"):
        switch_on(site, name, f"{name}@mail.example")
    seen = site.browser("ann").get("/account").text
    assert re.findall(r"<li><bdi>(\w+)</bdi></li>", seen) == ["nell", "otto"]
    assert "mail.example" not in seen
    assert "otto" not in site.browser("ed").get("/account").text
    site.sql("UPDATE users SET role = 'admin', scope = 'acme/*' WHERE name = 'vi'")
    assert re.findall(r"<li><bdi>(\w+)</bdi></li>", site.browser("vi").get("/account").text) == ["otto"]


def test_without_a_mail_server_the_page_says_what_is_missing(tmp_path: Path) -> None:
    location = fill(tmp_path)
    with web_server(location) as port:
        site = Site(port, location)
        page = site.browser("ed").get("/account").text
        assert "Ask an administrator to set up [mail]" in page
        assert ask(site.browser("ed"), ADDRESS).status == 400
    assert addresses(site) == []


@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_the_pages_of_links_are_in_the_language_of_the_browser(site: Site, language: str) -> None:
    assert ask(site.browser("ed"), ADDRESS).status == 303
    token = confirmation_token(site)
    page = site.browser().get(f"/mail/confirm/{token}", **{"accept-language": language})
    assert page.headers["content-language"] == language
    assert (page.headers["cache-control"], page.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert f'<html lang="{language}">' in page.text
    assert ADDRESS not in page.text


def test_who_tries_many_links_has_to_wait(tmp_path: Path) -> None:
    """Each wrong link that is pressed would take the database's one place for writing."""
    with web_server(fill(tmp_path), sends_mail=True, requests_per_minute=10) as port:
        stranger = Browser(port)
        answers = [stranger.post(f"/mail/{kind}/made-up", {}) for kind in ("off", "confirm") * 6]
    assert [answer.status for answer in answers] == [404] * 10 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) > 0
