"""The player's feed with a page that a program plays, through a real socket."""

import socket
import time
from datetime import datetime
from pathlib import Path

import pytest

from edge.clock import machine_time_s
from edge.events import PlayEnded, PlayStarted
from edge.screen.player import connection
from edge.screen.player.items import ListProgram, PageState, PlayerItem
from edge.screen.player.page_clock import PageClock
from edge.web.server import listen_on_loopback
from tests.doubles.player_page import PlayerPage, connected_page, page_ms, request
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import items, served


@pytest.fixture
def page_clocks(monkeypatch: pytest.MonkeyPatch) -> list[PageClock]:
    """The clocks of all pages that connect."""
    clocks: list[PageClock] = []

    class SeenClock(PageClock):
        def __init__(self) -> None:
            super().__init__()
            clocks.append(self)

    monkeypatch.setattr(connection, "PageClock", SeenClock)
    return clocks


def wait_for_a_short_round_trip(clocks: list[PageClock]) -> None:
    """Times of the page are then within 10 ms; on a busy machine the first answer to a ping may be late."""
    wait_until(lambda: any(clock.is_set and clock.error_s < 0.01 for clock in list(clocks)), "a short round trip")


def test_two_films_are_shown_in_a_loop_and_told_from_their_first_frames(
    tmp_path: Path, page_clocks: list[PageClock]
) -> None:
    """The page is handed the next film when the present one has begun; times are those that it told."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        first = page.wait_for("show")
        wait_for_a_short_round_trip(page_clocks)
        began_s, began_ms = it.clock.now(), page_ms()
        page.start(first, t=began_ms)
        second = page.wait_for("show", 2)
        page.end(first, t=began_ms + 20)
        page.start(second, t=began_ms + 40)
        third = page.wait_for("show", 3)
        a, end, b = it.wait_for_plays(3)
    assert [a.creative, b.creative] == ["a", "b"]
    assert a.at_s == pytest.approx(began_s, abs=0.02)
    assert end.at_s - a.at_s == pytest.approx(0.02, abs=0.001)
    assert b.at_s - a.at_s == pytest.approx(0.04, abs=0.001)
    assert (a.feed, a.sha256, a.position, a.duration_s) == ("player", "ab12cd34ef56", 0, 5.0)
    assert (end.media_s, end.complete, end.dropped) == (5.0, True, pytest.approx(2 / 150))
    assert third["n"] > second["n"] > first["n"]


def test_the_page_gets_each_item_it_was_handed_with_ranges(tmp_path: Path) -> None:
    """A browser seeks in a video by ranges."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        show = page.wait_for("show")
        status, headers, body = request(it.port, show["url"], headers={**it.cookie, "Range": "bytes=10-19"})
        assert (status, headers["content-type"], body) == (206, "video/mp4", bytes(range(10, 20)))
        assert request(it.port, show["url"], headers=it.cookie)[2] == bytes(range(256)) * 40
        assert request(it.port, f"/media/{show['n'] + 5}", headers=it.cookie)[0] == 404


def test_a_play_ends_where_the_page_was_last_heard_of(tmp_path: Path) -> None:
    """A browser that crashes tells no end; its last beat stands for it, with the error of a second."""
    with served(tmp_path) as it:
        with connected_page(it.port, it.token) as page:
            page.start(page.wait_for("show"))
            page.beat()
            wait_until(lambda: bool(it.beats), "the beat")
        _, end = it.wait_for_plays(2)
        assert isinstance(end, PlayEnded)
        assert end.at_s == pytest.approx(it.beats[-1].at_s, abs=0.01)
        assert (end.error_s, end.complete) == (1.0, False)


