"""Exports of the pages: each page in four kinds, the same numbers in each, and each written into the audit log."""

import json
import shutil
import subprocess
import threading
from html import escape
from pathlib import Path

import pytest

from central.languages.language import ENGLISH
from central.messages.reader import read_message
from central.reports.rendering import typesetting
from central.reports.rendering.typesetting import Bounds
from central.store.database import open_store
from central.store.sums import sum_all
from central.web.pages import exports
from edge.intended_purpose import purpose
from tests.central import fleet
from tests.central.reports.rendering.test_pdf import line, tool
from tests.central.reports.shops import fleet_of
from tests.central.reports.test_answers import NOW_MS
from tests.central.web.gate import PATIENCE_S, asked
from tests.central.web.people import Site
from tests.doubles.waiting import wait_until

PAGES = {
    "/creatives/acme/a/report": ("acme-a", "report acme/a", ""),
    "/compare": ("comparison", "comparison acme/a acme/b", "?creative=acme/a&creative=acme/b"),
    "/experiments/show": ("experiment", "experiment acme/e1", "?tenant=acme&id=e1"),
    "/trends": ("trend", "trend of shoes", "?tag=shoes"),
}


@pytest.fixture(autouse=True, scope="module")
def filled(site: Site) -> None:
    """The site with an experiment of two adverts that have a tag."""
    arms = {"a": "long", "b": "short"}
    messages = fleet_of(5, 3, lambda shop, _: {"a": 0.1 + 0.02 * shop, "b": 0.2}, prefix="lab-", arms=arms)
    with open_store(site.location) as store:
        store.write_messages(messages)
        sum_all(store)
    site.sql("UPDATE creatives SET tag = 'shoes' WHERE creative = 'a'")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("kind", exports.MEDIA_TYPES)
def test_a_page_is_exported_in_every_kind(site: Site, path: str, kind: str) -> None:
    name, what, query = PAGES[path]
    answer = site.browser("vi").get(f"{path}.{kind}{query}")
    assert answer.status == 200
    assert answer.headers["content-type"] == exports.MEDIA_TYPES[kind]
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.{kind}"'
    assert site.rows("SELECT who, detail FROM audit ORDER BY id DESC LIMIT 1") == [("vi", f"{what} as {kind}")]


@pytest.mark.parametrize("kind", ["csv", "json", "html"])
@pytest.mark.parametrize("query", ["", "?tenant=acme", "?creative=acme/a", "?creative=acme/a&creative=acme/a"])
def test_a_comparison_of_fewer_than_two_ads_says_what_is_missing(site: Site, kind: str, query: str) -> None:
    answer = site.browser("vi").get(f"/compare.{kind}{query}")
    assert answer.status == 400
    assert "name at least two ads" in answer.text


def test_a_page_links_to_its_exports(site: Site) -> None:
    for path, (_, _, query) in PAGES.items():
        shown = path.removesuffix("/report") + query
        page = site.browser("vi").get(shown).text
        for kind in exports.MEDIA_TYPES:
            assert f'href="{path}.{kind}{escape(query).replace("/", "%2F")}"' in page


