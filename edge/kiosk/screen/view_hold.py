"""Permit for the setup view: which session may see camera images, and until when. Sensing is paused while a permit is
valid.
"""

import threading
from collections.abc import Callable

from edge.alerts import Alert
from edge.console.setup_view import ViewPermit
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.wire import LOCAL

PART = "set-up view"
PERMIT_S = 600.0
UNWATCHED_S = 30.0
"""A permit ends if no image has been requested for this many seconds, for example because the page was closed or the
phone that shows it is locked.
"""
TEXT = (
    "camera: the setup view is open. A technician sees the camera images, and sensing is paused. The view closes "
    "after ten minutes. To close it earlier, use the console (vitrina console)."
)


class ViewHold:
    """Pauses sensing while a permit is valid. A permit lasts at most PERMIT_S seconds, and no longer than its
    session. Callable from any thread.
    """

    def __init__(self, state: KioskStateTracker) -> None:
        self._state = state
        self._lock = threading.Lock()
        self._is_open: Callable[[], bool] = lambda: False
        self._since_s = self._watched_s = 0.0
        self.permit: ViewPermit | None = None

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alert that a permit for the setup view is valid. Empty if there is no permit."""
        return (Alert("view.open", "warning", TEXT, self._since_s),) if self.permit else ()

    def begin_permit(self, session: str, is_open: Callable[[], bool], now_s: float) -> bool:
        """Starts a permit. Does not extend a valid one. Returns False if another session has a permit."""
        with self._lock:
            if self.permit is not None:
                return self.permit.session == session
            self._is_open, self._since_s, self._watched_s = is_open, now_s, now_s
            self.permit = ViewPermit(session, now_s + PERMIT_S)
            self._state.set_pause_reason(PART, LOCAL, now_s)
            return True

    def request_picture(self, session: str, now_s: float) -> bool:
        """Records that a session requests an image. Returns True if the session may have the image."""
        self.end_expired_permit(now_s)
        with self._lock:
            is_permitted = self.permit is not None and self.permit.session == session
            if is_permitted:
                self._watched_s = now_s
            return is_permitted

    def end_permit(self, session: str, now_s: float) -> None:
        """Ends the permit of a session, and the pause for it."""
        with self._lock:
            if self.permit is not None and self.permit.session == session:
                self.permit = None
                self._state.set_pause_reason(PART, None, now_s)

    def end_expired_permit(self, now_s: float) -> None:
        """Ends a permit if it has expired, if nobody uses it, or if its session has ended."""
        permit = self.permit
        if permit is None:
            return
        is_watched = now_s - self._watched_s < UNWATCHED_S
        if now_s >= permit.until_s or not is_watched or not self._is_open():
            self.end_permit(permit.session, now_s)
