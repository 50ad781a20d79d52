"""Faults of the page, its renderer, the browser and the kiosk, beside the frames on the screen."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from edge.events import PlayEnded, PlayStarted
from edge.screen.player.interlock import notice_not_shown_reason
from edge.screen.player.items import ListProgram, PageState, PlayerItem
from edge.tools.screen.keeper import CRASHED
from tests.doubles.coded_films import write_long_film
from tests.doubles.screen import Browser, FrameBuffer, browser, may_mount, press, screen, skip_without_browser
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import NOTICE, Served, served
from tests.screen_times import HEIGHT, WIDTH, Sight, sample

SIZE = (WIDTH, HEIGHT)
PATIENCE_S = 90.0
BACK_S = 5.0  # after which a player must be back
NEAR_S = 0.4  # told media second against the frame that is seen, on a loaded machine
REFUSED = "location.href.startsWith('chrome-error:') && !document.body.innerText.includes('root:')"
SAYS = "document.getElementById('says').textContent"


@dataclass
class Shop:
    """A player with its browser, which is kept as in a shop."""

    folder: Path
    film: Path
    display: str
    it: Served
    browser: Browser
    buffer: FrameBuffer

    @property
    def program(self) -> ListProgram:
        return ListProgram([PlayerItem(creative="film", file=self.film, kind="video")])

    @property
    def link(self) -> str:
        return f"http://127.0.0.1:{self.it.port}/#{self.it.token}"

    def now(self) -> float:
        return self.it.clock.now()

    def wait_for_start(self, after_s: float) -> PlayStarted:
        """The first play that begins after a time."""

        def starts() -> list[PlayStarted]:
            return [play for play in list(self.it.plays) if isinstance(play, PlayStarted) and play.at_s > after_s]

        wait_until(lambda: bool(starts()), "a play", PATIENCE_S)
        return starts()[0]

    def wait_for_end(self, after_s: float) -> PlayEnded:
        """The end of the play that is on, told after a time."""
        count = sum(isinstance(play, PlayStarted) and play.at_s <= after_s for play in self.it.plays)

        def ends() -> list[PlayEnded]:
            return [play for play in list(self.it.plays) if isinstance(play, PlayEnded)]

        wait_until(lambda: len(ends()) >= count, "the end of the play", PATIENCE_S)
        return ends()[count - 1]

    def why_not_shown(self) -> str | None:
        return notice_not_shown_reason(self.it.beats[-1], NOTICE.version, self.now())

    def wait_until_it_is_well(self) -> float:
        """Waits for a second of play and a good beat. Returns the time."""
        wait_until(lambda: bool(self.it.plays) and isinstance(self.it.plays[-1], PlayStarted), "a play", PATIENCE_S)
        time.sleep(1.2)  # what is seen and told of less than that is not compared
        wait_until(lambda: self.why_not_shown() is None, "the notice")
        return self.now()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One browser for this file."""
    skip_without_browser()
    folder = tmp_path_factory.mktemp("player")
    film = write_long_film(folder / "film.mp4", 1, 60.0)
    program = ListProgram([PlayerItem(creative="film", file=film, kind="video")])
    with ExitStack() as opened:
        it = opened.enter_context(served(folder, program))
        it.state = PageState(is_sensing=True)
        display, buffer = opened.enter_context(screen(folder, *SIZE))
        shown = opened.enter_context(
            browser(folder, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE, is_kept=True)
        )
        yield Shop(folder, film, display, it, shown, buffer)


@contextmanager
def watched(shop: Shop) -> Iterator[Sight]:
    """Notes the frames on the screen."""
    sight, stop = Sight(), threading.Event()
    reader = threading.Thread(target=sample, args=(shop.buffer, shop.it.clock, sight, stop, 0.01), name="pixels")
    reader.start()
    try:
        yield sight
    finally:
        stop.set()
        reader.join(10)


