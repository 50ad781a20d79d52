"""Administrators add shops on the page and by the API: in their own owners only."""

import json
from collections.abc import Iterator

import pytest

from central.store.database import open_store
from central.store.scope import Scope
from central.store.users import Role, add_user
from tests.central.web.people import PASSWORD, QUICK, Site
from tests.doubles.ready_store import ready
from tests.doubles.web import Answer, web_server


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A new server: administrators, and no shop."""
    location = ready(tmp_path_factory.mktemp("shops") / "data")
    with open_store(location) as store, store.engine.begin() as connection:
        for name, scope in (("ann", "all"), ("adam", "acme/*"), ("sam", "acme/shop-1")):
            add_user(connection, name, QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse(scope))
    with web_server(location) as port:
        yield Site(port, location)


def add(pages: Site, user: str, **fields: str) -> Answer:
    browser = pages.browser(user)
    return browser.post("/shops/new", {**fields, "form_token": browser.form_token("/account")})


def test_the_first_shop_leads_to_the_first_kiosk(site: Site) -> None:
    """From the empty start page on, without a command."""
    browser = site.browser("ann")
    assert 'href="/fleet/enrol"' in browser.get("/").text
    assert browser.get("/fleet/enrol").headers["location"] == "/shops/new?enrol=true"
    answer = add(site, "ann", tenant="acme", name="Alexa Süd", city="Berlin", timezone="Europe/Berlin", enrol="true")
    assert answer.headers["location"] == "/fleet/enrol?site=acme/alexa-sued"
    assert 'value="acme/alexa-sued" selected' in browser.get(answer.headers["location"]).text
    assert site.rows("SELECT key, name, city, zone, country FROM sites") == [
        ("acme/alexa-sued", "Alexa Süd", "Berlin", "Europe/Berlin", None)
    ]
    assert site.rows("SELECT who, what, detail, tenant FROM audit WHERE what = 'shop.add'") == [
        ("ann", "shop.add", "acme/alexa-sued", "acme")
    ]


@pytest.mark.parametrize(
    ("user", "fields", "status"),
    [
        ("adam", {"tenant": "other", "name": "x"}, 404),
        ("sam", {"tenant": "acme", "name": "x"}, 403),
        ("sam", {"tenant": "other", "name": "x"}, 404),
        ("adam", {"tenant": "acme", "name": "x", "timezone": "Mars/Base"}, 400),
        ("adam", {"tenant": "acme", "name": "x", "country": "XX"}, 400),
        ("adam", {"tenant": "acme", "name": "x", "site": "../etc"}, 400),
        ("adam", {"tenant": "acme", "name": "店"}, 400),
        ("adam", {"tenant": "acme", "name": "x" * 101, "site": "x"}, 400),
        ("ann", {"tenant": "no owner", "name": "x"}, 400),
    ],
)
def test_a_shop_that_may_not_be_is_not_added(site: Site, user: str, fields: dict[str, str], status: int) -> None:
    before = site.rows("SELECT count(*) FROM sites")
    assert add(site, user, **fields).status == status
    assert site.rows("SELECT count(*) FROM sites") == before


def test_a_shop_is_added_once(site: Site) -> None:
    assert add(site, "adam", tenant="acme", name="Twice").status == 303
    again = add(site, "adam", tenant="acme", name="Twice", city="Ulm")
    assert (again.status, "already exists" in again.text, 'value="Ulm"' in again.text) == (400, True, True)


def test_the_api_adds_a_shop_and_lists_it(site: Site) -> None:
    headers = site.token("installer", "manage", "acme/*")
    body = {"tenant": "acme", "site": "ulm", "name": "Ulm", "timezone": "Europe/Berlin", "country": "DE-BW"}
    made = site.browser().send("POST", "/api/v1/sites", headers, json.dumps(body))
    (row,) = json.loads(made.text)["sites"]
    assert (row["tenant"], row["site"], row["name"], row["tz"]) == ("acme", "ulm", "Ulm", "Europe/Berlin")
    listed = json.loads(site.browser().get("/api/v1/sites", **headers).text)["sites"]
    assert "ulm" in [each["site"] for each in listed]
    refused = site.browser().send("POST", "/api/v1/sites", headers, json.dumps({**body, "tenant": "other"}))
    assert refused.status == 404
