"""Alerts on the pages and by the API: of one's own sites, snoozed by an editor, told to the audit log."""

import json

import pytest

from central.clock import now_ms
from central.store.database import open_store
from central.web.metrics import MOST_CODES, Metrics
from tests.central.web.people import Site

HOUR_MS = 3_600_000
ALERTS = {
    ("acme/shop-1/k", "kiosk.silent"): "No message came.",
    ("acme/shop-2/k", "camera.lost"): "camera: <b>it</b> gives no frames",
    ("other/branch-0/k", "kiosk.loss"): "3 messages are lost.",
    ("", "server.disk"): "Only 1.0 GB of disk space is free in /data.",
}


@pytest.fixture(autouse=True)
def alerts(site: Site) -> None:
    for table in ("open_alerts", "alert_snoozes", "audit"):
        site.sql(f"DELETE FROM {table}")
    for number, ((place, code), text) in enumerate(ALERTS.items()):
        site.sql(
            "INSERT INTO open_alerts (place, code, severity, text, first_ms, raised_ms) VALUES"
            f" ('{place}', '{code}', 'error', '{text}', {number + 1}, {number + 1})"
        )
    site.sql(
        "INSERT INTO open_alerts (place, code, severity, text, first_ms) VALUES"
        " ('acme/shop-1/k', 'kiosk.rate', 'warning', 'not raised yet', 1)"
    )


def of_api(site: Site, name: str, query: str = "") -> list[tuple[str, str, bool]]:
    answer = site.browser(name).get(f"/api/v1/alerts{query}")
    assert answer.status == 200
    return [(each["code"], each["site"], each["snoozed"]) for each in json.loads(answer.text)["alerts"]]


def snoozed(site: Site) -> list[tuple[object, ...]]:
    return site.rows("SELECT place, code, who FROM alert_snoozes ORDER BY place, code")


def test_everybody_sees_the_alerts_of_the_own_sites(site: Site) -> None:
    """Those of the server are for who may see every site; what has not lasted yet is for nobody."""
    assert [code for code, _, _ in of_api(site, "vi")] == [code for _, code in ALERTS]
    assert of_api(site, "otto") == [("kiosk.silent", "shop-1", False)]
    assert of_api(site, "nell") == [("kiosk.loss", "branch-0", False)]
    assert of_api(site, "vi", "?code=camera.lost") == [("camera.lost", "shop-2", False)]
    assert len(of_api(site, "vi", "?limit=2&offset=3")) == 1
    text = site.browser("otto").get("/alerts").text
    assert "power and its network, then run" in text
    for hidden in ("shop-2", "branch-0", "server.disk", "kiosk.rate", "/alerts/snooze"):
        assert hidden not in text
    text = site.browser("ann").get("/alerts").text
    assert "<b>it</b>" not in text
    assert "this server" in text


def test_an_editor_snoozes_a_kiosk_and_ends_it(site: Site) -> None:
    browser = site.browser("ed")
    fields = {"place": "acme/shop-1/k", "code": "kiosk.silent", "hours": "24"}
    token = {"form_token": browser.form_token("/alerts")}
    answer = browser.post("/alerts/snooze", fields | token)
    assert (answer.status, answer.headers["location"]) == (303, "/alerts")
    assert snoozed(site) == [("acme/shop-1/k", "kiosk.silent", "ed")]
    ((until_ms,),) = site.rows("SELECT until_ms FROM alert_snoozes")
    assert isinstance(until_ms, int)
    assert abs(until_ms - now_ms() - 24 * HOUR_MS) < 60_000
    assert of_api(site, "otto") == [("kiosk.silent", "shop-1", True)]
    site.sql("UPDATE sites SET name = 'Zoo <b>' WHERE key = 'acme/shop-1'")
    page = browser.get("/alerts").text
    site.sql("UPDATE sites SET name = NULL WHERE key = 'acme/shop-1'")
    assert "kiosk.silent, Zoo &lt;b&gt; (acme/shop-1/k): snoozed until" in page
    browser.post("/alerts/unsnooze", fields | token)
    assert snoozed(site) == []
    assert browser.post("/alerts/unsnooze", fields | token).status == 404
    audited = site.rows("SELECT who, what, detail FROM audit WHERE what LIKE 'alert%' ORDER BY id")
    assert audited == [
        ("ed", "alert.snooze", "kiosk.silent of acme/shop-1/k: 24 h"),
        ("ed", "alert.unsnooze", "kiosk.silent of acme/shop-1/k"),
    ]


