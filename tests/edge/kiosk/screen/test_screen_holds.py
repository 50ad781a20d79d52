"""Pauses from the player's page: a notice that is not shown, and an opt-out."""

from dataclasses import replace

import pytest

from edge.clock import Clock
from edge.kiosk.screen.notice_interlock import NoticeInterlock
from edge.kiosk.state.opt_out import OptOut
from edge.kiosk.state.resume_clock import ResumeClock
from edge.kiosk.state.state import KioskStateTracker
from edge.screen.player.interlock import ShownNotice

BEAT = ShownNotice(0.0, "2026-11", True, 1, (0.0, 1010.0, 1920.0, 70.0), (1920.0, 1080.0))
START_S = 1_800_000_000.0 - 1_800_000_000.0 % 60


class Kiosk:
    """State, interlock and opt-out of a kiosk at a time that the test sets."""

    def __init__(self) -> None:
        self.now_s = START_S
        self.state = KioskStateTracker(
            Clock(wall=lambda: self.now_s, monotonic=lambda: self.now_s), ResumeClock(60.0, 60.0)
        )
        self.state.end_startup()
        self.interlock = NoticeInterlock(self.state, "2026-11")
        self.opt_out = OptOut(self.state, 600.0)

    def pass_s(self, seconds: float, beat: ShownNotice | None = BEAT) -> None:
        """Time passes; the page beats once a second, with this beat or not at all."""
        for _ in range(round(seconds)):
            self.now_s += 1.0
            if beat:
                self.interlock.put_page_beat(replace(beat, at_s=self.now_s))
            self.interlock.update_pause(self.now_s)
            self.opt_out.end_expired_pause(self.now_s)
            self.state.state_if_changed()  # as the loop of the kiosk does

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.state.local_snapshot.reasons


def sensing() -> Kiosk:
    """A kiosk that has begun to sense."""
    kiosk = Kiosk()
    kiosk.interlock.update_pause(kiosk.now_s)
    kiosk.pass_s(120)
    assert not kiosk.state.is_paused
    return kiosk


def test_a_kiosk_waits_for_the_first_good_beat() -> None:
    kiosk = Kiosk()
    kiosk.interlock.update_pause(kiosk.now_s)
    assert kiosk.reasons == ("notice: not shown",)
    kiosk.pass_s(300, replace(BEAT, frames=0))
    assert kiosk.reasons == ("notice: not shown",)
    kiosk.pass_s(61)
    assert not kiosk.state.is_paused


def test_sensing_ends_five_seconds_after_the_last_good_beat() -> None:
    """A page whose renderer is stopped keeps its socket open: the kiosk's clock alone tells."""
    kiosk = sensing()
    kiosk.pass_s(5, None)
    assert not kiosk.state.is_paused
    kiosk.pass_s(1, None)
    assert kiosk.state.is_paused
    assert kiosk.reasons == ("notice: not shown",)


def test_sensing_goes_on_by_the_clock_of_windows() -> None:
    """A page that comes and goes makes no finer batches than the windows are."""
    kiosk = sensing()
    kiosk.pass_s(20, None)
    kiosk.pass_s(1)
    began_s = START_S + 126
    assert kiosk.state.is_paused
    resumed_s = None
    while resumed_s is None:
        kiosk.pass_s(1)
        resumed_s = None if kiosk.state.is_paused else kiosk.now_s
    assert resumed_s % 60 == 0
    assert resumed_s - began_s >= 60


def test_no_other_pause_is_lifted_by_a_good_beat() -> None:
    kiosk = sensing()
    kiosk.state.set_pause_reason("command", "command: cleaning")
    kiosk.pass_s(300)
    assert kiosk.reasons == ("command: cleaning",)


def test_an_opt_out_lasts_ten_minutes_and_is_told_as_local() -> None:
    kiosk = sensing()
    kiosk.opt_out.begin_pause(kiosk.now_s)
    assert kiosk.reasons == ("local",)
    kiosk.pass_s(599)
    assert kiosk.state.is_paused
    kiosk.pass_s(61)
    assert not kiosk.state.is_paused


def test_the_start_of_an_opt_out_is_told_no_finer_than_the_windows() -> None:
    """Nobody learns to the second when a visitor did it."""
    kiosk = sensing()
    kiosk.pass_s(37)
    kiosk.opt_out.begin_pause(kiosk.now_s)
    kiosk.pass_s(52)
    assert kiosk.state.reported_snapshot.state == "sensing"
    kiosk.pass_s(1)
    assert (kiosk.state.reported_snapshot.state, kiosk.state.reported_snapshot.since_s) == ("paused", START_S + 180)
    assert kiosk.state.message_time_s("paused") % 60 == 0


def test_an_opt_out_that_is_repeated_lasts_from_the_last_press() -> None:
    kiosk = sensing()
    kiosk.opt_out.begin_pause(kiosk.now_s)
    kiosk.pass_s(500)
    kiosk.opt_out.begin_pause(kiosk.now_s)
    kiosk.pass_s(500)
    assert kiosk.reasons == ("local",)
    kiosk.pass_s(161)
    assert not kiosk.state.is_paused


def test_a_command_does_not_end_an_opt_out_and_a_person_at_the_machine_may() -> None:
    kiosk = sensing()
    kiosk.opt_out.begin_pause(kiosk.now_s)
    kiosk.state.set_pause_reason("command", "command: test")
    kiosk.state.set_pause_reason("command", None)
    assert kiosk.reasons == ("local",)
    kiosk.opt_out.end_pause(kiosk.now_s)
    kiosk.pass_s(120)
    assert not kiosk.state.is_paused


def test_an_opt_out_outlives_a_restart_and_no_longer() -> None:
    kiosk = Kiosk()
    kiosk.opt_out.restore_pause(kiosk.now_s + 100, kiosk.now_s)
    assert kiosk.reasons == ("local",)
    kiosk.pass_s(121)
    assert not kiosk.state.is_paused
    for over_s in (kiosk.now_s - 1, kiosk.now_s, None):
        kiosk.opt_out.restore_pause(over_s, kiosk.now_s)
        assert not kiosk.state.is_paused
    kiosk.opt_out.restore_pause(kiosk.now_s + 1e6, kiosk.now_s)  # the clock was set back
    kiosk.pass_s(599)
    assert kiosk.reasons == ("local",)
    kiosk.pass_s(61)
    assert not kiosk.state.is_paused


def test_an_opt_out_is_over_at_its_time() -> None:
    kiosk = sensing()
    kiosk.opt_out.begin_pause(kiosk.now_s)
    kiosk.opt_out.end_expired_pause(kiosk.now_s + 600.0)
    assert kiosk.opt_out.until_s is None


def test_the_log_tells_once_why_the_notice_is_not_shown_and_once_that_it_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    kiosk = sensing()
    kiosk.pass_s(20, replace(BEAT, frames=0))
    assert [record.getMessage() for record in caplog.records] == [
        "notice: the notice is not shown: no player page is connected. Sensing starts once the notice is shown.",
        "notice: the notice is now shown on the screen",
        "notice: the notice is not shown: the browser draws no frames. Sensing starts once the notice is shown.",
    ]
