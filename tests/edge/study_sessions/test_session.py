"""A session's phases, its marker socket, its plays and its options, without a device."""

import io
import json
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge.cli.main import main
from edge.clock import Clock, machine_time_s
from edge.events import AudioObservation, FaceObservation, FrameObservation, PlayEnded, PlayStarted
from edge.kiosk.stages.supervisor import StageSupervisor
from edge.queues import BoundedQueue
from edge.screen.plays_file import PlaysFileError
from edge.settings.settings import Settings
from edge.signals import KitSamples
from edge.study.errors import StudyError
from edge.study.face_grid import AttentionRule
from edge.study.markers import Marker
from edge.study.participants import ConsentTerms
from edge.study.recorder import SessionClock, SessionRecorder, StudyEvent
from edge.study.sessions import SessionInfo
from edge.study.streams import StreamSamples
from edge.study.zone import WHOLE
from edge.study_sessions.contact import ContactMeter
from edge.study_sessions.control import SessionControl
from edge.study_sessions.marker_socket import MarkerServer, send_mark
from edge.study_sessions.options import SessionOptions, make_session_settings, parse_kit_option, session_kits
from edge.study_sessions.plays import advert_stages
from edge.study_sessions.session import SessionRun, timed_session_phases
from edge.study_sessions.stages import SessionStages
from tests.doubles.study import Lab


def test_a_session_runs_through_its_phases_and_counts_what_a_full_queue_dropped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab, clock = Lab(tmp_path), Clock()
    lab.now_s = clock.now()
    (tmp_path / "plays.csv").write_text("creative,start_s,end_s\nspring,0,0.05\nsummer,0.05,0.1\n")
    with ExitStack() as stack:
        study = stack.enter_context(lab.open())
        study.participants.add("w1", terms_of_now(lab))
        info = SessionInfo(clock.now(), sources={"sound": "file"})
        recorder = SessionRecorder(study, "w1", info, SessionClock(clock.now, clock.error_s), AttentionRule(25, 20))
        queue: BoundedQueue[StudyEvent] = BoundedQueue(3)
        stages = SessionStages(StageSupervisor(clock), queue)
        wanted = SessionOptions("w1", WHOLE, plays=tmp_path / "plays.csv", seconds=0.6)
        play_stages, length_s = advert_stages(Settings(), wanted, clock, stages, stack)
        for number in range(5):
            queue.put(AudioObservation(clock.now(), 0.5, -40.0, number > 3))
        session = SessionRun(recorder, stages, clock, timed_session_phases(0.05, 0.05, length_s), play_stages).run()
        events = session.read_events()
        assert list(events["type"]) == [
            *("session_start", "dropped", "baseline_start", "baseline_end"),
            *("advert_start", "advert_end", "advert_start", "advert_end", "session_end"),
        ]
        assert events["name"][1] == "2"
        starts = events["time_s"][events["type"] == "advert_start"]
        assert starts[1] - starts[0] == pytest.approx(0.05, abs=1e-5)
        assert set(events["error_s"][events["type"] == "advert_start"]) == {1.0}
        assert len(session.read_series("sound")["time_s"]) == 3
        assert session.info.contact == {"sound": 1.0}
        assert stages.active == {"kits", "face", "voice", "answers"}
        assert session.info.ended_s is not None
    assert "study: contact of sound: 100%" in capsys.readouterr().out


def test_a_session_ends_when_its_devices_are_asked_to_stop(tmp_path: Path) -> None:
    """Devices of a busy machine take seconds to close: that time is no part of the session, and no gap of it."""
    lab, clock = Lab(tmp_path), Clock()
    lab.now_s = clock.now()
    stopped_s: list[float] = []

    class Stages(StageSupervisor):
        def request_stop(self, names: Sequence[str]) -> None:
            stopped_s.append(clock.now())
            super().request_stop(names)

    with lab.open() as study:
        study.participants.add("w1", terms_of_now(lab))
        info = SessionInfo(clock.now(), sources={"sound": "file"})
        recorder = SessionRecorder(study, "w1", info, SessionClock(clock.now, clock.error_s), AttentionRule(25, 20))
        session = SessionRun(recorder, SessionStages(Stages(clock), BoundedQueue(3)), clock, []).run()
        events = session.read_events()
        assert session.info.ended_s is not None
        assert session.info.ended_s <= stopped_s[0]
        assert events["type"][-1] == "session_end"
        assert events["time_s"][-1] == pytest.approx(session.info.ended_s, abs=1e-5)


