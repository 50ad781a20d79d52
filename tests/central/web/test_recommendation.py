"""Page and API of a recommendation: who may see it, who may accept it, and what the form must bring."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from central.clock import now_ms
from central.store.database import open_store
from central.store.scope import Scope
from central.store.users import Role, add_user
from tests.central.languages.english import english_words
from tests.central.reports.told_shops import messages, show, store_all
from tests.central.web.people import PASSWORD, QUICK, Site
from tests.central.web.test_creative_page import text_of
from tests.doubles.ready_store import ready
from tests.doubles.web import Answer, web_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

TODAY = datetime.fromtimestamp(now_ms() / 1000, timezone.utc).date()
PATH = "/recommendation?site=acme/shop-1"
USERS = {
    "ann": (Role.ADMIN, "all"),
    "ed": (Role.EDITOR, "all"),
    "vi": (Role.VIEWER, "all"),
    "eva": (Role.EDITOR, "acme/shop-1"),
    "otto": (Role.EDITOR, "acme/shop-2"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Six shops that have told for 30 days; shop-1 shows a playlist."""
    location = ready(tmp_path_factory.mktemp("recommendation") / "data")
    with open_store(location) as store:
        store_all(store, messages(TODAY - timedelta(days=1)))
        with store.engine.begin() as connection:
            for name, (role, scope) in USERS.items():
                add_user(connection, name, QUICK.hash(PASSWORD), role, Scope.parse(scope))
        show(store)
    with web_server(location, media=Path()) as port:
        yield Site(port, location)


def accept(site: Site, name: str, path: str = PATH, **changed: str) -> Answer:
    """Sends the form that an editor sees, as somebody, with other values."""
    page, browser = site.browser("ed").get(path).text, site.browser(name)
    found = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    return browser.post("/recommendation/accept", {**found, "form_token": browser.form_token("/account"), **changed})


def waiting(site: Site) -> list[tuple[object, ...]]:
    return site.rows("SELECT site, version FROM scheduled_playlists")


def test_the_page_says_what_is_recommended_and_why(site: Site) -> None:
    shown = text_of(site.browser("vi").get(PATH).text)
    for words in (
        "smiles in shops like shop-1 are expected to rise by",
        "more likely to perform best",
        "Limits of the recommendation",
    ):
        assert words in shown
    assert "An editor can accept this recommendation." in shown
    assert "/recommendation/accept" not in site.browser("vi").get(PATH).text
    assert "/recommendation/accept" in site.browser("ed").get(PATH).text
    booked = site.browser("ed").get(f"{PATH}&booked=c%3D0.4&weeks=6&measure=smile").text
    assert "booked" in text_of(booked)


def test_a_site_is_chosen_first(site: Site) -> None:
    assert "/recommendation?site=acme%2Fshop-1" in site.browser("vi").get("/recommendation").text
    assert "acme/shop-1" not in site.browser("otto").get("/recommendation").text
    assert 'href="/recommendation"' in site.browser("vi").get("/playlists").text
    site.sql("UPDATE playlist_sites SET site = 'acme/nowhere'")
    assert "No shop has a playlist" in text_of(site.browser("otto").get("/recommendation").text)
    site.sql("UPDATE playlist_sites SET site = 'acme/shop-1'")


def test_the_api_gives_the_same(site: Site) -> None:
    """As the command prints it; also to a token."""
    answer = site.browser("vi").get("/api/v1/recommendation?site=acme/shop-1")
    found = json.loads(answer.text)
    assert (answer.status, found["schema"], found["reason"]) == (200, "vitrina.recommendation/2", None)
    by_token = json.loads(site.browser().get("/api/v1/recommendation?site=acme/shop-1", **site.token("t")).text)
    assert {**by_token, "generated": ""} == {**found, "generated": ""}
    wrong = ("", "?site=acme/shop-1&booked=a", "?site=acme/shop-1&weeks=3", "?site=acme/shop-1&measure=negative")
    for query in wrong:
        assert site.browser("vi").get(f"/api/v1/recommendation{query}").status == 400, query


