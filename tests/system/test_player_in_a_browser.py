"""The player's page in Chromium on a screen in memory: what it shows, and what it tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.events import PlayEnded, PlayStarted
from edge.screen.player.interlock import notice_not_shown_reason
from edge.screen.player.items import PageState, PlayerItem
from tests.doubles.coded_films import write_film
from tests.doubles.screen import Browser, FrameBuffer, browser, screen, skip_without_browser
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import NOTICE, ChangingProgram, Served, served

SIZE = (640, 480)
PATIENCE_S = 90.0
GREEN, STRIP = (60, 200, 60), (24, 20, 16)


@dataclass
class Shown:
    """A player with its browser."""

    it: Served
    browser: Browser
    buffer: FrameBuffer
    folder: Path

    def wait_for_starts(self, count: int) -> list[PlayStarted]:
        """The starts of plays, once there are so many."""

        def starts() -> list[PlayStarted]:
            return [play for play in list(self.it.plays) if isinstance(play, PlayStarted) and play.media_s == 0]

        wait_until(lambda: len(starts()) >= count, f"{count} plays", PATIENCE_S)
        return starts()


def cut(path: Path, source: Path) -> Path:
    """A film that ends in the middle of its data."""
    data = source.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 5])
    return path


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """One browser for this file: a film, a picture, and a file that is neither, in a loop."""
    skip_without_browser()
    folder = tmp_path_factory.mktemp("player")
    write_film(folder / "film.webm", 1, 2.0)
    cv2.imwrite(str(folder / "green.png"), np.full((360, 640, 3), GREEN, np.uint8))
    (folder / "noise.mp4").write_bytes(bytes(range(256)) * 100)
    items = [
        PlayerItem(creative="film", file=folder / "film.webm", kind="video"),
        PlayerItem(creative="green", file=folder / "green.png", kind="image", duration_s=2.0),
        PlayerItem(creative="noise", file=folder / "noise.mp4", kind="video"),
    ]
    with served(folder, ChangingProgram(items)) as it, screen(folder, *SIZE) as (display, buffer):
        it.state = PageState(is_sensing=True)
        with browser(folder, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE) as opened:
            yield Shown(it, opened, buffer, folder)


def test_films_and_pictures_are_shown_in_turn_and_told_whole(shown: Shown) -> None:
    """With their lengths, and without a gap in which nothing is told; what cannot be shown is named and left out."""
    starts = shown.wait_for_starts(5)
    assert [start.creative for start in starts[:5]] == ["film", "green", "film", "green", "film"]
    assert "noise (error 4" in shown.it.wait_for_alert("player.file")
    ends = [play for play in shown.it.plays if isinstance(play, PlayEnded)][:4]
    if any(end.error_s > 0.5 for end in ends):
        pytest.skip("this machine has no time to show a film")
    assert [end.complete for end in ends] == [True] * 4
    assert [end.media_s for end in ends] == [2.0] * 4
    for start, end, following in zip(starts, ends, starts[1:], strict=False):
        assert end.at_s - start.at_s == pytest.approx(2.0, abs=0.5)
        assert 0 <= following.at_s - end.at_s < 0.5


def test_the_picture_is_on_the_screen_beside_the_notice(shown: Shown) -> None:
    """The plays that were told are those of the pixels; the strip is never covered."""
    picture = SIZE[0] // 2, 100
    wait_until(lambda: shown.buffer.pixel(*picture) == GREEN, "the green picture", PATIENCE_S)
    assert shown.buffer.pixel(5, SIZE[1] - 3) == STRIP
    assert any(isinstance(play, PlayStarted) and play.creative == "green" for play in shown.it.plays)


def test_the_beats_of_the_page_keep_the_promise_of_the_notice(shown: Shown) -> None:
    shown.wait_for_starts(1)
    beats = len(shown.it.beats)
    wait_until(lambda: len(shown.it.beats) >= beats + 3, "three beats")
    assert [notice_not_shown_reason(beat, NOTICE.version, beat.at_s) for beat in shown.it.beats[-2:]] == [None, None]


def test_a_covered_strip_is_told(shown: Shown) -> None:
    """Whatever lies over it, the kiosk hears that the notice is not seen."""
    shown.wait_for_starts(1)
    cover = "const d = document.createElement('div'); d.id = 'cover'; document.body.append(d);"
    place = "Object.assign(d.style, {position: 'fixed', inset: '0', zIndex: 99, background: 'red'});"
    shown.browser.evaluate(f"(() => {{ {cover} {place} }})()")
    try:
        wait_until(lambda: shown.it.beats[-1].strip is None, "a beat that tells it")
    finally:
        shown.browser.evaluate("document.getElementById('cover').remove()")
    wait_until(lambda: shown.it.beats[-1].strip is not None, "a beat without the cover")


def test_the_button_is_large_enough_and_pauses_as_its_key_does(shown: Shown) -> None:
    shown.wait_for_starts(1)
    box = shown.browser.evaluate(
        "(b => [b.width, b.height])(document.getElementById('optout').getBoundingClientRect())"
    )
    assert min(box) >= 44
    before = len(shown.it.opt_outs)
    shown.browser.evaluate("document.getElementById('optout').click()")
    wait_until(lambda: len(shown.it.opt_outs) == before + 1, "an opt-out by the button")
    shown.browser.evaluate("dispatchEvent(new KeyboardEvent('keydown', {key: 'o'}))")
    wait_until(lambda: len(shown.it.opt_outs) == before + 2, "an opt-out by the key")


def test_the_strip_says_what_is_so(shown: Shown) -> None:
    """ "Measuring" only while the kiosk says that it senses; an opt-out counts down."""
    says = "document.getElementById('says').textContent"
    wait_until(lambda: shown.browser.evaluate(says) == "Measuring.", "the strip to say so")
    shown.it.state = PageState(is_sensing=False, opted_out_until_s=shown.it.clock.now() + 600)
    wait_until(lambda: "Not measuring. 9:5" in shown.browser.evaluate(says), "the count-down")
    shown.it.state = PageState(is_sensing=True)
    wait_until(lambda: shown.browser.evaluate(says) == "Measuring.", "the strip to say so again")


def test_a_banner_tells_of_the_set_up_view_over_every_advert(shown: Shown) -> None:
    """In front of the picture and beside the strip, which stays whole."""
    banner = """(view => {
      const box = view.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + 5);
      return view.hidden ? '' : top === view ? view.textContent : 'covered';
    })(document.getElementById('view'))"""
    assert shown.browser.evaluate(banner) == ""
    shown.it.state = PageState(is_sensing=False, is_view_open=True)
    wait_until(lambda: shown.browser.evaluate(banner) == "A technician sees the picture.", "the banner")
    count = len(shown.it.beats)
    wait_until(lambda: len(shown.it.beats) > count + 1, "a beat")
    assert notice_not_shown_reason(shown.it.beats[-1], "2026-11", shown.it.beats[-1].at_s) is None
    assert shown.browser.serious_faults() == []
    shown.it.state = PageState(is_sensing=True)
    wait_until(lambda: shown.browser.evaluate(banner) == "", "the end of the banner")


def test_axe_finds_nothing_serious_beside_an_advert(shown: Shown) -> None:
    shown.wait_for_starts(1)
    assert shown.browser.serious_faults() == []


def test_no_token_stays_in_the_address_and_nothing_comes_from_elsewhere(shown: Shown) -> None:
    shown.wait_for_starts(1)
    assert shown.browser.evaluate("location.href") == f"http://127.0.0.1:{shown.it.port}/"
    assert shown.browser.evaluate("document.cookie") == ""
    outside = "fetch('https://example.org').then(() => 'loaded', () => 'refused')"
    assert shown.browser.evaluate(outside) == "refused"
    names = shown.browser.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert all(name.startswith((f"http://127.0.0.1:{shown.it.port}/", "https://example.org")) for name in names)


def test_a_new_list_is_taken_at_the_next_change_of_advert(shown: Shown) -> None:
    """Also where the next advert of the old one is ready on the page. The one that is on is shown to its end."""
    before = len(shown.wait_for_starts(1))
    shown.wait_for_starts(before + 1)  # none is about to end
    changed_s = shown.it.clock.now()
    late = PlayerItem(creative="late", file=shown.folder / "green.png", kind="image", duration_s=1.0)
    program = shown.it.feed._program
    assert isinstance(program, ChangingProgram)
    program.replace([late])
    starts = shown.wait_for_starts(before + 2)
    assert starts[before].at_s < changed_s < starts[before + 1].at_s
    assert starts[before + 1].creative == "late"
    whole = [play for play in shown.it.plays if isinstance(play, PlayEnded)][before]
    assert whole.complete or whole.error_s > 0.2
