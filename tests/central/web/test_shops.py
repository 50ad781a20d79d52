"""Names and places of shops: listed, changed and uploaded within the user's scope, and shown instead of ids."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.store.database import open_store
from central.store.scope import Scope
from central.store.shop_file import MOST_BYTES
from central.store.shops import set_details
from central.store.users import Role, add_user
from tests.central.web.people import QUICK, Site
from tests.central.web.test_creative_page import text_of
from tests.central.web.test_upload import sent
from tests.doubles.web import Answer, Browser

ROOT = Path(__file__).parents[3]
EVIL = '<b>Mall</b> & "Co" \'=1+1'
"""A name with markup, which is a name all the same."""
SAVED = "SELECT key, name, city, region, opening, shop_group FROM sites ORDER BY key"


@pytest.fixture(scope="module")
def shops(site: Site) -> Site:
    """The site with names of two shops, and an editor who may see one of them."""
    with open_store(site.location) as store, store.engine.begin() as connection:
        set_details(connection, "acme/shop-1", {"name": EVIL, "city": "Köln", "region": "West", "group": "malls"})
        set_details(connection, "acme/shop-2", {"name": "Zoo", "group": "street"})
        set_details(connection, "other/branch-1", {"name": "Secret branch", "group": "secret group"})
        add_user(connection, "one", QUICK.hash("not needed"), Role.EDITOR, Scope.parse("acme/shop-1"))
        add_user(connection, "ace", QUICK.hash("not needed"), Role.EDITOR, Scope.parse("acme/*"))
    return site


@pytest.fixture
def unchanged(shops: Site) -> Iterator[None]:
    """Nothing about a shop changes."""
    before = shops.rows(SAVED)
    yield
    assert shops.rows(SAVED) == before


def listed(browser: Browser, path: str = "/shops") -> list[str]:
    """Ids and names of the links to shops, in order."""
    page = browser.get(path).text
    return re.findall(r'<th role="rowheader" scope="row"><a href="(/shops/[^"]+)">', page)


def upload(browser: Browser, content: bytes, path: str = "/shops/file", **fields: str) -> Answer:
    token = {"form_token": browser.form_token("/account")}
    return sent(browser, content, {**token, **fields}, path)


def test_shops_are_listed_by_their_name(shops: Site) -> None:
    """With the id beside it; a shop without a name stands under its id."""
    page = shops.browser("vi").get("/shops").text
    assert text_of(page).count(EVIL) == 1
    assert "<b>Mall" not in page
    names = ["shop-1", "shop-0", "shop-3", "shop-4", "shop-2"]
    order = [path.rpartition("/")[2] for path in listed(shops.browser("ace"))]
    assert order == names
    assert "/edit" not in page
    assert "shops/acme/shop-1/edit" in shops.browser("one").get("/shops").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=zoo", ["shop-2"]),
        ("search=K%C3%96LN+mall", ["shop-1"]),
        ("search=shop-4", ["shop-4"]),
        ("search=none", []),
    ],
)
def test_the_list_is_searched_and_filtered(shops: Site, query: str, found: list[str]) -> None:
    browser = shops.browser("ace")
    assert [path.rpartition("/")[2] for path in listed(browser, f"/shops?{query}")] == found
    assert [path.rpartition("/")[2] for path in listed(browser, "/shops?group=street")] == ["shop-2"]
    assert "secret group" not in browser.get("/shops").text
    assert listed(browser, "/shops?group=secret+group") == []


def test_an_editor_changes_a_shop_and_the_audit_log_says_what(shops: Site) -> None:
    browser = shops.browser("one")
    path = "/shops/acme/shop-1"
    page = browser.get(f"{path}/edit").text
    assert f'value="{html.escape(EVIL)}"'.replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page
    fields = {"name": EVIL, "city": "Bonn", "region": "", "opening": "Mo-Fr 09:00-20:00", "group": "malls"}
    answer = browser.post(f"{path}/details", {**fields, "form_token": browser.form_token(f"{path}/edit")})
    assert (answer.status, answer.headers["location"]) == (303, "/shops")
    assert shops.rows(SAVED)[1] == ("acme/shop-1", EVIL, "Bonn", None, "Mo-Fr 09:00-20:00", "malls")
    assert shops.rows("SELECT who, what, detail, tenant FROM audit ORDER BY id DESC LIMIT 1") == [
        ("one", "shop.set", "acme/shop-1: city, region, opening", "acme")
    ]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "Mall \u202e eslaf"}, "Der Name „Mall eslaf“ ist nicht eine Zeile mit höchstens 100 Zeichen"),
        ({"city": "two\nlines"}, "Der Ort „twolines“ ist nicht eine Zeile"),
        ({"group": "x" * 61}, "Die Gruppe „xxx"),
        ({"opening": "immer"}, "Die Öffnungszeiten „immer“ sind nicht lesbar."),
    ],
)
def test_a_detail_that_could_mislead_is_refused_in_the_language(
    shops: Site, fields: dict[str, str], problem: str
) -> None:
    """The form keeps what was typed."""
    browser = shops.browser("one")
    token = browser.form_token("/account")
    answer = browser.post("/shops/acme/shop-1/details", {**fields, "form_token": token}, **{"accept-language": "de"})
    assert answer.status == 400
    assert problem in text_of(answer.text)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("one", "/shops/acme/shop-2", 404),
        ("ace", "/shops/other/branch-1", 404),
        ("ace", "/shops/acme/nowhere", 404),
        ("vi", "/shops/acme/shop-1", 403),
        ("otto", "/shops/acme/shop-1", 403),
    ],
)
def test_nobody_changes_a_shop_that_is_not_theirs(shops: Site, name: str, path: str, status: int) -> None:
    """Of another site, of another tenant, as a viewer; and a shop that is hidden looks like one that does not exist."""
    browser = shops.browser(name)
    token = browser.form_token("/account")
    assert browser.get(f"{path}/edit").status == status
    answer = browser.post(f"{path}/details", {"name": "mine", "form_token": token})
    assert answer.status == status
    assert "Secret" not in answer.text
    forged = browser.post(f"{path}/details", {"name": "mine", "form_token": "0" * 64})
    assert forged.status == 403
    foreign = browser.post(f"{path}/details", {"name": "mine", "form_token": token}, origin="http://evil.example")
    assert foreign.status == 403


def test_an_upload_is_shown_before_it_is_saved(shops: Site) -> None:
    """What is saved is exactly what was shown."""
    browser, before = shops.browser("ace"), shops.rows(SAVED)
    text = "\ufeffsite;name;city\r\nshop-3;<i>Nord</i>;Kiel\r\nshop-2;Zoo;\r\n"
    answer = upload(browser, text.encode())
    assert answer.status == 200
    shown = text_of(answer.text)
    assert "1 shop will change" in shown
    assert "shop-3 Name – <i>Nord</i> City – Kiel" in shown
    assert shops.rows(SAVED) == before
    values = dict(re.findall(r'name="(lines|seen|form_token)" value="([^"]*)"', answer.text))
    fields = {name: html.unescape(value) for name, value in values.items()}
    token = fields.pop("form_token")
    changed = browser.post(
        "/shops/save", {**fields, "lines": fields["lines"].replace("Kiel", "Mainz"), "form_token": token}
    )
    assert changed.status == 400
    assert shops.rows(SAVED) == before
    saved = browser.post("/shops/save", {**fields, "form_token": token})
    assert (saved.status, saved.headers["location"]) == (303, "/shops")
    assert shops.rows("SELECT name, city FROM sites WHERE key = 'acme/shop-3'") == [("<i>Nord</i>", "Kiel")]
    assert shops.rows("SELECT who, what, detail, tenant FROM audit ORDER BY id DESC LIMIT 1") == [
        ("ace", "shop.import", "acme: 1 shops", "acme")
    ]
    assert "changes nothing" in text_of(upload(browser, text.encode()).text)


@pytest.mark.usefixtures("unchanged")
def test_bad_lines_are_named_and_nothing_is_stored(shops: Site) -> None:
    """A shop of another tenant is as unknown as one that does not exist."""
    browser = shops.browser("ace")
    lines = ["site,name", "shop-1,x", "other/branch-1,mine", "nowhere,mine", "shop-2,a\u202eb", "shop-1,y", "shop-4"]
    answer = upload(browser, "\n".join(lines).encode())
    shown = text_of(answer.text)
    assert answer.status == 400
    assert re.findall(r"Line (\d+): ([^.]+)\.", shown) == [
        ("3", "there is no site 'other/branch-1'"),
        ("4", "there is no site 'nowhere'"),
        ("5", "shop: the name 'ab' is not one line of at most 100 characters without control characters"),
        ("6", "line 2 already names acme/shop-1"),
        ("7", "it has 1 columns, but the first line has 2"),
    ]
    assert 'name="lines"' not in answer.text
    token = browser.form_token("/account")
    for name, text in (("ace", "site,name\nother/branch-1,mine\n"), ("one", "site,name\nacme/shop-2,mine\n")):
        own = shops.browser(name)
        fields = {"lines": text, "seen": "0" * 64, "form_token": own.form_token("/account")}
        assert own.post("/shops/save", fields).status == 400
    assert browser.post("/shops/save", {"lines": "site,street\n", "seen": "", "form_token": token}).status == 400


@pytest.mark.usefixtures("unchanged")
def test_a_huge_file_is_refused_before_it_is_read(shops: Site) -> None:
    """Of 100 MB by its length alone; of a million short lines that the request holds, by its size."""
    browser = shops.browser("ace")
    token = browser.form_token("/account")
    headers = {"content-type": "multipart/form-data; boundary=x", "origin": f"http://127.0.0.1:{browser.port}"}
    assert browser.send("POST", "/shops/file", {**headers, "content-length": str(100 << 20)}, b"x").status == 413
    assert sent(browser, b"a\n" * (MOST_BYTES // 2 + 1), {"form_token": token}, "/shops/file").status == 400
    assert sent(browser, b"a\n" * 1_000_000, {"form_token": token}, "/shops/file").status == 413
    assert sent(browser, None, {"form_token": token}, "/shops/file").status == 400
    assert sent(shops.browser("vi"), b"site,name\nshop-1,x\n", {"form_token": token}, "/shops/file").status == 403


def test_the_list_as_csv_holds_no_formula_and_no_shop_of_others(shops: Site) -> None:
    shops.sql("UPDATE sites SET name = '=HYPERLINK(\"http://evil.example\")' WHERE key = 'acme/shop-4'")
    answer = shops.browser("ace").get("/shops/file")
    assert answer.headers["content-disposition"] == 'attachment; filename="shops.csv"'
    lines = answer.text.splitlines()
    assert lines[0] == "site,name,city,region,opening,group"
    assert [line for line in lines if "HYPERLINK" in line] == [
        'acme/shop-4,"\'=HYPERLINK(""http://evil.example"")",,,,'
    ]
    assert "Secret" not in answer.text
    assert len(shops.browser("one").get("/shops/file").text.splitlines()) == 2
    shops.sql("UPDATE sites SET name = NULL WHERE key = 'acme/shop-4'")


def test_pages_show_the_name_instead_of_the_id(shops: Site) -> None:
    """In the figure, the table and the filter of an ad, and on the page of the kiosks; the id stays beside it."""
    browser = shops.browser("vi")
    page = browser.get("/creatives/acme/b").text
    assert text_of(page).count("Zoo shop-2") == 2, "filter and table"
    assert re.search(r"<text[^>]*>Zoo</text>", page)
    kiosks = text_of(browser.get("/fleet").text)
    assert re.search(r"Zoo (acme/)?shop-2 \w+", kiosks)
    assert "Secret" not in shops.browser("ace").get("/fleet").text


def test_the_api_gives_the_details(shops: Site) -> None:
    """Beside each site of a report, and in the list of sites."""
    headers = shops.token("reader", scope="acme/*")
    found = json.loads(shops.browser().get("/api/v1/sites", **headers).text)["sites"]
    assert found[2] | {"devices": 0, "tz": "", "parts": ""} == {
        "tenant": "acme",
        "site": "shop-2",
        "name": "Zoo",
        "city": None,
        "region": None,
        "opening": None,
        "group": "street",
        "devices": 0,
        "tz": "",
        "parts": "",
    }
    report = json.loads(shops.browser().get("/api/v1/creatives/acme/b/report", **headers).text)
    assert {(each["site"], each["name"]) for each in report["sites"]} >= {("shop-2", "Zoo"), ("shop-4", None)}
    kiosks = json.loads(shops.browser().get("/api/v1/fleet", **headers).text)["kiosks"]
    assert {each["name"] for each in kiosks if each["site"] == "shop-2"} == {"Zoo"}


@pytest.mark.parametrize(
    ("code", "form", "day"),
    [("de", "TT.MM.JJJJ", "03.11.2026"), ("ru", "ДД.ММ.ГГГГ", "03.11.2026"), ("en", "YYYY-MM-DD", "2026-11-03")],
)
def test_a_filter_shows_and_takes_days_in_the_form_of_the_page(shops: Site, code: str, form: str, day: str) -> None:
    """Whatever the browser's own language is, and without a script."""
    browser = shops.browser("vi")
    page = browser.get(f"/creatives?from={day}", **{"accept-language": code}).text
    assert f'name="from" inputmode="numeric" autocomplete="off" maxlength="20" value="{day}"' in page
    assert page.count(form) == 2
    assert browser.get("/creatives?from=2026-11-03", **{"accept-language": code}).text == page


def test_no_form_leaves_the_form_of_a_day_to_the_browser() -> None:
    """A browser writes the day of `type="date"` in its own language."""
    templates = [*(ROOT / "central/web/templates").iterdir()]
    assert templates
    assert [path.name for path in templates if 'type="date"' in path.read_text()] == []


def test_a_day_that_is_none_is_refused_in_the_form_of_the_language(shops: Site) -> None:
    browser = shops.browser("vi")
    said = {
        "de": "Von: „31.02.2026“ ist kein Datum. Schreiben Sie es als TT.MM.JJJJ, zum Beispiel 24.11.2026.",
        "en": "query: from is wrong: '31.02.2026' is not a day. Write it as year-month-day, such as 2026-11-24.",
    }
    for code, text in said.items():
        answer = browser.get("/creatives?from=31.02.2026", **{"accept-language": code})
        assert answer.status == 400
        assert text in text_of(answer.text)