def test_a_play_is_stored_with_its_end_before_the_page_hears_what_comes_next(tmp_path: Path) -> None:
    """Once. What is on is not stored: where it ends is not known."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        first = page.wait_for("show")
        page.start(first)
        second = page.wait_for("show", 2)
        assert it.stored == []
        page.end(first)
        page.start(second)
        page.wait_for("show", 3)
        assert [type(play) for play in it.stored] == [PlayStarted, PlayEnded]
        assert it.stored == it.wait_for_plays(3)[:2]


def test_a_play_without_length_is_not_stored(tmp_path: Path) -> None:
    """The page goes before its first beat: no end is known. Such a pair would be an open play after a crash."""
    with served(tmp_path) as it:
        with connected_page(it.port, it.token) as page:
            page.start(page.wait_for("show"))
            it.wait_for_plays(1)
        start, end = it.wait_for_plays(2)
        assert end.at_s == start.at_s
        assert it.stored == []


def test_an_item_that_nobody_saw_is_handed_to_the_next_page(tmp_path: Path) -> None:
    """A restarted browser goes on where the schedule was."""
    with served(tmp_path) as it:
        with connected_page(it.port, it.token) as page:
            page.start(page.wait_for("show"))
            waiting = page.wait_for("show", 2)
        with connected_page(it.port, it.token) as page:
            assert page.wait_for("show") == waiting


def test_a_file_that_cannot_be_shown_is_named_and_left_out(tmp_path: Path) -> None:
    """The rest plays."""
    program = ListProgram(items(tmp_path, ["bad.mp4", "good.mp4"]))
    with served(tmp_path, program) as it, connected_page(it.port, it.token) as page:
        bad = page.wait_for("show")
        page.send(e="failed", n=bad["n"], detail="error 4 DEMUXER_ERROR_COULD_NOT_OPEN")
        good = page.wait_for("show", 2)
        text = it.wait_for_alert("player.file")
        page.start(good)
        page.wait_for("show", 3)
        page.end(good)
        page.start(page.told("show")[-1])
        page.wait_for("show", 4)
        plays = it.wait_for_plays(3)

    assert "bad (error 4 DEMUXER_ERROR_COULD_NOT_OPEN)" in text
    assert [play.creative for play in plays if isinstance(play, PlayStarted)] == ["good", "good"]


def test_what_shows_nothing_is_no_play(tmp_path: Path) -> None:
    """The kiosk names the file, and tries it again when its turn comes: the machine may have been slow."""
    program = ListProgram(items(tmp_path, ["late.mp4"]))
    with served(tmp_path, program) as it, connected_page(it.port, it.token) as page:
        show = page.wait_for("show")
        page.end(show, why="nothing shown", detail="no frame within 2 s", media_s=0, shown=0, dropped=0)
        again = page.wait_for("show", 2)
        assert "late (no frame within 2 s)" in it.wait_for_alert("player.file")
        assert it.plays == []
        page.start(again)
        it.wait_for_plays(1)
        wait_until(lambda: not it.feed.alerts, "an end of the alert")


def test_a_stall_ends_a_segment_and_another_begins_at_its_media_second(tmp_path: Path) -> None:
    """Nobody is exposed to a second that was not on the screen; neither part is complete."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        show = page.wait_for("show")
        t = page_ms() - 4_000
        page.start(show, t=t)
        page.send(e="stop", t=t + 2_000, n=show["n"], media_s=2.0, gap_ms=40, shown=60, dropped=0)
        page.start(show, t=t + 3_000, media_s=2.0)
        page.end(show, t=t + 4_000)
        first, stop, second, end = it.wait_for_plays(4)
    assert (first.media_s, stop.media_s, second.media_s) == (0.0, 2.0, 2.0)
    assert (stop.complete, end.complete) == (False, False)
    assert second.at_s - stop.at_s == pytest.approx(1.0, abs=0.001)


def test_a_page_that_drops_frames_is_an_alert(tmp_path: Path) -> None:
    """The text tells no share: with more people in view a machine at its limit drops more."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        show = page.wait_for("show")
        page.start(show)
        page.end(show, shown=100, dropped=50, gap_ms=700)
        text = it.wait_for_alert("player.slow")
        assert "33" not in text


def test_a_refused_sound_is_an_alert(tmp_path: Path) -> None:
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        page.wait_for("show")
        page.send(e="muted")
        assert "--autoplay-policy" in it.wait_for_alert("player.sound")


def told(**state: object) -> dict[str, object]:
    """The command that tells the page a state, without a panel."""
    return {"do": "state", "panel": False, **state}


def test_the_page_hears_of_the_state_and_of_nothing_else(tmp_path: Path) -> None:
    """Sensing or not, and the rest of an opt-out: what it needs to say what is so."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        assert page.wait_for("state") == told(sensing=False, view=False, left_s=0)
        it.state = PageState(is_sensing=True)
        assert page.wait_for("state", 2) == told(sensing=True, view=False, left_s=0)
        it.state = PageState(is_sensing=False, opted_out_until_s=it.clock.now() + 599.5)
        assert page.wait_for("state", 3) == {
            "do": "state",
            "sensing": False,
            "view": False,
            "panel": False,
            "left_s": 600,
        }
        it.state = PageState(is_sensing=False, is_view_open=True)
        assert page.wait_for("state", 4) == told(sensing=False, view=True, left_s=0)
        page.send(e="optout")
        wait_until(lambda: len(it.opt_outs) == 1, "the opt-out")


