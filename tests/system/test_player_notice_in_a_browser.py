"""The notice in Chromium, on a wide and on an upright screen, with its real texts in five languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.kiosk.player import notice_page
from edge.screen.player.interlock import why_not_shown
from edge.screen.player.items import ListProgram, NoticePage, PageState
from edge.settings.settings import parse
from tests.doubles.screen import Browser, browser, screen, skip_without_browser
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import Served, served

PATIENCE_S = 90.0
PAPER = (238, 244, 246)
SETTINGS = """[notice]
version = "2026-11"
shown = "screen"
operator = "Beispiel & Söhne GmbH, Hauptstraße 7, 10115 Berlin"
contact = "privacy@example.org"
legal_basis = "legitimate interests (Art. 6(1)(f) GDPR)"
address = "https://example.org/screen/berlin-7"
languages = ["en", "de", "fr", "es", "ru"]
[player]
media = "/nowhere"
"""
FONT_SHARE = 36 / 1080  # of the shorter side: a letter of 9 mm on a screen of 43 inches, which is read from 3 m
TEXT_SHARE = 16 / 1080  # of the full page, which is read from nearby
FAST_TURNS = "const real = setInterval; window.setInterval = (act, ms) => real(act, ms === 8000 ? 300 : ms);"

ALL_STRIPS = """(async () => {
  const says = document.getElementById('says');
  const told = await (await fetch('/notice.json')).json();
  return told.texts.flatMap(text => [text.measuring, text.not_measuring + ' 10:00'].map(words => {
    says.textContent = words;
    dispatchEvent(new Event('resize'));
    return [text.language, parseFloat(getComputedStyle(says).fontSize), says.scrollHeight - says.clientHeight];
  }));
})()"""
FULL_PAGE = """(() => {
  const page = document.getElementById('notice');
  const shown = [...page.querySelectorAll('article:not([hidden])')];
  const size = parseFloat(getComputedStyle(shown[0].querySelector('p')).fontSize);
  const low = Math.max(...shown.map(article => article.getBoundingClientRect().bottom));
  return [shown.map(article => article.lang), size, low, page.getBoundingClientRect().bottom,
    page.scrollHeight - page.clientHeight, page.querySelector('img').naturalWidth > 0];
})()"""


def notice() -> NoticePage:
    return notice_page(parse(SETTINGS, Path("vitrina.toml")))


@pytest.fixture(scope="module", params=[(1920, 1080), (1080, 1920)], ids=["wide", "upright"])
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Browser]]:
    """A player with nothing to show, so that the full notice is on the screen."""
    skip_without_browser()
    folder, size = tmp_path_factory.mktemp("player"), request.param
    with served(folder, ListProgram([]), notice()) as it, screen(folder, *size) as (display, buffer):
        it.state = PageState(is_sensing=True)
        with browser(folder, f"http://127.0.0.1:{it.port}/#{it.token}", display, size) as opened:
            wait_until(lambda: bool(it.beats), "a beat", PATIENCE_S)
            opened.reload(FAST_TURNS)
            count = len(it.beats)
            wait_until(lambda: len(it.beats) >= count + 3, "beats", PATIENCE_S)
            wait_until(lambda: buffer.pixel(4, 4) == PAPER, "the notice on the screen")
            yield it, opened


def test_the_strip_keeps_its_promise_and_is_read_from_three_metres(shown: tuple[Served, Browser]) -> None:
    """In every language, also while it counts down."""
    it, opened = shown
    assert why_not_shown(it.beats[-1], "2026-11", it.beats[-1].at_s) is None
    least_px = FONT_SHARE * min(it.beats[-1].view)
    strips = opened.evaluate(ALL_STRIPS)
    assert len(strips) == 10
    assert [strip for strip in strips if strip[1] < least_px or strip[2] > 0] == []


def test_the_full_notice_shows_as_many_languages_at_a_time_as_can_be_read(shown: tuple[Served, Browser]) -> None:
    """Nothing of it is cut off; all languages have their turn; the code is on it."""
    it, opened = shown
    seen: set[str] = set()

    def is_whole() -> bool:
        languages, size, low, bottom, over, has_code = opened.evaluate(FULL_PAGE)
        assert size >= TEXT_SHARE * min(it.beats[-1].view)
        assert low <= bottom
        assert over <= 0
        assert has_code
        seen.update(languages)
        return seen == {"en", "de", "fr", "es", "ru"}

    wait_until(is_whole, "all languages", PATIENCE_S, look_s=0.1)
    assert it.plays == []


def test_axe_finds_nothing_serious(shown: tuple[Served, Browser]) -> None:
    """On the full notice with its strip."""
    _, opened = shown
    assert opened.serious_faults() == []
