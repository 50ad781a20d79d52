"""Days by one click: the last days, since the last playlist of the shops that a user may see, all days."""

import re
from datetime import date, datetime, timedelta, timezone
from html import unescape

import pytest

from central.clock import now_ms
from central.store.database import open_store
from central.store.playlists import add_playlist, assign_playlist
from central.web.pages.ranges import DayRange, day_ranges
from tests.central.web.people import Site

TODAY = date(2026, 11, 30)
DAY_MS = 86_400_000
PAGES = ("/creatives", "/creatives/acme/a", "/compare?creative=acme/a&creative=acme/b", "/comments?tenant=acme")


def links(html: str) -> list[tuple[str, str, bool]]:
    """Text, address and mark of each range."""
    (found,) = re.findall(r'<ul class="ranges".*?</ul>', html, re.DOTALL)
    each = re.findall(r'<a href="([^"]+)"( aria-current="true")?>([^<]+)</a>', found)
    return [(words.replace("\u00a0", " "), unescape(path), bool(mark)) for path, mark, words in each]


def send_playlist(site: Site, tenant: str, shop: str, made_ms: int) -> None:
    with open_store(site.location) as store, store.engine.begin() as connection:
        version = add_playlist(connection, tenant, '{"creatives": []}', "root", made_ms)
        assign_playlist(connection, version, [f"{tenant}/{shop}"])


def test_a_range_ends_with_the_last_whole_day() -> None:
    last = date(2026, 11, 29)
    assert day_ranges(TODAY, date(2026, 11, 20)) == [
        DayRange("last", date(2026, 11, 23), last, 7),
        DayRange("last", date(2026, 11, 2), last, 28),
        DayRange("last", date(2026, 9, 1), last, 90),
        DayRange("playlist", date(2026, 11, 20), last),
        DayRange("all", None, None),
    ]


@pytest.mark.parametrize("day", [None, TODAY, TODAY + timedelta(days=1)])
def test_a_playlist_without_a_whole_day_is_no_range(day: date | None) -> None:
    assert [each.kind for each in day_ranges(TODAY, day)] == ["last", "last", "last", "all"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_the_ranges_and_marks_the_chosen_one(site: Site, path: str) -> None:
    browser = site.browser("vi")
    shown = links(browser.get(path).text)
    assert [words for words, _, _ in shown] == ["7 days", "28 days", "90 days", "All days"]
    assert [mark for *_, mark in shown] == [False, False, False, True]
    answer = browser.get(shown[1][1])
    assert answer.status == 200
    assert [mark for *_, mark in links(answer.text)] == [False, True, False, False]
    today = datetime.fromtimestamp(now_ms() / 1000, timezone.utc).date()
    assert f"from={today - timedelta(days=28)}&to={today - timedelta(days=1)}" in shown[1][1]


def test_the_other_filters_stay(site: Site) -> None:
    page = site.browser("vi").get("/creatives?search=a&sort=name&site=acme/shop-1&offset=0&from=2025-01-02").text
    for _, path, _ in links(page):
        assert "search=a" in path
        assert "sort=name" in path
        assert "site=acme%2Fshop-1" in path
        assert "2025-01-02" not in path


def test_since_the_last_playlist_is_about_the_shops_that_the_user_sees(site: Site) -> None:
    """The day of another tenant's playlist, or of another shop's, is never told."""
    send_playlist(site, "acme", "shop-1", now_ms() - 20 * DAY_MS)
    send_playlist(site, "other", "shop-1", now_ms() - 10 * DAY_MS)
    day = str(datetime.fromtimestamp(now_ms() / 1000 - 19 * 86_400, timezone.utc).date())
    (shown,) = [
        path for words, path, _ in links(site.browser("vi").get("/creatives/acme/a").text) if "playlist" in words
    ]
    assert f"from={day}" in shown
    theirs = site.browser("nell").get("/creatives").text
    assert "Since the last playlist" in theirs
    assert day not in theirs
    one_shop = site.browser("vi").get("/creatives/acme/a?site=shop-2").text
    assert "Since the last playlist" not in one_shop


def test_other_languages(site: Site) -> None:
    page = site.browser("vi").get("/creatives", **{"accept-language": "de"}).text
    assert [words for words, *_ in links(page)][::4][0] == "7 Tage"
    assert "Alle Tage" in page
