"""Attack by the times of packets: whoever listens wants to know to the second when a visitor opted out.

The kiosk's state, monitor and pauses run on a clock that the test sets, and a listener notes every state and alert.
"""

from collections.abc import Callable
from math import floor
from pathlib import Path

import pytest

from edge.alerts import Alert, AlertChange
from edge.clock import Clock
from edge.kiosk.screen.view_hold import ViewHold
from edge.kiosk.state.commands import CommandHandler
from edge.kiosk.state.local_pauses import LocalPauses, ReportedFaults
from edge.kiosk.state.monitor import KioskMonitor
from edge.kiosk.state.opt_out import OptOut
from edge.kiosk.state.pause_file import PauseFile, StoredPause, pause_path
from edge.kiosk.state.resume_clock import ResumeClock
from edge.kiosk.state.state import KioskStateTracker
from edge.kiosk.state.study_hold import StudyHold
from edge.messages.commands import PauseCommand, ReceivedCommand, ReceivedCommands, ResumeCommand
from edge.screen.play_feed import CommandFeed
from edge.settings.site import SiteSettings
from edge.study_sessions.machine_hold import hold_kiosk_pause
from edge.uplink.outbox.outbox import Outbox

NINE_S = 1_795_510_800.0  # 2026-11-24T09:00:00Z
LOST = Alert("camera.lost", "error", "camera: no frame", NINE_S - 600)

Packet = tuple[float, str, tuple[str, ...], float]
"""Time after nine, state or alert code, reasons, and `since` or `cleared` after nine."""


class Kiosk:
    """A kiosk that senses, and a listener of its packets. Its loop turns once a second."""

    def __init__(self, folder: Path, window_s: float = 60.0, *alerts: Alert) -> None:
        self.at_s, self._folder, self._window_s, self._alerts = NINE_S, folder, window_s, alerts
        self.packets: list[Packet] = []
        self._outbox = Outbox(folder / "outbox.db")
        self.start()

    def start(self) -> None:
        clock = Clock(lambda: self.at_s, lambda: self.at_s)
        self.state = KioskStateTracker(clock, ResumeClock(self._window_s, 60.0))
        self.monitor = KioskMonitor(self.state, clock, SiteSettings())
        self.opt_out, self.view = OptOut(self.state, 600.0), ViewHold(self.state)
        self.study = StudyHold(self.state, self._folder / "outbox.db")
        file = PauseFile(pause_path(self._folder / "outbox.db"))
        self.commands = CommandHandler(self.state, CommandFeed(), self._outbox, file, self.opt_out)
        self.commands.restore_last_run(self.at_s)
        self.state.end_startup()
        self._turn()

    def close(self) -> None:
        self._outbox.close()

    def command(self, command: PauseCommand | ResumeCommand) -> None:
        self.commands.handle(ReceivedCommands((ReceivedCommand(command, self.at_s),)))

    def _turn(self) -> None:
        self.opt_out.end_expired_pause(self.at_s)
        self.view.end_expired_permit(self.at_s)
        self.study.update_pause(self.at_s)
        self.commands.update_pause(self.at_s)
        self.monitor.update_alerts("camera", () if self.state.is_paused else self._alerts)
        self.monitor.update_alerts("view", self.view.alerts)
        self.monitor.publish_delayed_alerts()
        after_s = self.at_s - NINE_S
        for change in self.state.pop_alert_changes():
            is_over, ends_s = change.cleared_s is not None, change.cleared_s or change.alert.since_s
            self.packets.append((after_s, change.alert.code, ("over",) if is_over else (), ends_s - NINE_S))
        if (told := self.state.state_if_changed()) is not None:
            self.packets.append((after_s, told.state, told.reasons, told.since_s - NINE_S))

    def pass_until(self, after_s: float) -> None:
        while self.at_s - NINE_S < after_s:
            self.at_s = min(floor(self.at_s) + 1.0, NINE_S + after_s)
            self._turn()

    def told(self, kind: str) -> list[float]:
        """Times of the packets of this state or code."""
        return [after_s for after_s, code, *_ in self.packets if code == kind]


Asked = Callable[[Kiosk, float], list[Packet]]