def assert_told_as_seen(plays: list[PlayStarted | PlayEnded], sight: Sight, from_s: float) -> None:
    """Each play since a time shows its media seconds, and its picture moves until the end that is told."""
    compared = 0
    for start, end in pairwise(plays):
        if not isinstance(start, PlayStarted) or not isinstance(end, PlayEnded) or end.at_s < from_s:
            continue
        seen = [(at_s, frame) for at_s, _, frame in sight.frames if start.at_s + 0.2 < at_s < end.at_s - 0.2]
        for at_s, frame in seen:
            assert abs(frame / 30 - (start.media_s + at_s - start.at_s)) < NEAR_S
        if seen:
            moved_s = max(at_s for at_s, *_ in sight.frames if at_s <= end.at_s + 0.2)
            assert end.at_s - moved_s < NEAR_S + end.error_s
            compared += 1
    assert compared >= 1


def stop_renderers(shop: Shop) -> list[int]:
    renderers = shop.browser.renderers()
    for renderer in renderers:
        os.kill(renderer, signal.SIGSTOP)
    return renderers


def test_a_print_dialog_ends_the_play_and_the_notice(shop: Shop) -> None:
    """It lies over both, and the page behind it goes on. The page counts as hidden until the dialog has gone."""
    began_s = shop.wait_until_it_is_well()
    shop.browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not shop.wait_for_end(began_s).complete
    wait_until(lambda: shop.why_not_shown() == "the player page is hidden", "the notice to be missed")
    shop.browser.evaluate("dispatchEvent(new Event('afterprint'))")
    assert shop.wait_for_start(began_s).media_s > 1.0


def test_a_page_that_hangs_ends_its_play_and_its_notice_after_five_seconds(shop: Shop) -> None:
    """A renderer that stops, as a driver or a lack of memory stops it: its socket stays open, and it tells nothing.

    The kiosk's clock counts; both go on when the page does.
    """
    with watched(shop) as sight:
        stopped_s = shop.wait_until_it_is_well()
        renderers = stop_renderers(shop)
        try:
            end = shop.wait_for_end(stopped_s)
            assert shop.now() - stopped_s < 8.0
            assert end.at_s <= stopped_s + 0.5
            assert shop.why_not_shown() is not None
            assert [alert.code for alert in shop.it.feed.alerts] == []  # it was not away
        finally:
            for renderer in renderers:
                os.kill(renderer, signal.SIGCONT)
        shop.wait_until_it_is_well()
    assert_told_as_seen(shop.it.plays, sight, stopped_s - 1)


def test_a_picture_that_stands_for_a_while_begins_another_segment_at_its_media_second(shop: Shop) -> None:
    with watched(shop) as sight:
        stopped_s = shop.wait_until_it_is_well()
        renderers = stop_renderers(shop)
        time.sleep(1.5)  # the stall itself
        for renderer in renderers:
            os.kill(renderer, signal.SIGCONT)
        again = shop.wait_for_start(stopped_s)
        shop.wait_until_it_is_well()
        # the one that is on alone: the next one, made ready at its end, would have no frame to show, and be left out
        shop.browser.evaluate(
            "[...document.querySelectorAll('video')].filter(video => !video.paused)"
            ".forEach(video => video.currentTime = 1e9)"
        )
        shop.wait_for_end(shop.now() - 0.1)
    assert again.media_s > 1.0
    assert_told_as_seen(shop.it.plays, sight, stopped_s - 1)


@contextmanager
def other_tab(shop: Shop, address: str) -> Iterator[None]:
    """A tab before the page, which stays while the browser's keeper is stopped; then the keeper closes it."""
    os.kill(shop.browser.process.pid, signal.SIGSTOP)
    try:
        shop.browser.debug(f"/json/new?{address}", "PUT")
        yield
    finally:
        os.kill(shop.browser.process.pid, signal.SIGCONT)


def test_a_page_behind_another_tab_shows_nothing_and_so_does_its_notice(shop: Shop) -> None:
    """The tab is of a file of the machine, which the policy refuses, and is closed as soon as the keeper runs again."""
    with watched(shop) as sight:
        hidden_s = shop.wait_until_it_is_well()
        with other_tab(shop, "file:///etc/passwd"):
            if may_mount():
                wait_until(lambda: bool(shop.browser.evaluate(REFUSED)), "the browser to refuse it")
            end = shop.wait_for_end(hidden_s)
            assert end.at_s - hidden_s < 2.0
            assert not end.complete
            wait_until(lambda: shop.why_not_shown() is not None, "the notice to be missed")
            assert shop.now() - hidden_s < BACK_S + 1.0
            assert isinstance(shop.it.plays[-1], PlayEnded)
        shop.wait_until_it_is_well()
    assert_told_as_seen(shop.it.plays, sight, hidden_s - 1)


