"""A real mpv: its plays within the error that is told, what a user does with it, and sockets that are none."""

import os
import signal
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds import mpv as mpv_feed
from edge.screen.feeds.mpv import MpvFeed
from edge.screen.feeds.mpv_lines import MAX_LINE_BYTES
from edge.screen.feeds.mpv_plays import ERROR_S
from tests.doubles.made_films import make_film, needs_ffmpeg
from tests.doubles.mpv import fake_mpv, mpv, needs_mpv
from tests.doubles.polled import Polled, polled
from tests.doubles.waiting import wait_until

NAMES = CreativeNames({"Spring A.mp4": "spring_a"})


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("films")
    films = {"spring_a": make_film(folder / "Spring A.mp4", 1.0), "b": make_film(folder / "b.mp4", 1.5)}
    return {**films, "long": make_film(folder / "long.mp4", 60.0), "pic": make_film(folder / "pic.png")}


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Polled]:
    with polled(MpvFeed(tmp_path / "socket", NAMES, Clock().now)) as it:
        yield it


@needs_mpv
@needs_ffmpeg
def test_a_list_is_told_film_by_film(tmp_path: Path, films: dict[str, Path]) -> None:
    """A broken file is no play, a picture has no length, and each lasts as long as it does."""
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    order = [films["spring_a"], tmp_path / "broken.mp4", films["pic"], films["b"]]
    path = tmp_path / "socket"
    with mpv(path) as player, polled(MpvFeed(path, NAMES, Clock().now)) as it:
        player.command("set_property", "image-display-duration", 1)
        for file in order:
            player.command("loadfile", str(file), "append-play")
        plays = it.wait_for(6)
    starts, ends = plays[::2], plays[1::2]
    assert [(play.creative, play.media_s, play.duration_s) for play in starts] == [
        ("spring_a", 0.0, 1.0),
        ("pic", 0.0, None),
        ("b", 0.0, 1.5),
    ]
    assert all(isinstance(play, PlayEnded) for play in ends)
    assert all(play.error_s == ERROR_S for play in plays)
    lengths_s = [end.at_s - start.at_s for start, end in zip(starts, ends, strict=True)]
    assert lengths_s == [pytest.approx(length_s, abs=0.4) for length_s in (1.0, 1.0, 1.5)]
    assert all(one.at_s <= next_one.at_s for one, next_one in pairwise(plays))


@needs_mpv
@needs_ffmpeg
def test_what_a_user_does_is_told(tmp_path: Path, films: dict[str, Path]) -> None:
    """Connected in the middle of a film; pause, seek, speed; mpv that stops, hangs, ends and comes back."""
    path = tmp_path / "socket"
    with mpv(path, [films["long"]], "--start=10") as player, polled(MpvFeed(path, NAMES, Clock().now)) as it:
        (start,) = it.wait_for(1)
        assert start.creative == "long"
        assert 9.9 < start.media_s < 20
        player.command("set_property", "pause", True)
        assert isinstance(it.wait_for(2)[1], PlayEnded)
        player.command("set_property", "pause", False)
        player.command("seek", 40, "absolute", "exact")
        wait_until(lambda: _is_on(it, 40.0), "the play after the seek")
        count = len(it.plays)
        player.command("set_property", "speed", 2)
        assert isinstance(it.wait_for(count + 1)[-1], PlayEnded)
        it.wait_for_alert("feed.bad", "speed other than 1")
        player.command("set_property", "speed", 1)
        it.wait_for(count + 2)
        player.process.kill()
        assert isinstance(it.wait_for(count + 3)[-1], PlayEnded)
        path.unlink()
        with mpv(path, [films["b"]]):
            wait_until(lambda: _creative(it) == "b", "the play of another mpv")


def _is_on(it: Polled, media_s: float) -> bool:
    last = it.plays[-1]
    return isinstance(last, PlayStarted) and abs(last.media_s - media_s) < 0.5


def _creative(it: Polled) -> str | None:
    last = it.plays[-1]
    return last.creative if isinstance(last, PlayStarted) else None


@needs_mpv
@needs_ffmpeg
def test_an_mpv_that_hangs_ends_its_play(
    tmp_path: Path, films: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the last answer, with an error that says so."""
    monkeypatch.setattr(mpv_feed, "HANGS_S", 0.6)
    monkeypatch.setattr(mpv_feed, "ASK_S", 0.1)
    path = tmp_path / "socket"
    clock = Clock()
    with mpv(path, [films["long"]]) as player, polled(MpvFeed(path, NAMES, clock.now)) as it:
        it.wait_for(1)
        time.sleep(0.3)  # a few answers
        os.kill(player.process.pid, signal.SIGSTOP)
        hung_s = clock.now()
        try:
            end = it.wait_for(2)[1]
        finally:
            os.kill(player.process.pid, signal.SIGCONT)
        assert isinstance(end, PlayEnded)
        assert end.error_s == 0.6
        assert end.at_s < hung_s + 0.3


@pytest.mark.parametrize(
    ("says", "code", "text"),
    [
        (b"x" * (MAX_LINE_BYTES + 2), "feed.bad", "a line of more than"),
        (b"no json\n" * 200, "feed.bad", "not mpv's JSON"),
        (b"", "feed.lost", "mpv has not answered for"),
        (b'{"event":"seek"}\n' * 5000, "feed.lost", "mpv has not answered for"),
    ],
)
def test_a_socket_that_is_no_mpv_is_an_alert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: bytes, code: str, text: str
) -> None:
    """It is tried again, ever less often; nothing is told, and the thread ends."""
    monkeypatch.setattr(mpv_feed, "HANGS_S", 0.2)
    monkeypatch.setattr(mpv_feed, "LOST_S", 0.5)
    monkeypatch.setattr(mpv_feed, "FIRST_WAIT_S", 0.05)
    path = tmp_path / "socket"
    with fake_mpv(path, says) as player:
        feed = MpvFeed(path, NAMES, Clock().now)
        with polled(feed) as it:
            it.wait_for_alert(code, text)
            wait_until(lambda: player.connections > 1, "another try")
        assert it.plays == []
        assert not feed._thread.is_alive()


@pytest.mark.parametrize(
    ("name", "text"),
    [("none", "No such file"), ("file", "Connection refused"), ("x" * 200, "the path is too long")],
)
def test_a_path_without_a_socket_is_an_alert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setattr(mpv_feed, "LOST_S", 0.1)
    (tmp_path / "file").touch()
    with polled(MpvFeed(tmp_path / name, NAMES, Clock().now)) as it:
        assert "--input-ipc-server" in it.wait_for_alert("feed.lost", text).text


def test_a_feed_that_was_never_polled_can_be_closed(tmp_path: Path) -> None:
    MpvFeed(tmp_path / "socket", NAMES, Clock().now).close()