def opted_out(kiosk: Kiosk, after_s: float) -> list[Packet]:
    """Packets of a time in which a visitor opts out at that time."""
    kiosk.pass_until(after_s)
    kiosk.opt_out.begin_pause(kiosk.at_s)
    assert kiosk.state.is_paused
    assert kiosk.state.local_snapshot.state == "paused"
    kiosk.pass_until(940)
    kiosk.close()
    return kiosk.packets


def packets_of(tmp_path: Path, asked: Asked, times: list[float], window_s: float, *alerts: Alert) -> set[str]:
    kinds = set()
    for number, after_s in enumerate(times):
        folder = tmp_path / str(number)
        folder.mkdir()
        kinds.add(repr(asked(Kiosk(folder, window_s, *alerts), after_s)))
    return kinds


@pytest.mark.parametrize(("window_s", "times"), [(60.0, [120.25, 147.5, 179.5]), (10.0, [120.25, 124.0, 129.75])])
def test_an_opt_out_is_dated_no_finer_than_the_windows_by_any_packet(
    tmp_path: Path, window_s: float, times: list[float]
) -> None:
    """The same packets at the same times, whenever in a window it comes."""
    assert len(packets_of(tmp_path, opted_out, times, window_s)) == 1


def test_an_opt_out_is_told_half_a_minute_after_its_window(tmp_path: Path) -> None:
    """`paused`, `local`, until sensing goes on. No packet comes between."""
    assert opted_out(Kiosk(tmp_path), 147.5)[1:] == [
        (210.0, "paused", ("local",), 180.0),
        (780.0, "sensing", (), 780.0),
    ]


def test_with_long_windows_an_opt_out_is_told_after_a_quarter_of_an_hour(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, 3600.0)
    opted_out(kiosk, 147.5)
    assert kiosk.told("paused") == [930.0]


def test_a_pause_that_is_over_is_told_when_it_would_be_and_sensing_right_after_it(tmp_path: Path) -> None:
    """The console ends it; sensing goes on at the end of the window, half a minute before messages say that it was
    paused."""
    kiosk = Kiosk(tmp_path, 300.0)
    kiosk.pass_until(310)
    kiosk.opt_out.begin_pause(kiosk.at_s)
    kiosk.pass_until(320)
    kiosk.opt_out.end_pause(kiosk.at_s)
    kiosk.pass_until(599)
    assert kiosk.state.is_paused
    kiosk.pass_until(629)
    assert not kiosk.state.is_paused
    assert len(kiosk.packets) == 1
    kiosk.pass_until(700)
    kiosk.close()
    assert [(after_s, state, reasons) for after_s, state, reasons, _ in kiosk.packets[1:]] == [
        (630.0, "paused", ("local",)),
        (631.0, "sensing", ()),
    ]


def over_at_630(tmp_path: Path) -> Kiosk:
    """A kiosk whose pause of this machine is over at 600 s, and to be reported at 630 s."""
    kiosk = Kiosk(tmp_path, 300.0)
    kiosk.pass_until(310)
    kiosk.opt_out.begin_pause(kiosk.at_s)
    kiosk.pass_until(320)
    kiosk.opt_out.end_pause(kiosk.at_s)
    kiosk.pass_until(620)
    assert not kiosk.state.is_paused
    return kiosk


def reported_from(kiosk: Kiosk, after_s: float) -> list[tuple[float, str, tuple[str, ...]]]:
    kiosk.pass_until(1000)
    kiosk.close()
    return [packet[:3] for packet in kiosk.packets if packet[0] >= after_s]


def test_a_loop_that_freezes_when_a_pause_is_due_reports_it_late(tmp_path: Path) -> None:
    """A slow disk holds the loop for seconds. The pause is over, and no message has reported it."""
    kiosk = over_at_630(tmp_path)
    kiosk.pass_until(629)
    kiosk.at_s = NINE_S + 631.5
    assert reported_from(kiosk, 629.0) == [(632.0, "paused", ("local",)), (633.0, "sensing", ())]


@pytest.mark.parametrize(("starts_s", "reported_s"), [(622.0, 630.0), (700.0, 930.0)])
def test_a_restart_after_a_pause_still_reports_it_on_the_clock(
    tmp_path: Path, starts_s: float, reported_s: float
) -> None:
    """A kiosk that is off at that time reports the pause at the next. It does not pause again, nor report it twice."""
    kiosk = over_at_630(tmp_path)
    kiosk.at_s = NINE_S + starts_s
    kiosk.start()
    assert not kiosk.state.is_paused
    assert reported_from(kiosk, 621.0) == [
        (starts_s, "sensing", ()),
        (reported_s, "paused", ("local",)),
        (reported_s + 1, "sensing", ()),
    ]
    assert PauseFile(pause_path(tmp_path / "outbox.db")).read() == StoredPause()


