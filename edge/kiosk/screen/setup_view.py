"""The setup view of a kiosk. It opens the camera itself for a permit and closes it with the permit.

Without a valid permit, no camera is open, no thread runs and no image is stored. While a permit is valid, sensing is
paused and its camera is closed.
"""

import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Protocol

from edge.alerts import Alert
from edge.console.setup_view import ViewPermit
from edge.kiosk.screen.view_hold import ViewHold
from edge.kiosk.state.state import KioskStateTracker
from edge.signals import Frame
from edge.supervised_thread import ONCE, SupervisedThread

RATE_HZ = 2.0
SHORTEST_S = 0.8 / RATE_HZ  # between two pictures: the camera's frames are not quite even
WAIT_S = 0.2
OLDEST_S = 2.5
"""Age in seconds at which an image is dropped, even if no new image arrives. Together with WAIT_S it is below 3 s."""
CLOSE_S = 2.0
BUSY = "Another program on this kiosk uses the camera, such as a study session. Wait until it ends."


class ViewCamera(Protocol):
    """The camera methods that the setup view needs."""

    @property
    def alerts(self) -> tuple[Alert, ...]: ...

    def newest_frame(self, timeout_s: float) -> Frame | None: ...

    def close(self) -> None: ...


class SetupView:
    """Images for one session at a time, RATE_HZ per second. Keeps only the newest image.

    `is_free` returns True once the camera for sensing is closed. `open_camera` returns None while another program uses
    the camera. `to_jpeg` encodes an image.
    """

    def __init__(
        self,
        state: KioskStateTracker,
        now: Callable[[], float],
        is_free: Callable[[], bool],
        open_camera: Callable[[], ViewCamera | None],
        to_jpeg: Callable[[Frame], bytes],
    ) -> None:
        self._now, self._is_free, self._open_camera, self._to_jpeg = now, is_free, open_camera, to_jpeg
        self._hold = ViewHold(state)
        self._lock = threading.Lock()
        self._newest: tuple[float, bytes] | None = None  # time, picture
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self.text = ""

    @property
    def permit(self) -> ViewPermit | None:
        """The valid permit. None if there is none."""
        return self._hold.permit

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alert that a permit for the setup view is valid. Empty if there is no permit."""
        return self._hold.alerts

    @property
    def picture_function(self) -> Callable[[str], bytes | None] | None:
        """Function that returns a session's newest image. None while no permit is valid."""
        return self._picture_for if self._hold.permit else None

    def begin_permit(self, session: str, is_open: Callable[[], bool]) -> bool:
        """Starts a permit for a session. False if another session has a valid permit, or if the kiosk is stopping."""
        with self._lock:
            before = self._hold.permit
            if self._is_closed or not self._hold.begin_permit(session, is_open, self._now()):
                return False
            permit = self._hold.permit
            if permit is not None and permit is not before:
                self.text = "The camera is being opened."
                former = self._thread
                self._thread = SupervisedThread(partial(self._run, permit, former), "set-up view", backoff_s=ONCE)
                self._thread.start()
            return True

    def end_permit(self, session: str) -> None:
        """Ends the permit of a session."""
        self._hold.end_permit(session, self._now())
        if self._hold.permit is None:
            self._drop()

    def end_expired_permit(self, now_s: float) -> None:
        """Ends a permit that has expired. May be called from any thread."""
        self._hold.end_expired_permit(now_s)
        if self._hold.permit is None:
            self._drop()

    def close(self, within_s: float = CLOSE_S) -> None:
        """Ends any permit, and waits at most the given time until the camera is closed."""
        with self._lock:
            self._is_closed = True
        if permit := self._hold.permit:
            self.end_permit(permit.session)
        if thread := self._thread:
            thread.join(within_s)

    def _picture_for(self, session: str) -> bytes | None:
        if not self._hold.request_picture(session, self._now()):
            return None
        newest = self._newest
        return newest[1] if newest and self._now() - newest[0] <= OLDEST_S else None

    def _run(self, permit: ViewPermit, former: threading.Thread | None) -> None:
        """Reads images from the camera until the permit ends. If reading stops for another reason, the permit ends
        too.
        """
        try:
            if former is not None:
                former.join()
            if (opened := self._wait_for_camera(permit)) is not None:
                with closing(opened) as camera:
                    self._show_camera(permit, camera)
        finally:
            if self._hold.permit is permit:
                self._hold.end_permit(permit.session, self._now())
            self._drop()

    def _wait_for_camera(self, permit: ViewPermit) -> ViewCamera | None:
        """Waits until no other program uses the camera, and returns it. None if the permit ended first."""
        while self._stands(permit):
            if self._is_free():
                if (camera := self._open_camera()) is not None:
                    return camera
                self.text = BUSY
            threading.Event().wait(WAIT_S)
        return None

    def _show_camera(self, permit: ViewPermit, camera: ViewCamera) -> None:
        due_s = self._now()
        while self._stands(permit):
            frame = camera.newest_frame(WAIT_S)
            now_s = self._now()
            if frame is not None and now_s >= due_s:
                due_s = now_s + SHORTEST_S
                self._put(permit, self._to_jpeg(frame), now_s)
            elif self._newest is not None and now_s - self._newest[0] > OLDEST_S:
                self._drop()
            if self._newest is None:
                self.text = next((alert.text for alert in camera.alerts), self.text)

    def _stands(self, permit: ViewPermit) -> bool:
        self._hold.end_expired_permit(self._now())
        return self._hold.permit is permit

    def _put(self, permit: ViewPermit, jpeg: bytes, at_s: float) -> None:
        """Stores an image, unless the permit has ended in the meantime."""
        self._newest, self.text = (at_s, jpeg), ""
        if self._hold.permit is not permit:
            self._drop()

    def _drop(self) -> None:
        self._newest = None
