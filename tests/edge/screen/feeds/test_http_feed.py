"""POST /play on a real server: who may, what is answered, and lost edges that heal."""

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.messages.commands import MAX_BYTES
from edge.messages.wire import time_text
from edge.screen.feeds.feed_health import BAD_S
from edge.screen.feeds.playing_check import LOST_S
from edge.web.security import HEADERS
from edge.web.server import PageServerError, listen_on_loopback
from tests.doubles.play_server import ServedPlays, served_plays
from tests.doubles.player_page import request


@pytest.fixture
def it(tmp_path: Path) -> Iterator[ServedPlays]:
    with served_plays(tmp_path) as served:
        yield served


def alert_text(it: ServedPlays) -> str:
    assert it.feed is not None
    (alert,) = it.feed.alerts
    assert alert.code == "feed.bad"
    return alert.text


def test_a_play_is_stored_before_it_is_answered(it: ServedPlays) -> None:
    """202; the same body again is 202 again: the journal of plays knows it."""
    at = time_text(it.clock.now())
    for _ in range(2):
        assert it.post(creative="Spring Sale", event="start", at=at, duration_s=15.0) == (202, [])
    assert it.told[0] == it.told[1]
    assert (it.told[0].creative, it.told[0].feed, it.told[0].at) == ("spring_a", "http", at)


def test_a_play_that_cannot_be_stored_is_told_again(it: ServedPlays) -> None:
    """503 until the disk takes it; also of a play whose start was lost."""
    it.is_full = True
    for _ in range(2):
        assert it.post(creative="a", event="start")[0] == 503
        assert it.post(creative="a", event="playing", media_s=3.0)[0] == 503
    assert it.feed is not None
    assert it.feed.alerts == ()  # the player did nothing wrong
    it.is_full = False
    assert it.post(creative="a", event="playing", media_s=4.0) == (202, [])
    assert [(play.event, play.media_s) for play in it.told] == [("start", 4.0)]


def test_all_problems_are_answered_and_counted(it: ServedPlays) -> None:
    status, problems = it.post(creative="Winter Sale", event="begin")
    assert status == 400
    assert [problem.split(":")[0] for problem in problems] == ["creative", "event"]
    assert it.told == []
    assert "creative:" in alert_text(it)
    assert "vitrina docs players" in alert_text(it)


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer guess", "Basic {token}", "{token}x"])
def test_without_the_token_nothing_is_read(it: ServedPlays, given: str) -> None:
    """A web page of another origin cannot know it."""
    headers = {"Authorization": given.format(token=it.token)} if given else {}
    status, problems = it.post(creative="a", event="start", headers=headers)
    assert (status, len(problems)) == (401, 1)
    assert it.told == []
    assert it.token not in str(problems)


def test_two_tokens_are_none(it: ServedPlays) -> None:
    """Of two headers of one name neither counts."""
    with socket.create_connection(("127.0.0.1", it.port), 20) as client:
        bearer = f"Authorization: Bearer {it.token}\r\n"
        head = f"POST /play HTTP/1.1\r\nHost: 127.0.0.1:{it.port}\r\n{bearer}{bearer}Content-Length: 2\r\n\r\n{{}}"
        client.sendall(head.encode())
        assert client.recv(100).startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1.evil.example:{port}", ""])
def test_a_wrong_host_is_refused(it: ServedPlays, host: str) -> None:
    """As a page would send it that makes its name point to this machine."""
    headers = {**it.bearer, "Host": host.format(port=it.port)}
    assert request(it.port, "/play", "POST", "{}", headers)[0] == 400
    assert "wrong Host" in alert_text(it)


def test_a_page_of_another_origin_may_ask_and_gets_no_more(it: ServedPlays) -> None:
    """The preflight of a widget, also that of Chromium for private networks."""
    asks = {"Origin": "null", "Access-Control-Request-Method": "POST", "Access-Control-Request-Private-Network": "true"}
    status, headers, body = request(it.port, "/play", "OPTIONS", None, asks)
    assert (status, body) == (204, b"")
    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-allow-methods"] == "POST"
    assert headers["access-control-allow-headers"] == "authorization, content-type"
    assert headers["access-control-allow-private-network"] == "true"
    assert "access-control-allow-credentials" not in headers
    posted = request(it.port, "/play", "POST", '{"creative":"a","event":"start"}', {**it.bearer, "Origin": "null"})
    assert (posted[0], posted[1]["access-control-allow-origin"]) == (202, "*")


def test_every_answer_has_the_headers_of_all_pages(it: ServedPlays) -> None:
    for method, path, body in (("POST", "/play", "{}"), ("GET", "/play", None), ("GET", "/", None)):
        headers = request(it.port, path, method, body)[1]
        for name in HEADERS:
            assert headers[name]
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", ["/", "/play/", "/state", "/broadsign/x/start", "/play?x=1/../state", "/docs"])
def test_there_is_nothing_else(it: ServedPlays, path: str) -> None:
    assert request(it.port, path)[0] in (404, 405, 307)


def test_a_long_body_is_refused(it: ServedPlays) -> None:
    assert it.post(" " * (MAX_BYTES + 1))[0] == 413
    assert "too long" in alert_text(it)
    assert it.post('{"creative":"a","event":"start"}' + " " * (MAX_BYTES - 32))[0] == 202


def test_reports_that_a_play_goes_on_heal_a_lost_start_and_a_lost_end(it: ServedPlays) -> None:
    assert it.feed is not None
    it.post(creative="a", event="start")
    assert it.post(creative="a", event="playing", media_s=0.1) == (202, [])
    assert it.post(creative="b", event="playing", media_s=7.0, duration_s=15.0) == (202, [])
    it.feed.poll(it.clock.now() + LOST_S - 1)
    assert [(play.creative, play.event, play.media_s) for play in it.told] == [("a", "start", 0.0), ("b", "start", 7.0)]
    it.feed.poll(it.clock.now() + LOST_S)
    it.feed.poll(it.clock.now() + 2 * LOST_S)
    assert [(play.creative, play.event) for play in it.told[2:]] == [("b", "end")]


def test_the_token_is_a_secret_of_this_user(it: ServedPlays, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600
    assert len(it.token) == 43


def test_a_player_that_says_nothing_for_a_day_is_lost(it: ServedPlays) -> None:
    assert it.feed is not None
    assert it.feed.alerts == ()
    health = it.feed._health
    assert [alert.code for alert in health.current_alerts(it.clock.now() + 86_400)] == ["feed.lost"]
    it.post(creative="A", event="start")
    assert health.current_alerts(it.clock.now() + BAD_S) == ()


def test_a_port_in_use_names_its_setting(it: ServedPlays) -> None:
    with pytest.raises(PageServerError, match=r"another \[playback\] port"):
        listen_on_loopback(it.port, "playback", 0.0)
