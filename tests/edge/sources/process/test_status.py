"""The status of a source: one alert for each fault, one log line for each loss, and events that alternate."""

import logging

import pytest

from edge.alerts import Alert
from edge.events import SourceLost, SourceRestored
from edge.sources.process.status import SourceProfile, SourceStatus


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def make_status(clock: Clock, *, is_assumed_ok: bool) -> SourceStatus:
    severities = {"lost": "error", "dark": "warning"}
    return SourceStatus(SourceProfile("camera", "camera", "x", severities, is_assumed_ok), clock)  # type: ignore[arg-type]


def test_each_fault_has_one_alert_from_its_start() -> None:
    """The text may change while the fault stays. Another fault has another start."""
    clock = Clock()
    status = make_status(clock, is_assumed_ok=True)
    assert (status.state, status.alerts, status.opening_text) == ("opening", (), "camera: opening x.")
    status.report_fault("lost", "is gone. Trying again in 1 s.")
    clock.now_s = 101.0
    status.report_fault("lost", "is gone. Trying again in 2 s.")
    assert status.alerts == (Alert("camera.lost", "error", "camera: x is gone. Trying again in 2 s.", 100.0),)
    status.report_fault("dark", "is dark.")
    assert status.alerts == (Alert("camera.dark", "warning", "camera: x is dark.", 101.0),)
    assert status.opening_text is None
    status.report_ok(102.0, 102.0)
    assert not status.alerts
    status.report_fault("ended", "is at its end.")
    assert not status.alerts


@pytest.mark.parametrize("is_assumed_ok", [True, False])
def test_events_alternate(is_assumed_ok: bool) -> None:
    """A source that counts as working is lost first; one that does not is restored first."""
    clock = Clock()
    status = make_status(clock, is_assumed_ok=is_assumed_ok)
    status.report_fault("lost", "is gone.")
    status.report_fault("dark", "is dark.")
    assert status.take_events() == ([SourceLost(100.0, "camera")] if is_assumed_ok else [])
    status.report_ok(101.0, 101.5)
    status.report_ok(102.0, 102.5)
    clock.now_s = 110.0
    status.report_fault("lost", "is gone.")
    assert status.take_events() == [SourceRestored(101.0, "camera"), SourceLost(102.5, "camera")]
    assert status.take_events() == []


def test_a_loss_and_a_return_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """The end of a source is no warning."""
    caplog.set_level(logging.INFO)
    status = make_status(Clock(), is_assumed_ok=True)
    status.report_fault("lost", "is gone.")
    status.report_fault("lost", "is still gone.")
    for at_s in (107.0, 108.0):
        status.report_ok(at_s, at_s)
    status.report_fault("ended", "is at its end.")
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "camera: x is gone."),
        (logging.INFO, "camera: x is available again after 7 s."),
        (logging.INFO, "camera: x is at its end."),
    ]
