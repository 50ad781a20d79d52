"""Pages in the language of the reader: what the user has set, else what the browser asks for, else English."""

import json
import re

import pytest

from central.languages.codes import CODES
from central.store.creatives import set_creative
from central.store.database import open_store
from central.store.sums import sum_all
from tests.central.languages.english import english_words
from tests.central.reports.shops import fleet_of
from tests.central.web.people import PASSWORD, Site

TRADE = ("Share of Voice", "Opportunity to See", "Likelihood to See")
"""Terms of the trade that are the same in all languages."""
PAIR = "creative=acme/a&creative=acme/b"
PATHS = (
    *("/", "/?tenant=other"),
    *("/creatives", "/creatives?search=none", "/creatives?tag=shoes", "/creatives/acme/b", "/creatives/acme/b/edit"),
    *("/creatives/acme/b?from=2026-11-03&site=shop-1", "/creatives/other/own"),
    *(
        "/compare",
        "/compare?creative=acme/a&creative=acme/b",
        "/compare?creative=acme/a&creative=acme/b&measure=valence",
    ),
    *("/experiments", "/experiments/show?tenant=acme&id=e1", "/trends", "/trends?tenant=acme&tag=shoes"),
    *("/shops", "/shops?search=none", "/shops/acme/shop-1/edit"),
    *("/fleet", "/fleet?state=silent", "/alerts", "/method", "/account", "/account?done=language", "/audit"),
    *("/shops/acme/shop-1", "/shops/acme/shop-1?from=2027-01-01&to=2027-01-02"),
)
NOT_FOUND = ("/nothing", "/creatives/acme/nix", "/experiments/show?id=nix", "/creatives?from=2026-11-09&to=2026-11-01")


@pytest.fixture(scope="module")
def full(site: Site) -> Site:
    """The site with an experiment, a tag, an open alert and a snooze."""
    arms = {"x": "long", "y": "short"}
    messages = fleet_of(6, 9, lambda shop, _: {"x": 0.3 + 0.01 * shop, "y": 0.2}, prefix="lab-", arms=arms)
    with open_store(site.location) as store:
        store.write_messages(messages)
        sum_all(store)
        set_creative(store, "acme/b", {"name": "Spring", "tag": "shoes"})
    text = "The kiosk has sent no message. It may still be connected to the broker."
    site.sql(
        "INSERT INTO open_alerts (place, code, severity, text, first_ms, raised_ms) VALUES"
        f" ('acme/shop-1/k', 'kiosk.silent', 'error', '{text}', 1, 1)"
    )
    site.sql(f"INSERT INTO alert_snoozes VALUES ('acme/shop-2', '', {2**42}, 'ed')")
    return site


@pytest.mark.parametrize("code", CODES[1:])
def test_every_page_is_in_the_language(full: Site, code: str) -> None:
    """No English word but names, codes, and what is marked as English."""
    browser = full.browser("ann")
    for path in (*PATHS, *NOT_FOUND):
        answer = browser.get(path, **{"accept-language": code})
        assert answer.status == (200 if path in PATHS else 400 if "?from" in path else 404), path
        assert f'<html lang="{code}">' in answer.text
        assert answer.headers["content-language"] == code
        assert answer.headers["vary"] == "accept-language, cookie"
        assert english_words(answer.text, "sign-in", "same as the browser", *TRADE) == [], path


def test_a_user_sets_a_language(full: Site) -> None:
    """It counts before that of the browser, for all pages and for the report that is a file; and stands in the log."""
    browser = full.browser("vi")
    german = {"accept-language": "de-DE,de;q=0.9"}
    token = browser.form_token("/account")
    answer = browser.post("/account/language", {"form_token": token, "language": "ru"}, **german)
    assert (answer.status, answer.headers["location"]) == (303, "/account?done=language")
    shown = browser.get("/account?done=language", **german).text
    assert "Язык сохранён." in shown
    assert '<option value="ru" lang="ru" selected>' in shown
    assert 'lang="ru"' in full.browser("vi").get("/creatives", **german).text
    assert '<html lang="ru">' in browser.get("/creatives/acme/b/report.html", **german).text
    assert 'lang="de"' in full.browser("ed").get("/creatives", **german).text
    assert full.rows("SELECT who, detail FROM audit WHERE what = 'user.language'") == [("vi", "ru")]
    for wrong in ("fr", "RU", "ru'", "x" * 3_000):
        assert browser.post("/account/language", {"form_token": token, "language": wrong}).status == 400
    assert browser.post("/account/language", {"language": "de"}).status == 403
    assert full.rows("SELECT language FROM users WHERE name = 'vi'") == [("ru",)]
    assert browser.post("/account/language", {"form_token": token, "language": ""}).status == 303
    assert 'lang="de"' in browser.get("/creatives", **german).text


@pytest.mark.parametrize(("code", "word"), [("en", "Password"), ("de", "Passwort"), ("ru", "Пароль")])
def test_the_sign_in_is_in_the_language_of_the_browser(full: Site, code: str, word: str) -> None:
    """So is what it says of a wrong password."""
    full.sql("DELETE FROM sign_in_attempts")
    browser = full.browser()
    page = browser.get("/sign-in", **{"accept-language": code})
    assert f'<html lang="{code}">' in page.text
    assert f">{word}</label>" in page.text
    token = re.findall(r'name="form_token" value="([^"]+)"', page.text)[0]
    fields = {"form_token": token, "name": "ann", "password": PASSWORD + "x"}
    wrong = browser.post("/sign-in", fields, **{"accept-language": code})
    assert wrong.status == 401
    assert f'<html lang="{code}">' in wrong.text
    assert code == "en" or english_words(page.text) == english_words(wrong.text) == []


def test_files_and_the_api_stay_english(full: Site) -> None:
    """CSV and JSON are for programs; a report in another language has the same."""
    browser = full.browser("ed")
    russian = {"accept-language": "ru"}
    for kind in ("csv", "json"):
        english = browser.get(f"/creatives/acme/b/report.{kind}").text
        other = browser.get(f"/creatives/acme/b/report.{kind}", **russian).text
        assert re.sub(r'"generated": "[^"]+"', "", english) == re.sub(r'"generated": "[^"]+"', "", other)
    answer = browser.get("/api/v1/creatives/acme/nix/report", **russian)
    assert json.loads(answer.text)["error"].startswith("report: nothing is stored for 'nix'")
    assert "content-language" not in answer.headers


def test_an_error_that_is_not_known_is_marked_as_english(full: Site) -> None:
    """For those who hear the page."""
    page = full.browser("ed").get("/creatives?form=1", **{"accept-language": "de"}).text
    assert "In der Adresse ist form unbekannt." in page
    page = full.browser("ed").get("/creatives?site=!", **{"accept-language": "de"}).text
    assert english_words(page) == []
