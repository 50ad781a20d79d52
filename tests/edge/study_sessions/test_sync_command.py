"""`vitrina study sync`: the command finds what a film, a sound and a kit plant, and stores it with a session."""

import json
import re
import threading
import wave
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.cli.main import main
from edge.clock import Clock
from edge.settings.settings import load_settings_file
from edge.study.errors import StudyError
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.sync import command, readings, stream
from edge.study_sessions.sync.command import SyncOptions, measure_and_print_sync
from edge.study_sessions.sync.pairs import Pair, SyncPlan
from edge.study_sessions.sync.readings import Readings
from tests.doubles.kits import Wire
from tests.doubles.study_streams import Library, Sender
from tests.doubles.waiting import wait_until
from tests.edge.study_sessions.test_commands import record_of
from tests.edge.study_sessions.test_questions import Tablet
from tests.edge.study_sessions.test_sync import frame

PLAN = SyncPlan(4, 0.5)
OFFSET_S = 0.12


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with a session of w1."""
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "vitrina.toml"))
    assert main(["study", "new", str(tmp_path / "study"), "--name", "Ads", "--until", "2099-12-31"]) == 0
    signed = ["--scopes", "kits", "--purpose", "calm", "--text", "1"]
    assert main(["study", "participant", "add", str(tmp_path / "study"), *signed]) == 0
    with open_study_with_settings(tmp_path / "study", load_settings_file(tmp_path / "vitrina.toml")) as study:
        record_of(study)
    return tmp_path


def write_film(path: Path) -> Path:
    """Thirty frames a second: two of fifteen are light, so that a busy machine that skips one still sees the flash."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (64, 48))
    for number in range(120):
        writer.write(np.full((48, 64, 3), 200 if number % 15 in (3, 4) else 40, np.uint8))
    writer.release()
    return path


def write_clicks(path: Path) -> Path:
    sound = np.zeros(16_000 * 4, np.int16)
    for click in range(6):
        begin = round((0.1 + PLAN.apart_s * click) * 16_000)
        sound[begin : begin + 64] = 9000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(sound.tobytes())
    return path


class FirstEdge:
    """Takes the place of the readings: they tell when the device saw the first edge of the film or sound."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, least: float = 100.0) -> None:
        self.seen, self.at_s = threading.Event(), 0.0
        first = self

        class Noticed(Readings):
            def add(self, at_s: float, value: float) -> None:
                super().add(at_s, value)
                if not first.seen.is_set() and (value > least or -60 < value < -8):
                    first.at_s = at_s
                    first.seen.set()

        monkeypatch.setattr(readings, "Readings", Noticed)


class FlashingPage:
    """The page as its script works, on a screen that shows each flash OFFSET_S before the device sees it."""

    def __init__(self, edge: FirstEdge, capsys: pytest.CaptureFixture[str]) -> None:
        self._edge, self._capsys = edge, capsys
        self.thread: threading.Thread | None = None

    def watch(self, _: Callable[[], None]) -> None:
        (link,) = re.findall(r"http://\S+", self._capsys.readouterr().err)
        self.thread = threading.Thread(target=self._run, args=(link,))
        self.thread.start()

    def _run(self, link: str) -> None:
        origin, _, token = link.partition("/#")
        page = Tablet(int(origin.rpartition(":")[2]), token)
        assert self._edge.seen.wait(20)
        for number in range(PLAN.edges):
            at_s = self._edge.at_s - OFFSET_S + PLAN.apart_s * number
            wait_until(lambda at_s=at_s: json.loads(page.ask("/clock.json")[1])["now_s"] > at_s, "its time")  # type: ignore[misc]
            assert page.ask("/flash", "POST", json.dumps({"at_s": at_s, "error_s": 0.001}))[0] == 204


@pytest.mark.parametrize(("pair", "near_s"), [("screen-camera", 1 / 30), ("screen-microphone", 0.01)])
def test_the_command_finds_what_a_film_or_a_sound_plants_and_stores_it(
    place: Path, pair: Pair, near_s: float, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = FlashingPage(FirstEdge(monkeypatch), capsys)
    film, clicks = write_film(place / "screen.avi"), write_clicks(place / "clicks.wav")
    settings = load_settings_file(place / "vitrina.toml")
    wanted = SyncOptions(pair, camera=str(film), microphone=str(clicks), as_json=True)
    assert measure_and_print_sync(settings, place / "study", wanted, page.watch, PLAN) == 0
    assert page.thread is not None
    page.thread.join()
    printed = json.loads(capsys.readouterr().out)
    assert printed["offset_s"] == pytest.approx(OFFSET_S, abs=near_s)
    assert printed["spread_s"] < 2 / 30
    assert (printed["pair"], printed["participant"], printed["session"], printed["matched"]) == (pair, "w1", 1, 4)
    with open_study_with_settings(place / "study", settings) as study:
        (result,) = study.readable_sessions()[0].info.sync
    assert (result.pair, result.offset_s) == (pair, printed["offset_s"])
    assert result.method == "4 flashes of one frame, 4 matched"


def write_hand(path: Path) -> Path:
    """A hand that goes and comes back every half second."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (64, 48))
    for number in range(150):
        writer.write(frame(0.0, 90, moved=3 <= number % 15 < 9).image)
    writer.release()
    return path