def test_a_second_page_ends_the_connection_of_the_first(tmp_path: Path) -> None:
    """A browser that was started anew must win over one whose renderer hangs."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as old:
        old.wait_for("show")
        with connected_page(it.port, it.token) as new:
            new.wait_for("show")
            wait_until(lambda: old.has_ended, "the end of the first page")
            assert old.close_code == 4001  # by which it knows that it shall not come again
            new.beat()
            wait_until(lambda: len(it.beats) == 1, "a beat of the new page")


def test_nothing_scheduled_shows_the_notice_and_asks_again(tmp_path: Path) -> None:
    class Opening(ListProgram):
        def __init__(self) -> None:
            super().__init__([])
            self.asked = 0

        def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
            self.asked += 1
            return items(tmp_path)[0] if self.asked > 2 else None

    with served(tmp_path, Opening()) as it, connected_page(it.port, it.token) as page:
        page.wait_for("show")
        assert [command["do"] for command in page.commands if command["do"] != "state"] == ["idle", "show"]


def test_a_page_of_before_a_restart_tells_nothing(tmp_path: Path) -> None:
    """Its film goes on while it connects again; the number of that film is of no item of this kiosk."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        show = page.wait_for("show")
        page.end({"n": show["n"] - 1})
        page.start({"n": show["n"] - 1})
        page.start(show)
        (play,) = it.wait_for_plays(1)
        assert play.creative == "a"


def test_a_beat_is_as_old_as_the_page_says(tmp_path: Path) -> None:
    """One that waited somewhere is no proof of the present."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        page.wait_for("show")
        page.beat(t=page_ms() - 4_000)
        wait_until(lambda: bool(it.beats), "the beat")
        assert it.clock.now() - it.beats[0].at_s > 3.9


def test_a_file_that_is_gone_is_named_and_left_out(tmp_path: Path) -> None:
    """Deleted after it was handed over: the page gets no bytes of it, and the rest plays."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        page.start(page.wait_for("show"))
        gone = page.wait_for("show", 2)
        (tmp_path / "b.mp4").unlink()
        assert request(it.port, gone["url"], headers=it.cookie)[0] == 404
        page.send(e="failed", n=gone["n"], detail="error 4 MEDIA_ELEMENT_ERROR: Format error")
        page.wait_for("show", 3)
        assert "b (error 4" in it.wait_for_alert("player.file")
        assert {shown.creative for shown in it.feed._link.media.values()} == {"a"}


def test_a_step_of_the_machines_clock_moves_no_play(tmp_path: Path, page_clocks: list[PageClock]) -> None:
    """Neither its start, nor its end, nor the age of a beat: all are told on the kiosk's own clock."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        show = page.wait_for("show")
        wait_for_a_short_round_trip(page_clocks)
        began_s, began_ms = it.clock.now(), page_ms()
        page.start(show, t=began_ms)
        it.wait_for_plays(1)
        it.clock._wall = lambda: machine_time_s() + 3600.0
        assert it.clock.error_s() > 3000
        page.end(show, t=began_ms + 40)
        page.beat()
        start, end = it.wait_for_plays(2)
        wait_until(lambda: bool(it.beats), "a beat")
        assert (start.at_s, end.at_s) == (pytest.approx(began_s, abs=0.02), pytest.approx(began_s + 0.04, abs=0.02))
        assert abs(it.beats[-1].at_s - it.clock.now()) < 1.0


def test_a_server_that_ends_while_a_file_is_read_logs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A browser reads a film as it plays it, so that every stop of a kiosk ends such a transfer."""
    with (tmp_path / "a.mp4").open("wb") as file:
        file.truncate(300_000_000)
    with served(tmp_path) as it, connected_page(it.port, it.token) as page, socket.socket() as reader:
        url = page.wait_for("show")["url"]
        reader.connect(("127.0.0.1", it.port))
        cookie = it.cookie["Cookie"]
        reader.sendall(f"GET {url} HTTP/1.1\r\nHost: 127.0.0.1:{it.port}\r\nCookie: {cookie}\r\n\r\n".encode())
        assert reader.recv(100).startswith(b"HTTP/1.1 200")
        it.feed.close()
    assert [record.message for record in caplog.records] == []


def test_a_kiosk_that_follows_another_gets_its_port(tmp_path: Path) -> None:
    """After a step of the clock a new kiosk is built at once; the page of the old one may still be connected."""
    with served(tmp_path) as it:
        page = PlayerPage(it.port, it.token)
        page.wait_for("show")
        began_s = time.monotonic()
        it.feed.close()
        assert time.monotonic() - began_s < 2.0
        listen_on_loopback(it.port, "player").close()
        wait_until(lambda: page.has_ended, "the end of the connection")
        page.close()
