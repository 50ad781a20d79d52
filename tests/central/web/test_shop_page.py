"""The page of a shop: what its manager sees of it, and that nobody sees another shop by it."""

import json
import re
from datetime import date

import pytest

from central.reports.rendering.plot_size import SIZES
from central.reports.rendering.shop_plot import shop_plot
from central.reports.rendering.svg import Picture, text_width
from central.reports.shop_values import ShopDay
from central.store.database import open_store
from tests.central import fleet as messages
from tests.central.web.people import PASSWORD, Site
from tests.central.web.test_pages import text_of

OWN = "/shops/acme/shop-1"
NOT_SEEN = ("/shops/acme/shop-2", "/shops/other/branch-0", "/shops/acme/nowhere", "/shops/nobody/shop-1")


@pytest.mark.parametrize("path", ["{}", "/api/v1{}"])
def test_a_shop_of_others_is_answered_like_one_that_does_not_exist(site: Site, path: str) -> None:
    """Status, words and headers, for a shop of the same tenant, of another one, and for made-up names."""
    browser, answers = site.browser("otto"), set()
    for shop in NOT_SEEN:
        asked = path.format(shop.replace("/shops/", "/sites/") if "api" in path else shop)
        answer = browser.get(asked)
        body = answer.text.replace(shop.removeprefix("/shops/"), "NAME")
        headers = {name: value for name, value in answer.headers.items() if name not in ("date", "content-length")}
        answers.add((answer.status, re.sub(r"(?m)^(date|content-length): .*$", "", body), str(sorted(headers.items()))))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    assert "shop-2" not in browser.get(OWN).text
    assert site.browser("nell").get(OWN).status == 404
    assert site.browser().get(OWN).status == 303


def test_a_shop_page_takes_only_its_own_query(site: Site) -> None:
    """So that no filter adds another shop, and no day is below a message."""
    for query in ("site=acme/shop-2", "tenant=other", "hour=9", "from=2026-11-09&to=2026-11-01", "from=x"):
        assert site.browser("otto").get(f"{OWN}?{query}").status == 400, query
    for query in ("to=1970-01-01", "from=1970-01-01", "to=9999-12-31", "from=01.01.1970&to=31.12.9999"):
        assert site.browser("otto").get(f"{OWN}?{query}").status == 200, query
    for method in ("POST", "PUT", "DELETE"):
        assert site.browser("otto").send(method, OWN, {}, "").status in (403, 405)


def test_markup_and_control_characters_in_names_stay_text(site: Site) -> None:
    name = "<script>alert(1)</script>\u202egnirps"
    site.sql(f"UPDATE creatives SET name = '{name}' WHERE key = 'acme/a'")
    payload = json.dumps({"reasons": ["<img src=x>\u202e"]}).encode().hex()
    site.sql(f"UPDATE devices SET state_payload = x'{payload}' WHERE key = 'acme/shop-1/door'")
    page = site.browser("otto").get(OWN).text
    site.sql("UPDATE creatives SET name = NULL WHERE key = 'acme/a'")
    site.sql("UPDATE devices SET state_payload = NULL WHERE key = 'acme/shop-1/door'")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<img src=x" not in page
    assert "\u202e" not in page


def test_a_shop_page_shows_its_days_hours_ads_and_screens(site: Site) -> None:
    """The ads with the interval over days of this shop; and that no number is about other shops."""
    shown = text_of(site.browser("otto").get(OWN).text)
    assert "2 Nov 2026 to 4 Nov 2026" in shown
    assert "visits in front of the screens 120" in shown
    for words in (
        "Day by day",
        "Visits by hour of the day",
        "Visits per day, by weekday",
        "Ads in this shop",
        "Screens",
    ):
        assert words in shown, words
    assert "about this shop only" in shown
    assert re.search(r"\bb 3 20 %.*\ba 3 12 % fewer than 4 days 75 %", shown), "most smiles first"
    assert "A single shop does not show which ad is better." in shown
    assert "door" in shown
    page = site.browser("otto").get(OWN).text
    assert 'href="/creatives/acme/a?from=2026-11-02&amp;to=2026-11-04&amp;site=acme%2Fshop-1"' in page


def test_the_words_of_the_plot_of_days_stand_inside_it() -> None:
    """Whatever their number of digits: as text on a line that starts at the axis."""
    days = [ShopDay(day=date(2026, 11, day), visits=1_234_567, looked=9, smile=0.2, people=9) for day in (1, 2)]
    for size in SIZES:
        plot = shop_plot(days, Picture("x", "x", "x"), size)
        left = float(re.findall(r'<text x="([\d.]+)"[^>]*>1,234,567<', plot)[0])
        assert left + text_width("1,234,567", size.font) < size.width