def wear(wire: Wire, edge: FirstEdge, over: threading.Event) -> None:
    """Plays a kit whose contact is broken OFFSET_S after each lift that the camera sees."""
    clock = Clock()
    while not over.wait(0.02):
        after_s = clock.now() - edge.at_s - OFFSET_S
        is_open = edge.seen.is_set() and after_s >= 0 and after_s % PLAN.apart_s < 0.2
        wire.write(b"eda_us,hr_bpm\n" + (b"0.0,70\n" if is_open else b"5.0,70\n"))


def measure_hand(place: Path) -> None:
    """Runs the command beside a kit whose wearer lifts the hand that the film shows."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        edge, over, wire = FirstEdge(monkeypatch, least=20.0), threading.Event(), Wire(place / "kit")
        wire.plug()
        kit = threading.Thread(target=wear, args=(wire, edge, over))
        kit.start()
        wanted = SyncOptions("camera-kit", "w1", camera=str(place / "hand.avi"), kits=(f"{place}/kit,csv_lines",))
        try:
            assert (
                measure_and_print_sync(
                    load_settings_file(place / "vitrina.toml"), place / "study", wanted, lambda _: None, PLAN
                )
                == 0
            )
        finally:
            over.set()
            kit.join()
            wire.unplug()


def test_the_command_finds_by_how_much_a_kit_is_later_than_the_camera(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_hand(place / "hand.avi")
    for is_last in (False, False, True):
        try:
            measure_hand(place)
            break
        except StudyError:  # a busy machine was late for the cues: the command says so, and is run again
            if is_last:
                raise
    out = capsys.readouterr().out
    assert "study: lift it now (4 of 4)" in out
    assert "camera-kit: the kit is" in out
    with open_study_with_settings(place / "study", load_settings_file(place / "vitrina.toml")) as study:
        (result,) = study.readable_sessions()[0].info.sync
    assert result.offset_s == pytest.approx(OFFSET_S, abs=1 / 30 + 0.04)


def test_what_cannot_be_measured_is_told_and_stores_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = str(place / "study")
    for options, why in (
        (["--pair", "screen-microphone"], "the settings contain no microphone"),
        (["--pair", "camera-kit", "--camera", "/dev/null"], "no kit is set"),
        (
            ["--pair", "screen-camera", "--session", "9"],
            "the session with which the result would be stored does not exist",
        ),
        (["--pair", "screen-camera", "--participant", "w9"], "there is no participant w9"),
    ):
        assert main(["study", "sync", study, *options]) == 2
        assert why in capsys.readouterr().err
    film = write_film(place / "screen.avi")
    wanted = SyncOptions("screen-camera", camera=str(film))
    with pytest.raises(StudyError, match="was stopped, and nothing was stored"):
        measure_and_print_sync(
            load_settings_file(place / "vitrina.toml"), place / "study", wanted, lambda stop: stop(), PLAN
        )
    main(["study", "check", study])
    assert "clock offsets measured: none (vitrina study sync)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pair", "option"),
    [("screen-camera", "--camera"), ("camera-kit", "--camera"), ("screen-microphone", "--microphone")],
)
def test_a_device_that_is_measured_cannot_be_left_out(
    place: Path, pair: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`none` is no file of that name."""
    command = ["study", "sync", str(place / "study"), "--pair", pair, option, "none"]
    assert main(command) == 2
    assert (
        f"study: {pair} measures the {option[2:]}, but {option} is none. Name a {option[2:]}, or omit {option}."
        in capsys.readouterr().err
    )