def test_a_camera_that_a_pause_closes_dates_it_no_finer(tmp_path: Path) -> None:
    """A lost camera is closed, and with it its alert and its fault end: on this machine at once."""

    def closed(kiosk: Kiosk, after_s: float) -> list[Packet]:
        kiosk.pass_until(after_s)
        kiosk.opt_out.begin_pause(kiosk.at_s)
        kiosk.pass_until(after_s + 1)
        assert kiosk.state.alert_texts == []
        kiosk.pass_until(600)
        kiosk.close()
        return kiosk.packets

    assert len(packets_of(tmp_path, closed, [120.25, 147.5, 178.0], 60.0, LOST)) == 1
    kiosk = Kiosk(tmp_path, 60.0, LOST)
    closed(kiosk, 147.5)
    assert kiosk.packets[2:] == [
        (210.0, "camera.lost", ("over",), 210.0),
        (210.0, "paused", ("local",), 180.0),
    ]


def test_a_stop_before_the_report_ends_the_alert_of_a_closed_camera_at_the_stop(tmp_path: Path) -> None:
    """No alert ends at a time that lies ahead."""
    kiosk = Kiosk(tmp_path, 60.0, LOST)
    kiosk.pass_until(147.5)
    kiosk.opt_out.begin_pause(kiosk.at_s)
    kiosk.pass_until(152)
    assert [change.cleared_s for change in kiosk.state.pop_alert_changes(is_last=True)] == [NINE_S + 152]
    kiosk.close()


def test_a_study_and_the_setup_view_are_told_as_an_opt_out_is(tmp_path: Path) -> None:
    """All at once are one pause. What the set-up view opens and closes is told on the clock, too."""
    kiosk = Kiosk(tmp_path)
    kiosk.pass_until(130)
    with hold_kiosk_pause(tmp_path / "outbox.db"):
        kiosk.pass_until(140)
        assert kiosk.state.local_snapshot.reasons == ("local",)
        kiosk.view.begin_permit("one", lambda: True, kiosk.at_s)
        kiosk.opt_out.begin_pause(kiosk.at_s)
        kiosk.pass_until(160)
        assert "view.open" in {alert.code for alert in kiosk.state.active_alerts}
        kiosk.view.end_permit("one", kiosk.at_s)
        kiosk.pass_until(250)
    kiosk.pass_until(900)
    kiosk.close()
    assert kiosk.packets[1:] == [
        (210.0, "view.open", (), 210.0),
        (210.0, "view.open", ("over",), 210.0),
        (210.0, "paused", ("local",), 180.0),
        (780.0, "sensing", (), 780.0),
    ]


def test_an_opt_out_within_another_pause_is_told_on_the_clock(tmp_path: Path) -> None:
    """The reason of a command is told at once, before and after it; `local` comes and goes on the clock."""
    kiosk = Kiosk(tmp_path)
    kiosk.pass_until(125)
    kiosk.command(PauseCommand(reason="stock"))
    kiosk.pass_until(135)
    kiosk.opt_out.begin_pause(kiosk.at_s)
    kiosk.pass_until(900)
    kiosk.command(ResumeCommand(reason="done"))
    kiosk.pass_until(1000)
    kiosk.close()
    assert [(after_s, reasons) for after_s, _, reasons, _ in kiosk.packets[1:]] == [
        (126.0, ("command: stock",)),
        (210.0, ("command: stock", "local")),
        (780.0, ("command: stock",)),
        (901.0, ()),
    ]


def test_a_command_within_an_opt_out_is_told_as_without_it(tmp_path: Path) -> None:
    """Until the opt-out is told, nothing shows it."""
    kiosk = Kiosk(tmp_path)
    kiosk.pass_until(125)
    kiosk.opt_out.begin_pause(kiosk.at_s)
    kiosk.pass_until(135)
    kiosk.command(PauseCommand(reason="stock"))
    kiosk.pass_until(145)
    kiosk.command(ResumeCommand(reason="done"))
    kiosk.pass_until(800)
    kiosk.close()
    assert [(after_s, reasons) for after_s, _, reasons, _ in kiosk.packets[1:]] == [
        (136.0, ("command: stock",)),
        (146.0, ("resumes at 09:04:00 UTC (on the clock)",)),
        (210.0, ("local",)),
        (780.0, ()),
    ]


