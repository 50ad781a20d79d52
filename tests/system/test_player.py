"""The kiosk with its own player: a page that a program plays, a film as the camera, a real broker and outbox."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from edge.cli.errors import exit_code
from edge.clock import Clock
from edge.events import FrameObservation, PlayStarted
from edge.exit_codes import BAD_USAGE
from edge.kiosk.assemble import KioskEvent
from edge.kiosk.kiosk import Kiosk
from edge.settings.settings import load_settings_file
from edge.uplink.outbox.outbox import Outbox
from edge.web.errors import PageError
from tests.doubles.ahead_clock import AheadClock
from tests.doubles.broker import Mosquitto, free_port, running
from tests.doubles.made_films import make_film, needs_ffmpeg
from tests.doubles.player_page import Json, PlayerPage, beating, connected_page, page_ms, request
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import items
from tests.people import Films
from tests.system import shop

ON_SCREEN = """version = "2026-11"
shown = "screen"
operator = "Shop Ltd"
contact = "privacy@example.org"
legal_basis = "legitimate interests"
address = "https://example.org/screen"
languages = ["en", "ru"]"""
PLAYLIST = """[[creative]]
id = "spring_a"
file = "a.mp4"
[[creative]]
id = "spring_b"
file = "b.mp4"
[[creative]]
id = "broken"
file = "broken.mp4"
[[experiment]]
id = "e12"
arms = { a = ["spring_a"], b = ["spring_b"] }
"""
NO_SENSE = Path("/nowhere/camera.mp4")
SAME_PERSON_S = 60.0
"""Shortest time of a pause: [audience] same_person_s."""


@dataclass
class PlayerKiosk:
    """A kiosk that runs, and all that it passed on."""

    kiosk: Kiosk
    clock: AheadClock
    port: int
    token: str
    outbox: Path
    events: list[KioskEvent] = field(default_factory=list)

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.kiosk.parts.state.local_snapshot.reasons

    @property
    def frames(self) -> list[FrameObservation]:
        return [event for event in list(self.events) if isinstance(event, FrameObservation)]


def configured(
    folder: Path, broker: int, source: Path = NO_SENSE, notice: str = ON_SCREEN, *, playlist: str = "", **more: Any
) -> tuple[Path, int]:
    """Settings file and port of a kiosk with a player of two films, or of a playlist."""
    media, port = folder / "media", free_port()
    media.mkdir(exist_ok=True)
    items(media)
    config = shop.settings(folder, str(source), broker, notice=notice, playback='feed = "player"', **more)
    with config.open("a") as file:
        file.write(f'[player]\nmedia = "{media}"\nport = {port}\n')
        if playlist:
            (folder / "list.toml").write_text(playlist)
            file.write(f'playlist = "{folder}/list.toml"\n')
    return config, port


@contextmanager
def player_kiosk(
    folder: Path, broker: int, source: Path = NO_SENSE, notice: str = ON_SCREEN, *, playlist: str = "", **more: Any
) -> Iterator[PlayerKiosk]:
    """Runs a kiosk with a player of two films, or of a playlist."""
    config, port = configured(folder, broker, source, notice, playlist=playlist, **more)
    events: list[KioskEvent] = []
    clock = AheadClock()
    kiosk = Kiosk(load_settings_file(config), clock, on_event=events.append)
    thread = threading.Thread(target=kiosk.run, name="kiosk")
    thread.start()
    outbox = folder / "door.db"
    token = (folder / "door.db.player-token").read_text().strip()
    try:
        yield PlayerKiosk(kiosk, clock, port, token, outbox, events)
    finally:
        kiosk.stop()
        thread.join(shop.PATIENCE_S)
        assert not thread.is_alive(), "the kiosk did not stop"


def _creatives(it: PlayerKiosk) -> list[str]:
    return [event.creative for event in list(it.events) if isinstance(event, PlayStarted)]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    with running(Mosquitto(tmp_path)) as mosquitto:
        yield mosquitto.port


def test_plays_of_the_page_are_proven_with_file_position_and_frames(broker: int, tmp_path: Path) -> None:
    """The message has what the kiosk's own player alone knows; it is valid for every reader."""
    with player_kiosk(tmp_path, broker) as it, connected_page(it.port, it.token) as page:
        show = page.wait_for("show")
        page.start(show)
        page.end(show, gap_ms=130, dropped=7, shown=143)
        wait_until(lambda: len(shop.of("play", shop.kept(it.outbox))) == 1, "the proof of the play")
        (play,) = shop.of("play", shop.kept(it.outbox))
    shop.parsed(json.dumps(play).encode())
    assert (play["creative"], play["feed"], play["complete"], play["error_s"]) == ("a", "player", True, 0.2)
    assert (play["media_to_s"], play["dropped"], play["position"], play["sha256"]) == (5.0, 0.05, None, None)