def test_a_viewer_and_a_form_of_elsewhere_change_nothing(site: Site) -> None:
    fields = {"place": "acme/shop-1", "code": "", "hours": "1"}
    viewer = site.browser("vi")
    assert viewer.post("/alerts/snooze", fields | {"form_token": viewer.form_token("/account")}).status == 403
    editor = site.browser("ed")
    assert editor.post("/alerts/snooze", fields).status == 403
    token = {"form_token": editor.form_token("/alerts")}
    assert editor.post("/alerts/snooze", fields | token, origin="https://elsewhere.example").status == 403
    assert snoozed(site) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"hours": "0"}, {"hours": "-1"}, {"hours": "nan"}, {"hours": "1e9"}, {"hours": "x"}, {"hours": ""},
        {"place": "", "code": ""}, {"place": "acme"}, {"place": "acme/a/b/c"}, {"place": "acme/A"}, {"code": "a b"},
    ],
)  # fmt: skip
def test_a_wrong_form_changes_nothing(site: Site, changed: dict[str, str]) -> None:
    browser = site.browser("ed")
    fields = {"place": "acme/shop-1", "code": "", "hours": "1", "form_token": browser.form_token("/alerts")}
    answer = browser.post("/alerts/snooze", fields | changed)
    assert answer.status == 400
    assert "Nothing was changed." in answer.text
    assert snoozed(site) == []


def test_an_editor_of_one_site_snoozes_that_site_alone(site: Site) -> None:
    site.sql("UPDATE users SET role = 'editor' WHERE name = 'otto'")
    browser = site.browser("otto")
    token = {"form_token": browser.form_token("/alerts"), "hours": "1"}
    for place, code in (("acme/shop-2", ""), ("", "kiosk.silent"), ("other/branch-0/k", "kiosk.loss")):
        assert browser.post("/alerts/snooze", token | {"place": place, "code": code}).status == 404
    assert snoozed(site) == []
    assert browser.post("/alerts/snooze", token | {"place": "acme/shop-1", "code": ""}).status == 303
    assert snoozed(site) == [("acme/shop-1", "", "otto")]
    site.sql("UPDATE users SET role = 'viewer' WHERE name = 'otto'")


def test_the_metrics_count_by_code_and_name_no_kiosk(site: Site) -> None:
    for number in range(MOST_CODES + 5):
        site.sql(
            "INSERT INTO open_alerts (place, code, severity, text, first_ms, raised_ms) VALUES"
            f" ('acme/shop-1/k', 'made.up-{number}', 'error', 'x', 1, 1)"
        )
    with open_store(site.location) as store:
        text = Metrics(store).metrics_text().decode()
    lines = [line for line in text.splitlines() if line.startswith("vitrina_open_alerts{")]
    assert 'vitrina_open_alerts{code="camera.lost"} 1.0' in lines
    assert len(lines) == MOST_CODES + 1
    assert 'vitrina_open_alerts{code="other"} 9.0' in lines
    assert "shop-1" not in text


def test_the_servers_own_alerts_are_never_among_the_rest_of_the_metrics(site: Site) -> None:
    """However many codes a kiosk makes up."""
    rows = [f"('acme/shop-{n % 2}/k', 'made.up-{n // 2}', 'error', 'x', 1, 1)" for n in range(2 * MOST_CODES)]
    columns = "place, code, severity, text, first_ms, raised_ms"
    site.sql(f"INSERT INTO open_alerts ({columns}) VALUES {', '.join(rows)}")
    with open_store(site.location) as store:
        assert 'vitrina_open_alerts{code="server.disk"} 1.0' in Metrics(store).metrics_text().decode()


def test_healthz_names_the_servers_own_alerts_to_a_token_for_every_site(site: Site) -> None:
    """Anybody else learns whether the server answers, and nothing more."""
    browser = site.browser()
    assert json.loads(browser.get("/healthz").text) == {"status": "ok"}
    scoped, whole = site.token("scoped", scope="acme/*"), site.token("whole")
    assert json.loads(browser.get("/healthz", **scoped).text) == {"status": "ok"}
    assert json.loads(browser.get("/healthz", **whole).text) == {"status": "ok", "alerts": ["server.disk"]}