def test_a_renderer_that_crashes_is_back_within_five_seconds(shop: Shop) -> None:
    """Chromium shows an error in place of the page; what keeps it loads the page again."""
    with watched(shop) as sight:
        killed_s = shop.wait_until_it_is_well()
        for renderer in shop.browser.renderers():
            os.kill(renderer, signal.SIGKILL)
        end = shop.wait_for_end(killed_s)
        assert abs(end.at_s - killed_s) <= end.error_s + 0.3
        assert not end.complete
        assert shop.wait_for_start(killed_s + 0.1).at_s - killed_s < BACK_S
        shop.wait_until_it_is_well()
    assert_told_as_seen(shop.it.plays, sight, killed_s - 1)


def test_keys_that_lead_out_of_the_page_do_nothing(shop: Shop) -> None:
    """The page's own key after them still arrives, so neither a window nor a dialog lies over the page."""
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed: apt-get install xdotool")
    wait_until(lambda: shop.why_not_shown() is None, "the notice", PATIENCE_S)
    plays, presses = len(shop.it.plays), len(shop.it.opt_outs)
    press(shop.display, "ctrl+p", "ctrl+o", "F1", "shift+Escape", "o")
    wait_until(lambda: len(shop.it.opt_outs) > presses, "the key of the page")
    assert len(shop.it.opt_outs) == presses + 1  # Ctrl and O is not O
    assert shop.why_not_shown() is None
    assert len(shop.it.plays) == plays


def test_a_kiosk_that_is_killed_leaves_a_page_that_says_so_and_comes_back(shop: Shop) -> None:
    """The picture goes on; the strip measures nothing. The next kiosk's first advert is on within five seconds: what is
    on was handed out by the one before, so its play could not be told."""
    port = shop.it.port
    shop.wait_until_it_is_well()
    wait_until(lambda: shop.browser.evaluate(SAYS) == "Measuring.", "the strip to say so")
    shop.it.feed.close()
    wait_until(lambda: shop.browser.evaluate(SAYS) == "Not measuring.", "the strip to say so")
    with served(shop.folder, shop.program, port=port) as it:
        began_s = it.clock.now()
        it.state = PageState(is_sensing=True)
        wait_until(lambda: bool(it.beats) and bool(it.plays), "a beat and a play", PATIENCE_S)
        assert it.clock.now() - began_s < BACK_S
        assert it.plays[0].at_s - began_s > 0
        wait_until(lambda: shop.browser.evaluate(SAYS) == "Measuring.", "the strip to say so again")


def test_a_browser_that_is_killed_ends_its_play_and_another_one_goes_on(shop: Shop) -> None:
    """At its last beat, within the error that is told; the unit starts the other one after two seconds."""
    with served(shop.folder, shop.program, port=shop.it.port) as it:
        shop.it = it
        it.state = PageState(is_sensing=True)
        wait_until(lambda: bool(it.beats) and bool(it.plays), "a beat and a play", PATIENCE_S)
        with watched(shop) as sight:
            killed_s = shop.wait_until_it_is_well()
            os.kill(shop.browser.main_process(), signal.SIGKILL)
            assert shop.browser.process.wait(20) == CRASHED
            end = shop.wait_for_end(killed_s)
            assert abs(end.at_s - killed_s) <= end.error_s + 0.3
            other = shop.folder / "other"
            other.mkdir()
            opened_s = shop.now()
            with browser(other, shop.link, shop.display, SIZE):
                again = shop.wait_for_start(killed_s)
                print(f"a browser shows its first frame {again.at_s - opened_s:.1f} s after it was started")
                assert again.media_s == 0
                shop.wait_until_it_is_well()
        assert_told_as_seen(it.plays, sight, killed_s - 1)