def terms_of_now(lab: Lab) -> ConsentTerms:
    return replace(lab.terms(), from_s=lab.now_s - 1, until_s=lab.now_s + 1000)


def test_phases_without_a_length_are_left_out() -> None:
    assert [phase.name for phase in timed_session_phases(0.0, 0.0, None)] == ["adverts"]
    assert [phase.name for phase in timed_session_phases(10.0, 0.0, 5.0)] == ["contact", "adverts"]


def test_programs_write_markers_to_the_socket_and_are_answered(tmp_path: Path) -> None:
    """Also in a folder whose path is longer than the name of a socket may be."""
    folder = tmp_path / ("a" * 120)
    folder.mkdir()
    markers: list[Marker] = []
    arrived = threading.Event()

    def emit(marker: Marker) -> None:
        markers.append(marker)
        arrived.set()

    server = MarkerServer(folder, SessionClock(lambda: 100.0, lambda: 5.0), emit, SessionControl())
    try:
        assert send_mark(folder, "hello", 104.5) == 99.5
        assert arrived.wait(10)
        with pytest.raises(StudyError, match="seconds since 1970"):
            send_mark(folder, "hello", 1e9)
        assert (folder / "session.sock").stat().st_mode & 0o077 == 0
    finally:
        server.close()
    assert [(marker.at_s, marker.name, marker.error_s) for marker in markers] == [(99.5, "hello", 0.001)]
    with pytest.raises(StudyError, match="no session is recording into"):
        send_mark(folder, "hello", 104.5)


def test_one_program_sends_many_markers_over_one_connection(tmp_path: Path) -> None:
    markers: list[Marker] = []
    server = MarkerServer(tmp_path, SessionClock(lambda: 100.0, lambda: 0.0), markers.append, SessionControl())
    try:
        with socket.socket(socket.AF_UNIX) as client, client.makefile("rwb") as lines:
            client.connect(str(tmp_path / "session.sock"))
            for line in (b'{"text": "one"}', b"nonsense", b'{"text": "two", "at_s": 99.0}'):
                lines.write(line + b"\n")
            lines.flush()
            answers = [json.loads(lines.readline()) for _ in range(3)]
    finally:
        server.close()
    assert [answer["stored"] for answer in answers] == [True, False, True]
    assert [marker.name for marker in markers] == ["one", "two"]


def samples(quality: float | None, hr_bpm: float = 70.0) -> KitSamples:
    count = np.ones(4, np.float32)
    return KitSamples(
        at_s=0.0,
        kit="1",
        wearer="w1",
        eda_us=count,
        hr_bpm=count * hr_bpm,
        times_s=count.astype(np.float64),
        quality=None if quality is None else count * np.float32(quality),
    )


@pytest.mark.parametrize(
    ("event", "share"),
    [
        (lambda: samples(0.9), 1.0),
        (lambda: samples(0.2), 0.0),
        (lambda: samples(None), 1.0),
        (lambda: samples(float("nan"), float("nan")), 0.0),
    ],
)
def test_contact_of_a_kit_is_the_share_of_samples_to_be_trusted(event: Callable[[], KitSamples], share: float) -> None:
    meter = ContactMeter()
    meter.add_kit_samples(event())
    assert meter.good_shares_by_series == {"kit1": share}


def test_contact_of_a_face_is_the_share_of_pictures_with_exactly_it() -> None:
    meter = ContactMeter()
    face = FaceObservation(1, 0, 0, 80, 100, 0.0, 0.0, False, False, False, (0, 0, 0, 0))
    for faces in ((face,), (), (face,), (face,)):
        meter.add_kit_samples(FrameObservation(1.0, faces))
    meter.add_kit_samples(PlayStarted(1.0, "a"))
    meter.add_kit_samples(PlayEnded(1.0))
    assert meter.good_shares_by_series == {"face": 0.75}


