"""Pages about sales and experiments by day: the answer, uploads from a browser, and who sees what."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is missing: make setup")

from playwright.sync_api import Browser

from central.clock import now_ms
from central.reports.selection import local_date
from central.sales.sales_file import MOST_BYTES
from central.store.database import open_store
from central.store.lift_plans import read_arm_days, read_plan, write_plan
from central.store.local_time import day_in_last_zone
from central.store.scope import Scope
from central.store.sites import set_site
from central.store.users import Role, add_user
from tests.central.reports.sold_shops import PAST, Shops, add_reactions, fill
from tests.central.web.lift_walk import prepare, walk
from tests.central.web.people import QUICK, Site
from tests.central.web.test_creative_page import text_of
from tests.central.web.test_upload import sent
from tests.doubles.ready_store import ready
from tests.doubles.web import Answer, web_server

TODAY = day_in_last_zone(now_ms())
FIRST = TODAY - 28
USERS = {
    "ann": (Role.ADMIN, "all"),
    "ed": (Role.EDITOR, "acme/*"),
    "vi": (Role.VIEWER, "acme/*"),
    "seven": (Role.EDITOR, " ".join(f"acme/shop-{number:02}" for number in range(1, 8))),
    "nell": (Role.EDITOR, "other/*"),
}
HEAD = "date,site,product,receipts,units,revenue\n"
LIFT = "/lift/show?tenant=acme&id=e1"
STORED = "SELECT site_id, product, day, receipts, units FROM sales_days ORDER BY 1, 2, 3"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Site]":
    """Twelve shops with an experiment that ended yesterday, one that comes, and one without sales."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("central.reports.lift_forecast.DRAWS", 100)
        patch.setattr("central.reports.lift.ASSIGNMENTS", 99)
        yield from _site(tmp_path_factory)


def _site(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Site]":
    location = ready(tmp_path_factory.mktemp("lift") / "data")
    with open_store(location) as store:
        plan = fill(store, Shops(first=FIRST, stored_day=FIRST - 2))
        add_reactions(store, plan, {"on": 0.1, "off": 0.2})
        location.file.with_name("tea.csv").write_text(prepare(store))
        set_site(store, "other/branch", zone="UTC", parts=None, is_new=True)
        with store.engine.begin() as connection:
            for name, (role, scope) in USERS.items():
                add_user(connection, name, QUICK.hash("not needed"), role, Scope.parse(scope))
            made = read_plan(connection, "acme", "e1")
            days = read_arm_days(connection, Scope.whole_store(), "acme", "e1")
            assert made is not None
            for name, later, product in (("soon", 60, "cola"), ("no-sales", 0, "soup")):
                moved = replace(
                    made, first_day=made.first_day + later, last_day=made.last_day + later + 30, product=product
                )
                by_site = {shop: {day + later: arm for day, arm in of.items()} for shop, of in days.items()}
                write_plan(connection, "acme", name, moved, by_site)
    with web_server(location) as port:
        yield Site(port, location)


def plain(text: str) -> str:
    return text_of(text).replace("\u00a0", " ")


def upload(pages: Site, user: str, content: str | bytes, tenant: str = "acme", **fields: str) -> Answer:
    browser = pages.browser(user)
    token = browser.form_token("/account")
    body = content if isinstance(content, bytes) else content.encode()
    return sent(browser, body, {"form_token": token, "tenant": tenant, **fields}, "/sales/file")


def test_the_page_answers_in_one_sentence_and_shows_the_smiles_beside(site: Site) -> None:
    """One ad sells more, the other one draws more smiles: both stand there."""
    page = site.browser("vi").get(LIFT).text
    heading = re.search(r'<h1 class="finding">(.*?)</h1>', page, re.DOTALL)
    assert heading is not None
    assert re.fullmatch(r"on sells [\d.]+ % more cola than off \(95 % interval .*\)\.", plain(heading[1]).strip())
    said = plain(page)
    assert re.search(r"off got more smiles than on: 2[12]\.\d % against 1[12]\.\d %\.", said)
    assert "Products that the ad cannot move" in said
    assert page.count("<svg") == 2
    assert "Randomisation test: p is 0.01" in said


def test_a_list_names_each_experiment_with_its_answer(site: Site) -> None:
    said = plain(site.browser("vi").get("/lift").text)
    assert re.search(r"on sells [\d.]+ % more cola than off", said)
    assert f"It starts on {local_date(FIRST + 60).day} " in said
    assert "There is no answer yet" in said
    experiments = plain(site.browser("vi").get("/experiments").text)
    assert "By day: does an ad sell more?" in experiments
    assert "Open it for the result." in experiments


def test_the_page_of_an_experiment_by_day_leads_to_its_lift(site: Site) -> None:
    """The model of blocks does not answer it, by any way."""
    answer = site.browser("vi").get("/experiments/show?id=e1&tenant=acme")
    assert (answer.status, answer.headers["location"]) == (303, LIFT)
    api = site.browser("vi").get("/api/v1/experiment?id=e1&tenant=acme")
    assert (api.status, "changes its arms by day" in api.text) == (404, True)


