"""The rollout on the page of kiosks: its picture, who may stop it and let it go on, and attacks on both."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from central.clock import now_ms
from central.fleet.keeper import RolloutKeeper
from central.store.database import open_store
from tests.central.web.people import Site
from tests.doubles.rollouts import Files, report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ORDER = {"tenant": "acme", "plan": "12", "order": "stop"}


@pytest.fixture(autouse=True)
def files(site: Site) -> Files:
    """A rollout of acme that has just begun; nobody has ordered anything."""
    for table in ("rollouts", "audit"):
        site.sql(f"DELETE FROM {table}")
    made = Files()
    with open_store(site.location) as store:
        report(store, range(20))
        keeper(store, made).decide_all(now_ms())
    return made


def keeper(store: Any, files: Files) -> RolloutKeeper:
    return RolloutKeeper(store, lambda: [files], "0.3.0", 0)


def decide(site: Site, files: Files) -> None:
    with open_store(site.location) as store:
        keeper(store, files).decide_all(now_ms())


def send(site: Site, user: str, **changed: str) -> int:
    """Status for an order from a form of the user's own session."""
    browser = site.browser(user)
    form = ORDER | {"form_token": browser.form_token("/account")} | changed
    return browser.post("/fleet/rollout", form).status


def asked(site: Site) -> list[tuple[object, ...]]:
    return site.rows("SELECT asked, asked_by FROM rollouts")


def test_the_page_shows_the_rings_and_what_happens_next(site: Site) -> None:
    page = site.browser("vi").get("/fleet").text
    assert "Rollout of 0.3.0" in page
    assert page.count('<svg class="rollout-bar"') == 3
    assert "The first ring, canary, has just been released." in page
    assert "/fleet/rollout" not in page
    assert "rollout.css" in page


def test_without_a_plan_nothing_of_it_is_shown(site: Site) -> None:
    site.sql("DELETE FROM rollouts")
    page = site.browser("ann").get("/fleet").text
    assert "rollout" not in page.lower()
    assert "rollout" not in site.browser("nell").get("/fleet").text.lower()


def test_only_who_sees_every_shop_of_the_tenant_sees_it(site: Site) -> None:
    for user in ("nell", "otto"):
        assert "0.3.0" not in site.browser(user).get("/fleet").text
        answer = site.browser(user).get("/api/v1/rollouts")
        assert json.loads(answer.text)["rollouts"] == []


def test_an_administrator_stops_and_lets_go_on(site: Site, files: Files) -> None:
    browser = site.browser("ann")
    assert "Stop the rollout" in browser.get("/fleet").text
    assert send(site, "ann") == 303
    assert asked(site) == [("stop", "ann")]
    assert "ann has asked to stop" in browser.get("/fleet").text
    assert "somebody has asked to stop" in site.browser("vi").get("/fleet").text
    decide(site, files)
    page = browser.get("/fleet").text
    assert "Let it go on" in page
    assert "by ann. Nothing happens until" in page
    assert send(site, "ann", order="go-on") == 303
    decide(site, files)
    assert [json.loads(go).get("ring") for go in files.written] == ["canary", None, "canary"]
    log = site.browser("ann").get("/audit").text
    assert all(f"rollout.{what}" in log for what in ("plan", "go", "stop", "go-on"))
    assert "signed by operator-ann" in log


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"plan": "11"}, 400),
        ({"plan": ""}, 400),
        ({"plan": "9" * 400}, 400),
        ({"plan": "١٢"}, 400),
        ({"order": "release"}, 400),
        ({"order": ""}, 400),
        ({"tenant": "nobody"}, 404),
        ({"tenant": "acme' OR '1'='1"}, 404),
        ({"tenant": ""}, 404),
    ],
)
def test_a_forged_order_changes_nothing(site: Site, changed: dict[str, str], status: int) -> None:
    assert send(site, "ann", **changed) == status
    assert asked(site) == [(None, None)]


@pytest.mark.parametrize("user", ["vi", "ed", "otto", "nell"])
def test_no_other_role_and_no_other_tenant_may_order(site: Site, user: str) -> None:
    assert send(site, user) == 403
    assert asked(site) == [(None, None)]


def test_a_token_may_not_order(site: Site) -> None:
    for access in ("read", "write"):
        headers = site.token(f"token-{access}", access)
        assert site.browser().post("/fleet/rollout", ORDER, **headers).status == 401
    assert asked(site) == [(None, None)]


def test_names_that_kiosks_report_are_text(site: Site) -> None:
    """A kiosk that lies about its version can neither break the page nor its figures."""
    with open_store(site.location) as store:
        report(store, [0], version="<script>alert(1)</script>")
    page = site.browser("ann").get("/fleet").text
    assert "<script>alert" not in page
    assert "Rollout of 0.3.0" in page


def test_the_bars_fit_every_screen_and_can_be_read_by_everybody(site: Site, files: Files, chromium: "Browser") -> None:
    with open_store(site.location) as store:
        report(store, [0], wanted="0.3.0", step="returned")
    decide(site, files)
    from tests.central.web.chromium import opened, require_fit

    page, unwanted = opened(chromium, site, locale="de")
    require_fit(page, f"http://127.0.0.1:{site.port}/fleet")
    assert page.get_by_role("heading", name="Verteilung von 0.3.0").is_visible()
    assert page.get_by_role("button", name="Fortsetzen").is_visible()
    assert page.get_by_text("zurückgekehrt", exact=True).first.is_visible()
    assert unwanted == []