def test_a_restart_tells_an_opt_out_no_sooner(tmp_path: Path) -> None:
    """Nor does it make it longer or shorter than its time and the clock do."""
    kiosk = Kiosk(tmp_path)
    kiosk.pass_until(125)
    kiosk.opt_out.begin_pause(kiosk.at_s)
    kiosk.pass_until(140)
    kiosk.start()
    assert kiosk.state.is_paused
    kiosk.pass_until(800)
    kiosk.close()
    assert [(after_s, state) for after_s, state, *_ in kiosk.packets[1:]] == [
        (140.0, "sensing"),
        (210.0, "paused"),
        (780.0, "sensing"),
    ]


def test_a_pause_goes_on_until_its_end_and_the_next_is_a_new_one() -> None:
    """Also while messages have not yet reported the first."""
    pauses = LocalPauses(60.0)
    pauses.begin_pause(10.0)
    pauses.end_pause(20.0)
    pauses.begin_pause(30.0)
    pauses.begin_pause(40.0)  # another reason, in the same pause
    assert pauses.present_pause_began_s(45.0) == 30.0
    pauses.end_pause(50.0)
    assert [pauses.present_pause_began_s(at_s) for at_s in (49.0, 50.0, 60.0)] == [30.0, None, None]
    pauses.begin_pause(50.0)
    assert pauses.present_pause_began_s(55.0) == 50.0
    assert pauses.unreported_pause_began_s(55.0) == 10.0


def test_a_pause_that_is_over_is_reported_for_a_second() -> None:
    """From the time at which a message reports it first, however late that is."""
    pauses = LocalPauses(60.0)
    pauses.begin_pause(10.0)
    pauses.end_pause(20.0)
    pauses.mark_reported(89.9)
    assert [pauses.is_pause_reported(at_s) for at_s in (89.9, 90.0, 95.0)] == [False, True, True]
    assert pauses.ended_unreported_pauses(95.0) == ((10.0, 20.0),)
    pauses.mark_reported(95.0)
    pauses.mark_reported(95.9)
    assert pauses.ended_unreported_pauses(95.0) == ()
    assert [pauses.is_pause_reported(at_s) for at_s in (95.95, 96.0)] == [True, False]


def test_faults_change_with_the_reports_of_pauses_only() -> None:
    """Without a pause at once; in the next pause those that are there when it begins."""
    pauses = LocalPauses(60.0)
    reported = ReportedFaults(pauses)
    assert reported.faults_to_report(["a"], 5.0) == ["a"]
    pauses.begin_pause(10.0)
    assert [
        list(reported.faults_to_report(present, at_s)) for present, at_s in ((["b"], 10.0), ([], 50.0), ([], 90.0))
    ] == [
        ["b"],
        ["b"],
        [],
    ]
    pauses.mark_reported(90.0)
    pauses.end_pause(20.0)
    assert reported.faults_to_report(["c"], 91.0) == ["c"]
    pauses.begin_pause(95.0)
    assert reported.faults_to_report(["d"], 95.0) == ["d"]


def test_changes_of_a_source_wait_for_the_report_of_a_pause_and_for_those_before() -> None:
    pauses = LocalPauses(60.0)
    reported = ReportedFaults(pauses)
    lost, full = AlertChange(LOST), AlertChange(Alert("outbox.full", "error", "", NINE_S))
    assert not reported.delay_alert_change(lost, 5.0)
    pauses.begin_pause(10.0)
    assert not reported.delay_alert_change(full, 15.0)
    pauses.end_pause(20.0)
    pauses.mark_reported(90.0)
    assert reported.delay_alert_change(lost, 90.5)
    over = AlertChange(LOST, cleared_s=95.0)
    assert reported.delay_alert_change(over, 95.0)  # no pause any more, but it may not overtake
    assert not reported.delay_alert_change(full, 95.0)
    assert reported.take_due(149.0) == []
    assert reported.take_due(150.0) == [lost, AlertChange(LOST, cleared_s=150.0)]
    assert not reported.delay_alert_change(lost, 151.0)