def test_an_experiment_that_comes_shows_its_plan_and_one_without_sales_what_to_do(site: Site) -> None:
    coming = plain(site.browser("vi").get("/lift/show?tenant=acme&id=soon").text)
    assert "It starts on" in coming
    assert "every day" in coming
    page = site.browser("vi").get("/lift/show?tenant=acme&id=no-sales", **{"accept-language": "de"})
    assert page.status == 200
    assert "Es gibt noch keine Antwort" in plain(page.text) or "lässt sich noch nicht sagen" in plain(page.text)


@pytest.mark.parametrize("kind", ["csv", "json", "html"])
def test_the_answer_is_exported_and_the_export_recorded(site: Site, kind: str) -> None:
    answer = site.browser("vi").get(f"/lift/show.{kind}?tenant=acme&id=e1")
    assert answer.status == 200
    assert {"csv": "product,cola,on,off", "json": '"vitrina.lift/1"', "html": "<svg"}[kind] in answer.text
    assert site.rows("SELECT detail FROM audit WHERE what = 'export' ORDER BY id DESC LIMIT 1") == [
        (f"lift acme/e1 as {kind}",)
    ]


def test_the_api_returns_what_the_page_shows(site: Site) -> None:
    headers = site.token("reader", scope="acme/*")
    browser = site.browser()
    found = json.loads(browser.get("/api/v1/lift?id=e1", **headers).text)
    assert (found["schema"], found["pairs"][0]["winner"]) == ("vitrina.lift/1", "on")
    assert {one["measure"] for one in found["measures"]} >= {"smile", "attention_s", "watched_share"}
    (smile,) = (one for one in found["measures"] if one["measure"] == "smile")
    assert smile["low"] < smile["difference"] < smile["high"] < 0
    listed = json.loads(browser.get("/api/v1/lifts?limit=2", **headers).text)
    assert ([one["experiment"] for one in listed["experiments"]], listed["next"]) == (["soon", "e1"], 2)
    sales = json.loads(browser.get("/api/v1/sales?product=cola", **headers).text)
    assert (sales["total"], sales["products"]) == (12, ["bread", "cola", "tea"])
    assert sales["sales"][0]["days"] == PAST + 28
    plan = json.loads(browser.get("/api/v1/lift/plan?product=cola", **headers).text)
    assert plan["schema"] == "vitrina.lift-plan/1"


def test_who_sees_some_shops_or_another_tenant_gets_only_these(site: Site) -> None:
    """Another tenant's experiment answers as one that is not there, and no list, sales or plan names it."""
    some = json.loads(site.browser("seven").get("/api/v1/lift?id=e1").text)
    assert some["shops"] == 7
    other = site.browser("nell")
    for path in ("/lift/show?tenant=acme&id={}", "/api/v1/lift?tenant=acme&id={}", "/lift/show.json?tenant=acme&id={}"):
        real, made_up = other.get(path.format("e1")), other.get(path.format("e9"))
        assert (real.status, made_up.status) == (404, 404)
        assert real.text.replace("e1", "e9") == made_up.text
    for path in (
        "/lift",
        "/sales",
        "/lift/plan",
        "/experiments",
        "/api/v1/lifts",
        "/api/v1/sales",
        "/sales?tenant=acme",
    ):
        assert not re.search(
            r"shop-\d|cola", other.get(path).text.replace("acme,cola", "").replace("berlin-7,cola", "")
        )
    assert upload(site, "nell", HEAD, "acme").status == 404


def test_the_forecast_is_shown_in_words(site: Site) -> None:
    said = plain(site.browser("vi").get("/lift/plan?tenant=acme&product=cola").text)
    assert re.search(r"12 shops find a lift of \+[\d.]+ % in 4 weeks, in 80 of 100 experiments\.", said)
    german = plain(site.browser("vi").get("/lift/plan?product=soup", **{"accept-language": "de"}).text)
    assert "Von diesem Produkt sind keine Verkäufe gespeichert" in german


def test_an_editor_uploads_sales_and_the_rest_goes_to_the_quarantine(site: Site) -> None:
    """The page shows days and no amounts, and the quarantine shows reasons without the content of lines."""
    day = local_date(FIRST - 1)
    answer = upload(
        site,
        "ed",
        f"{HEAD}{day},shop-01,milk,40,55,98765.5\n24.11.2026,shop-01,milk,1,1,77777\n{day},nowhere,milk,1,1,66666\n",
    )
    said = plain(answer.text)
    assert answer.status == 200
    assert "1 total stored" in said
    assert "Line 3: the date '24.11.2026' is not a whole day" in said
    assert "Line 4: there is no site 'nowhere'" in said
    assert site.rows("SELECT who, what, detail FROM audit WHERE what = 'sales.import'") == [
        ("ed", "sales.import", "1 totals stored, 2 lines set aside")
    ]
    for user, sees in (("ed", True), ("vi", False), ("seven", False), ("nell", False)):
        page = site.browser(user).get("/sales").text
        assert ("is not a whole day" in page) == sees
        assert not re.search("98765|77777|66666", page)
    assert "milk" in site.browser("vi").get("/sales").text