def test_a_user_of_one_site_gets_no_other_on_paper(site: Site) -> None:
    """The names of other shops are neither drawn nor written."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext of poppler-utils is not installed; it reads the report")
    pdf = site.browser("otto").get("/creatives/acme/a/report.pdf").body
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert "In this shop" in text
    for hidden in ("shop-0", "shop-2", "shop-3", "shop-4", "branch-0"):
        assert hidden not in text


def test_a_user_of_one_site_gets_no_other_in_a_file(site: Site) -> None:
    """An experiment in other shops is as if it were not there; a trend is of the one site."""
    browser = site.browser("otto")
    for kind in exports.MEDIA_TYPES:
        assert browser.get(f"/experiments/show.{kind}?tenant=acme&id=e1").status == 404
    for kind in ("html", "json", "csv"):
        text = browser.get(f"/trends.{kind}?tag=shoes").text
        for hidden in ("shop-0", "shop-2", "lab-"):
            assert hidden not in text


def test_json_is_the_answer_of_the_api(site: Site) -> None:
    """Everything that a page shows can be had by the API."""
    file = json.loads(site.browser("vi").get("/compare.json?creative=acme/a&creative=acme/b").text)
    api = json.loads(site.browser("vi").get("/api/v1/compare?creative=acme/a&creative=acme/b").text)
    assert file["differences"] == api["differences"]


def test_without_the_extra_there_is_no_link_and_it_is_said_how_to_get_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "find_spec", lambda name: None)
    browser = site.browser("vi")
    page = browser.get("/creatives/acme/a").text
    assert "report.pdf" not in page
    assert "This server makes no PDF. Print the page instead." in page
    answer = browser.get("/creatives/acme/a/report.pdf")
    assert answer.status == 501
    assert "pip install" in answer.text


def test_pdfs_are_made_one_at_a_time_and_leave_everything_else_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, opened = list[str](), threading.Event()

    def waiting(*_: object) -> bytes:
        begun.append("a PDF")
        assert opened.wait(PATIENCE_S)
        return b"%PDF"

    monkeypatch.setattr(exports, "content_pdf", waiting)
    path = "/creatives/acme/a/report.pdf"
    cookies = [{"cookie": f"vitrina={site.session_of(name)}"} for name in ("vi", "ed")]
    with asked(site.port, path, **cookies[0]) as first, asked(site.port, path, **cookies[1]) as second:
        wait_until(lambda: bool(begun), "a PDF")
        assert site.browser("otto").get("/creatives/acme/a/report.csv").status == 200
        assert begun == ["a PDF"]
        opened.set()
        assert [each.getresponse().read() for each in (first, second)] == [b"%PDF"] * 2


def test_a_pdf_whose_client_has_left_is_not_set_to_its_end(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child, pid = tmp_path / "child.py", tmp_path / "pid"
    child.write_text(f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()) + ' ')\ntime.sleep(20)\n")
    monkeypatch.setattr(typesetting, "_CHILD", child)
    with asked(site.port, "/creatives/acme/a/report.pdf", cookie=f"vitrina={site.session_of('vi')}"):
        wait_until(lambda: pid.exists() and pid.read_text().endswith(" "), "the child that sets the PDF")
    process = Path("/proc") / pid.read_text().strip()
    wait_until(lambda: not process.exists(), "the end of the child", patience_s=10.0)


def test_a_pdf_that_is_too_large_says_what_to_do(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "PDF_BOUNDS", Bounds(50 << 20, 60.0))
    answer = site.browser("vi").get("/creatives/acme/a/report.pdf")
    assert answer.status == 400
    assert "not enough memory to make a PDF of this report. Choose fewer ads" in answer.text


def test_without_research_nothing_is_marked(site: Site) -> None:
    """And the intended purpose is that of a shop."""
    html = site.browser("vi").get("/creatives/acme/a/report.html").text
    assert "research" not in html.partition("<main")[0]
    assert purpose("shop", "en") in html


@pytest.fixture(scope="module")
def of_research(site: Site) -> None:
    """A kiosk of one shop has said that it runs models for research. The tests that follow see it."""
    kiosk = "acme/lab-0/door"
    said = read_message(fleet.topic("state", kiosk), fleet.payload(fleet.state(kiosk, use="research")), NOW_MS)
    with open_store(site.location) as store:
        store.write_messages([said])


@pytest.mark.parametrize("path", PAGES)
def test_research_is_marked_on_the_page_and_in_its_data(site: Site, path: str, of_research: None) -> None:
    """One such kiosk in a shop marks each result that its data are part of."""
    query, browser = PAGES[path][2], site.browser("vi")
    page = browser.get(path.removesuffix("/report") + query).text
    assert ENGLISH("mark.research") in page.partition("<main")[0]
    assert '"research": true' in browser.get(f"{path}.json{query}").text
    rows = browser.get(f"{path}.csv{query}").text.splitlines()
    header, *marks = (row.rpartition(",")[2] for row in rows)
    assert (header, set(marks)) == ("research", {"true"})


def test_research_is_marked_in_the_file_and_states_its_own_purpose(site: Site, of_research: None) -> None:
    html = site.browser("vi").get("/creatives/acme/a/report.html").text
    assert ENGLISH("mark.research") in html.partition("<main")[0]
    assert purpose("research", "en") in html
    assert purpose("shop", "en") not in html


def test_research_is_marked_on_paper(site: Site, of_research: None) -> None:
    """In the head of every page, and with its intended purpose."""
    pdf = site.browser("vi").get("/creatives/acme/a/report.pdf").body
    pages = tool("pdftotext", "-raw", "-", "-", pdf=pdf).split("\f")[:-1]
    assert all(line(ENGLISH("mark.research")) in line(page) for page in pages)
    assert line(purpose("research", "en")) in line(" ".join(pages))