def test_who_may_see_one_shop_gets_nothing_of_others(site: Site) -> None:
    """Neither their numbers nor whether they are there."""
    shown = json.loads(site.browser("eva").get("/api/v1/recommendation?site=acme/shop-1").text)
    assert (shown["reason"], shown["sites"]) == ("few_sites", 1)
    for path in (PATH, "/api/v1/recommendation?site=acme/shop-1"):
        hidden, made_up = site.browser("otto").get(path), site.browser("otto").get(path.replace("shop-1", "nix"))
        assert (hidden.status, hidden.text.replace("shop-1", "nix")) == (404, made_up.text)


@pytest.mark.parametrize(
    ("name", "changed", "status"),
    [
        ("vi", {}, 403),
        ("otto", {}, 404),
        ("eva", {}, 400),
        ("ed", {"form_token": "0"}, 403),
        ("ed", {"digest": "0" * 16}, 400),
        ("ed", {"digest": "x"}, 400),
        ("ed", {"booked": "c=0.4"}, 400),
        ("ed", {"at": str(TODAY - timedelta(days=2))}, 400),
    ],
)
def test_what_must_not_be_accepted_is_not(site: Site, name: str, changed: dict[str, str], status: int) -> None:
    """Whoever may not, and whatever was not seen."""
    before = waiting(site)
    assert accept(site, name, **changed).status == status
    assert waiting(site) == before


def test_an_editor_accepts_what_was_seen(site: Site) -> None:
    """It waits for the end of the day, stands in the audit log, and on the page."""
    answer = accept(site, "ed")
    assert (answer.status, answer.headers["location"]) == (303, "/recommendation?site=acme%2Fshop-1")
    ((key, version),) = waiting(site)
    assert key == "acme/shop-1"
    assert f"Version {version} is accepted." in text_of(site.browser("ed").get(PATH).text)
    ((who, what),) = site.rows("SELECT who, what FROM audit WHERE what LIKE 'schedule%'")
    assert (who, what) == ("ed", "schedule.accept")
    assert site.rows("SELECT version FROM playlist_sites") != [(version,)]
    later = f"{PATH}&at={TODAY + timedelta(days=2)}"
    assert accept(site, "ed", later).status == 303
    assert len(waiting(site)) == 1


def test_it_is_for_everybody(site: Site, chromium: "Chromium") -> None:
    """On a phone, by keyboard, in the dark; accepted by its button, without a script."""
    from tests.central.web.chromium import CUT, opened, require_fit

    address = f"http://127.0.0.1:{site.port}{PATH}"
    for code, scheme in (("de", "light"), ("ru", "dark")):
        page, said = opened(chromium, site, scheme, locale=code)
        require_fit(page, address)
        assert page.evaluate(CUT, ".report .scroll") == 0
        page.set_viewport_size({"width": 390, "height": 800})
        page.evaluate("document.querySelector('h1').style.overflowWrap = 'normal'")
        assert page.evaluate(CUT, "h1") == 0, "no word of the heading is broken"
        require_fit(page, f"http://127.0.0.1:{site.port}/recommendation")
        assert said == []
        page.context.close()
    page, said = opened(chromium, site, java_script_enabled=False)
    page.goto(address)
    page.fill("#booked", "c=0.4")
    page.press("#booked", "Enter")
    assert "booked" in page.locator("table").inner_text()
    page.click("form.fields button")
    assert "is accepted" in page.locator(".dek").inner_text()
    assert page.input_value("#booked") == "c=0.4"
    assert said == []
    page.context.close()


@pytest.mark.parametrize("code", ["de", "ru"])
def test_the_pages_are_in_the_language(site: Site, code: str) -> None:
    paths = (PATH, "/recommendation", f"{PATH}&measure=laughter_s", f"{PATH}&booked=c%3D0.4")
    wrong = (f"{PATH}&booked=nix%3D0.4", f"{PATH}&booked=a%3D0.9 b%3D0.9", "/recommendation?site=acme/shop-2")
    for path in (*paths, *wrong):
        answer = site.browser("ed").get(path.replace(" ", "%20"), **{"accept-language": code})
        assert answer.status == (400 if path in wrong else 200)
        assert english_words(answer.text) == [], path
