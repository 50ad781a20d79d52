"""The kiosk beside another player: a real mpv, and programs that report by HTTP, with films of people as the camera."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.events import FrameObservation, PlayStarted
from edge.kiosk.assemble import KioskEvent
from edge.kiosk.kiosk import Kiosk
from edge.messages.wire import time_text
from edge.settings.settings import load_settings_file
from tests.doubles.broker import Mosquitto, free_port, running
from tests.doubles.made_films import make_film, needs_ffmpeg
from tests.doubles.mpv import mpv, needs_mpv
from tests.doubles.player_page import request
from tests.doubles.waiting import wait_until
from tests.people import Films
from tests.system import shop

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class FedKiosk:
    """A kiosk that runs in a thread, and all that it passed on."""

    kiosk: Kiosk
    folder: Path
    events: list[KioskEvent] = field(default_factory=list)

    @property
    def plays(self) -> list[shop.Json]:
        """Proofs of plays that are stored."""
        return shop.of("play", shop.kept(self.folder / "door.db"))

    @property
    def token(self) -> str:
        return (self.folder / "door.db.play-token").read_text().strip()

    @property
    def faces(self) -> int:
        """Most faces of one frame."""
        return max((len(event.faces) for event in list(self.events) if isinstance(event, FrameObservation)), default=0)


@contextmanager
def fed_kiosk(
    folder: Path, broker: int, playback: str, source: Path = Path("/nowhere/camera.mp4"), notice: str = shop.NOTICE
) -> Iterator[FedKiosk]:
    config = shop.settings(folder, str(source), broker, playback=playback, notice=notice)
    events: list[KioskEvent] = []
    kiosk = Kiosk(load_settings_file(config), Clock(), on_event=events.append)
    thread = threading.Thread(target=kiosk.run, name="kiosk")
    thread.start()
    try:
        yield FedKiosk(kiosk, folder, events)
    finally:
        kiosk.stop()
        thread.join(shop.PATIENCE_S)
        assert not thread.is_alive(), "the kiosk did not stop"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    with running(Mosquitto(tmp_path)) as mosquitto:
        yield mosquitto.port


@needs_mpv
@needs_ffmpeg
def test_films_of_mpv_make_plays_and_reactions(broker: int, films: Films, tmp_path: Path) -> None:
    """Seven people before a list of two films: each play is proven, and what they showed is joined with its second."""
    path = tmp_path / "mpv"
    list_of_films = [make_film(tmp_path / "Spring A.mp4", 2.0), make_film(tmp_path / "summer_b.mp4", 3.0)]
    playback = (
        f'feed = "mpv"\nmpv_socket = "{path}"\n[playback.creatives]\n"Spring A.mp4" = "spring_a"\n'
        '"other.mp4" = "other_c"'
    )
    with fed_kiosk(tmp_path, broker, playback, films(7)) as it, mpv(path, list_of_films, "--loop-playlist=inf"):
        wait_until(lambda: len(it.plays) >= 3, "three plays", patience_s=60)
        # the film of the camera ends after 8 s, and with it the kiosk
        wait_until(lambda: it.kiosk.parts.camera.ended.is_set(), "the end of the film", patience_s=60)
    plays = it.plays
    assert {play["creative"] for play in plays} == {"spring_a", "summer_b"}
    assert {play["feed"] for play in plays} == {"mpv"}
    whole = [play for play in plays[:-1] if play["media_from_s"] == 0.0]
    assert whole
    for play in whole:
        length_s = {"spring_a": 2.0, "summer_b": 3.0}[play["creative"]]
        assert play["media_to_s"] == pytest.approx(length_s, abs=0.3)
        assert play["error_s"] <= 0.2
        assert play["complete"]
    reactions = shop.of("reaction", shop.kept(tmp_path / "door.db"))
    assert {reaction["creative"] for reaction in reactions} <= {"spring_a", "summer_b"}
    assert reactions
    assert all(reaction["exposed"] == 7 for reaction in reactions)


QUERY = "expected_play_time={ms}&frame_id=1&campaign_id=5&content_id={content}"
HARMLESS = ("content-length", "content-type")


def reported(it: FedKiosk, port: int, feed: str) -> list[Answer]:
    """Answers to what a player tells, and asks: plays, mistakes, other pages."""
    now_s = it.kiosk._clock.now()
    answers = []
    if feed == "http":
        bearer = {"Authorization": f"Bearer {it.token}", "Origin": "http://layout.example"}
        bodies = [
            {"creative": "a", "event": "start", "at": time_text(now_s - 4), "duration_s": 2.0},
            {"creative": "a", "event": "start", "at": time_text(now_s - 4), "duration_s": 2.0},
            {"creative": "b", "event": "start", "at": time_text(now_s - 2)},
            {"creative": "b", "event": "playing", "media_s": 2.0},
            {"creative": "b", "event": "end", "at": time_text(now_s - 0.1)},
            {"creative": "B!", "event": "visitors"},
        ]
        answers += [request(port, "/play", "POST", json.dumps(body), bearer) for body in bodies]
        answers += [request(port, "/play", "OPTIONS", None, {"Origin": "http://layout.example"})]
        answers += [request(port, "/play", "POST", "{}")]
    else:
        for action, content in (
            ("expected_audience", "a"),
            ("start", "a"),
            ("end", "a"),
            ("start", "b"),
            ("measure", "b"),
            ("start", "B!"),
            ("end", "b"),
        ):
            text = QUERY.format(ms=round(now_s * 1000), content=content)
            answers.append(request(port, f"/broadsign/{it.token}/{action}?{text}"))
            time.sleep(0.01)  # so that no play ends in the millisecond of its start
        answers.append(request(port, "/broadsign/guess/start"))
    return [*answers, *(request(port, other) for other in ("/", "/state", "/play", "/audience", "/broadsign"))]


@pytest.mark.parametrize("feed", ["http", "broadsign"])
def test_a_player_learns_nothing_of_who_is_there(broker: int, films: Films, tmp_path: Path, feed: str) -> None:
    """Every answer has the same bytes with 0 and with 6 people before the camera."""
    answers = {}
    for people in (0, 6):
        folder, port = tmp_path / str(people), free_port()
        folder.mkdir()
        with fed_kiosk(folder, broker, f'feed = "{feed}"\nport = {port}', films(people)) as it:
            wait_until(lambda it=it, people=people: it.faces >= people and bool(it.events), "frames")  # type: ignore[misc]
            answers[people] = reported(it, port, feed)
            wait_until(lambda it=it: len(it.plays) >= 2, "proofs of plays")  # type: ignore[misc]
        assert [(play["creative"], play["feed"]) for play in it.plays] == [("a", feed), ("b", feed)]
    assert answers[0] == answers[6]
    statuses = [status for status, _, _ in answers[0]]
    assert statuses == (
        [202] * 5 + [400, 204, 401] + [404, 404, 405, 404, 404] if feed == "http" else [204] * 7 + [403] + [404] * 5
    )
    if feed == "broadsign":
        assert {body for status, _, body in answers[0] if status in (204, 403)} == {b""}


def test_plays_are_taken_while_nothing_is_sensed(broker: int, tmp_path: Path) -> None:
    """Proof of play is no sensing. A play that a player tells twice, or again after a restart, is one."""
    port = free_port()
    playback = f'feed = "http"\nport = {port}'
    body = ""
    for _ in range(2):
        with fed_kiosk(tmp_path, broker, playback, notice='version = "2026-11"') as it:
            assert "notice: not confirmed" in it.kiosk.parts.state.local_snapshot.reasons
            at = time_text(it.kiosk._clock.now() - 3)
            body = body or json.dumps({"creative": "a", "event": "start", "at": at, "duration_s": 1.0})
            bearer = {"Authorization": f"Bearer {it.token}"}
            assert [request(port, "/play", "POST", body, bearer)[0] for _ in range(2)] == [202, 202]
            end = json.dumps({"creative": "a", "event": "end", "at": time_text(it.kiosk._clock.now() - 1)})
            request(port, "/play", "POST", end, bearer)
            wait_until(lambda it=it: len(it.plays) == 1, "the proof")  # type: ignore[misc]
    assert [play["creative"] for play in it.plays] == ["a"]
    assert not [event for event in it.events if isinstance(event, PlayStarted)]