def test_contact_of_a_stream_is_the_share_of_samples_with_a_value() -> None:
    meter = ContactMeter()
    nan = float("nan")
    meter.add_kit_samples(
        StreamSamples("eye", [1, 2, 3, 4], [1, 2, 3, 4], [[nan, nan], [nan, 0.0], [1.0, 1.0], [nan, 2]])
    )
    assert meter.good_shares_by_series == {"stream-eye": 0.75}


def test_kits_are_those_of_the_participant() -> None:
    """Whoever else wears a kit in the shop's settings is not recorded."""
    own = {"port": "/dev/a", "kit": "grove", "wearer": "w1", "consent": "/x"}
    wanted = Settings.model_validate({"kits": [own, {**own, "port": "/dev/b", "wearer": "clerk"}]})
    assert [kit.port for kit in session_kits(wanted, SessionOptions("w1", WHOLE))] == ["/dev/a"]
    named = SessionOptions("w2", WHOLE, kits=("/dev/c,bitalino,revision=current", "/dev/d,csv_lines"))
    kits = session_kits(wanted, named)
    assert [(kit.number, kit.port, kit.kit, kit.wearer) for kit in kits] == [
        (1, "/dev/c", "bitalino", "w2"),
        (2, "/dev/d", "csv_lines", "w2"),
    ]
    assert dict(kits[0].settings) == {"revision": "current"}


def test_values_of_a_kits_settings_have_their_types() -> None:
    place = parse_kit_option("COM,grove,a=1,b=1.5,c=true,d=x=y")
    assert place.settings == {"a": 1, "b": 1.5, "c": True, "d": "x=y"}
    for text in ("", "/dev/a", ",grove", "/dev/a,grove,rate"):
        with pytest.raises(StudyError, match="must be PORT,KIND"):
            parse_kit_option(text)


def test_a_session_takes_the_settings_of_the_kiosk_and_its_own_options() -> None:
    wanted = Settings.model_validate({"microphone": {"device": "usb"}, "faces": {"masks": [[[0, 0], [1, 0], [1, 1]]]}})
    made = make_session_settings(wanted, SessionOptions("w1", WHOLE, camera="film.avi", microphone="none"))
    assert (made.camera.source, made.camera.adaptive, made.microphone.device) == ("film.avi", False, None)
    assert made.faces.masks == []
    assert not made.camera.loop
    assert make_session_settings(wanted, SessionOptions("w1", WHOLE, camera="film.avi", loop=True)).camera.loop
    assert make_session_settings(wanted, SessionOptions("w1", WHOLE)).microphone.device == "usb"
    with pytest.raises(StudyError, match=r"Add \[player\]"):
        make_session_settings(wanted, SessionOptions("w1", WHOLE, playlist=Path("list.toml")))


def test_a_plays_file_that_is_wrong_is_told_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "plays.csv").write_text("creative,start_s,end_s\nspring,5,1\n")
    stages = SessionStages(StageSupervisor(Clock()), BoundedQueue(3))
    wanted = SessionOptions("w1", WHOLE, plays=tmp_path / "plays.csv")
    with ExitStack() as stack, pytest.raises(PlaysFileError, match="not after its start"):
        advert_stages(Settings(), wanted, Clock(), stages, stack)


def test_marks_are_typed_so_that_no_shell_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line each, until the end of standard input. Empty lines are none."""
    markers: list[Marker] = []
    monkeypatch.setattr("sys.stdin", io.StringIO("looked away\n\n laughed \n"))
    clock = SessionClock(machine_time_s, lambda: 0.0)
    server = MarkerServer(tmp_path, clock, markers.append, SessionControl())
    try:
        assert main(["study", "mark", str(tmp_path)]) == 0
    except SystemExit as refused:
        pytest.fail(f"no text on the command line is refused: {refused.code}")
    finally:
        server.close()
    assert [marker.name for marker in markers] == ["looked away", "laughed"]
    assert markers[0].at_s < markers[1].at_s
