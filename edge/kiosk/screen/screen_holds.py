"""Pauses of sensing that a page causes: the notice is not shown, a visitor opted out, or the setup view is open."""

from dataclasses import dataclass

from edge.kiosk.screen.notice_interlock import NoticeInterlock
from edge.kiosk.screen.setup_view import SetupView
from edge.kiosk.state.opt_out import OptOut
from edge.kiosk.state.state import KioskStateTracker
from edge.settings.settings import Settings


@dataclass(frozen=True)
class ScreenHolds:
    """The pauses from the pages. A pause is None if the settings do not use it."""

    interlock: NoticeInterlock | None = None
    opt_out: OptOut | None = None
    view: SetupView | None = None

    def update_pauses(self, now_s: float) -> None:
        """Starts and ends the pauses that are due. May be called from any thread."""
        if self.interlock:
            self.interlock.update_pause(now_s)
        if self.opt_out:
            self.opt_out.end_expired_pause(now_s)
        if self.view:
            self.view.end_expired_permit(now_s)


def build_screen_holds(
    settings: Settings, state: KioskStateTracker, now_s: float, view: SetupView | None = None
) -> ScreenHolds:
    """The pauses of a kiosk with a page. If the player must show the notice, that pause has already started."""
    if settings.player is None and settings.console is None:
        return ScreenHolds()
    notice = settings.notice
    is_on_screen = notice.shown != "sign" and notice.version is not None
    interlock = NoticeInterlock(state, notice.version) if is_on_screen and notice.version else None
    holds = ScreenHolds(interlock, OptOut(state, notice.optout_s), view)
    holds.update_pauses(now_s)
    return holds
