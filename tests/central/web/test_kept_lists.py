"""Lists of ads for the last days that were computed at night: only who may see all shops sees them, and every number is
the one that would be computed now.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from threading import Event

import pytest

from central.alerts.failures import TaskFailures
from central.serve.answer_keeper import AnswerKeeper
from central.store.database import open_store
from central.store.kept_answers import KeptAnswer, keep_answer
from central.store.local_time import EPOCH_DAY
from central.store.playlists import add_playlist, assign_playlist
from central.web import request_context
from tests.central.web.people import Site, fill
from tests.central.web.test_ranges import links
from tests.doubles.web import web_server

DAY_MS, NOW_MS = 86_400_000, 1_794_020_400_000  # 2026-11-07, 03:00 UTC
LAST = date(2026, 11, 6)
LAST_NUMBER = LAST.toordinal() - EPOCH_DAY
PLAYLIST_DAY = "2026-11-03"
SECRET = "987,654"
RANGES = ("7", "28", "90", "playlist")
DAYS = {"7": 7, "28": 28, "90": 90, "playlist": 4}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages after a night in which the lists were computed. Their numbers are of 2 to 4 November; a playlist was
    sent on the 2nd.
    """
    location = fill(tmp_path_factory.mktemp("night"))
    with open_store(location) as store:
        with store.engine.begin() as connection:
            version = add_playlist(connection, "acme", '{"creatives": []}', "root", NOW_MS - 5 * DAY_MS)
            assign_playlist(connection, version, ["acme/shop-1"])
        AnswerKeeper(store, lambda: False, Event(), TaskFailures()).keep_due_answers(NOW_MS)
    with pytest.MonkeyPatch.context() as patch, web_server(location) as port:
        patch.setattr(request_context, "now_ms", lambda: NOW_MS)
        yield Site(port, location)


def rows(html: str) -> str:
    """Rows of the list."""
    (found,) = re.findall(r"<tbody.*?</tbody>", html, re.DOTALL)
    return str(found)


def days(range_: str) -> str:
    """Query for the same days, which are then computed when the page is opened."""
    return f"from={LAST - timedelta(days=DAYS[range_] - 1)}&to={LAST}"


def _kept(site: Site, tenant: str, key: str) -> KeptAnswer:
    where = f"tenant = '{tenant}' AND kind = 'list' AND key = '{key}'"
    (row,) = site.rows(f"SELECT tenant, kind, key, day, made_ms, content FROM kept_answers WHERE {where}")
    return KeptAnswer(*row)  # type: ignore[arg-type]


@contextmanager
def planted(
    site: Site, tenant: str = "acme", key: str = "28", day: int | None = None, content: str | None = None
) -> Iterator[None]:
    """A kept list with a number that no other source has, or with another day or content."""
    former = _kept(site, tenant, key)
    found = json.loads(former.content)
    for ad in found["ads"]:
        ad["summary"]["plays"] = 987_654
    _keep(site, replace(former, day=day or former.day, content=content or json.dumps(found)))
    try:
        yield
    finally:
        _keep(site, former)


def _keep(site: Site, answer: KeptAnswer) -> None:
    with open_store(site.location) as store, store.engine.begin() as connection:
        keep_answer(connection, answer)


@pytest.mark.parametrize(("range_", "sort"), [*((each, "plays") for each in RANGES), ("28", "differs")])
def test_a_kept_list_has_the_numbers_that_would_be_computed_now(night: Site, range_: str, sort: str) -> None:
    browser = night.browser("vi")
    kept = browser.get(f"/creatives?tenant=acme&last={range_}&sort={sort}")
    assert kept.status == 200
    assert "Computed at night, as of 7 Nov 2026" in kept.text
    assert rows(kept.text) == rows(browser.get(f"/creatives?tenant=acme&{days(range_)}&sort={sort}").text)


@pytest.mark.parametrize("range_", ["28", "playlist"])
@pytest.mark.parametrize("more", ["", "&tenant=acme", "&tenant=other", "&site=acme/shop-1", "&search=a"])
def test_who_may_not_see_all_shops_never_sees_a_kept_list(night: Site, range_: str, more: str) -> None:
    """Nor does a user of another tenant: the days of the range are computed for the shops that they may see."""
    with planted(night, key=PLAYLIST_DAY if range_ == "playlist" else range_):
        assert SECRET not in night.browser("nell").get(f"/creatives?last={range_}{more}").text
        answer = night.browser("otto").get(f"/creatives?last={range_}{more}")
        assert answer.status == 303
        assert "last=" not in answer.headers["location"]
        shown = night.browser("otto").get(answer.headers["location"]).text
        assert SECRET not in shown
        assert "last=" not in shown
        assert night.browser("vi").get(f"/creatives?tenant=acme&last={range_}").text.count(SECRET) == 2


