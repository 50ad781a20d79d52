"""Start page: who came, looked and smiled, what changed, and what needs a person; and nothing that its reader may not
see."""

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest

from central import VERSION
from central.clock import now_ms
from central.reports.selection import local_date
from central.store.database import open_store
from central.store.kept_answers import KeptAnswer, keep_answer
from central.store.lift_plans import LiftPlan, write_plan
from central.store.local_time import day_in_last_zone
from tests.central.reports.verdict_examples import difference, experiment
from tests.central.web.people import Site, fill
from tests.doubles.web import web_server

SECRET = "only-all-shops"
PAGES = ("/", "/?tenant=acme", "/experiments", "/api/v1/overview", "/api/v1/overview?tenant=acme")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages, with kept answers about all shops of acme."""
    location = fill(tmp_path_factory.mktemp("start"))
    led = difference(SECRET, "b", 0.0777)
    found = experiment(id=f"e-{SECRET}", winner=SECRET, difference=led, differences=[led])
    ads: dict[str, object] = {
        "from_day": "2026-11-01",
        "to_day": "2026-11-24",
        "measure": "smile",
        "generated": "2026-11-25T02:00:00Z",
    }
    pair = difference(SECRET, "a", 0.0777).model_dump(mode="json")
    ads |= {"names": {"a": "a", SECRET: SECRET}, "pairs": 1, "different": 1, "shown": [pair]}
    with open_store(location) as store, store.engine.begin() as connection:
        for kind, key, content in (
            ("experiment", f"e-{SECRET}", found.model_dump_json()),
            ("ads", "smile", json.dumps(ads)),
            ("pass", VERSION, "{}"),
        ):
            keep_answer(connection, KeptAnswer("acme", kind, key, 20_000, now_ms(), content))
    with web_server(location) as port:
        yield Site(port, location)


@pytest.mark.parametrize("path", PAGES)
def test_a_user_of_one_shop_never_sees_a_number_of_all_shops(kept: Site, path: str) -> None:
    """Not on a page, not in the API, not in a header; nor does a user of another tenant."""
    for user in ("otto", "nell"):
        answer = kept.browser(user).get(path)
        assert SECRET not in answer.text + str(answer.headers), (user, path)
        assert "0.0777" not in answer.text
        assert "7.8" not in answer.text
    for scope in ("acme/shop-1", "acme/shop-1 acme/shop-2 acme/shop-3 acme/shop-4 acme/shop-5", "other/*"):
        token = kept.token(f"{len(scope)} {PAGES.index(path)}", scope=scope)
        assert SECRET not in kept.browser().send("GET", path, token).text


@pytest.mark.parametrize("path", PAGES)
def test_who_may_see_all_shops_is_shown_what_is_kept(kept: Site, path: str) -> None:
    assert SECRET in kept.browser("vi").get(path).text


@pytest.mark.parametrize("path", PAGES)
def test_a_result_on_the_overview_is_a_look_at_the_experiment(kept: Site, path: str) -> None:
    """Otherwise the plan says that nobody has looked, while all users see every day who leads."""
    kept.sql("DELETE FROM experiment_looks")
    kept.browser("nell").get(path)  # of another tenant
    assert kept.rows("SELECT key FROM experiment_looks") == []
    kept.browser("vi").get(path)
    assert kept.rows("SELECT key FROM experiment_looks") == [(f"acme/e-{SECRET}",)]


def test_a_user_of_a_few_shops_gets_the_ads_of_these_shops(kept: Site) -> None:
    """Computed now, of their shops alone."""
    token = kept.token("few", scope="acme/shop-1 acme/shop-2 acme/shop-3 acme/shop-4")
    found = json.loads(kept.browser().send("GET", "/api/v1/overview", token).text)
    assert (found["sites"], found["whole_tenant"], found["ads"]["names"]) == (4, False, {"a": "a", "b": "b"})
    assert {each["sites"] for each in found["ads"]["shown"]} <= {4}
    assert found["experiments"] == []
    assert "No two ads have results in at least 4 of the same shops" in kept.browser("otto").get("/").text


def test_an_experiment_by_day_leads_to_its_lift_for_who_may_see_one_of_its_shops(kept: Site) -> None:
    """It is named with its end and without a number, and a user of another tenant learns nothing of it."""
    today = day_in_last_zone(now_ms())
    about = (today - 9, today + 18, 1, 0, "off", "tea", "e-day", ("salt",), 0, "ann")
    with open_store(kept.location) as store, store.engine.begin() as connection:
        (site,) = connection.exec_driver_sql("SELECT id FROM sites WHERE key = 'acme/shop-1'").one()
        plan = {site: {today + number: ("on", "off")[number % 2] for number in range(-9, 19)}}
        write_plan(connection, "acme", "e-day", LiftPlan(*about), plan)
    try:
        for user in ("vi", "otto"):
            shown = kept.browser(user).get("/").text
            assert '<a href="/lift/show?tenant=acme&amp;id=e-day"><bdi>e-day</bdi></a>' in shown
            assert f"It runs until {local_date(today + 18).day} " in unescape(shown).replace("\u00a0", " ")
            listed = json.loads(kept.browser(user).get("/api/v1/overview").text)["lifts"]
            assert [(each["experiment"], each["state"], each["lift"]) for each in listed] == [
                ("e-day", "running", None)
            ]
        for path in PAGES:
            assert "e-day" not in kept.browser("nell").get(path).text
    finally:
        for table in ("lift_plans", "arm_days"):
            kept.sql(f"DELETE FROM {table}")


def test_kiosks_that_never_reported_a_state_are_unknown_as_on_the_page_of_kiosks(kept: Site) -> None:
    browser = kept.browser("vi")
    shown = unescape(browser.get("/").text)
    (count,) = re.findall(r'<a href="/fleet\?state=unknown">The state of (\d+) kiosks is unknown</a>', shown)
    kiosks = json.loads(browser.get("/api/v1/fleet").text)["kiosks"]
    assert int(count) == sum((each["tenant"], each["state"]) == ("acme", "unknown") for each in kiosks)
    assert "silent or off" not in shown


def test_a_name_of_an_experiment_cannot_change_the_page(kept: Site) -> None:
    """Markup is escaped, and controls that reverse a line are left out."""
    name = '<img src=x onerror="1">\u202e7.7'
    found = experiment(id=name, winner=None)
    with open_store(kept.location) as store, store.engine.begin() as connection:
        keep_answer(connection, KeptAnswer("acme", "experiment", name, 20_000, now_ms(), found.model_dump_json()))
    try:
        for path in ("/", "/experiments"):
            page = kept.browser("vi").get(path).text
            assert "&lt;img src=x" in page
            assert "<img src=x" not in page
            assert "\u202e" not in page
    finally:
        kept.sql("DELETE FROM kept_answers WHERE key LIKE '<img%'")


def test_an_unknown_tenant_and_another_field_are_refused(kept: Site) -> None:
    """As one that the reader may not see."""
    for path, status in (
        ("/?tenant=nobody", 404),
        ("/?tenant=other", 404),
        ("/?tenant=acme&x=1", 400),
        ("/?tenant=A'", 400),
    ):
        assert kept.browser("otto").get(path).status == status, path


def test_an_answer_of_another_version_is_shown_as_not_ready(kept: Site) -> None:
    with open_store(kept.location) as store, store.engine.begin() as connection:
        for number in range(21):  # too many shops to compute it at once
            values = f"{900 + number}, 'acme/n{number}', 'acme', 'n{number}'"
            connection.exec_driver_sql(f"INSERT INTO sites (id, key, tenant, site) VALUES ({values})")
        keep_answer(connection, KeptAnswer("acme", "experiment", "e-old", 20_000, now_ms(), '{"schema": "former"}'))
    try:
        page = kept.browser("vi").get("/experiments").text
        assert "after the coming night" in page
        many = " ".join(f"acme/n{number}" for number in range(21))
        found = json.loads(kept.browser().send("GET", "/api/v1/overview", kept.token("many", scope=many)).text)
        assert (found["sites"], found["ads"]) == (21, None)
    finally:
        kept.sql("DELETE FROM kept_answers WHERE key = 'e-old'")
        kept.sql("DELETE FROM sites WHERE id >= 900")


def test_a_new_server_says_what_to_do_first(kept: Site) -> None:
    """As does the page of somebody whose shops have measured nothing. An administrator gets a link, others a command
    for their administrator.
    """
    kept.sql("INSERT INTO sites (id, key, tenant, site) VALUES (990, 'empty/a', 'empty', 'a')")
    try:
        page = kept.browser("ann").get("/?tenant=empty").text
        assert "Nothing has been measured yet" in page
        assert 'href="/fleet/enrol"' in page
        assert 'href="/account#second-factor"' in page
        assert "vitrina-central kiosk enrol" in kept.browser("vi").get("/?tenant=empty").text
    finally:
        kept.sql("DELETE FROM sites WHERE id = 990")