class LightSensor:
    """A stream. Its second channel sees each flash OFFSET_S after the page showed it, on a clock of its own."""

    AHEAD_S = 250.0

    def __init__(self) -> None:
        self.sender = Sender(labels=("battery", "light"), host="lab-2")
        self.library = Library(self.sender)
        self._over, self._clock = threading.Event(), Clock()
        self.library.correction = (-self.AHEAD_S, 0.0001)
        self.library.pylsl.local_clock = self._clock.now  # type: ignore[method-assign]
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def stop(self) -> None:
        self._over.set()
        self.thread.join()

    def _run(self) -> None:
        """One hundred samples per second. A busy machine sends them late, but leaves none out."""
        started_s, number = self._clock.now(), 0
        while not self._over.wait(0.01):
            while (since_s := 0.01 * number) <= self._clock.now() - started_s:
                is_light = since_s > 0.2 and (since_s - 0.2) % PLAN.apart_s < 0.05
                self.sender.send(started_s + since_s + self.AHEAD_S, 3.7, 200.0 if is_light else 1.0)
                number += 1


def test_a_light_sensor_on_a_stream_measures_the_offset_of_the_stream(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stored under the scope of the stream. Without the participant's consent to it, nothing is read."""
    folder, settings = place / "study", load_settings_file(place / "vitrina.toml")
    with (folder / "study.toml").open("a") as file:
        file.write('[streams]\nlight = "Tobii"\n')
    wanted = SyncOptions("screen-stream", stream="name=Tobii,host=lab-2", channel="light", as_json=True)
    with pytest.raises(StudyError, match="w1 does not consent to light, so the stream Tobii is not read"):
        measure_and_print_sync(settings, folder, wanted, lambda _: None, PLAN)
    assert main(["study", "participant", "add", str(folder), "w1", "--scopes", "kits,light"]) == 0
    page, sensor = FlashingPage(FirstEdge(monkeypatch), capsys), LightSensor()
    monkeypatch.setattr(command, "load_lsl", lambda _folder, _hosts: sensor.library)
    monkeypatch.setattr(stream, "Readings", readings.Readings)
    try:
        capsys.readouterr()
        assert measure_and_print_sync(settings, folder, wanted, page.watch, PLAN) == 0
    finally:
        sensor.stop()
    assert page.thread is not None
    page.thread.join()
    printed = json.loads(capsys.readouterr().out)
    assert printed["pair"] == "screen-light"
    assert printed["offset_s"] == pytest.approx(OFFSET_S, abs=0.06)
    with open_study_with_settings(folder, settings) as study:
        (result,) = study.readable_sessions()[0].info.sync
    assert (result.pair, result.method) == ("screen-light", "4 flashes of one frame, 4 matched")


@pytest.mark.parametrize(
    "wanted", [SyncOptions("screen-stream"), SyncOptions("screen-camera", stream="name=Tobii")], ids=["none", "other"]
)
def test_a_stream_belongs_to_its_pair(place: Path, wanted: SyncOptions) -> None:
    with pytest.raises(StudyError, match="screen-stream and --record-lsl belong together"):
        measure_and_print_sync(load_settings_file(place / "vitrina.toml"), place / "study", wanted)
