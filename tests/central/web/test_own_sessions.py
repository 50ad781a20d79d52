"""The sessions of the own account: listed, ended one by one, and all but this one."""

import re

import pytest

from central.web.browser_name import browser_name
from tests.central.web.people import COOKIE, PASSWORD, Site
from tests.doubles.web import Answer, Browser

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0"


def signed_in(site: Site, name: str, agent: str) -> Browser:
    browser = site.browser()
    token = browser.form_token("/sign-in")
    fields = {"form_token": token, "name": name, "password": PASSWORD}
    assert browser.post("/sign-in", fields, **{"user-agent": agent}).status == 303
    return browser


def post(browser: Browser, path: str, **fields: str) -> Answer:
    return browser.post(path, {"form_token": browser.form_token("/account"), **fields})


def ids_of(browser: Browser) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]{16})"', browser.get("/account").text)


def test_a_user_ends_one_session_and_then_all_others(site: Site) -> None:
    desk, phone = signed_in(site, "ed", FIREFOX), signed_in(site, "ed", SAFARI)
    text = desk.get("/account").text
    assert [part in text for part in ("Firefox (Linux)", "Safari (iPhone)", "This browser")] == [True] * 3
    (other,) = ids_of(desk)
    answer = post(desk, "/account/sessions/end", session=other)
    assert (answer.status, answer.headers["location"]) == (303, "/account?done=session#sessions")
    assert (phone.get("/account").status, desk.get("/account").status) == (303, 200)
    third, fourth = signed_in(site, "ed", EDGE), site.browser("ed")
    assert len(ids_of(desk)) == 2
    assert post(desk, "/account/sessions/end-others").status == 303
    assert [each.get("/account").status for each in (desk, third, fourth)] == [200, 303, 303]
    assert site.rows("SELECT what FROM audit WHERE what LIKE 'sign-out%' ORDER BY id") == [
        *(("sign-out.session",), ("sign-out.others",))
    ]


def test_nobody_ends_the_session_of_another_user(site: Site) -> None:
    vi, second, otto = site.browser("vi"), site.browser("vi"), site.browser("otto")
    (own,) = ids_of(vi)
    assert post(otto, "/account/sessions/end", session=own).status == 303
    assert post(otto, "/account/sessions/end", session="").status == 303
    assert post(otto, "/account/sessions/end-others").status == 303
    assert [each.get("/account").status for each in (vi, second, otto)] == [200] * 3


def test_the_page_shows_nothing_that_signs_in(site: Site) -> None:
    nell, other = site.browser("nell"), site.browser("nell")
    (shown,) = ids_of(nell)
    assert other.cookies[COOKIE] not in nell.get("/account").text
    assert Browser(site.port, {COOKIE: shown}).get("/account").status == 303


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox (Linux)"),
        (SAFARI, "Safari (iPhone)"),
        (EDGE, "Edge (Windows)"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36", "Chrome (Android)"),
        ("curl/8.5", None),
        ("<script>alert(1)</script>", None),
        ("", None),
        (None, None),
    ],
)
def test_a_browser_has_a_short_name(agent: str | None, name: str | None) -> None:
    """Made of known words alone, whatever the header contains."""
    assert browser_name(agent) == name
