"""Stages of a session: a device is opened only with the scope that it needs, and closed when that scope ends."""

import threading
from contextlib import ExitStack, nullcontext
from pathlib import Path
from unittest.mock import Mock

import pytest

from edge.clock import Clock
from edge.kiosk import build as kiosk_build
from edge.settings.settings import Settings
from edge.signals import KitSamples
from edge.study.streams import StreamOffset
from edge.study.zone import WHOLE
from edge.study_sessions.lsl_input import LslInput
from edge.study_sessions.options import SessionOptions, session_kits
from edge.study_sessions.stages import SessionBuilder, SessionStages
from edge.study_sessions.stream_options import StreamRequest
from tests.doubles.kits import played
from tests.doubles.recordings import write_worn
from tests.doubles.study_streams import Library, Sender
from tests.doubles.waiting import wait_until


def build(held: frozenset[str], port: str, undo: ExitStack) -> SessionStages:
    settings = Settings.model_validate({"microphone": {"device": "speech.wav"}, "outbox": {"path": Path("/nowhere/o")}})
    kits = session_kits(settings, SessionOptions("w1", WHOLE, kits=(f"{port},csv_lines",)))
    return SessionBuilder(settings, Clock(), undo, lambda: held, WHOLE).build(kits, has_camera=False)


@pytest.mark.parametrize(("held", "names"), [("kits", ["kit1"]), ("voice", ["sound"]), ("answers", [])])
def test_without_its_scope_a_device_has_no_stage(held: str, names: list[str]) -> None:
    with ExitStack() as undo:
        built = build(frozenset({held}), "/dev/none", undo)
        assert sorted(built.sources) == names
        assert len(built.all) == len(names)


def test_a_kit_is_closed_when_its_scope_ends(tmp_path: Path) -> None:
    """All samples come with the kit's own values; after the scope ended none do, and the port is closed."""
    body = write_worn(tmp_path / "body.csv", 30)
    with played("csv_lines", body) as port, ExitStack() as undo:
        built = build(frozenset({"kits"}), port, undo)
        built.supervisor.start(built.all)
        try:
            wait_until(lambda: len(built.queue) > 1, "samples")
            samples = built.queue.get()
            assert isinstance(samples, KitSamples)
            assert samples.pulse is not None
            assert samples.device_s is not None
            assert built.kits is not None
            assert built.alert_texts == ()
            built.active = frozenset()
            wait_until(lambda: not any(thread.name == "kit 1" for thread in threading.enumerate()), "the closed kit")
        finally:
            built.supervisor.request_stop([stage.name for stage in built.all])
            assert built.supervisor.join([stage.name for stage in built.all], 10.0) == []


def test_the_password_of_a_camera_is_in_no_description(monkeypatch: pytest.MonkeyPatch) -> None:
    """The description of sources goes into exports."""
    monkeypatch.setattr(kiosk_build, "build_face_pipeline", lambda _: nullcontext())
    settings = Settings.model_validate({"camera": {"source": "rtsp://anna:secret@192.0.2.7/live"}})
    with ExitStack() as undo:
        builder = SessionBuilder(settings, Clock(), undo, lambda: frozenset({"face"}), WHOLE)
        source = builder.build([], has_camera=True).sources["face"]
    assert "secret" not in source
    assert "192.0.2.7" in source


def test_a_session_warns_when_the_video_file_of_its_camera_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera is closed by then and has no alert; without a warning the rest of the session lacks the face."""
    ended = Mock(
        state="ended", counts=None, alerts=(), **{"newest_frame.return_value": None, "take_events.return_value": []}
    )
    monkeypatch.setattr(kiosk_build, "build_face_pipeline", lambda _: nullcontext(Mock()))
    monkeypatch.setattr(kiosk_build, "open_locked_camera", lambda *_: ended)
    with ExitStack() as undo:
        builder = SessionBuilder(Settings(), Clock(), undo, lambda: frozenset({"face"}), WHOLE)
        built = builder.build([], has_camera=True)
        assert list(built.alert_texts) == []
        built.supervisor.start(built.all)
        try:
            wait_until(lambda: bool(built.alert_texts), "a warning")
            (text,) = built.alert_texts
            assert text.startswith("study: WARNING: the video file of the camera has ended")
            assert "add --loop" in text
        finally:
            assert built.supervisor.join([stage.name for stage in built.all], 10.0) == []


def test_streams_are_found_before_the_session_and_disconnected_when_their_scope_ends() -> None:
    sender, clock = Sender(host="lab-2"), Clock()
    source = LslInput(Library(sender), "eye", StreamRequest("Tobii", ("lab-2",)), clock.now)
    with ExitStack() as undo:
        builder = SessionBuilder(Settings(), clock, undo, lambda: frozenset({"eye"}), WHOLE)
        built = builder.build([], has_camera=False)
        builder.add_streams([source], has_ads=True)
        assert (built.sources, built.rates_hz) == ({"stream-eye": "Tobii at lab-2"}, {"stream-eye": 50.0})
        assert built.formats == {"eye": source.format}
        built.supervisor.start(built.all)
        try:
            wait_until(lambda: len(built.queue) > 0, "the offset of the stream's clock")
            assert isinstance(built.queue.get(), StreamOffset)
            assert built.alert_texts == ()
            built.active = frozenset()
            wait_until(lambda: sender.closed > 0, "the end of the connection")
        finally:
            built.supervisor.request_stop([stage.name for stage in built.all])
            assert built.supervisor.join([stage.name for stage in built.all], 10.0) == []


def test_a_session_without_a_stream_has_no_stage_for_it() -> None:
    with ExitStack() as undo:
        builder = SessionBuilder(Settings(), Clock(), undo, lambda: frozenset({"eye"}), WHOLE)
        built = builder.build([], has_camera=False)
        builder.add_streams([], has_ads=True)
        assert (built.all, built.alert_texts) == ([], ())
