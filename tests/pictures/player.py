"""The player's page of an example shop: the demo's ad, and the notice below it."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

from edge.kiosk.screen.player import notice_page
from edge.screen.player.items import ListProgram, NoticePage, PageState, PlayerItem
from edge.settings.settings import parse_settings_text
from edge.tools.demo.sources import ADVERTS
from tests.edge.screen.player.served import served
from tests.pictures.browser import Picture, chromium, open_page, take_picture, wait_for, write_picture

AD = ADVERTS / "spring_a.webm"
SIZE, AD_S, SHOWN_S = (1280, 720), 7.0, 3.5
NOTICE_SHOWN = """(() => {
  const [strip, code] = ['strip', 'code'].map(id => document.getElementById(id));
  return !strip.hidden && strip.innerText.includes('Market') && !code.hidden && code.naturalWidth > 0;
})()"""
STAGE = """(() => {
  const place = document.querySelector('video.picture').getBoundingClientRect();
  return [place.x, place.y, place.width, place.height];
})()"""
SETTINGS = """[notice]
version = "2026-11"
shown = "screen"
operator = "Example Market Ltd, 7 High Street, London"
contact = "privacy@example.org"
legal_basis = "legitimate interests (Art. 6(1)(f) GDPR)"
address = "https://example.org/screen"
languages = ["en"]
[player]
media = "/nowhere"
[staff]
in_view = "nobody"
declared_on = 2026-11-24
declared_by = "Ada"
"""


def example_notice() -> NoticePage:
    """Notice of a kiosk in shop use."""
    return notice_page(parse_settings_text(SETTINGS, Path("vitrina.toml")))


def write_player(folder: Path, _: Sequence[str] = ()) -> None:
    """Write `player.webp`: the page while an ad plays. It looks the same in light and dark."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        picture, stage = picture_player(browser, Path(name), SHOWN_S)
        assert stage[3] < SIZE[1], "the notice takes no place"
        write_picture(picture, folder / "player.webp")


def picture_player(browser: Browser, folder: Path, at_s: float = 0.0) -> tuple[Picture, tuple[int, int, int, int]]:
    """The page, `at_s` seconds after the ad's start or later, and the ad's place on it: x, y, width, height."""
    item = PlayerItem(creative="spring_a", file=AD, kind="video", duration_s=AD_S, sha256="ab12cd34ef56", position=0)
    with served(folder, ListProgram([item]), example_notice()) as it:
        it.state = PageState(is_sensing=True)
        page = open_page(browser, size=SIZE)
        page.goto(f"http://127.0.0.1:{it.port}/#{it.token}")
        wait_for(page, NOTICE_SHOWN)
        wait_for(page, f"[...document.querySelectorAll('video')].some(video => video.currentTime >= {at_s})")
        x, y, width, height = page.evaluate(STAGE)
        return take_picture(page), (round(x), round(y), round(width), round(height))
