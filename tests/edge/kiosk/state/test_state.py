"""The state of the kiosk follows from the faults of its parts. An alert is reported twice: raised, cleared."""

from dataclasses import replace

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk.state.resume_clock import ResumeClock
from edge.kiosk.state.state import KioskStateTracker

LOST = Alert("camera.lost", "error", "camera: no frame", 100.0)


class ManualClock(Clock):
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at_s = 100.0
        super().__init__(lambda: self.at_s, lambda: self.at_s)


def test_a_kiosk_without_a_notice_stays_paused_after_resume() -> None:
    """`resume` ends the pause of a command, not the pause for the missing notice."""
    state = KioskStateTracker(ManualClock())
    state.end_startup()
    state.set_pause_reason("notice", "notice: not confirmed")
    state.set_pause_reason("command", "inventory")
    state.set_pause_reason("command", None)
    assert state.local_snapshot.state == "paused"
    assert state.local_snapshot.reasons == ("notice: not confirmed",)


def test_a_lost_camera_degrades_the_state_until_its_return() -> None:
    """The state changes once each way; `since` is when it did."""
    clock = ManualClock()
    state = KioskStateTracker(clock)
    state.end_startup()
    assert state.state_if_changed() is not None
    assert state.state_if_changed() is None
    clock.at_s = 200.0
    state.set_degraded_reason("camera", "camera: lost")
    snapshot = state.state_if_changed()
    assert snapshot is not None
    assert (snapshot.state, snapshot.since_s) == ("degraded", 200.0)
    clock.at_s = 250.0
    state.set_degraded_reason("broker", "broker: away")
    snapshot = state.state_if_changed()
    assert snapshot is not None
    assert (snapshot.reasons, snapshot.since_s) == (("camera: lost", "broker: away"), 200.0)
    state.set_degraded_reason("camera", None)
    state.set_degraded_reason("broker", None)
    assert state.local_snapshot.state == "sensing"


def test_an_alert_is_raised_once_and_cleared_once() -> None:
    """A camera that is lost for an hour is one alert, however often the kiosk tries to open it."""
    clock = ManualClock()
    state = KioskStateTracker(clock)
    for attempt in range(5):
        state.raise_alert(replace(LOST, text=f"camera: no frame at attempt {attempt}", since_s=100.0 + attempt))
    clock.at_s = 160.0
    state.clear_alert("camera.lost")
    state.clear_alert("camera.lost")
    raised, cleared = state.pop_alert_changes()
    assert (raised.alert.since_s, raised.cleared_s) == (100.0, None)
    assert (cleared.alert.since_s, cleared.cleared_s) == (100.0, 160.0)
    assert raised.alert.text == cleared.alert.text == "camera: no frame at attempt 0"
    assert state.pop_alert_changes() == []


def test_alerts_of_two_instances_are_apart() -> None:
    """Kit 2 stays lost after the return of kit 1."""
    state = KioskStateTracker(ManualClock())
    for number in (1, 2):
        state.raise_alert(Alert("kit.lost", "error", f"kits: number {number} is lost", 100.0, number))
    state.clear_alert("kit.lost")  # instance 0 is not lost
    state.clear_alert("kit.lost", 1)
    assert state.alert_texts == ["kits: number 2 is lost"]
    changes = [(change.alert.instance, change.cleared_s) for change in state.pop_alert_changes()]
    assert changes == [(1, None), (2, None), (1, 100.0)]


def test_changes_that_could_not_be_stored_keep_their_order() -> None:
    """Changes that are put back come before those that were made since."""
    state = KioskStateTracker(ManualClock())
    state.raise_alert(LOST)
    changes = state.pop_alert_changes()
    state.clear_alert("camera.lost")
    state.requeue_alert_changes(changes)
    assert [change.cleared_s for change in state.pop_alert_changes()] == [None, 100.0]


def test_the_state_is_degraded_before_the_start() -> None:
    """A kiosk that still loads its networks is not in the state sensing."""
    state = KioskStateTracker(ManualClock())
    before = state.local_snapshot
    state.end_startup()
    assert (before.state, state.local_snapshot.state) == ("degraded", "sensing")


def test_the_end_of_a_fault_before_the_start_is_no_start() -> None:
    """A kiosk that had a fault while it started still starts."""
    state = KioskStateTracker(ManualClock())
    state.set_degraded_reason("camera", "camera: opening")
    assert (state.local_snapshot.state, state.local_snapshot.reasons) == ("degraded", ("camera: opening",))
    state.set_degraded_reason("camera", None)
    assert (state.local_snapshot.state, state.local_snapshot.reasons) == ("degraded", ("starting",))


def test_sensing_begins_again_on_the_clock() -> None:
    """Each reason is a hold of its own. When the last is lifted, the state says when sensing begins."""
    clock = ManualClock()
    clock.at_s = 130.0
    state = KioskStateTracker(clock, ResumeClock(60.0, 60.0))
    state.end_startup()
    for part in ("notice", "hours", "command"):
        state.set_pause_reason(part, f"{part}: paused")
    clock.at_s = 135.0
    for part in ("command", "notice"):
        state.set_pause_reason(part, None)
    assert state.local_snapshot.reasons == ("hours: paused",)
    state.set_pause_reason("hours", None)
    assert (state.is_paused, state.local_snapshot.state) == (True, "paused")
    assert state.local_snapshot.reasons == ("resumes at 00:04:00 UTC (on the clock)",)
    clock.at_s = 240.0
    assert (state.is_paused, state.local_snapshot.state) == (False, "sensing")


def test_a_message_dates_a_pause_to_its_window_alone() -> None:
    """On this machine its start is exact. Of other states it is exact in messages, too."""
    clock = ManualClock()
    state = KioskStateTracker(clock, ResumeClock(60.0, 60.0))
    state.end_startup()
    assert state.reported_snapshot.since_s == 100.0
    clock.at_s = 175.5
    state.set_pause_reason("command", "inventory")
    assert (state.local_snapshot.since_s, state.reported_snapshot.since_s) == (175.5, 120.0)
    reported = state.state_if_changed()
    assert reported is not None
    assert reported.since_s == 120.0
