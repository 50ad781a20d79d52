"""The monitor: each alert is raised once and cleared once, and faults that affect sensing degrade the state."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk.state.debounce import QUIET_S
from edge.kiosk.state.delayed_alerts import is_delayed
from edge.kiosk.state.monitor import DEGRADES, STEP_STAYS_S, KioskMonitor
from edge.kiosk.state.state import KioskStateTracker
from edge.settings.notice import NoticeSettings
from edge.settings.site import SiteSettings
from edge.uplink.outbox.file_watch import OutboxFileLosses
from edge.uplink.outbox.outbox import OutboxUsage

TUESDAY_S = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("UTC")).timestamp()
KEYS = [("kit.lost", 1), ("kit.lost", 2), ("consent.none", 1), ("camera.moved", 0), ("stage.biosignals", 0)]


class Machine:
    """A machine whose clock the test sets, with a monitor."""

    def __init__(self, site: SiteSettings) -> None:
        self.wall_s, self.monotonic_s = TUESDAY_S, 50.0
        self.clock = Clock(lambda: self.wall_s, lambda: self.monotonic_s)
        self.state = KioskStateTracker(self.clock)
        self.state.end_startup()
        self.monitor = KioskMonitor(self.state, self.clock, site)

    def pass_s(self, seconds: float) -> None:
        self.wall_s += seconds
        self.monotonic_s += seconds

    def alerts(self) -> list[tuple[str, bool]]:
        """Code of each alert, and True if it is cleared."""
        return [(change.alert.code, change.cleared_s is not None) for change in self.state.pop_alert_changes()]


def alert(code: str, instance: int = 0, text: str = "") -> Alert:
    return Alert(code, "warning", text or f"{code}: of {instance}", TUESDAY_S, instance)


@pytest.fixture
def machine() -> Machine:
    return Machine(SiteSettings())


def test_a_missing_notice_pauses_and_raises_an_alert(machine: Machine) -> None:
    machine.monitor.check_notice(NoticeSettings(version="1"))
    assert machine.state.local_snapshot.state == "paused"
    assert machine.state.local_snapshot.reasons == ("notice: not confirmed",)
    assert machine.alerts() == [("notice.missing", False)]


CONFIRMED = NoticeSettings(
    version="1",
    operator="Shop Ltd",
    contact="shop@example.org",
    legal_basis="consent",
    confirmed_on=date(2026, 11, 20),
    confirmed_by="a tester",
)


@pytest.mark.parametrize("shown", ["sign", "screen", "both"])
@pytest.mark.parametrize("missing", ["version", "operator", "contact", "legal_basis"])
def test_a_notice_that_is_not_complete_pauses_wherever_it_is_shown(machine: Machine, missing: str, shown: str) -> None:
    """Even if somebody has confirmed it. The alert names the missing part."""
    machine.monitor.check_notice(CONFIRMED.model_copy(update={missing: None, "shown": shown}))
    assert (machine.state.local_snapshot.state, machine.state.local_snapshot.reasons) == (
        "paused",
        ("notice: not complete",),
    )
    assert machine.state.alert_texts == [
        f"notice: not complete. Set {missing} in [notice] once it is up by the screen."
    ]


@pytest.mark.parametrize(("needs_balancing_test", "state"), [(False, "sensing"), (True, "paused")])
def test_legitimate_interests_without_a_balancing_test_pause_where_the_place_needs_one(
    machine: Machine, needs_balancing_test: bool, state: str
) -> None:
    """Settings from before this rule have no place: they keep running."""
    notice = CONFIRMED.model_copy(update={"legal_basis": "legitimate interests"})
    machine.monitor.check_notice(notice, needs_balancing_test=needs_balancing_test)
    assert machine.state.local_snapshot.state == state
    text = "notice: not complete. Set balancing_test_on in [notice] once it is up by the screen."
    assert machine.state.alert_texts == ([text] if needs_balancing_test else [])


def test_a_confirmed_notice_raises_no_alert(machine: Machine) -> None:
    machine.monitor.check_notice(CONFIRMED)
    assert machine.state.local_snapshot.state == "sensing"
    assert machine.alerts() == []


def test_outside_opening_hours_the_kiosk_is_paused() -> None:
    machine = Machine(SiteSettings(open="Mo-Fr 09:00-20:00", timezone="Europe/Berlin"))  # it is 13:00 there
    machine.monitor.check_opening_hours()
    assert machine.state.local_snapshot.state == "sensing"
    machine.pass_s(7 * 3600)
    machine.monitor.check_opening_hours()
    assert (machine.state.local_snapshot.state, machine.state.local_snapshot.reasons) == ("paused", ("closed",))
    machine.pass_s(13 * 3600)
    machine.monitor.check_opening_hours()
    assert machine.state.local_snapshot.state == "sensing"


@pytest.mark.parametrize("step_s", [3600.0, -3600.0, 1.05])
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
    frozen = alert("camera.frozen", text="camera: x gives the same picture again and again.")
    for alerts in ((frozen,), (frozen,), (), ()):
        machine.monitor.update_alerts("camera", alerts)
    assert machine.alerts() == [("camera.frozen", False), ("camera.frozen", True)]
    assert machine.state.local_snapshot.state == "sensing"


def test_an_opening_camera_degrades_the_state_without_an_alert(machine: Machine) -> None:
    machine.monitor.update_alerts("camera", (), "camera: opening x.")
    assert (machine.state.local_snapshot.state, machine.state.local_snapshot.reasons) == (
        "degraded",
        ("camera: opening x.",),
    )
    assert machine.alerts() == []
    assert machine.state.alert_texts == []
    machine.monitor.update_alerts("camera", ())
    assert machine.state.local_snapshot.state == "sensing"


def test_a_lost_and_a_silent_microphone_are_one_alert_each(machine: Machine) -> None:
    lost, silent = alert("microphone.lost"), alert("microphone.silent")
    turns: list[tuple[tuple[Alert, ...], str | None]] = [
        ((), "microphone: opening x."),
        ((), None),
        ((lost,), None),
        ((lost,), None),
        ((silent,), None),
        ((), None),
    ]
    states_seen = []
    for alerts, opening in turns:
        machine.monitor.update_alerts("camera", ())
        machine.monitor.update_alerts("microphone", alerts, opening)
        states_seen.append(machine.state.local_snapshot.state)
    assert states_seen == ["degraded", "sensing", "degraded", "degraded", "degraded", "sensing"]
    assert machine.alerts() == [
        ("microphone.lost", False),
        ("microphone.lost", True),
        ("microphone.silent", False),
        ("microphone.silent", True),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("camera.lost", "camera.frozen"),
        ("camera.frozen", "camera.lost"),
        ("camera.dark", None),
        (None, "camera.lost"),
    ],
    ids=lambda code: code or "opening",
)
def test_a_camera_between_two_faults_is_never_sensing(machine: Machine, before: str | None, after: str | None) -> None:
    """The start of the state is that of the first fault, so the state did not change in between."""

    def show(code: str | None) -> None:
        machine.monitor.update_alerts("camera", [alert(code)] if code else [], None if code else "camera: opening x.")

    show(before)
    assert (machine.state.local_snapshot.state, machine.state.local_snapshot.since_s) == ("degraded", TUESDAY_S)
    machine.pass_s(5.0)
    show(after)
    assert (machine.state.local_snapshot.state, machine.state.local_snapshot.since_s) == ("degraded", TUESDAY_S)
    assert len(machine.state.local_snapshot.reasons) == 1


@settings(deadline=None)
@given(turns=st.lists(st.sets(st.sampled_from(KEYS)), max_size=12), data=st.data())
def test_raised_and_cleared_alternate_for_each_alert(turns: list[set[tuple[str, int]]], data: st.DataObject) -> None:
    """Also if texts and order of the alerts change. At each turn the active alerts are those that were given."""
    machine = Machine(SiteSettings())
    changes: dict[tuple[str, int], list[bool]] = {key: [] for key in KEYS}
    for turn, keys in enumerate(turns):
        machine.pass_s(QUIET_S)
        order = data.draw(st.permutations(sorted(keys)))
        machine.monitor.update_alerts("parts", [alert(*key, text=f"{key} at turn {turn}") for key in order])
        for change in machine.state.pop_alert_changes():
            changes[change.alert.key].append(change.cleared_s is None)
        told = {key for key, raised in changes.items() if raised and raised[-1]}
        assert told == {key for key in keys if not is_delayed(key[0])}
        assert len(machine.state.alert_texts) == len(keys)
        faults = {f"{key} at turn {turn}" for key in keys if key[0] in DEGRADES or key[0] == "stage.biosignals"}
        assert set(machine.state.local_snapshot.reasons) == faults
        assert machine.state.local_snapshot.state == ("degraded" if faults else "sensing")
    for raised in changes.values():
        assert raised == [n % 2 == 0 for n in range(len(raised))]


def test_a_part_does_not_clear_the_alerts_of_another(machine: Machine) -> None:
    machine.monitor.update_alerts("camera", [alert("camera.lost")])
    machine.monitor.update_alerts("microphone", [alert("microphone.lost")])
    machine.monitor.update_alerts("microphone", [])
    assert machine.alerts() == [("camera.lost", False), ("microphone.lost", False), ("microphone.lost", True)]
    assert machine.state.alert_texts == ["camera.lost: of 0"]
    assert machine.state.local_snapshot.state == "degraded"


def test_the_alert_of_a_stage_degrades_the_state(machine: Machine) -> None:
    machine.monitor.update_alerts("stages", [alert("stage.hearing", text="hearing: ended 3 times")])
    assert machine.state.local_snapshot.reasons == ("hearing: ended 3 times",)
    machine.monitor.update_alerts("stages", [])
    assert machine.alerts() == [("stage.hearing", False), ("stage.hearing", True)]
    assert machine.state.local_snapshot.state == "sensing"


def test_bad_and_dropped_commands_are_one_alert_a_minute_each(machine: Machine) -> None:
    """The first is told at once, those of the next minute together, with their number."""
    for total in (0, 1, 400, 5000):
        machine.monitor.check_commands(total, "cmd/play: not understood.", 0)
        machine.pass_s(10)
    machine.pass_s(30)
    for _ in range(2):
        machine.monitor.check_commands(5000, "cmd/play: not understood.", 7)
    texts = [change.alert.text for change in machine.state.pop_alert_changes() if change.cleared_s is None]
    assert texts == [
        "cmd/play: not understood.",
        "cmd/play: not understood. 4999 commands were bad.",
        "commands: 7 arrived too fast and were dropped. Check whether a player sends too many.",
    ]


def test_a_flapping_camera_is_one_alert_more(machine: Machine) -> None:
    """A camera that is lost every two seconds for an hour counts as lost from the second time on, until it is quiet."""
    for _ in range(1800):
        for alerts in ((alert("camera.lost"),), ()):
            machine.monitor.update_alerts("camera", alerts)
            machine.pass_s(1)
    assert machine.alerts() == [("camera.lost", False), ("camera.lost", True), ("camera.lost", False)]
    assert machine.state.local_snapshot.reasons == ("camera.lost: of 0",)
    machine.pass_s(QUIET_S)
    machine.monitor.update_alerts("camera", ())
    assert machine.alerts() == [("camera.lost", True)]
    assert machine.state.local_snapshot.state == "sensing"


def test_a_slow_machine_is_one_alert_by_released_windows(machine: Machine) -> None:
    for spread in (None, (4.9, 9.0), (4.0, 5.0), None, (5.0, 15.0)):
        machine.monitor.check_pace(spread)
    assert machine.alerts() == [("analysis.slow", False), ("analysis.slow", True)]


def test_only_new_drops_of_messages_raise_an_alert(machine: Machine) -> None:
    for dropped in (40, 40, 43, 43):
        machine.monitor.check_outbox(OutboxUsage(rows=5, unsent=5, bytes=4096, dropped=dropped), [], OutboxFileLosses())
    changes = machine.state.pop_alert_changes()
    assert [change.alert.code for change in changes] == ["outbox.dropped", "outbox.dropped"]  # raised, and over
    assert changes[0].alert.text.startswith("outbox: 3 messages were dropped unsent")


def test_each_corrupt_outbox_is_one_alert(machine: Machine) -> None:
    usage, file = OutboxUsage(rows=0, unsent=0, bytes=4096), Path("outbox.db.corrupt-20261124T100000Z")
    for files in ([file], [file], [file, file]):
        machine.monitor.check_outbox(usage, files, OutboxFileLosses())
    changes = machine.state.pop_alert_changes()
    assert [change.alert.code for change in changes] == ["outbox.corrupt"] * 4
    assert file.name in changes[0].alert.text


def test_each_lost_outbox_is_one_alert(machine: Machine) -> None:
    usage = OutboxUsage(rows=0, unsent=0, bytes=4096)
    for count in (0, 1, 1, 3):
        machine.monitor.check_outbox(usage, [], OutboxFileLosses(count, f"outbox: lost {count}"))
    changes = machine.state.pop_alert_changes()
    assert [change.alert.code for change in changes] == ["outbox.lost"] * 4
    assert changes[2].alert.text == "outbox: lost 3"


def test_each_broker_alert_is_raised_and_cleared_by_itself(machine: Machine) -> None:
    away, denied = alert("broker.away"), alert("broker.denied")
    turns: tuple[tuple[Alert, ...], ...] = ((), (away,), (away, denied), (denied,), ())
    for holding in turns:
        machine.monitor.update_alerts("broker", holding)
        assert machine.state.local_snapshot.state == "sensing"  # messages wait in the outbox
    assert machine.alerts() == [
        ("broker.away", False),
        ("broker.denied", False),
        ("broker.away", True),
        ("broker.denied", True),
    ]


def test_a_moved_camera_is_an_alert_and_sensing_continues(machine: Machine) -> None:
    moved = alert("camera.moved", text="camera: x shows another view.")
    for alerts in ((), (moved,), (moved,), ()):
        machine.monitor.update_alerts("camera", alerts)
        assert machine.state.local_snapshot.state == "sensing"
    assert machine.alerts() == [("camera.moved", False), ("camera.moved", True)]


def test_a_missing_gpu_is_an_alert_and_sensing_continues(machine: Machine) -> None:
    """With TensorRT there is no alert; without it there is one."""
    machine.monitor.check_runtime(None)
    assert machine.alerts() == []
    for _ in range(3):
        machine.monitor.check_runtime("runtime: ONNX Runtime runs instead of TensorRT: no GPU.")
    assert machine.alerts() == [("runtime.fallback", False)]
    assert machine.state.local_snapshot.state == "sensing"


def test_research_before_passers_by_is_an_alert_and_sensing_continues(machine: Machine) -> None:
    machine.monitor.report_research_use()
    assert machine.alerts() == [("models.use", False)]
    assert "vitrina docs research" in machine.state.alert_texts[0]
    assert machine.state.local_snapshot.state == "sensing"


def test_each_kit_has_alerts_of_its_own(machine: Machine) -> None:
    """On this machine. In messages they come later, and together. A missing consent does not degrade the state."""
    lost = [alert("kit.lost", number, f"kits: number {number} is lost") for number in (1, 2)]
    for alerts in (lost[:1], lost[:1], lost, lost[1:]):
        machine.monitor.update_alerts("kits", alerts)
    assert machine.state.alert_texts == ["kits: number 2 is lost"]
    assert machine.state.local_snapshot.reasons == ("kits: number 2 is lost",)
    machine.monitor.update_alerts("kits", [alert("consent.none", 2, "consent: there is none")])
    assert machine.state.alert_texts == ["consent: there is none"]
    assert machine.state.local_snapshot.state == "sensing"
    assert machine.alerts() == []


def test_a_consent_that_is_invalid_degrades_the_state(machine: Machine) -> None:
    """The kit should be read and is not. Without any consent it should not."""
    machine.monitor.update_alerts("kits", [alert("consent.none", 1), alert("consent.invalid", 2, "consent: has ended")])
    assert machine.state.local_snapshot.reasons == ("consent: has ended",)


def test_the_question_about_a_place_names_the_second_place_too(machine: Machine) -> None:
    """It is asked again, on this machine alone. The same question stays one alert."""
    for question in ("staff: at the till", "staff: at the till", "staff: at the till and at the door"):
        machine.monitor.raise_place_question(question)
        assert machine.state.alert_texts == [question]
        machine.pass_s(1.0)
    (asked,) = machine.state.active_alerts
    machine.monitor.raise_place_question(asked.text)
    assert machine.state.active_alerts == [asked]
    machine.monitor.raise_place_question(None)
    assert machine.state.active_alerts == []
    assert machine.alerts() == []


def test_the_program_changes_outside_opening_hours_or_at_night() -> None:
    """A kiosk without opening hours does it between 3 and 4, in local time."""
    for site, hours in (
        (SiteSettings(open="Mo-Fr 09:00-20:00"), {*range(9), *range(20, 24)}),
        (SiteSettings(), {3}),
        (SiteSettings(timezone="Asia/Tokyo"), {18}),
    ):
        machine = Machine(site)
        quiet = set()
        for hour in range(24):
            machine.wall_s = machine.monotonic_s = TUESDAY_S
            machine.pass_s((hour - 12) * 3600.0)
            machine.clock = Clock(lambda of=machine: of.wall_s, lambda of=machine: of.wall_s)  # type: ignore[misc]
            monitor = KioskMonitor(machine.state, machine.clock, site)
            quiet |= {hour} if monitor.is_quiet_time else set()
        assert quiet == hours