def test_the_api_returns_what_a_shop_page_shows(site: Site) -> None:
    found = json.loads(site.browser("otto").get("/api/v1/sites/acme/shop-1").text)
    assert (found["schema"], found["tenant"], found["site"]) == ("vitrina.shop/1", "acme", "shop-1")
    assert [day["visits"] for day in found["days"]] == [40, 40, 40]
    assert [day["looked"] for day in found["days"]] == [20, 20, 20]
    assert {ad["creative"]: ad["plays"] for ad in found["ads"]} == {"a": 3, "b": 3}
    assert found["ads"][0]["smile"]["days"] == 3
    assert found["visits"] == 120
    assert (found["from"], found["to"]) == ("2026-11-02", "2026-11-04")
    assert [kiosk["device"] for kiosk in found["kiosks"]] == ["door"]
    later = json.loads(site.browser("otto").get("/api/v1/sites/acme/shop-1?from=2026-11-03&to=2026-11-03").text)
    assert (len(later["days"]), later["visits"]) == (1, 40)
    token = site.token("shop", "read", "acme/shop-1")
    assert site.browser().get("/api/v1/sites/acme/shop-1", **token).status == 200
    assert site.browser().get("/api/v1/sites/acme/shop-2", **token).status == 404


def test_the_numbers_of_an_ad_in_a_shop_are_those_of_its_report(site: Site) -> None:
    browser = site.browser("otto")
    shop = json.loads(browser.get("/api/v1/sites/acme/shop-1").text)
    for ad in shop["ads"]:
        days = "from=2026-11-02&to=2026-11-04&site=acme/shop-1"
        report = json.loads(browser.get(f"/api/v1/creatives/acme/{ad['creative']}/report?{days}").text)
        assert ad["smile"] == report["measures"]["smile"]["here"]
        assert ad["reported_share"] == report["reported_share"]
        assert ad["people"] == report["measures"]["smile"]["people"]


def test_a_shop_without_a_message_says_so(site: Site) -> None:
    site.sql("INSERT INTO sites (id, key, tenant, site) VALUES (9000, 'acme/empty', 'acme', 'empty')")
    answer = site.browser("vi").get("/shops/acme/empty")
    site.sql("DELETE FROM sites WHERE id = 9000")
    assert answer.status == 200
    assert "has not sent any numbers yet" in text_of(answer.text)


def test_a_shop_page_names_what_is_wrong_with_a_screen_and_how_to_fix_it(site: Site) -> None:
    """Alerts of this shop only: those of the kiosk and those of the server, each with what to do."""
    door = "acme/shop-1/door"
    with open_store(site.location) as store:
        alert = messages.alert(901, door, code="camera.dark", text="The camera sees nothing.")
        store.write_messages([messages.reading("alert", alert, door)])
    site.sql(
        "INSERT INTO open_alerts (place, code, severity, text, first_ms, raised_ms) VALUES"
        f" ('{door}', 'kiosk.silent', 'error', 'The kiosk has sent no message.', 1, 1),"
        " ('acme/shop-2/door', 'kiosk.silent', 'error', 'elsewhere', 1, 1), "
        " ('', 'server.disk', 'error', 'server', 1, 1)"
    )
    shown = text_of(site.browser("otto").get(OWN).text)
    site.sql("DELETE FROM open_alerts")
    assert "The camera sees nothing." in shown
    assert "Check the kiosk's power and its network" in shown
    assert "elsewhere" not in shown
    assert "server.disk" not in shown


def test_who_sees_one_shop_lands_on_its_page(site: Site) -> None:
    """After the sign-in; a link that was asked for goes before, and the overview is in the navigation."""

    def landing(user: str, *asked: str) -> str:
        site.sql("DELETE FROM sign_in_attempts")
        return site.browser().sign_in(user, PASSWORD, *asked).headers["location"]

    assert (landing("otto"), landing("vi"), landing("nell")) == (OWN, "/", "/")
    assert landing("otto", "/fleet") == "/fleet"
    assert site.browser("otto").get("/").status == 200
    site.sql("UPDATE users SET scope = 'acme/not-yet' WHERE name = 'otto'")
    landed = landing("otto")
    site.sql("UPDATE users SET scope = 'acme/shop-1' WHERE name = 'otto'")
    assert landed == "/"
