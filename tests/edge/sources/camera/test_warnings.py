"""Each camera warning is logged once when it starts and once when it ends."""

import logging

import pytest

from edge.sources.camera.frame_rate import FrameRateMeter
from edge.sources.camera.view_monitor import ViewMonitor
from edge.sources.camera.warnings import CameraWarnings
from tests.edge.sources.camera.views import add_noise, shop, view_of


def log_of(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(record.levelno, record.getMessage()) for record in caplog.records]


def test_a_slow_camera_is_one_warning_with_its_start(caplog: pytest.LogCaptureFixture) -> None:
    """Ten minutes with two pictures a second are one warning, with the rate and the remedy."""
    caplog.set_level(logging.INFO)
    warnings = CameraWarnings("/dev/video0", None, FrameRateMeter(60.0), 5.0)
    for half in range(1200):
        warnings.check_frame(view_of(shop()), 1, half / 2, 1000 + half / 2)
    (warning,) = warnings.active
    assert (warning.code, warning.since_s) == ("camera.slow", 1060.0)
    assert warning.text.startswith("camera: /dev/video0 sends 2.0 frames per second. Below 5.0")
    for tenth in range(1300):
        warnings.check_frame(view_of(shop()), 1, 600 + tenth / 10, 1600 + tenth / 10)
    assert warnings.active == ()
    assert log_of(caplog) == [
        (logging.WARNING, warning.text),
        (logging.INFO, "camera: /dev/video0 sends enough frames again."),
    ]


def test_a_moved_camera_that_is_lost_stays_moved(caplog: pytest.LogCaptureFixture) -> None:
    """A loss does not end the warning: the view is unknown, not right."""
    caplog.set_level(logging.INFO)
    warnings = CameraWarnings("/dev/video0", ViewMonitor(4.0, None), FrameRateMeter(60.0), 5.0)
    for second in range(30):
        warnings.check_frame(
            add_noise(view_of(shop(), right=0.2 if second > 9 else 0.0), second), 15, float(second), float(second)
        )
    assert [warning.code for warning in warnings.active] == ["camera.moved"]
    warnings.record_loss(30.0)
    assert [warning.code for warning in warnings.active] == ["camera.moved"]
    for second in range(40, 50):
        warnings.check_frame(add_noise(view_of(shop()), second), 15, float(second), float(second))
    assert warnings.active == ()
    assert log_of(caplog)[-1] == (logging.INFO, "camera: /dev/video0 shows its original view again.")


def test_disabled_checks_raise_no_warning() -> None:
    """Without a view monitor and a rate limit there is no warning and no cover."""
    warnings = CameraWarnings("/dev/video0", None, FrameRateMeter(1.0), None)
    for second in range(200):
        warnings.check_frame(view_of(shop(second // 50)), 1, float(second), float(second))
    warnings.forget_view()
    assert warnings.active == ()
    assert not warnings.is_covered
