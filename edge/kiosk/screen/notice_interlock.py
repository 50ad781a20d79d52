"""Interlock for the notice on the screen: the kiosk senses only while the player's page reports that it shows the
notice.
"""

import logging
import threading

from edge.kiosk.state.state import KioskStateTracker
from edge.screen.player.interlock import ShownNotice, notice_not_shown_reason

log = logging.getLogger(__name__)

PART, REASON = "screen", "notice: not shown"


class NoticeInterlock:
    """Pauses sensing unless a valid heartbeat arrived within the last five seconds, on the kiosk's clock.

    Heartbeats come from the page's thread. Every stage that senses calls `update_pause` first, so sensing also stops if
    the page, the browser or the page's thread freezes.
    """

    def __init__(self, state: KioskStateTracker, version: str) -> None:
        self._state, self._version = state, version
        self._beat: ShownNotice | None = None  # replaced as a whole
        self._lock = threading.Lock()
        self._is_held = False

    def put_page_beat(self, beat: ShownNotice) -> None:
        """Records a heartbeat from the player's page. May be called from any thread; never waits."""
        self._beat = beat

    def update_pause(self, now_s: float) -> None:
        """Starts or ends the pause. May be called from any thread."""
        why = notice_not_shown_reason(self._beat, self._version, now_s)
        if (why is not None) == self._is_held:
            return
        with self._lock:
            if (why is not None) == self._is_held:
                return
            self._is_held = why is not None
            self._state.set_pause_reason(PART, None if why is None else REASON, now_s)
        if why is None:
            log.info("notice: the notice is now shown on the screen")
        else:
            log.warning("notice: the notice is not shown: %s. Sensing starts once the notice is shown.", why)