def _kill_after_a_play(folder: Path) -> None:
    """Kills a kiosk when its page has told the end of a play, and has heard what comes after the next."""
    config, port = configured(folder, free_port(), models='expression = "none"')
    with shop.running_kiosk(shop.Run(folder, config)) as run:
        token = folder / "door.db.player-token"
        wait_until(lambda: token.exists() and _listens(port), "the page")
        with connected_page(port, token.read_text().strip()) as page:
            show = page.wait_for("show")
            page.start(show, t=page_ms() - 2_000)
            following = page.wait_for("show", 2)
            page.end(show, gap_ms=130, dropped=7, shown=143)
            page.start(following)
            page.wait_for("show", 3)
            run.process.kill()
            run.process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_a_play_that_was_over_when_the_kiosk_was_killed_is_proven_once(tmp_path: Path) -> None:
    """The counting waits three seconds for what comes late; the play is on the disk before."""
    _kill_after_a_play(tmp_path)
    outbox = tmp_path / "door.db"
    with player_kiosk(tmp_path, free_port()):
        pass  # a kiosk that stops proves what it has
    plays = shop.of("play", shop.kept(outbox))
    assert len(plays) == 1
    (play,) = plays
    shop.parsed(json.dumps(play).encode())
    assert (play["creative"], play["feed"], play["complete"], play["error_s"]) == ("a", "player", True, 0.2)
    assert (play["media_to_s"], play["dropped"]) == (5.0, 0.05)
    with closing(Outbox(outbox)) as left:
        assert left.unproven_plays() == []


@needs_ffmpeg
def test_the_playlist_plays_with_its_arms_and_what_is_broken_is_named(broker: int, tmp_path: Path) -> None:
    """Real films, checked in a child process; both arms of a block, and the same order after a restart."""
    media = tmp_path / "media"
    media.mkdir()
    for name in ("a", "b"):
        make_film(media / f"{name}.mp4", 1.2)
    (media / "broken.mp4").write_bytes(b"no film")
    with player_kiosk(tmp_path, broker, playlist=PLAYLIST) as it, connected_page(it.port, it.token) as page:
        for number in range(1, 9):
            show = page.wait_for("show", number)
            page.start(show, duration_s=1.2)
            page.end(show, media_s=1.17)
        wait_until(lambda: len(shop.of("play", shop.kept(it.outbox))) == 8, "proofs of plays")
        assert any("broken" in alert.text for alert in it.kiosk.parts.feed.alerts)  # type: ignore[union-attr]
        waiting = page.wait_for("show", 9)
        (tmp_path / "list.toml").write_text('[[creative]]\nid = "late"\nfile = "a.mp4"\n')
        late = page.wait_for("show", 10)  # although nothing has ended
        page.start(late, duration_s=1.2)
        wait_until(lambda: _creatives(it)[-1] == "late", "the play of the new list")
        assert late["n"] > waiting["n"]
        plays = shop.of("play", shop.kept(it.outbox))
    assert {play["creative"] for play in plays} == {"spring_a", "spring_b"}
    assert all(len(play["sha256"]) == 12 and play["position"] is not None for play in plays)
    blocks: dict[int, list[str]] = {}
    for play in plays:
        if play["experiment"] is not None:
            blocks.setdefault(play["experiment"]["block"], []).append(play["experiment"]["arm"])
    assert blocks
    assert all(sorted(arms) == ["a", "b"] for arms in list(blocks.values())[:-1])


def test_the_page_has_the_notice_of_the_door_sign(broker: int, tmp_path: Path) -> None:
    """In the languages of the settings, with the operator and the code of the long text."""
    with player_kiosk(tmp_path, broker) as it, connected_page(it.port, it.token) as page:
        notice = json.loads(request(it.port, "/notice.json", headers=page.cookie)[2])
    assert [text["language"] for text in notice["texts"]] == ["en", "ru"]
    assert any("Shop Ltd" in paragraph for paragraph in notice["texts"][0]["paragraphs"])
    assert notice["has_code"]


