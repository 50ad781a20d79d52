"""The monitor: each alert is raised once and cleared once, and faults that affect sensing degrade the state."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from edge.clock import Clock
from edge.kiosk.kit_stage import KitAlert
from edge.kiosk.monitor import STEP_STAYS_S, Monitor
from edge.kiosk.state import StateTracker
from edge.settings.settings import NoticeSettings, SiteSettings
from edge.sources.camera.camera import CameraCondition
from edge.sources.camera.warnings import CameraWarning
from edge.sources.microphone.microphone import MicrophoneCondition, State
from edge.uplink.outbox.outbox import OutboxUsage
from edge.uplink.publisher.alert_texts import BrokerAlert

TUESDAY_S = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("UTC")).timestamp()


class Machine:
    """A machine whose clock the test sets, with a monitor."""

    def __init__(self, site: SiteSettings) -> None:
        self.wall_s, self.monotonic_s = TUESDAY_S, 50.0
        self.clock = Clock(lambda: self.wall_s, lambda: self.monotonic_s)
        self.state = StateTracker(self.clock.now)
        self.state.started()
        self.monitor = Monitor(self.state, self.clock, site)

    def pass_s(self, seconds: float) -> None:
        self.wall_s += seconds
        self.monotonic_s += seconds

    def alerts(self) -> list[tuple[str, bool]]:
        """Code of each alert, and True if it is cleared."""
        return [(alert.code, alert.cleared_s is not None) for alert in self.state.pop_alerts()]


@pytest.fixture
def machine() -> Machine:
    return Machine(SiteSettings())


def test_a_missing_notice_pauses_and_raises_an_alert(machine: Machine) -> None:
    machine.monitor.notice(NoticeSettings(version="1"))
    assert machine.state.snapshot.state == "paused"
    assert machine.state.snapshot.reasons == ("notice: not confirmed",)
    assert machine.alerts() == [("notice.missing", False)]


def test_a_confirmed_notice_raises_no_alert(machine: Machine) -> None:
    machine.monitor.notice(NoticeSettings(version="1", confirmed_on=date(2026, 11, 20), confirmed_by="a tester"))
    assert machine.state.snapshot.state == "sensing"
    assert machine.alerts() == []


def test_outside_opening_hours_the_kiosk_is_paused() -> None:
    machine = Machine(SiteSettings(open="Mo-Fr 09:00-20:00", timezone="Europe/Berlin"))  # it is 13:00 there
    machine.monitor.hours()
    assert machine.state.snapshot.state == "sensing"
    machine.pass_s(7 * 3600)
    machine.monitor.hours()
    assert (machine.state.snapshot.state, machine.state.snapshot.reasons) == ("paused", ("closed",))
    machine.pass_s(13 * 3600)
    machine.monitor.hours()
    assert machine.state.snapshot.state == "sensing"


@pytest.mark.parametrize("step_s", [3600.0, -3600.0, 1.5])
def test_a_lasting_clock_step_needs_a_new_kiosk(machine: Machine, step_s: float) -> None:
    assert not machine.monitor.clock_was_set()
    machine.wall_s += step_s
    assert not machine.monitor.clock_was_set()
    machine.pass_s(STEP_STAYS_S)
    assert machine.monitor.clock_was_set()
    assert machine.alerts() == [("clock.stepped", False), ("clock.stepped", True)]


def test_a_clock_step_that_is_undone_is_ignored(machine: Machine) -> None:
    machine.wall_s += 3600
    assert not machine.monitor.clock_was_set()
    machine.wall_s -= 3600
    machine.pass_s(STEP_STAYS_S)
    assert not machine.monitor.clock_was_set()
    assert machine.alerts() == []


def test_a_small_clock_error_is_ignored(machine: Machine) -> None:
    machine.wall_s += 0.9
    for _ in range(3):
        machine.pass_s(STEP_STAYS_S)
        assert not machine.monitor.clock_was_set()


def test_a_frozen_camera_is_one_alert(machine: Machine) -> None:
    frozen = CameraCondition("frozen", "camera: x gives the same picture again and again.", TUESDAY_S)
    for condition in (frozen, frozen, CameraCondition("ok", "", TUESDAY_S), None):
        machine.monitor.camera(condition)
    assert machine.alerts() == [("camera.frozen", False), ("camera.frozen", True)]
    assert machine.state.snapshot.state == "sensing"


def test_an_opening_camera_degrades_the_state_without_an_alert(machine: Machine) -> None:
    machine.monitor.camera(CameraCondition("opening", "camera: opening x.", TUESDAY_S))
    assert machine.state.snapshot.state == "degraded"
    assert machine.alerts() == []


def test_a_lost_and_a_silent_microphone_are_one_alert_each(machine: Machine) -> None:
    states: list[State] = ["opening", "ok", "lost", "lost", "silent", "ok"]
    states_seen = []
    for state in states:
        machine.monitor.camera(CameraCondition("ok", "", TUESDAY_S))
        machine.monitor.microphone(MicrophoneCondition(state, f"microphone: x is {state}.", TUESDAY_S))
        states_seen.append(machine.state.snapshot.state)
    assert states_seen == ["degraded", "sensing", "degraded", "degraded", "degraded", "sensing"]
    assert machine.alerts() == [
        ("microphone.lost", False),
        ("microphone.lost", True),
        ("microphone.silent", False),
        ("microphone.silent", True),
    ]


def test_each_drop_of_commands_raises_an_alert(machine: Machine) -> None:
    for drops in (0, 5, 5, 7):
        machine.monitor.queues(drops)
    assert machine.alerts() == [("cmd.dropped", False), ("cmd.dropped", True)] * 2


def test_a_slow_machine_is_one_alert_by_released_windows(machine: Machine) -> None:
    for spread in (None, (4.9, 9.0), (4.0, 5.0), None, (5.0, 15.0)):
        machine.monitor.pace(spread)
    assert machine.alerts() == [("analysis.slow", False), ("analysis.slow", True)]


def test_only_new_drops_of_messages_raise_an_alert(machine: Machine) -> None:
    for dropped in (40, 40, 43, 43):
        machine.monitor.outbox(OutboxUsage(rows=5, unsent=5, bytes=4096, dropped=dropped), [])
    alerts = machine.state.pop_alerts()
    assert [alert.code for alert in alerts] == ["outbox.dropped", "outbox.dropped"]  # raised, and over
    assert alerts[0].text.startswith("outbox: 3 messages were dropped unsent")


def test_each_corrupt_outbox_is_one_alert(machine: Machine) -> None:
    usage, file = OutboxUsage(rows=0, unsent=0, bytes=4096), Path("outbox.db.corrupt-20261124T100000Z")
    for files in ([file], [file], [file, file]):
        machine.monitor.outbox(usage, files)
    alerts = machine.state.pop_alerts()
    assert [alert.code for alert in alerts] == ["outbox.corrupt"] * 4
    assert file.name in alerts[0].text


def test_each_broker_alert_is_raised_and_cleared_by_itself(machine: Machine) -> None:
    away = BrokerAlert("broker.away", "broker: gone.")
    denied = BrokerAlert("broker.denied", "broker: no.")
    for holding in ((), (away,), (away, denied), (denied,), ()):
        machine.monitor.broker(holding)
    assert machine.alerts() == [
        ("broker.away", False),
        ("broker.denied", False),
        ("broker.away", True),
        ("broker.denied", True),
    ]


def test_a_moved_camera_is_an_alert_and_sensing_continues(machine: Machine) -> None:
    well, moved = (
        CameraCondition("ok", "", TUESDAY_S),
        CameraWarning("moved", "camera: x does not look where it did.", TUESDAY_S),
    )
    for warnings in ((), (moved,), (moved,), ()):
        machine.monitor.camera(well, warnings)
        assert machine.state.snapshot.state == "sensing"
    assert machine.alerts() == [("camera.moved", False), ("camera.moved", True)]


def test_a_missing_gpu_is_an_alert_and_sensing_continues(machine: Machine) -> None:
    """With TensorRT there is no alert; without it there is one."""
    machine.monitor.runtime(None)
    assert machine.alerts() == []
    for _ in range(3):
        machine.monitor.runtime("runtime: ONNX Runtime runs in place of TensorRT: no GPU.")
    assert machine.alerts() == [("runtime.fallback", False)]
    assert machine.state.snapshot.state == "sensing"


def test_each_kit_has_alerts_of_its_own(machine: Machine) -> None:
    """Each alert is raised once and cleared once. A missing consent does not degrade the state."""
    lost = [KitAlert("kit.lost", number, f"kits: number {number} is lost") for number in (1, 2)]
    for alerts in (lost[:1], lost[:1], lost, lost[1:]):
        machine.monitor.kits(alerts)
    assert machine.alerts() == [("kit.lost", False), ("kit.lost", False), ("kit.lost", True)]
    assert machine.state.snapshot.reasons == ("kits: number 2 is lost",)
    machine.monitor.kits([KitAlert("consent.none", 2, "consent: there is none")])
    assert machine.alerts() == [("kit.lost", True), ("consent.none", False)]
    assert machine.state.snapshot.state == "sensing"
