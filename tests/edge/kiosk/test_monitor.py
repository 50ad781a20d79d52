"""What is wrong is raised once and cleared once; what touches sensing shows in the state."""

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
from edge.sources.microphone.microphone import MicrophoneCondition as MicrophoneCondition
from edge.sources.microphone.microphone import State
from edge.uplink.outbox.outbox import OutboxUsage
from edge.uplink.publisher.alert_texts import BrokerAlert as BrokerCondition

TUESDAY_S = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("UTC")).timestamp()


class Machine:
    """A machine whose clock can be set, and what is heeded on it."""

    def __init__(self, site: SiteSettings) -> None:
        self.wall_s, self.monotonic_s = TUESDAY_S, 50.0
        self.clock = Clock(lambda: self.wall_s, lambda: self.monotonic_s)
        self.conditions = StateTracker(self.clock.now)
        self.conditions.started()
        self.heeding = Monitor(self.conditions, self.clock, site)

    def pass_s(self, seconds: float) -> None:
        self.wall_s += seconds
        self.monotonic_s += seconds

    def alerts(self) -> list[tuple[str, bool]]:
        """Code, and whether it was cleared."""
        return [(alert.code, alert.cleared_s is not None) for alert in self.conditions.pop_alerts()]


@pytest.fixture
def machine() -> Machine:
    return Machine(SiteSettings())


def test_a_missing_notice_pauses_and_is_an_alert(machine: Machine) -> None:
    machine.heeding.notice(NoticeSettings(version="1"))
    assert machine.conditions.snapshot.state == "paused"
    assert machine.conditions.snapshot.reasons == ("notice: not confirmed",)
    assert machine.alerts() == [("notice.missing", False)]


def test_a_confirmed_notice_is_nothing(machine: Machine) -> None:
    machine.heeding.notice(NoticeSettings(version="1", confirmed_on=date(2026, 11, 20), confirmed_by="a tester"))
    assert machine.conditions.snapshot.state == "sensing"
    assert machine.alerts() == []


def test_outside_its_hours_a_shop_is_closed() -> None:
    machine = Machine(SiteSettings(open="Mo-Fr 09:00-20:00", timezone="Europe/Berlin"))  # it is 13:00 there
    machine.heeding.hours()
    assert machine.conditions.snapshot.state == "sensing"
    machine.pass_s(7 * 3600)
    machine.heeding.hours()
    assert (machine.conditions.snapshot.state, machine.conditions.snapshot.reasons) == ("paused", ("closed",))
    machine.pass_s(13 * 3600)
    machine.heeding.hours()
    assert machine.conditions.snapshot.state == "sensing"


@pytest.mark.parametrize("step_s", [3600.0, -3600.0, 1.5])
def test_a_clock_that_is_set_and_stays_so_wants_a_new_kiosk(machine: Machine, step_s: float) -> None:
    assert not machine.heeding.clock_was_set()
    machine.wall_s += step_s
    assert not machine.heeding.clock_was_set()
    machine.pass_s(STEP_STAYS_S)
    assert machine.heeding.clock_was_set()
    assert machine.alerts() == [("clock.stepped", False), ("clock.stepped", True)]


def test_a_clock_that_is_set_there_and_back_is_let_pass(machine: Machine) -> None:
    machine.wall_s += 3600
    assert not machine.heeding.clock_was_set()
    machine.wall_s -= 3600
    machine.pass_s(STEP_STAYS_S)
    assert not machine.heeding.clock_was_set()
    assert machine.alerts() == []


def test_a_clock_that_is_a_little_off_is_let_be(machine: Machine) -> None:
    machine.wall_s += 0.9
    for _ in range(3):
        machine.pass_s(STEP_STAYS_S)
        assert not machine.heeding.clock_was_set()


def test_a_blind_camera_is_told_once_and_is_over_once(machine: Machine) -> None:
    frozen = CameraCondition("frozen", "camera: x gives the same picture again and again.", TUESDAY_S)
    for condition in (frozen, frozen, CameraCondition("ok", "", TUESDAY_S), None):
        machine.heeding.camera(condition)
    assert machine.alerts() == [("camera.frozen", False), ("camera.frozen", True)]
    assert machine.conditions.snapshot.state == "sensing"


def test_a_camera_that_is_opening_is_no_alert_but_no_sensing_either(machine: Machine) -> None:
    machine.heeding.camera(CameraCondition("opening", "camera: opening x.", TUESDAY_S))
    assert machine.conditions.snapshot.state == "degraded"
    assert machine.alerts() == []


