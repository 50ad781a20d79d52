"""The set-up view's own camera: open while a permit stands, and no picture at any other time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk.screen import setup_view
from edge.kiosk.screen.build_view import open_view_camera
from edge.kiosk.screen.setup_view import SetupView
from edge.kiosk.stages.camera_lock import CameraLock
from edge.kiosk.state.state import KioskStateTracker
from edge.settings.settings import Settings
from edge.signals import Frame
from tests.doubles.waiting import wait_until

LOST = Alert("camera.lost", "error", "camera: gone. Plug it in.", 0.0)


class EndlessCamera:
    """A camera that gives a frame whenever it is asked, until it is told to give none."""

    def __init__(self, now: Clock) -> None:
        self._clock, self.is_closed, self.gives = now, False, True
        self.alerts: tuple[Alert, ...] = ()
        self._pace = threading.Event()

    def newest_frame(self, timeout_s: float) -> Frame | None:
        self._pace.wait(0.01)
        return Frame(self._clock.now(), np.zeros((2, 2, 3), np.uint8)) if self.gives else None

    def close(self) -> None:
        self.is_closed = True


class Views:
    """A view, the cameras that it opened, and the times of its pictures."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.state = KioskStateTracker(self.clock)
        self.state.end_startup()
        self.cameras: list[EndlessCamera] = []
        self.made_s: list[float] = []
        self.is_free = self.is_open = True
        self.is_taken = False
        self.view = SetupView(self.state, self.clock.now, lambda: self.is_free, self._open, self._jpeg)

    def _open(self) -> EndlessCamera | None:
        if self.is_taken:
            return None
        self.cameras.append(EndlessCamera(self.clock))
        return self.cameras[-1]

    def _jpeg(self, frame: Frame) -> bytes:
        self.made_s.append(self.clock.now())
        return b"picture %d" % len(self.made_s)

    def begin(self, session: str = "one") -> bool:
        return self.view.begin_permit(session, lambda: self.is_open)

    def picture(self, session: str = "one") -> bytes | None:
        return self.view.picture_function(session) if self.view.picture_function else None

    def wait_for_picture(self) -> None:
        wait_until(lambda: self.picture() is not None, "a picture")


@contextmanager
def views() -> Iterator[Views]:
    it = Views()
    try:
        yield it
    finally:
        it.view.close()


def test_without_a_permit_there_is_no_camera_no_thread_and_no_function_for_pictures() -> None:
    with views() as it:
        assert (it.view.permit, it.view.picture_function, it.view.alerts, it.cameras) == (None, None, (), [])
        assert "set-up view" not in [thread.name for thread in threading.enumerate()]


def test_pictures_of_a_permit_are_for_its_session_and_gone_with_it() -> None:
    with views() as it:
        assert it.begin()
        assert it.state.is_paused
        it.wait_for_picture()
        get = it.view.picture_function
        assert get is not None
        assert get("another") is None
        it.view.end_permit("one")
        assert (it.view.permit, it.view.picture_function, get("one"), it.view._newest) == (None, None, None, None)
        wait_until(lambda: it.cameras[0].is_closed, "the end of the camera")
        assert it.view._newest is None


def test_the_camera_of_the_sensing_is_closed_first() -> None:
    with views() as it:
        it.is_free = False
        it.begin()
        threading.Event().wait(0.3)
        assert it.cameras == []
        it.is_free = True
        it.wait_for_picture()
        assert len(it.cameras) == 1


def test_two_pictures_a_second_and_no_more() -> None:
    with views() as it:
        it.begin()
        wait_until(lambda: len(it.made_s) == 4, "four pictures")
        assert all(later - one >= 0.39 for one, later in pairwise(it.made_s))


def test_the_end_of_the_session_closes_the_camera() -> None:
    """Also if nothing but the view's own thread looks."""
    with views() as it:
        it.begin()
        it.wait_for_picture()
        it.is_open = False
        wait_until(lambda: it.cameras[0].is_closed, "the end of the camera")
        assert it.view.permit is None


def test_a_second_permit_opens_a_camera_after_the_first_one_is_closed() -> None:
    with views() as it:
        it.begin()
        it.wait_for_picture()
        assert it.begin()
        it.view.end_permit("one")
        assert it.begin("two")
        wait_until(lambda: it.picture("two") is not None, "a picture of the second")
        assert [camera.is_closed for camera in it.cameras] == [True, False]


def test_a_picture_is_dropped_when_no_other_comes_and_the_page_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_view, "OLDEST_S", 0.2)
    with views() as it:
        it.begin()
        it.wait_for_picture()
        it.cameras[0].alerts, it.cameras[0].gives = (LOST,), False
        wait_until(lambda: it.view._newest is None, "the end of the picture")
        assert it.picture() is None
        wait_until(lambda: it.view.text == LOST.text, "the reason")
        assert it.view.permit is not None


def test_a_fault_ends_the_permit_so_that_sensing_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    with views() as it:

        def broken(_: Frame) -> bytes:
            raise ValueError("nobody foresaw it")

        it.view._to_jpeg = broken
        it.begin()
        wait_until(lambda: "ValueError: nobody foresaw it" in caplog.text, "the fault")
        assert it.view.permit is None
        assert it.cameras[0].is_closed


def test_closing_ends_the_permit_and_the_camera() -> None:
    with views() as it:
        it.begin()
        it.wait_for_picture()
        it.view.close()
        assert it.view.permit is None
        assert it.cameras[0].is_closed
        assert not it.begin()


def test_a_camera_that_another_program_has_is_waited_for() -> None:
    with views() as it:
        it.is_taken = True
        assert it.begin()
        wait_until(lambda: it.view.text == setup_view.BUSY, "the reason why there is no picture")
        assert it.picture() is None
        it.is_taken = False
        it.wait_for_picture()
        assert it.view.text == ""


def test_the_view_takes_no_camera_that_a_study_session_has(tmp_path: Path) -> None:
    settings = Settings.model_validate({"outbox": {"path": str(tmp_path / "outbox.db")}})
    session, view = CameraLock(settings.outbox.path), CameraLock(settings.outbox.path)
    assert session.take()
    assert open_view_camera(settings, Clock().now, view) is None
    session.release()
    camera = open_view_camera(settings, Clock().now, view)
    assert camera is not None
    assert not session.take()
    camera.close()
    assert session.take()
    session.release()
