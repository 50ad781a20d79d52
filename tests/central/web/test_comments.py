"""The page of comments: who may see what, what is held, and how it looks."""

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from central.languages.codes import CODES
from central.store.creatives import set_creative
from central.store.database import open_store
from central.store.reviews import add_import
from tests.central.reports.shops import Shop, time_of
from tests.central.web.chromium import opened, require_fit
from tests.central.web.people import Site

FIRST_DAY = 20_759
"""2026-11-02, a Monday."""
PATHS = ("/comments?tenant=acme", "/comments?tag=shoes&tenant=acme", "/comments?creative=acme/a", "/creatives/acme/a")


def told(number: int, days: int) -> Shop:
    """A shop of acme that tells a batch of comments on each advert a day, after the messages it has sent."""
    shop = Shop(f"acme/shop-{number}/door")
    shop._seq = 1_000
    for day in range(days):
        for creative in ("a", "b", None):
            counts = {"negative": 3 + number, "neutral": 4, "positive": 9, "unclear": -1}
            span = {"from": time_of(day, 0), "to": time_of(day, 8)}
            shop.add("comments", at=time_of(day, 8.1), **span, **counts, n=sum(counts.values()), creative=creative)
    return shop


@pytest.fixture(scope="module")
def shown(site: Site) -> Site:
    """Three of five shops of acme tell comments; reviews of the tag of `b`, and of a tag of the other tenant."""
    with open_store(site.location) as store:
        for number in range(3):
            assert store.write_messages(told(number, 9).made).rejections == []
        set_creative(store, "acme/b", {"tag": "shoes"})
        with store.engine.begin() as connection:
            days = {FIRST_DAY + day: [4, 2, 8, 1] for day in range(9)}
            add_import(connection, "acme", "shoes", "text@sha256:0", days)
            add_import(connection, "other", "secret", "text@sha256:0", days)
    return site


def trend(site: Site, user: str, query: str) -> dict[str, object]:
    answer = site.browser(user).get(f"/api/v1/comments{query}")
    assert answer.status == 200, answer.text
    found: dict[str, object] = json.loads(answer.text)
    return found


def test_a_tag_has_the_comments_on_its_adverts_and_its_reviews(shown: Site) -> None:
    """Apart from each other, and beside the smiles of the same adverts."""
    found = trend(shown, "vi", "?tag=shoes")
    kiosks, reviews = found["kiosks"]["total"], found["reviews"]["total"]  # type: ignore[index]
    assert (kiosks["comments"], kiosks["batches"], kiosks["people"], kiosks["sites"]) == (27 * 16, 27, 270, 3)
    assert (reviews["comments"], reviews["batches"], reviews["sites"]) == (9 * 15, 9, 0)
    assert kiosks["positive"]["low"] < 9 / 16 < kiosks["positive"]["high"]
    assert reviews["positive"]["mean"] == pytest.approx(8 / 15)
    assert (found["sites"], found["told_sites"]) == (5, 3)
    assert [week["week"] for week in found["beside"]] == ["2026-11-02"]  # type: ignore[attr-defined]


def test_comments_without_an_advert_are_of_the_shop(shown: Site) -> None:
    """They are in no advert's numbers."""
    all_of_them = trend(shown, "vi", "?tenant=acme")["kiosks"]["total"]["batches"]  # type: ignore[index]
    of_adverts = [trend(shown, "vi", f"?creative=acme/{name}")["kiosks"]["total"]["batches"] for name in "ab"]  # type: ignore[index]
    assert (all_of_them, of_adverts) == (81, [27, 27])


def test_reviews_are_for_whoever_may_see_the_whole_tenant(shown: Site) -> None:
    """They are of no shop, so a filter of shops leaves them out, too."""
    assert trend(shown, "otto", "?tag=shoes")["reviews"] is None
    assert trend(shown, "vi", "?tag=shoes&site=shop-1")["reviews"] is None
    assert trend(shown, "nell", "?tag=secret")["reviews"]["total"]["comments"] == 135  # type: ignore[index]


@pytest.mark.parametrize("path", ["/comments?tag={}", "/api/v1/comments?tag={}", "/comments.csv?tag={}"])
def test_a_tenant_never_sees_the_tag_of_another(shown: Site, path: str) -> None:
    """A tag that it has not is as one that is not there: in the answer, and in the choice of tags."""
    for user, tag in (("nell", "shoes"), ("otto", "secret")):
        hidden, made_up = (shown.browser(user).get(path.format(name)) for name in (tag, "nix"))
        assert (hidden.status, hidden.text.replace(tag, "nix")) == (404, made_up.text)
    assert "shoes" not in shown.browser("nell").get("/comments").text
    assert "secret" not in shown.browser("otto").get("/comments").text


def test_a_shop_that_tells_nothing_is_said(shown: Site) -> None:
    """It may have comments: they are held until they fill ten slots of ten minutes."""
    until = "they come from at least ten different ten-minute slots."
    page = shown.browser("vi").get("/comments?tenant=acme").text
    assert f"Shops that report no comments: 2 of 5. A kiosk publishes comments only if {until}" in page
    page = shown.browser("vi").get("/comments?tenant=acme&site=shop-4").text
    assert f"No comments can be reported for all shops. A kiosk publishes comments only if {until}" in page
    page = shown.browser("nell").get("/creatives/other/own").text
    assert "No comments on this ad are reported. A kiosk publishes comments only if they come from" in page


def test_the_files_hold_the_same(shown: Site) -> None:
    browser = shown.browser("vi")
    rows = list(csv.DictReader(io.StringIO(browser.get("/comments.csv?tag=shoes&tenant=acme").text)))
    assert {(row["writers"], row["class"]) for row in rows} == {
        (writers, name) for writers in ("kiosks", "reviews") for name in ("negative", "neutral", "positive", "unclear")
    }
    assert sum(int(row["comments"]) for row in rows if row["class"] == "positive") == 27 * 16 + 9 * 15
    found = json.loads(browser.get("/comments.json?tag=shoes&tenant=acme").text)
    assert found["schema"] == "vitrina.comment-trend/1"
    assert "Imported reviews" in browser.get("/comments.html?tag=shoes&tenant=acme").text
    assert ("export", "comments of shoes as csv") in shown.rows("SELECT what, detail FROM audit")


def test_the_page_is_for_everybody(chromium: Chromium, shown: Site, tmp_path: Path) -> None:
    """axe finds nothing serious, and nothing scrolls sideways, in every language."""
    for code in CODES:
        page, said = opened(chromium, shown, locale=code)
        for path in PATHS:
            require_fit(page, f"http://127.0.0.1:{shown.port}{path}")
        assert said == []
        page.context.close()
