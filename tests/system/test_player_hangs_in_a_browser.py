"""A renderer that stops, as a driver or a lack of memory stops it: its socket stays open, and nothing is sensed."""

import os
import signal
from pathlib import Path

from edge.events import PlayEnded, PlayStarted
from edge.screen.player.interlock import why_not_shown
from edge.screen.player.items import ListProgram, PageState, PlayerItem
from tests.doubles.coded_films import write_film
from tests.doubles.screen import browser, screen, skip_without_browser
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import NOTICE, served

SIZE = (640, 480)
PATIENCE_S = 90.0


def test_a_page_that_hangs_ends_its_play_and_its_notice_after_five_seconds(tmp_path: Path) -> None:
    """On the kiosk's clock, for the page itself tells nothing; and both go on when the page does."""
    skip_without_browser()
    film = PlayerItem(creative="film", file=write_film(tmp_path / "film.webm", 1, 60.0), kind="video")
    with served(tmp_path, ListProgram([film])) as it, screen(tmp_path, *SIZE) as (display, _):
        it.state = PageState(is_sensing=True)
        with browser(tmp_path, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE) as opened:
            wait_until(lambda: bool(it.plays) and bool(it.beats), "a play", PATIENCE_S)
            stopped_s = it.clock.now()
            for renderer in opened.renderers():
                os.kill(renderer, signal.SIGSTOP)
            try:
                wait_until(lambda: isinstance(it.plays[-1], PlayEnded), "the end of the play")
                assert it.clock.now() - stopped_s < 8.0
                assert it.plays[-1].at_s <= stopped_s + 0.5
                assert why_not_shown(it.beats[-1], NOTICE.version, it.clock.now()) is not None
                assert [alert.code for alert in it.feed.alerts] == []  # it was not away
            finally:
                for renderer in opened.renderers():
                    os.kill(renderer, signal.SIGCONT)
            beats = len(it.beats)
            wait_until(lambda: len(it.beats) > beats, "a beat")
    assert sum(isinstance(play, PlayStarted) for play in it.plays) >= 1
