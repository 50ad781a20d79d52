"""Alerts of kits and consents: at once on the machine, in messages late, at the full hour or at the day's end."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk.state.message_writer import MessageWriter, PresentState
from edge.kiosk.state.monitor import KioskMonitor
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.payloads import Models
from edge.messages.wire import Header
from edge.settings.site import SiteSettings
from edge.uplink.outbox.outbox import Outbox

HOUR_S = 3600
NOON_S = 1_795_521_600.0  # 2026-11-24T12:00:00Z


def kit(number: int, code: str = "kit.lost", since_s: float = NOON_S) -> Alert:
    return Alert(code, "warning", f"kits: number {number}, of w{number}, is not there", since_s, number)


class Machine:
    """A monitor, a state and an outbox. The test sets the time."""

    def __init__(self, folder: Path) -> None:
        self.at_s = NOON_S
        clock = Clock(lambda: self.at_s, lambda: self.at_s)
        self.state = KioskStateTracker(clock)
        self.state.end_startup()
        self.monitor = KioskMonitor(self.state, clock, SiteSettings(timezone="Europe/Berlin"))
        self.outbox = Outbox(folder / "outbox.db")
        self.writer = MessageWriter(Header("a", "b", "c"), Models(expression="e", valence="v"), self.outbox, clock)

    def turn(self, at_s: float, *alerts: Alert) -> list[tuple[str, str, str, str | None]]:
        """Code, time, start and end of the alerts of a turn at that time, when these problems are there."""
        self.at_s = at_s
        self.monitor.update_alerts("kits", alerts)
        self.monitor.publish_delayed_alerts()
        changes = self.state.pop_alert_changes()
        before = len(self.outbox.unsent_messages(100))
        assert not changes or self.writer.store_alerts(changes)
        new = self.outbox.unsent_messages(100)[before:]
        assert not any(word in message.payload for message in new for word in (b"number", b"w1", b"w2"))
        told = [json.loads(message.payload) for message in new]
        return [(alert["code"], *(alert[t] and alert[t][11:19] for t in ("at", "raised", "cleared"))) for alert in told]

    def told(self) -> tuple[str, ...]:
        return tuple(json.loads(PresentState(self.writer, self.state).state_message().payload)["reasons"])


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    yield machine
    machine.outbox.close()


def test_lost_kits_are_one_alert_at_the_full_hour(machine: Machine) -> None:
    """On this machine they show at once, in messages at the full hour, with both of their times rounded up."""
    for number in range(1, 3):
        assert (
            machine.turn(NOON_S + 600 * number, *(kit(n, since_s=NOON_S + 600 * n) for n in range(1, number + 1))) == []
        )
    assert machine.state.local_snapshot.state == "degraded"
    assert any("number 2" in text for text in machine.state.alert_texts)
    assert machine.told() == ()
    both = [kit(n, since_s=NOON_S + 600 * n) for n in (1, 2)]
    assert machine.turn(NOON_S + HOUR_S, *both) == [("kit.lost", "13:00:00", "13:00:00", None)]
    assert machine.told() == (
        "kits: a sensor kit is missing or sends nothing; `vitrina status` on the kiosk shows which",
    )
    assert machine.turn(NOON_S + HOUR_S + 60, both[1]) == []
    assert machine.turn(NOON_S + 2 * HOUR_S, both[1]) == []
    assert machine.turn(NOON_S + 2 * HOUR_S + 60) == []
    assert machine.turn(NOON_S + 3 * HOUR_S) == [("kit.lost", "15:00:00", "13:00:00", "15:00:00")]
    assert machine.told() == ()


def test_what_is_over_by_the_full_hour_is_not_told(machine: Machine) -> None:
    assert machine.turn(NOON_S + 600, kit(1)) == []
    assert machine.turn(NOON_S + HOUR_S - 1) == []
    assert machine.turn(NOON_S + HOUR_S) == []


def test_what_begins_after_the_full_hour_waits_for_the_next(machine: Machine) -> None:
    """The turn is a moment late; the problem is not older than it is."""
    late = kit(1, since_s=NOON_S + HOUR_S + 0.05)
    assert machine.turn(NOON_S + HOUR_S + 0.1, late) == []
    assert machine.turn(NOON_S + 2 * HOUR_S, late) == [("kit.lost", "14:00:00", "14:00:00", None)]


def test_each_code_is_told_once_and_apart(machine: Machine) -> None:
    told = machine.turn(NOON_S + HOUR_S, kit(1), kit(2, "kit.noise"), kit(3, "kit.noise"))
    assert sorted(code for code, *_ in told) == ["kit.lost", "kit.noise"]


def test_consents_are_told_at_the_end_of_the_local_day(machine: Machine) -> None:
    """Midnight in Berlin is 23:00 UTC."""
    alerts = (kit(1, "consent.none"), kit(2, "consent.invalid"))
    for hour in range(1, 11):
        assert machine.turn(NOON_S + hour * HOUR_S, *alerts) == []
    assert "consent.none" not in json.dumps(machine.told())
    assert sorted(machine.turn(NOON_S + 11 * HOUR_S, *alerts)) == [
        ("consent.invalid", "23:00:00", "23:00:00", None),
        ("consent.none", "23:00:00", "23:00:00", None),
    ]
    assert machine.told() == ("consent: a consent record is not valid; `vitrina status` on the kiosk shows which",)
    assert machine.turn(NOON_S + 12 * HOUR_S) == []
    cleared = machine.turn(NOON_S + 35 * HOUR_S)
    assert sorted(code for code, *_ in cleared) == ["consent.invalid", "consent.none"]


def test_a_slow_camera_is_told_at_the_full_hour_without_its_rate(machine: Machine) -> None:
    """On a machine at its limit it is slow while people are in view."""
    slow = Alert("camera.slow", "warning", "camera: x gives 4.2 pictures a second, number 1", NOON_S + 60)
    assert machine.turn(NOON_S + 61, slow) == []
    assert any("4.2" in text for text in machine.state.alert_texts)
    assert machine.turn(NOON_S + HOUR_S, slow) == [("camera.slow", "13:00:00", "13:00:00", None)]
    assert machine.turn(NOON_S + HOUR_S + 1) == []
    assert machine.turn(NOON_S + 2 * HOUR_S) == [("camera.slow", "14:00:00", "13:00:00", "14:00:00")]


def test_what_a_person_opens_is_told_on_the_clock_and_never_lost(machine: Machine) -> None:
    """Half a minute after the window in which it was opened, and after that in which it was closed. A kiosk that ends
    tells the rest at once."""
    phone = Alert("console.open", "warning", "console: open", NOON_S + 61)
    assert machine.turn(NOON_S + 61, phone) == []
    assert machine.turn(NOON_S + 149, phone) == []
    assert machine.turn(NOON_S + 150, phone) == [("console.open", "12:02:30", "12:02:30", None)]
    assert machine.turn(NOON_S + 240) == []
    assert machine.turn(NOON_S + 330) == [("console.open", "12:05:30", "12:02:30", "12:05:30")]
    assert machine.turn(NOON_S + 400, phone) == []
    machine.monitor.publish_remaining_alerts()
    assert machine.turn(NOON_S + 400) == [
        ("console.open", "12:06:40", "12:06:40", None),
        ("console.open", "12:06:40", "12:06:40", "12:06:40"),
    ]


def test_other_alerts_are_told_at_once(machine: Machine) -> None:
    machine.monitor.update_alerts("camera", [Alert("camera.lost", "error", "camera: lost", NOON_S)])
    assert [change.alert.code for change in machine.state.pop_alert_changes()] == ["camera.lost"]
    assert machine.told() == ("camera: lost",)


def test_an_alert_of_the_full_hour_itself_is_told_at_it(machine: Machine) -> None:
    """Also where no turn was made for hours, and the next one is at a full hour."""
    lost = kit(1, since_s=NOON_S + 2 * HOUR_S)
    assert machine.turn(NOON_S + 2 * HOUR_S, lost) == [("kit.lost", "14:00:00", "14:00:00", None)]
