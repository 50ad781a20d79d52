"""Signing in and out, as users do it and as those do who are none."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.clock import DAY_MS, now_ms
from central.store.attempts import LIMIT, WINDOW_MS, take_attempt
from central.store.database import open_store
from central.store.sessions import (
    ABSOLUTE_MS,
    IDLE_MS,
    MOST_BROWSERS,
    MOST_SESSIONS,
    is_known_browser,
    remember_browser,
)
from central.store.users import find_user
from central.web.known_browser import MOST_USERS
from tests.central.web.people import COOKIE, PASSWORD, Site, fill
from tests.doubles.web import Browser, web_server


@pytest.fixture(autouse=True)
def _no_attempts(site: Site) -> Iterator[None]:
    site.sql("DELETE FROM sign_in_attempts")
    yield
    site.sql("DELETE FROM sign_in_attempts")


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/creatives").status == 200


def test_a_user_signs_in_and_out(site: Site) -> None:
    browser = site.browser()
    answer = browser.sign_in("Ann ", PASSWORD, "/method?x=1#noise")
    assert (answer.status, answer.headers["location"]) == (303, "/method?x=1#noise")
    assert is_signed_in(browser)
    (line,) = [line for line in answer.cookies if line.startswith(f"{COOKIE}=")]
    for part in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert part in line
    assert "Secure" not in line  # this server speaks HTTP, on loopback
    session = dict(browser.cookies)
    assert browser.post("/sign-out", {"form_token": browser.form_token("/account")}).status == 303
    assert not is_signed_in(Browser(site.port, session))
    assert [row[0] for row in site.rows("SELECT what FROM audit ORDER BY id DESC LIMIT 2")] == ["sign-out", "sign-in"]


def test_behind_tls_no_cookie_leaves_it(tmp_path: Path) -> None:
    """And no page of another host can set one."""
    with web_server(fill(tmp_path), behind_proxy=True, hosts=("vitrina.example.org",)) as port:
        browser = Browser(port, host="vitrina.example.org")
        token = browser.form_token("/sign-in")
        fields = {"form_token": token, "name": "ann", "password": PASSWORD}
        host = f"vitrina.example.org:{port}"
        assert browser.post("/sign-in", fields).status == 403  # its origin is not encrypted
        answer = browser.post("/sign-in", fields, origin=f"https://{host}")
        assert answer.status == 303
        assert len(answer.cookies) == 3
        for line in answer.cookies:
            assert line.startswith("__Host-vitrina")
            assert {"Secure", "HttpOnly", "Path=/"} <= set(line.split("; "))
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert is_signed_in(browser)


@pytest.mark.parametrize("name", ["ann", "nobody", "", "a" * 500, "ann' OR '1'='1", "ann\r\nx"])
def test_a_wrong_name_is_told_as_a_wrong_password(site: Site, name: str) -> None:
    answer = site.browser().sign_in(name, "wrong password here")
    assert answer.status == 401
    assert "The name or password is wrong." in answer.text
    assert not [line for line in answer.cookies if line.startswith(f"{COOKIE}=")]


def test_a_session_that_somebody_planted_is_worth_nothing(site: Site) -> None:
    """Signing in begins a new session, and ends the old one of this browser."""
    browser = site.browser("vi")
    planted = browser.cookies[COOKIE]
    assert browser.sign_in("ann", PASSWORD).status == 303
    assert browser.cookies[COOKIE] != planted
    assert not is_signed_in(Browser(site.port, {COOKIE: planted}))
    chosen = Browser(site.port, {COOKIE: "chosen-by-somebody"})
    assert chosen.sign_in("ann", PASSWORD).status == 303
    assert not is_signed_in(Browser(site.port, {COOKIE: "chosen-by-somebody"}))


@pytest.mark.parametrize(
    "following", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1", "x"]
)
def test_nobody_is_sent_elsewhere(site: Site, following: str) -> None:
    assert site.browser().sign_in("ann", PASSWORD, following).headers["location"] == "/"
    assert "evil" not in site.browser().get(f"/sign-in?next={following}").text


def test_a_form_that_another_page_sends_is_refused(site: Site) -> None:
    """Without the token, with a wrong one, with that of another session, from another origin, or from none."""
    ann, vi = site.browser("ann"), site.browser("vi")
    own, others = ann.form_token("/account"), vi.form_token("/account")
    assert own != others
    for fields in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": others}, {"form_token": "ä" * 32}):
        assert ann.post("/account/sign-out-everywhere", fields).status == 403
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{site.port}", "http://127.0.0.1:1"):
        assert ann.post("/account/sign-out-everywhere", {"form_token": own}, origin=origin).status == 403
    body = {"content-type": "application/x-www-form-urlencoded"}
    assert ann.send("POST", "/account/sign-out-everywhere", body, f"form_token={own}").status == 403
    by_token = body | site.token("csrf", "write")  # a bearer token lets no form of a session through
    assert ann.send("POST", "/account/sign-out-everywhere", by_token, "form_token=0").status == 403
    assert ann.get(f"/account/sign-out-everywhere?form_token={own}").status == 405
    assert is_signed_in(ann)
    assert ann.post("/account/sign-out-everywhere", {"form_token": own}).status == 303
    assert not is_signed_in(ann)


def test_nobody_is_signed_in_as_somebody_else_by_a_form_of_another_page(site: Site) -> None:
    attacker, victim = site.browser(), site.browser()
    token = attacker.form_token("/sign-in")
    fields = {"form_token": token, "name": "ann", "password": PASSWORD}
    assert victim.post("/sign-in", fields).status == 403
    victim.get("/sign-in")
    assert victim.post("/sign-in", fields).status == 403
    assert attacker.post("/sign-in", fields).status == 303


def test_five_attempts_a_minute(site: Site, tmp_path: Path) -> None:
    """By account, from wherever they come; a restart does not forget them."""
    browser = site.browser()
    for _ in range(LIMIT):
        assert browser.sign_in("ann", "wrong password").status == 401
    answer = browser.sign_in("ann", PASSWORD)
    assert answer.status == 429
    assert 50 <= int(answer.headers["retry-after"]) <= 60
    assert f"Try again in {answer.headers['retry-after']} s." in answer.text
    with web_server(site.location) as port:
        assert Browser(port).sign_in("ann", PASSWORD).status == 429
    site.sql(f"UPDATE sign_in_attempts SET at_ms = at_ms - {WINDOW_MS}")
    assert browser.sign_in("ann", PASSWORD).status == 303


def test_an_address_tries_five_names_a_minute(site: Site) -> None:
    browser = site.browser()
    for number in range(LIMIT):
        assert browser.sign_in(f"user{number}", "wrong password").status == 401
    assert browser.sign_in("vi", PASSWORD).status == 429
    buckets = {row[0] for row in site.rows("SELECT bucket FROM sign_in_attempts WHERE bucket LIKE 'address%'")}
    assert buckets == {"address 127.0.0.1"}


def test_without_a_proxy_nobody_on_this_machine_has_another_address(site: Site) -> None:
    """A header that only a proxy may set counts for nothing."""
    for number in range(LIMIT):
        browser = site.browser()
        fields = {"form_token": browser.form_token("/sign-in"), "name": f"user{number}", "password": "wrong password"}
        browser.post("/sign-in", fields, **{"x-forwarded-for": f"203.0.113.{number}"})
    buckets = {row[0] for row in site.rows("SELECT bucket FROM sign_in_attempts WHERE bucket LIKE 'address%'")}
    assert buckets == {"address 127.0.0.1"}


def test_addresses_behind_a_proxy_are_told_apart(tmp_path: Path) -> None:
    """By what the proxy adds last: what a client writes there itself counts for nothing."""
    with web_server(fill(tmp_path), behind_proxy=True, hosts=("v.example",)) as port:

        def tried(address: str, name: str) -> int:
            browser = Browser(port, host="v.example")
            fields = {"form_token": browser.form_token("/sign-in"), "name": name, "password": "wrong password"}
            headers = {"origin": f"https://v.example:{port}", "x-forwarded-for": address}
            return browser.post("/sign-in", fields, **headers).status

        for number in range(LIMIT):
            assert tried(f"10.0.0.{number}, 203.0.113.9", f"a{number}") == 401
        assert tried("10.9.9.9, 203.0.113.9", "b") == 429
        assert tried("203.0.113.8", "b") == 401
        for number in range(LIMIT):
            assert tried(f"2001:db8:1:2::{number}", f"c{number}") == 401
        assert tried("2001:db8:1:2:ffff::1", "d") == 429  # one customer has the whole /64
        assert tried("2001:db8:1:3::1", "d") == 401


def test_an_attack_keeps_no_administrator_out(site: Site) -> None:
    """A browser in which the user signed in before has attempts of its own."""
    known = site.browser()
    assert known.sign_in("ann", PASSWORD).status == 303
    known.cookies.pop(COOKIE)
    site.sql("DELETE FROM sign_in_attempts")
    with open_store(site.location) as store:
        for _ in range(LIMIT):
            with store.engine.begin() as connection:
                assert take_attempt(connection, ["account ann", "address 203.0.113.7"], now_ms()) == 0
    assert site.browser().sign_in("ann", PASSWORD).status == 429
    assert known.sign_in("ann", PASSWORD).status == 303
    other = Browser(site.port, {f"{COOKIE}-known": known.cookies[f"{COOKIE}-known"]})
    for _ in range(LIMIT - 1):
        assert other.sign_in("vi", "wrong password").status == 401  # it is known to ann, not to vi
    assert site.rows("SELECT count(*) FROM sign_in_attempts WHERE bucket = 'account vi'") == [(LIMIT - 1,)]


def known_browser(site: Site, *names: str) -> Browser:
    """A browser in which users have signed in before, and out again."""
    browser = site.browser()
    for name in names:
        assert browser.sign_in(name, PASSWORD).status == 303
        browser.cookies.pop(COOKIE)
    site.sql("DELETE FROM sign_in_attempts")
    return browser


def exhaust_attempts(browser: Browser, name: str) -> None:
    for _ in range(LIMIT):
        assert browser.sign_in(name, "wrong password").status == 401
    assert browser.sign_in(name, "wrong password").status == 429


def test_wrong_passwords_of_others_at_the_same_address_keep_no_known_browser_out(site: Site) -> None:
    """Behind one router they share an address. A browser that nobody signed in with before has to wait."""
    known = known_browser(site, "ann")
    exhaust_attempts(site.browser(), "nell")
    assert site.browser().sign_in("ann", PASSWORD).status == 429
    assert known.sign_in("ann", PASSWORD).status == 303


def test_right_sign_ins_use_up_no_attempt_of_their_address(site: Site) -> None:
    for name in ("ann", "ed", "vi", "otto", "nell", "vi", "ann"):
        assert site.browser().sign_in(name, PASSWORD).status == 303
    assert site.rows("SELECT bucket FROM sign_in_attempts") == []


def test_a_right_sign_in_clears_no_wrong_attempt_of_its_address(site: Site) -> None:
    """Else who has an account would guess those of others without end."""
    for name in ("ann", "ed", "otto", "nell"):
        assert site.browser().sign_in(name, "wrong password").status == 401
    assert site.browser().sign_in("vi", PASSWORD).status == 303
    assert site.browser().sign_in("ann", "wrong password").status == 401
    assert site.browser().sign_in("vi", PASSWORD).status == 429


def test_a_known_browser_has_five_attempts_too(site: Site) -> None:
    known = known_browser(site, "ann")
    exhaust_attempts(known, "ann")
    assert site.browser().sign_in("ann", PASSWORD).status == 303


def test_a_browser_that_knows_one_user_guesses_no_password_of_another(site: Site) -> None:
    """Its attempts count for the account and the address, as those of an unknown browser."""
    known = known_browser(site, "vi")
    exhaust_attempts(known, "ann")
    assert site.browser().sign_in("ed", PASSWORD).status == 429
    assert site.browser().sign_in("ann", PASSWORD).status == 429
    assert known.sign_in("vi", PASSWORD).status == 303


def test_a_browser_that_two_users_share_is_known_to_both(site: Site) -> None:
    shared = known_browser(site, "ann", "vi")
    exhaust_attempts(site.browser(), "nell")
    for name in ("ann", "vi", "ann"):
        assert shared.sign_in(name, PASSWORD).status == 303
    assert site.browser().sign_in("ed", PASSWORD).status == 429


def test_the_cookie_of_a_known_browser_holds_random_secrets_only(site: Site) -> None:
    """For its last users, so that it says nothing of them, and one that somebody made up is skipped."""
    browser = site.browser()
    browser.cookies[f"{COOKIE}-known"] = f"made-up.{'x' * 43}.ann.{'y' * 5_000}"
    answer = browser.sign_in("ann", PASSWORD)
    (line,) = [line for line in answer.cookies if line.startswith(f"{COOKIE}-known=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(line.split("; "))
    newest, made_up = browser.cookies[f"{COOKIE}-known"].split(".")
    assert re.fullmatch(r"[\w-]{43}", newest)
    assert made_up == "x" * 43
    for name in ("ed", "vi", "otto", "nell", "ann"):
        assert browser.sign_in(name, PASSWORD).status == 303
        browser.cookies.pop(COOKIE)
    secrets = browser.cookies[f"{COOKIE}-known"].split(".")
    assert len(secrets) == len(set(secrets)) == MOST_USERS
    assert newest in secrets


def test_a_new_password_makes_every_other_browser_unknown(site: Site) -> None:
    """Only the browser in which it was set stays known."""
    other, own = known_browser(site, "otto"), known_browser(site, "otto")
    assert own.sign_in("otto", PASSWORD).status == 303
    fields = {"form_token": own.form_token("/account"), "old": PASSWORD, "new": "battery horse correct"}
    assert own.post("/account/password", fields).status == 303
    exhaust_attempts(site.browser(), "nell")
    assert own.sign_in("otto", "battery horse correct").status == 303
    assert other.sign_in("otto", "battery horse correct").status == 429


def test_a_user_has_so_many_known_browsers_at_most(site: Site) -> None:
    first = known_browser(site, "ed")
    with open_store(site.location) as store, store.engine.begin() as connection:
        user = find_user(connection, "ed")
        assert user is not None
        newest = [remember_browser(connection, user, now_ms() + number) for number in range(MOST_BROWSERS)][-1]
        assert is_known_browser(connection, newest, "ed", now_ms())
        assert not is_known_browser(connection, first.cookies[f"{COOKIE}-known"], "ed", now_ms())
    assert site.rows("SELECT count(*) FROM known_browsers b JOIN users u ON u.id = b.user_id WHERE u.name = 'ed'") == [
        (MOST_BROWSERS,)
    ]


def test_attempts_of_the_minute_are_all_that_is_kept(site: Site) -> None:
    """Whoever tries names without end fills no disk."""
    site.sql(f"INSERT INTO sign_in_attempts (bucket, at_ms) VALUES ('account x', {now_ms() - WINDOW_MS - 1})")
    assert site.browser().sign_in("vi", "wrong password").status == 401
    assert site.rows("SELECT count(*) FROM sign_in_attempts WHERE bucket = 'account x'") == [(0,)]


def test_a_refused_attempt_prolongs_nothing(site: Site) -> None:
    browser = site.browser()
    for _ in range(LIMIT + 3):
        browser.sign_in("ann", "wrong password")
    assert site.rows("SELECT count(*) FROM sign_in_attempts WHERE bucket = 'account ann'") == [(LIMIT,)]


def test_a_session_ends_by_itself(site: Site) -> None:
    """After hours without use, and after a week in any case."""
    at_ms = now_ms()
    for used_ms, created_ms, holds in (
        (at_ms - IDLE_MS + DAY_MS // 24, at_ms - DAY_MS, True),
        (at_ms - IDLE_MS - 1, at_ms - DAY_MS, False),
        (at_ms, at_ms - ABSOLUTE_MS - 1, False),
    ):
        site.sql("DELETE FROM sessions")
        browser = site.browser("vi")
        site.sql(f"UPDATE sessions SET used_ms = {used_ms}, created_ms = {created_ms}")
        assert is_signed_in(browser) is holds
        if holds:
            ((kept_ms,),) = site.rows("SELECT used_ms FROM sessions")
            assert isinstance(kept_ms, int)
            assert kept_ms >= at_ms


def test_a_user_who_is_gone_or_has_a_new_password_is_signed_out(site: Site) -> None:
    first, second = site.browser("ed"), site.browser("ed")
    token = first.form_token("/account")
    wrong = first.post("/account/password", {"form_token": token, "old": "not it at all", "new": "a new password"})
    short = first.post("/account/password", {"form_token": token, "old": PASSWORD, "new": "short"})
    assert (wrong.status, short.status) == (400, 400)
    weak = first.post("/account/password", {"form_token": token, "old": PASSWORD, "new": "aaaaaaaaaa"})
    assert (weak.status, "different characters" in weak.text) == (400, True)
    changed = first.post("/account/password", {"form_token": token, "old": PASSWORD, "new": "a new password"})
    assert (changed.status, changed.headers["location"]) == (303, "/account?done=password")
    assert is_signed_in(first)
    assert not is_signed_in(second)
    assert site.browser().sign_in("ed", "a new password").status == 303
    site.sql("DELETE FROM users WHERE name = 'ed'")
    assert not is_signed_in(first)


def test_a_user_has_so_many_sessions_at_most(site: Site) -> None:
    at_ms = now_ms()
    tokens = [site.session_of("vi", at_ms + number) for number in range(MOST_SESSIONS + 1)]
    assert not is_signed_in(Browser(site.port, {COOKIE: tokens[0]}))
    assert is_signed_in(Browser(site.port, {COOKIE: tokens[-1]}))
    site.sql("DELETE FROM sessions")


def test_a_user_of_this_machine_signs_in_here_alone(tmp_path: Path) -> None:
    """As the demo's: a proxy that brings somebody from elsewhere lets nobody in."""
    location = fill(tmp_path)
    with web_server(location, behind_proxy=True, hosts=("v.example",)) as port:
        Site(port, location).sql("UPDATE users SET loopback_only = 1 WHERE name = 'ann'")

        def tried(address: str) -> int:
            browser = Browser(port, host="v.example")
            fields = {"form_token": browser.form_token("/sign-in"), "name": "ann", "password": PASSWORD}
            headers = {"origin": f"https://v.example:{port}", "x-forwarded-for": address}
            return browser.post("/sign-in", fields, **headers).status

        assert tried("203.0.113.5") == 401
        assert tried("127.0.0.1") == 303
