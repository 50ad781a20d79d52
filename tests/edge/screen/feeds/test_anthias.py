"""The feed "anthias" against a server that answers as Anthias does, and against what is none."""

import time
from itertools import pairwise

import pytest

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds import anthias as anthias_feed
from edge.screen.feeds import anthias_request
from edge.screen.feeds.anthias import AnthiasFeed
from edge.screen.feeds.anthias_answer import MAX_BYTES, AnthiasAnswerError, Asset
from edge.screen.feeds.anthias_request import AnthiasAddress, fetch_current_asset
from tests.doubles.anthias import Anthias, anthias_server, asset
from tests.doubles.broker import free_port
from tests.doubles.hostile_server import hostile_server
from tests.doubles.polled import polled
from tests.doubles.waiting import wait_until

CLOCK = Clock()


def ask(it: Anthias, user: str | None = None, password: str = "") -> Asset | None:
    return fetch_current_asset(AnthiasAddress(it.url, user, password), CLOCK.now)


def refused(address: str) -> str:
    with pytest.raises(AnthiasAnswerError) as caught:
        fetch_current_asset(AnthiasAddress(address), CLOCK.now)
    return str(caught.value)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty polls a second, and a player that is lost after one."""
    monkeypatch.setattr(anthias_feed, "POLL_S", 0.05)
    monkeypatch.setattr(anthias_feed, "LEAST_WAIT_S", 0.0)
    monkeypatch.setattr(anthias_feed, "LONGEST_BACKOFF_S", 0.2)
    monkeypatch.setattr(anthias_feed, "LOST_S", 1.0)


def test_the_asset_that_is_on_is_asked_for() -> None:
    with anthias_server(shown=asset("7f3c", duration_s=20)) as it:
        assert ask(it) == Asset("7f3c", "7f3c", 20.0)
        it.shown = None
        assert ask(it) is None


def test_a_login_is_given_and_its_page_is_not_followed() -> None:
    with anthias_server(login="ada:hush") as it:
        assert ask(it, "ada", "hush") is None
        with pytest.raises(AnthiasAnswerError, match="set anthias_user"):
            ask(it, "ada", "guess")
        assert it.asked == 2  # the page of the login was never asked for
    assert "hush" not in repr(AnthiasAddress(it.url, "ada", "hush"))


@pytest.mark.usefixtures("quick")
def test_a_viewer_that_does_not_answer_is_an_error_after_its_time() -> None:
    with anthias_server(viewer_is_gone=True) as it:
        it.released.set()  # the two seconds of the server are over
        with pytest.raises(AnthiasAnswerError, match="the HTTP status is 500"):
            ask(it)


def test_a_server_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is for the whole answer, not for a byte."""
    monkeypatch.setattr(anthias_request, "TIMEOUT_S", 0.3)
    with anthias_server(shown=asset("7f3c"), drip_s=0.02) as it:
        begun_s = time.monotonic()
        with pytest.raises(AnthiasAnswerError, match="no answer for"):
            ask(it)
        assert time.monotonic() - begun_s < 3


def test_a_server_that_drips_its_headers_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anthias_request, "TIMEOUT_S", 0.3)
    with hostile_server(b"HTTP/1.1 200 OK\r\n", b"x") as hostile:
        assert "no answer for" in refused(f"http://127.0.0.1:{hostile.port}")
        assert hostile.has_cut.wait(1)


def test_an_answer_without_end_is_cut_off() -> None:
    with (
        anthias_server(raw=b" " * (2 * MAX_BYTES)) as it,
        pytest.raises(AnthiasAnswerError, match=f"more than {MAX_BYTES} bytes"),
    ):
        ask(it)


def test_what_is_no_anthias_says_so() -> None:
    with anthias_server(raw=b"<html>", kind="text/html") as it:
        assert "is anthias_url the address" in refused(it.url)
        assert "the HTTP status is 404" in refused(it.url + "/elsewhere/")
        assert refused(it.url.replace("http", "https"))
    assert "refused" in refused(f"http://127.0.0.1:{free_port()}")
    assert "its name was not found" in refused("http://no-such-host.invalid")


@pytest.mark.usefixtures("quick")
def test_plays_are_told_by_their_creatives_and_a_lost_player_is_an_alert() -> None:
    """It comes back, and what was on meanwhile is not told."""
    with anthias_server(shown=asset("first")) as it:
        address = AnthiasAddress(it.url)
        feed = AnthiasFeed(
            lambda: fetch_current_asset(address, CLOCK.now), CreativeNames({"7f3c-1": "spring_a"}), CLOCK.now
        )
        with polled(feed) as told:
            wait_until(lambda: it.asked > 2, "polls")
            it.shown = asset("7f3c-1")
            (start,) = told.wait_for(1)
            assert (start.creative, start.duration_s, start.feed) == ("spring_a", 15.0, "anthias")
            assert 1.0 < start.error_s < 2.0
            it.shown = None
            assert isinstance(told.wait_for(2)[1], PlayEnded)
            it.shown = asset("Holiday Video")
            told.wait_for_alert("feed.bad", "that is not in [playback.creatives]")
            it.raw = b"{"
            told.wait_for_alert("feed.lost", "incomplete or not JSON")
            it.raw, it.shown = None, asset("b")
            wait_until(lambda: not [alert for alert in feed.alerts if alert.code == "feed.lost"], "the player's return")
            assert [play.creative for play in told.plays if isinstance(play, PlayStarted)] in (
                ["spring_a"],
                ["spring_a", "b"],
            )
        assert not feed._thread.is_alive()


@pytest.mark.usefixtures("quick")
def test_a_player_that_is_away_is_asked_less_often() -> None:
    """With a bound."""
    asked: list[float] = []

    def ask_nobody() -> Asset | None:
        asked.append(time.monotonic())
        raise AnthiasAnswerError("it is away")

    with polled(AnthiasFeed(ask_nobody, CreativeNames(), CLOCK.now)) as it:
        wait_until(lambda: len(asked) >= 7, "questions")
        assert "it is away" in it.wait_for_alert("feed.lost").text
    waits = [after - before for before, after in pairwise(asked)]
    assert waits[0] >= 0.04 - 0.001
    assert min(waits[3:]) >= 0.16 - 0.001


def test_a_feed_that_was_never_polled_can_be_closed() -> None:
    AnthiasFeed(lambda: None, CreativeNames(), CLOCK.now).close()