@pytest.mark.parametrize("query", ["last=28&site=acme/shop-1", "last=28&tenant=acme&site=shop-1"])
def test_chosen_shops_are_computed_now(night: Site, query: str) -> None:
    with planted(night):
        answer = night.browser("vi").get(f"/creatives?{query}")
        assert (answer.status, "from=2026-10-10&to=2026-11-06" in answer.headers["location"]) == (303, True)
        assert "shop-1" in answer.headers["location"]


def test_chosen_days_come_before_the_range(night: Site) -> None:
    with planted(night):
        page = night.browser("vi").get("/creatives?tenant=acme&last=28&from=2026-11-03&to=2026-11-03").text
    assert SECRET not in page
    assert "Computed at night" not in page
    assert 'name="last"' not in page


def test_a_list_of_several_owners_is_kept_for_all_of_them_or_computed(night: Site) -> None:
    """Otherwise ads of different days would stand in one list."""
    browser = night.browser("vi")
    page = browser.get("/creatives?last=28").text
    assert set(re.findall(r'value="(\w+/\w+)" aria', page)) == {"acme/a", "acme/b", "other/own"}
    with planted(night, "other", day=LAST_NUMBER - 1):
        assert browser.get("/creatives?last=28").status == 303
    assert browser.get("/creatives?last=playlist").status == 303


@pytest.mark.parametrize(("day", "content"), [(20_000, None), (None, '{"schema": "former"}'), (None, "x")])
def test_an_old_list_or_one_of_another_version_is_computed_now(
    night: Site, day: int | None, content: str | None
) -> None:
    with planted(night, day=day, content=content):
        assert night.browser("vi").get("/creatives?tenant=acme&last=28").status == 303


def test_a_list_of_an_earlier_playlist_is_not_the_list_of_the_last_one(night: Site) -> None:
    night.sql("UPDATE playlists SET made_ms = made_ms + 86400000")
    try:
        answer = night.browser("vi").get("/creatives?tenant=acme&last=playlist")
        assert "from=2026-11-04&to=2026-11-06" in answer.headers["location"]
    finally:
        night.sql("UPDATE playlists SET made_ms = made_ms - 86400000")


def test_the_ranges_link_to_the_kept_lists_and_the_search_stays_in_the_list(night: Site) -> None:
    browser = night.browser("vi")
    shown = links(browser.get("/creatives?tenant=acme&sort=name").text)
    assert [f"last={name}" in path for (_, path, _), name in zip(shown, RANGES, strict=False)] == [True] * 4
    page = browser.get(shown[1][1]).text
    assert [mark for *_, mark in links(page)] == [False, True, False, False, False]
    assert '<input type="hidden" name="last" value="28">' in page
    assert "/creatives/acme/a?from=2026-10-10&amp;to=2026-11-06" in page
    found = browser.get("/creatives?tenant=acme&last=28&search=b&sort=differs").text
    assert re.findall(r'value="(acme/\w)"', found) == ["acme/b"]
    assert "including the ads that this search hides" in found
    assert [path for words, path, _ in links(night.browser("otto").get("/creatives").text) if "last=" in path] == []


def test_a_name_or_a_tag_that_was_changed_since_the_night_is_shown(night: Site) -> None:
    night.sql("UPDATE creatives SET name = '<b>Spring' || char(8238), tag = 'new' WHERE creative = 'a'")
    try:
        page = night.browser("vi").get("/creatives?tenant=acme&last=7&tag=new&search=spring").text
        assert "&lt;b&gt;Spring" in page
        assert "\u202e" not in page
        assert "acme/b" not in page
    finally:
        night.sql("UPDATE creatives SET name = NULL, tag = NULL")


@pytest.mark.parametrize("value", ["1", "28x", "28'", "../7", "7&last=28", "a" * 5_000])
def test_another_range_is_refused(night: Site, value: str) -> None:
    assert night.browser("vi").get(f"/creatives?last={value}").status in (400, 414, 431)


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Nachts berechnet, Stand: 07.11.2026"), ("ru", "Рассчитано ночью")]
)
def test_other_languages_say_that_a_list_was_computed_at_night(night: Site, language: str, words: str) -> None:
    page = night.browser("vi").get("/creatives?tenant=acme&last=7", **{"accept-language": language}).text
    assert words in page.replace("\u00a0", " ")