def test_a_microphone_that_is_lost_or_silent_is_told_once_and_the_camera_goes_on(machine: Machine) -> None:
    states: list[State] = ["opening", "ok", "lost", "lost", "silent", "ok"]
    told = []
    for state in states:
        machine.heeding.camera(CameraCondition("ok", "", TUESDAY_S))
        machine.heeding.microphone(MicrophoneCondition(state, f"microphone: x is {state}.", TUESDAY_S))
        told.append(machine.conditions.snapshot.state)
    assert told == ["degraded", "sensing", "degraded", "degraded", "degraded", "sensing"]
    assert machine.alerts() == [
        ("microphone.lost", False),
        ("microphone.lost", True),
        ("microphone.silent", False),
        ("microphone.silent", True),
    ]


def test_commands_that_were_dropped_are_told_as_often_as_it_happens(machine: Machine) -> None:
    for drops in (0, 5, 5, 7):
        machine.heeding.queues(drops)
    assert machine.alerts() == [("cmd.dropped", False), ("cmd.dropped", True)] * 2


def test_a_machine_that_is_too_slow_is_told_of_when_a_window_was_told(machine: Machine) -> None:
    for spread in (None, (4.9, 9.0), (4.0, 5.0), None, (5.0, 15.0)):
        machine.heeding.pace(spread)
    assert machine.alerts() == [("analysis.slow", False), ("analysis.slow", True)]


def test_messages_that_were_dropped_are_told_of_and_those_of_former_days_are_not(machine: Machine) -> None:
    for dropped in (40, 40, 43, 43):
        machine.heeding.outbox(OutboxUsage(rows=5, unsent=5, bytes=4096, dropped=dropped), [])
    alerts = machine.conditions.pop_alerts()
    assert [alert.code for alert in alerts] == ["outbox.dropped", "outbox.dropped"]  # raised, and over
    assert alerts[0].text.startswith("outbox: 3 messages were dropped unsent")


def test_a_corrupt_outbox_is_told_of_once(machine: Machine) -> None:
    filling, file = OutboxUsage(rows=0, unsent=0, bytes=4096), Path("outbox.db.corrupt-20261124T100000Z")
    for files in ([file], [file], [file, file]):
        machine.heeding.outbox(filling, files)
    alerts = machine.conditions.pop_alerts()
    assert [alert.code for alert in alerts] == ["outbox.corrupt"] * 4
    assert file.name in alerts[0].text


def test_what_is_wrong_with_the_broker_is_told_each_for_itself(machine: Machine) -> None:
    away = BrokerCondition("broker.away", "broker: gone.")
    denied = BrokerCondition("broker.denied", "broker: no.")
    for holding in ((), (away,), (away, denied), (denied,), ()):
        machine.heeding.broker(holding)
    assert machine.alerts() == [
        ("broker.away", False),
        ("broker.denied", False),
        ("broker.away", True),
        ("broker.denied", True),
    ]


def test_a_camera_that_was_moved_still_senses_and_somebody_is_told(machine: Machine) -> None:
    well, moved = (
        CameraCondition("ok", "", TUESDAY_S),
        CameraWarning("moved", "camera: x does not look where it did.", TUESDAY_S),
    )
    for remarks in ((), (moved,), (moved,), ()):
        machine.heeding.camera(well, remarks)
        assert machine.conditions.snapshot.state == "sensing"
    assert machine.alerts() == [("camera.moved", False), ("camera.moved", True)]


def test_a_gpu_that_does_not_do_is_an_alert_and_sensing_goes_on(machine: Machine) -> None:
    """Told once; nothing where all is as it should be."""
    machine.heeding.runtime(None)
    assert machine.alerts() == []
    for _ in range(3):
        machine.heeding.runtime("runtime: ONNX Runtime runs in place of TensorRT: no GPU.")
    assert machine.alerts() == [("runtime.fallback", False)]
    assert machine.conditions.snapshot.state == "sensing"


def test_each_kit_has_alerts_of_its_own(machine: Machine) -> None:
    """Raised once, cleared once; that nobody consents takes nothing away."""
    lost = [KitAlert("kit.lost", number, f"kits: number {number} is lost") for number in (1, 2)]
    for troubles in (lost[:1], lost[:1], lost, lost[1:]):
        machine.heeding.kits(troubles)
    assert machine.alerts() == [("kit.lost", False), ("kit.lost", False), ("kit.lost", True)]
    assert machine.conditions.snapshot.reasons == ("kits: number 2 is lost",)
    machine.heeding.kits([KitAlert("consent.none", 2, "consent: there is none")])
    assert machine.alerts() == [("kit.lost", True), ("consent.none", False)]
    assert machine.conditions.snapshot.state == "sensing"
