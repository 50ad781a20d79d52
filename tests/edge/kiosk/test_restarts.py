"""A restart during closed hours, or in the wait after them, is no way to sense earlier than without it."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.clock import Clock
from edge.kiosk.state.commands import CommandHandler
from edge.kiosk.state.monitor import KioskMonitor
from edge.kiosk.state.pause_file import PauseFile, pause_path
from edge.kiosk.state.resume_clock import ResumeClock
from edge.kiosk.state.state import KioskStateTracker
from edge.screen.play_feed import CommandFeed
from edge.settings.notice import NoticeSettings
from edge.settings.site import SiteSettings
from edge.uplink.outbox.outbox import Outbox

NOON_S = 1_795_521_600  # 2026-11-24T12:00:00Z, a Tuesday
CLOSED = (3 * 60, 8 * 60)  # seconds after noon
SITE = SiteSettings(timezone="UTC", open="Mo-Su 09:00-12:03, 12:08-18:00")
UNTIL = 30 * 60

Spans = Sequence[tuple[int, int]]


class Run:
    """State, hours and stored pause of one run of a kiosk: built and called in the order of the kiosk's loop."""

    def __init__(self, folder: Path, outbox: Outbox, at_s: float, resume: ResumeClock) -> None:
        self.at_s = at_s
        clock = Clock(lambda: self.at_s, lambda: self.at_s)
        self.state = KioskStateTracker(clock, resume)
        self.monitor = KioskMonitor(self.state, clock, SITE)
        self.commands = CommandHandler(self.state, CommandFeed(), outbox, PauseFile(pause_path(folder / "outbox.db")))
        self.commands.restore_last_run(at_s)
        self.monitor.check_opening_hours()
        self.state.end_startup()

    def second(self, at_s: float) -> None:
        self.at_s = at_s
        self.monitor.check_opening_hours()
        self.commands.update_pause(at_s)


def begins_again(window_s: float, same_person_s: float, restarts: Spans) -> int:
    """First second after the shop closed in which a kiosk senses that is off in the spans `restarts`."""
    with TemporaryDirectory() as folder, closing(Outbox(Path(folder) / "outbox.db")) as outbox:
        run: Run | None = None
        for second in range(UNTIL):
            if any(stops <= second < starts for stops, starts in restarts):
                run = None
            elif run is None:
                run = Run(Path(folder), outbox, NOON_S + second, ResumeClock(window_s, same_person_s))
            else:
                run.second(NOON_S + second)
            if second > CLOSED[0] and run is not None and not run.state.is_paused:
                return second
    raise AssertionError("it senses no more")


@given(
    st.sampled_from([10.0, 60.0, 420.0]),
    st.sampled_from([60.0, 600.0, 620.5]),
    st.lists(st.tuples(st.integers(CLOSED[0] + 2, 20 * 60), st.integers(1, 400)), min_size=1, max_size=3),
)
@settings(max_examples=40, deadline=None)
def test_a_restart_never_begins_sensing_earlier(
    window_s: float, same_person_s: float, spans: list[tuple[int, int]]
) -> None:
    """And it costs less than a window beside the time for which the kiosk was off."""
    restarts = [(stops, stops + lasts) for stops, lasts in spans]
    without = begins_again(window_s, same_person_s, [])
    with_restarts = begins_again(window_s, same_person_s, restarts)
    assert with_restarts >= without
    before = [starts for stops, starts in restarts if stops <= with_restarts]
    assert with_restarts <= max([without, *before]) + window_s


def test_the_wait_after_closed_hours_survives_a_restart() -> None:
    """Open again at 12:08; with `same_person_s` of 10 minutes sensing begins at 12:13, restart at 12:09 or not."""
    assert begins_again(60.0, 600.0, []) == 13 * 60
    assert begins_again(60.0, 600.0, [(9 * 60, 9 * 60 + 5)]) == 13 * 60


def test_a_confirmed_notice_waits_as_after_any_pause(tmp_path: Path) -> None:
    """A notice is confirmed in the settings, so its pause always ends with a restart."""
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        before = Run(tmp_path, outbox, NOON_S, ResumeClock())
        before.monitor.check_notice(NoticeSettings())
        before.second(NOON_S + 1)
        run = Run(tmp_path, outbox, NOON_S + 10, ResumeClock())
        assert run.state.is_paused
        run.second(NOON_S + 60)
        assert not run.state.is_paused