def test_a_marketer_walks_from_a_file_to_the_answer_in_a_browser(site: Site, chromium: Browser) -> None:
    """Sales of the last day are missing, are uploaded, and decide; then the page is printed."""
    page = chromium.new_page()
    steps = walk(page, site.port, site.location.file.with_name("tea.csv"))
    page.close()
    assert len(steps) == 5
    assert site.location.file.with_name("tea.pdf").stat().st_size > 10_000


def test_a_stored_day_is_corrected_from_the_browser(site: Site) -> None:
    day = str(local_date(FIRST - 2))
    line = f"{HEAD}{day},shop-02,juice,{{}},5,9\n"
    assert upload(site, "ed", line.format(10)).status == 200
    again = upload(site, "ed", line.format(11))
    assert "is stored with other numbers: to correct this day, replace it on the page Sales" in plain(again.text)
    whole = site.rows(STORED)
    refused = upload(site, "ed", line.format(11), site="shop-02", days="yesterday")
    assert (refused.status, site.rows(STORED)) == (400, whole)
    day_lines = f"{day},shop-02,cola,40,50,9\n{day},shop-02,bread,40,50,9\n"
    assert upload(site, "ed", line.format(11) + day_lines, site="shop-02", days=day).status == 200
    assert site.rows("SELECT receipts FROM sales_days WHERE product = 'juice'") == [(11,)]
    assert site.rows("SELECT who, detail FROM audit WHERE what = 'sales.replace'")[0][0] == "ed"


ATTACKS: dict[str, tuple[str | bytes, str]] = {
    "tills": ("date,site,product,receipts,units,revenue,till\n2026-11-02,shop-01,x,1,1,1,3\n", "looks like a till"),
    "receipts": ("date,site,product,receipts,units,revenue,receipt_id\n2026-11-02,shop-01,x,1,1,1,3\n", "a receipt"),
    "cards": ("date,site,product,receipts,units,revenue,loyalty_card\n2026-11-02,shop-01,x,1,1,1,3\n", "a card"),
    "hours": (HEAD + "2026-11-02 14:00,shop-01,x,1,1,1\n", "finer than a day"),
    "hours without their column": (
        HEAD + "".join(f"2026-11-02,shop-01,x,{hour},1,1\n" for hour in range(9)),
        "These look like hours, tills or receipts",
    ),
    "no table": (HEAD + "x" * 20_000, "is not a line of a table"),
    "a million lines": (HEAD + "x\n" * 1_000_000, "more than 400,000 lines"),
    "another encoding": (HEAD.encode("utf-16"), "Save it as CSV UTF-8"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_file_that_is_finer_than_days_is_refused_as_a_whole(site: Site, attack: str) -> None:
    """Nothing of it is stored, not even in the quarantine."""
    content, said = ATTACKS[attack]
    before = (site.rows(STORED), site.rows("SELECT * FROM sales_quarantine"))
    answer = upload(site, "ed", content)
    assert answer.status == 400
    assert said in plain(answer.text)
    assert (site.rows(STORED), site.rows("SELECT * FROM sales_quarantine")) == before


def test_names_in_sales_are_text_on_each_page(site: Site) -> None:
    """No page, figure or export runs the name of a product, of a site that is unknown, or of a column."""
    script = "<script>alert(1)</script>"
    lines = f"{local_date(FIRST - 1)},shop-03,{script},40,55,9\n{local_date(FIRST - 1)},{script},x,40,55,9\n"
    uploaded = upload(site, "ed", HEAD + lines)
    assert "there is no site" in plain(uploaded.text)
    pages = [uploaded.text, upload(site, "ed", HEAD.replace("units", script) + lines).text]
    asked = "product=%3Cscript%3Ealert(1)%3C/script%3E"
    for path in (f"{LIFT}&{asked}", f"/lift/show.html?tenant=acme&id=e1&{asked}", "/sales", f"/sales?{asked}"):
        pages.append(site.browser("ed").get(path).text)
    pages += [site.browser("ed").get(f"/lift/plan?tenant=acme&{asked}").text]
    pages += [site.browser("ed").get(f"/lift/show?tenant=acme&id=e1{script}").text]
    assert not any(script in page for page in pages)
    assert sum("&lt;script&gt;" in page for page in pages) >= 5
    site.sql("DELETE FROM sales_days WHERE product LIKE '<%'")


def test_only_an_editor_of_all_shops_uploads_and_sizes_are_bounded(site: Site) -> None:
    before = site.rows(STORED)
    line = f"{HEAD}2026-11-02,shop-01,x,1,1,1\n"
    assert upload(site, "vi", line).status == 403
    assert upload(site, "seven", line).status == 403
    assert upload(site, "ed", line, form_token="wrong").status == 403
    large = HEAD + "2026-11-02,shop-01,x,1,1,1\n" * (MOST_BYTES // 27 + 1)
    answer = upload(site, "ed", large)
    assert (answer.status, "Split it" in answer.text) == (400, True)
    assert upload(site, "ed", large + large[: MOST_BYTES // 2]).status == 413
    assert site.rows(STORED) == before
