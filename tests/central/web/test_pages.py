"""Pages as people see them: numbers of the reports, words of one file, on a phone and on paper, by keyboard."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is missing: make setup")

from playwright.sync_api import Browser as Chromium

from central.clock import now_ms
from central.reports import answers
from central.reports.creatives import Search, creative_summaries
from central.reports.overview import creative_overviews
from central.reports.rendering.method import entry_groups, rule_texts
from central.reports.rendering.seen_words import seen_short
from central.reports.rendering.text import percent_text
from central.reports.selection import Request
from central.store.database import open_store, read_view
from central.store.playlists import add_playlist, assign_playlist
from central.store.scope import Scope
from tests.central import fleet as messages
from tests.central.web.chromium import opened, require_fit
from tests.central.web.people import PASSWORD, Site

ROOT = Path(__file__).parents[3]
WEB = ROOT / "central" / "web"
PATHS: tuple[str, ...] = ("/creatives", "/alerts", "/method", "/account", "/audit", "/fleet", "/playlists")
PATHS += ("/creatives?search=none", "/nothing", "/users", "/users/otto")


def text_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).replace("\u00a0", " ")


def sent_playlist(site: Site) -> None:
    """Version 1 for two shops of acme. A kiosk of one plays it; the other kiosk lacks a film."""
    if site.rows("SELECT id FROM playlists"):
        return
    experiment = {"id": "e12", "arms": {"x": ["a"], "y": ["b"]}, "until": "2026-12-01"}
    content = json.dumps({"creatives": [{"id": "a"}, {"id": "b", "weight": 2}], "experiments": [experiment]})
    with open_store(site.location) as store:
        with store.engine.begin() as connection:
            assign_playlist(
                connection, add_playlist(connection, "acme", content, "ed", 1), ["acme/shop-0", "acme/shop-1"]
            )
        plays, lacks = "acme/shop-0/door", "acme/shop-1/door"
        store.write_messages([messages.reading("state", messages.state(plays, playlist=1), plays)])
        store.write_messages([messages.reading("state", messages.state(lacks), lacks)])
        alert = messages.alert(901, lacks, code="player.remote", text="playlist: version 1 waits. Missing: b.")
        store.write_messages([messages.reading("alert", alert, lacks)])


def test_the_playlists_say_who_plays_what(site: Site) -> None:
    """Those that wait stand first, with what they lack. Nobody sees a playlist of shops that are not theirs."""
    sent_playlist(site)
    shown = text_of(site.browser("vi").get("/playlists").text)
    assert "a , b ×2 e12 x: a ; y: b until 1 Dec 2026 2 1 1" in shown
    lacks, plays = shown.index("shop-1 acme/shop-1 door"), shown.index("shop-0 acme/shop-0 door")
    assert lacks < plays
    assert "its own playlist version 1 pending playlist: version 1 waits. Missing: b." in shown[lacks:plays]
    assert "version 1" in shown[plays:]
    assert "branch-0" in shown
    assert "branch-0" not in text_of(site.browser("vi").get("/playlists?version=1").text)
    assert "UTC ed " not in shown  # names of people are for administrators
    assert "UTC ed " in text_of(site.browser("ann").get("/playlists").text)
    other = text_of(site.browser("nell").get("/playlists").text)
    assert "e12" not in other
    assert "No playlist has been sent yet." in other
    answer = json.loads(site.browser("vi").get("/api/v1/playlists?version=1&limit=1").text)
    assert [(each["version"], each["sites"], each["playing"]) for each in answer["playlists"]] == [(1, 2, 1)]
    assert (answer["total"], answer["next"], answer["kiosks"][0]["site"]) == (2, 1, "shop-1")


def test_a_kiosk_that_names_the_playlist_of_another_tenant_shows_nothing_of_it(site: Site) -> None:
    sent_playlist(site)
    own = "other/branch-0/door"
    with open_store(site.location) as store:
        store.write_messages([messages.reading("state", messages.state(own, playlist=1), own)])
    shown = text_of(site.browser("nell").get("/playlists").text)
    assert "e12" not in shown
    assert "version 1" in shown


def test_the_list_shows_what_the_reports_say(site: Site) -> None:
    """Plays, visits that saw it, smiles with interval, and reported share are those of the report."""
    shown = text_of(site.browser("vi").get("/creatives?tenant=acme").text)
    with open_store(site.location) as store, read_view(store) as connection:
        listed = creative_summaries(connection, Scope.whole_store(), Search(), Request("acme"))
        reports = answers.answer_reports(connection, Scope.whole_store(), ["acme/a", "acme/b"], Request(), now_ms())
        rows = creative_overviews(connection, Scope.whole_store(), listed, Request())
    for one, report in zip(sorted(listed, key=lambda each: each.creative), reports, strict=True):
        assert one.smile == report.measures["smile"].model_copy(update={"reported_share": None})
        row = rows["acme", one.creative]
        assert (one.plays, row.unit) == (report.flow.plays, report.unit)
        assert row.seen is not None
        assert report.seen is not None
        assert row.seen.model_copy(update={"high": None}) == report.seen.model_copy(update={"high": None})
        assert f"{one.plays} {seen_short(report.seen)} ".replace("\u00a0", " ") in shown
        assert row.reported_share == report.reported_share
        assert row.curve == [second.measures["smile"] for second in report.curve]
    assert "Seen by (estimated)" in shown
    assert "14.0 % 10.1 to 17.9 %" in shown
    assert percent_text(reports[0].reported_share).replace("\u00a0", " ") in shown


def test_the_list_is_sorted_searched_and_turned(site: Site) -> None:
    def order(query: str) -> list[str]:
        return re.findall(r"<small><bdi>([^<]+)</bdi>", site.browser("vi").get(f"/creatives?{query}").text)

    assert order("sort=smiles") == ["other/own", "acme/b", "acme/a"]
    assert order("sort=name") == ["acme/a", "acme/b", "other/own"]
    assert order("sort=smiles&offset=1") == ["acme/b", "acme/a"]
    assert order("search=OWN") == ["other/own"]
    assert order("from=2026-11-04&to=") == ["acme/a", "acme/b"]
    assert "No ad is marked" not in site.browser("vi").get("/creatives?tenant=acme&sort=plays").text
    chance = site.browser("vi").get("/creatives?tenant=other&sort=differs").text
    assert "No ad is marked: with the data so far, all differences may be chance." in chance
    nothing = site.browser("vi").get("/creatives?search=%3Cscript%3E")
    assert "No ad matches." in nothing.text
    assert "<script>" not in nothing.text


def test_names_are_text(site: Site) -> None:
    """Whatever somebody called an advert."""
    name = '<img src=x onerror=alert(1)>"\u202e'
    site.sql(f"UPDATE creatives SET name = '{name}', tag = '&amp;{{{{ 7 * 7 }}}}' WHERE creative = 'own'")
    text = site.browser("nell").get("/creatives").text
    assert "&lt;img src=x onerror=alert(1)&gt;&#34;</bdi>" in text
    assert "<img" not in text
    assert "&amp;amp;{{ 7 * 7 }}" in text
    site.sql("UPDATE creatives SET name = NULL, tag = NULL WHERE creative = 'own'")


def test_the_method_page_explains_every_number(site: Site) -> None:
    """From the one list of which documents and reports are made."""
    text = unescape(site.browser("vi").get("/method").text)
    for title, words in rule_texts():
        assert title in text
        assert words in text
    for group in entry_groups():
        for entry in group.entries:
            assert f'id="method-{entry.key}"' in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_for_everybody(chromium: Chromium, site: Site, scheme: str) -> None:
    """axe finds nothing serious, nothing scrolls sideways, and no page asks another server or breaks its own policy."""
    site.sql(
        "INSERT INTO open_alerts (place, code, severity, text, first_ms, raised_ms) VALUES"
        " ('acme/shop-1/k', 'kiosk.silent', 'error', 'No message came.', 1, 1) ON CONFLICT DO NOTHING"
    )
    site.sql(f"INSERT INTO alert_snoozes VALUES ('acme/shop-2', '', {2**42}, 'ed') ON CONFLICT DO NOTHING")
    sent_playlist(site)
    page, said = opened(chromium, site, scheme)
    for path in PATHS:
        require_fit(page, f"http://127.0.0.1:{site.port}{path}")
    assert [text for text in said if "404" not in text] == []
    page.context.close()


def test_everything_is_reached_by_keyboard(chromium: Chromium, site: Site) -> None:
    """From the sign-in over the overview to the list, sorted; the first key press offers the way past the
    navigation."""
    site.sql("DELETE FROM sign_in_attempts")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.port}/")
    page.locator("#name:focus").wait_for()  # Chromium focuses it a moment after the page has loaded
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation(url=f"http://127.0.0.1:{site.port}/"):
        page.keyboard.press("Enter")
    for _ in range(4):  # the way past the navigation, the name of the program, the overview, the ads
        page.keyboard.press("Tab")
    with page.expect_navigation(url="**/creatives"):
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.name || document.activeElement.textContent"))
    assert stops[0] == "search"
    assert "Smiled" in stops
    context.close()


def test_the_list_prints_on_a_sheet(chromium: Chromium, site: Site, tmp_path: Path) -> None:
    page, _ = opened(chromium, site)
    page.goto(f"http://127.0.0.1:{site.port}/creatives")
    page.emulate_media(media="print")
    assert page.locator("table.rows").is_visible()
    for hidden in ("nav", ".filters", ".who"):
        assert not page.locator(hidden).first.is_visible()
    pdf = page.pdf(path=tmp_path / "list.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    page.context.close()
