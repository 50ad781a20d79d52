"""The notice in Chromium, on a wide and on an upright screen, with its real texts in five languages."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.kiosk.screen.player import notice_page
from edge.screen.player.interlock import notice_not_shown_reason
from edge.screen.player.items import ListProgram, NoticePage, PageState
from edge.settings.settings import parse_settings_text
from tests.doubles.screen import Browser, FrameBuffer, browser, screen, skip_without_browser
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
address = "ADDRESS"
languages = ["en", "de", "fr", "es", "ru"]
[player]
media = "/nowhere"
"""
ADDRESS = "https://example.org/screen/berlin-7"
CODE_SHARE = 0.12
CAMERA_SHARE = 0.75  # of the screen's pixels, which a reader sees
FONT_SHARE = 36 / 1080  # of the shorter side: a letter of 9 mm on a screen of 43 inches, which is read from 3 m
TEXT_SHARE = 16 / 1080  # of the full page, which is read from nearby
FAST_TURNS = "const real = setInterval; window.setInterval = (act, ms) => real(act, ms === 8000 ? 60 : ms);"

ALL_STRIPS = """new Promise(done => {
  const tells = document.getElementById('tells'), seen = new Map();
  const look = () => {
    const lines = [...tells.children].map(line => line.textContent);
    const size = parseFloat(getComputedStyle(tells.children[0]).fontSize);
    seen.set(document.getElementById('strip').lang, [lines, size, tells.scrollHeight - tells.clientHeight]);
    if (seen.size === 5) { watch.disconnect(); done([...seen]); }
  };
  const watch = new MutationObserver(look);
  watch.observe(tells, {childList: true, subtree: true, characterData: true});
})"""
FULL_PAGE = """(() => {
  const page = document.getElementById('notice');
  const shown = [...page.querySelectorAll('article:not([hidden])')];
  const size = parseFloat(getComputedStyle(shown[0].querySelector('p')).fontSize);
  const low = Math.max(...shown.map(article => article.getBoundingClientRect().bottom));
  return [shown.map(article => article.lang), size, low, page.getBoundingClientRect().bottom,
    page.scrollHeight - page.clientHeight, page.querySelector('img').naturalWidth > 0];
})()"""


def notice() -> NoticePage:
    return notice_page(parse_settings_text(SETTINGS.replace("ADDRESS", ADDRESS), Path("vitrina.toml")))


@dataclass
class Shown:
    """A player on a screen, with its browser."""

    it: Served
    browser: Browser
    buffer: FrameBuffer

    def show_grey(self, grey: int) -> None:
        """Shows one grey in place of the full notice, as an ad would, until the end."""
        style = f"position: fixed; inset: 0 0 var(--strip) 0; z-index: 7; background: rgb({grey}, {grey}, {grey})"
        self.browser.evaluate(
            f"document.body.append(document.createElement('div')); document.body.lastChild.style.cssText = '{style}'"
        )
        wait_until(lambda: self.buffer.pixel(4, 4) == (grey, grey, grey), "the grey", PATIENCE_S)

    def read_code(self) -> tuple[str, float]:
        """What a reader of fewer pixels finds, and the side of the code as a share of the screen's shorter side."""
        seen = cv2.resize(self.buffer.picture(), None, fx=CAMERA_SHARE, fy=CAMERA_SHARE, interpolation=cv2.INTER_AREA)
        content, corners, _ = cv2.QRCodeDetector().detectAndDecode(seen)
        side_px = 0.0 if corners is None else float(np.ptp(corners[0, :, 1])) / CAMERA_SHARE
        return content, side_px / min(self.buffer.width, self.buffer.height)


SIZES = {"wide": (1920, 1080), "upright": (1080, 1920)}
if os.environ.get("VITRINA_LONG") == "1":
    SIZES |= {"small": (1280, 720)}


@pytest.fixture(scope="module", params=SIZES.values(), ids=list(SIZES))
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
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
            yield Shown(it, opened, buffer)


def test_the_strip_keeps_its_promise_and_is_read_from_three_metres(shown: Shown) -> None:
    """In every language, also while it counts down. It names the operator and a way to object, and cuts nothing off."""
    beat = shown.it.beats[-1]
    assert notice_not_shown_reason(beat, "2026-11", beat.at_s) is None
    least_px = FONT_SHARE * min(beat.view)
    for text in shown.browser.evaluate(ALL_STRIPS) + _counting_down(shown):
        _, ((_, operator, objection), size_px, over_px) = text
        assert size_px >= least_px, text
        assert over_px <= 0, text
        assert "Beispiel & Söhne GmbH" in operator
        assert "privacy@example.org" in operator
        assert objection


def _counting_down(shown: Shown) -> list[tuple[str, tuple[list[str], float, float]]]:
    shown.it.state = PageState(is_sensing=False, opted_out_until_s=shown.it.clock.now() + 600)
    try:
        says = "document.getElementById('says').textContent"
        wait_until(lambda: " 9:" in shown.browser.evaluate(says), "the count-down", PATIENCE_S)
        texts: list[tuple[str, tuple[list[str], float, float]]] = shown.browser.evaluate(ALL_STRIPS)
        return texts
    finally:
        shown.it.state = PageState(is_sensing=True)


def test_the_full_notice_shows_as_many_languages_at_a_time_as_can_be_read(shown: Shown) -> None:
    """Nothing of it is cut off; all languages have their turn; the code is on it."""
    seen: set[str] = set()

    def is_whole() -> bool:
        languages, size, low, bottom, over, has_code = shown.browser.evaluate(FULL_PAGE)
        assert size >= TEXT_SHARE * min(shown.it.beats[-1].view)
        assert low <= bottom
        assert over <= 0
        assert has_code
        seen.update(languages)
        return seen == {"en", "de", "fr", "es", "ru"}

    wait_until(is_whole, "all languages", PATIENCE_S, look_s=0.1)
    assert shown.it.plays == []


def test_axe_finds_nothing_serious(shown: Shown) -> None:
    """On the full notice with its strip."""
    assert shown.browser.serious_faults() == []


@pytest.mark.parametrize("grey", [12, 243], ids=["dark", "light"])
def test_a_phone_reads_the_code_on_the_strip_beside_an_ad(shown: Shown, grey: int) -> None:
    """It leads to the full text, and takes 12 % of the screen's shorter side."""
    shown.show_grey(grey)
    content, share = shown.read_code()
    assert content == ADDRESS
    assert share >= CODE_SHARE - 0.5 / min(SIZES["wide"])  # corners are found to half a pixel
