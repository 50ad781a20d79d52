"""The state of the kiosk follows from the faults of its parts. An alert is reported twice: raised, cleared."""

from edge.kiosk.state import StateTracker


class ManualClock:
    def __init__(self) -> None:
        self.at_s = 100.0

    def __call__(self) -> float:
        return self.at_s


def test_a_kiosk_without_a_notice_stays_paused_after_resume() -> None:
    """`resume` ends the pause of a command, not the pause for the missing notice."""
    state = StateTracker(ManualClock())
    state.started()
    state.pause("notice", "notice: not confirmed")
    state.pause("command", "inventory")
    state.pause("command", None)
    assert state.snapshot.state == "paused"
    assert state.snapshot.reasons == ("notice: not confirmed",)


def test_a_lost_camera_degrades_the_state_until_its_return() -> None:
    """The state changes once each way; `since` is when it did."""
    clock = ManualClock()
    state = StateTracker(clock)
    state.started()
    assert state.state_if_changed() is not None
    assert state.state_if_changed() is None
    clock.at_s = 200.0
    state.degrade("camera", "camera: lost")
    snapshot = state.state_if_changed()
    assert snapshot is not None
    assert (snapshot.state, snapshot.since_s) == ("degraded", 200.0)
    clock.at_s = 250.0
    state.degrade("broker", "broker: away")
    snapshot = state.state_if_changed()
    assert snapshot is not None
    assert (snapshot.reasons, snapshot.since_s) == (("camera: lost", "broker: away"), 200.0)
    state.degrade("camera", None)
    state.degrade("broker", None)
    assert state.snapshot.state == "sensing"


def test_an_alert_is_raised_once_and_cleared_once() -> None:
    """A camera that is lost for an hour is one alert, however often the kiosk tries to open it."""
    clock = ManualClock()
    state = StateTracker(clock)
    for _ in range(5):
        state.alert("camera.lost", "error", "camera: no frame")
    clock.at_s = 160.0
    state.clear("camera.lost")
    state.clear("camera.lost")
    raised, cleared = state.pop_alerts()
    assert (raised.raised_s, raised.cleared_s) == (100.0, None)
    assert (cleared.raised_s, cleared.cleared_s) == (100.0, 160.0)
    assert state.pop_alerts() == []


def test_the_state_is_degraded_before_the_start() -> None:
    """A kiosk that still loads its networks is not in the state sensing."""
    state = StateTracker(ManualClock())
    before = state.snapshot
    state.started()
    assert (before.state, state.snapshot.state) == ("degraded", "sensing")