def test_the_kiosk_senses_only_while_the_page_shows_the_notice(broker: int, films: Films, tmp_path: Path) -> None:
    """From a pause to sensing and back: no frame is analysed before a good beat, nor long after the last one."""
    well = threading.Event()
    with player_kiosk(tmp_path, broker, films(1)) as it, connected_page(it.port, it.token) as page:
        state = it.kiosk.parts.state
        began_s = it.clock.now()
        page.wait_for("show")
        page.beat(visible=False)
        assert it.reasons == ("notice: not shown",)
        assert not it.kiosk.status().is_wanted  # so `vitrina status` tells a monitor
        assert page.wait_for("state")["sensing"] is False
        assert it.frames == []
        well.set()
        with beating(page, well.is_set):
            wait_until(lambda: "(on the clock)" in str(it.reasons), "the wait for the clock")
            assert it.frames == []
            it.clock.skip_to(began_s + SAME_PERSON_S - 15.0)  # the page's beats are old now, until the next one
            wait_until(lambda: not state.is_paused, "sensing", patience_s=90)
            wait_until(lambda: bool(it.frames), "frames")
            wait_until(lambda: page.told("state")[-1]["sensing"], "the page to say so")
            well.clear()
            asked_s = it.clock.now()
            wait_until(lambda: state.is_paused, "the pause")
            assert it.clock.now() - asked_s < 6.5
            assert it.reasons == ("notice: not shown",)


def test_an_opt_out_pauses_and_outlives_a_restart(broker: int, tmp_path: Path) -> None:
    """It is told as any pause from this machine."""
    with player_kiosk(tmp_path, broker) as it, connected_page(it.port, it.token) as page, beating(page):
        page.wait_for("show")
        page.send(e="optout")
        wait_until(lambda: "local" in it.reasons, "the pause")
        left_s = page.wait_for("state", 2)["left_s"]
        assert 590 < left_s <= 600
        pause = tmp_path / "door.db.pause"
        wait_until(lambda: pause.exists() and json.loads(pause.read_text())["local_until_s"] is not None, "its file")
    with player_kiosk(tmp_path, broker) as it:
        assert "local" in it.reasons
        assert it.kiosk.status().is_wanted


class Recorder:
    """A page that plays films of a second, and notes all that the kiosk sends it."""

    def __init__(self, page: PlayerPage) -> None:
        self._page = page

    def play(self, count: int) -> None:
        for number in range(1, count + 1):
            show = self._page.wait_for("show", number)
            self._page.start(show, duration_s=1.0)
            time.sleep(0.5)  # how long the film is
            self._page.end(show, media_s=0.97)

    @property
    def traffic(self) -> list[Json]:
        """Commands without what is a time or begins with one."""
        shows = self._page.told("show")
        first = shows[0]["n"]
        return [
            {**command, "n": command["n"] - first, "url": ""} if command["do"] == "show" else command
            for command in self._page.commands
        ]


def test_the_player_is_the_same_with_0_and_with_6_faces(broker: int, films: Films, tmp_path: Path) -> None:
    """The messages to the page, and the plays that are told, do not depend on who stands before the camera."""
    traffic: dict[int, list[Json]] = {}
    plays: dict[int, list[Json]] = {}
    for people in (0, 6):
        folder = tmp_path / str(people)
        folder.mkdir()
        most = 0
        with player_kiosk(folder, broker, films(people), shop.NOTICE) as it, connected_page(it.port, it.token) as page:
            recorder = Recorder(page)
            wait_until(lambda it=it: bool(it.frames), "frames")  # type: ignore[misc]
            recorder.play(8)
            page.wait_for("show", 9)
            most = max(len(frame.faces) for frame in it.frames)
        assert most >= people, f"only {most} of {people} faces were seen"
        assert sum(isinstance(event, PlayStarted) for event in it.events) == 8
        traffic[people] = recorder.traffic
        plays[people] = [
            {key: value for key, value in play.items() if key not in ("id", "seq", "at", "start", "end", "error_s")}
            for play in shop.of("play", shop.kept(it.outbox))
        ]
        # how exactly times are told depends on what else this machine does meanwhile
        assert {play["error_s"] for play in shop.of("play", shop.kept(it.outbox))} <= {0.02, 0.05, 0.1, 0.2, 0.5}
    assert len(plays[0]) == 8
    assert json.dumps(traffic[0]) == json.dumps(traffic[6])
    assert json.dumps(plays[0]) == json.dumps(plays[6])


def test_a_port_that_is_taken_ends_the_start_with_its_name(broker: int, tmp_path: Path) -> None:
    """Before the outbox is made; the exit code is that of settings."""
    with player_kiosk(tmp_path, broker) as it:
        with pytest.raises(PageError, match=r"\[player\] port") as refused:
            Kiosk(load_settings_file(tmp_path / "door.toml"), Clock())
        assert exit_code(refused.value) == BAD_USAGE
        assert it.kiosk.parts.feed is not None
