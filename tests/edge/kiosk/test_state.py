"""The state of the kiosk follows from what its parts say, and an alert is told twice: raised, cleared."""

from edge.kiosk.state import StateTracker


class Time:
    def __init__(self) -> None:
        self.at_s = 100.0

    def __call__(self) -> float:
        return self.at_s


def test_a_kiosk_without_a_notice_stays_paused_whatever_else_happens() -> None:
    """`resume` lifts the pause that a command made, and not the missing notice."""
    conditions = StateTracker(Time())
    conditions.started()
    conditions.pause("notice", "notice: not confirmed")
    conditions.pause("command", "inventory")
    conditions.pause("command", None)
    assert conditions.snapshot.state == "paused"
    assert conditions.snapshot.reasons == ("notice: not confirmed",)


def test_a_lost_camera_degrades_and_its_return_is_told_with_the_time() -> None:
    """The state changes once each way; `since` is when it did."""
    time = Time()
    conditions = StateTracker(time)
    conditions.started()
    assert conditions.state_if_changed() is not None
    assert conditions.state_if_changed() is None
    time.at_s = 200.0
    conditions.degrade("camera", "camera: lost")
    standing = conditions.state_if_changed()
    assert standing is not None
    assert (standing.state, standing.since_s) == ("degraded", 200.0)
    time.at_s = 250.0
    conditions.degrade("broker", "broker: away")
    standing = conditions.state_if_changed()
    assert standing is not None
    assert (standing.reasons, standing.since_s) == (("camera: lost", "broker: away"), 200.0)
    conditions.degrade("camera", None)
    conditions.degrade("broker", None)
    assert conditions.snapshot.state == "sensing"


def test_an_alert_is_raised_once_and_cleared_once() -> None:
    """A camera that is lost for an hour is one alert, however often it is tried again."""
    time = Time()
    conditions = StateTracker(time)
    for _ in range(5):
        conditions.alert("camera.lost", "error", "camera: no frame")
    time.at_s = 160.0
    conditions.clear("camera.lost")
    conditions.clear("camera.lost")
    raised, cleared = conditions.pop_alerts()
    assert (raised.raised_s, raised.cleared_s) == (100.0, None)
    assert (cleared.raised_s, cleared.cleared_s) == (100.0, 160.0)
    assert conditions.pop_alerts() == []


def test_nothing_is_sensed_before_it_has_started() -> None:
    """A kiosk that is still loading its networks does not claim to sense."""
    conditions = StateTracker(Time())
    before = conditions.snapshot
    conditions.started()
    assert (before.state, conditions.snapshot.state) == ("degraded", "sensing")
