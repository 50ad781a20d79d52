"""What a person should look at is said once, and once that it is over."""

import logging

import pytest

from edge.sources.camera.frame_rate import FrameRateMeter
from edge.sources.camera.view_monitor import ViewMonitor
from edge.sources.camera.warnings import CameraWarnings
from tests.edge.sources.camera.views import noisy, seen, shop


def said(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(record.levelno, record.getMessage()) for record in caplog.records]


def test_a_slow_camera_is_remarked_upon_since_it_is_known_and_once(caplog: pytest.LogCaptureFixture) -> None:
    """Ten minutes with two pictures a second are one remark, with the rate and what to do."""
    caplog.set_level(logging.INFO)
    remarks = CameraWarnings("/dev/video0", None, FrameRateMeter(60.0), 5.0)
    for half in range(1200):
        remarks.check(seen(shop()), 1, half / 2, 1000 + half / 2)
    (remark,) = remarks.active
    assert (remark.code, remark.since_s) == ("slow", 1060.0)
    assert remark.text.startswith("camera: /dev/video0 gives 2.0 pictures a second; below 5.0 who walks by is missed.")
    for tenth in range(1300):
        remarks.check(seen(shop()), 1, 600 + tenth / 10, 1600 + tenth / 10)
    assert remarks.active == ()
    assert said(caplog) == [
        (logging.WARNING, remark.text),
        (logging.INFO, "camera: /dev/video0 gives enough pictures again."),
    ]


def test_a_moved_camera_that_is_lost_stays_moved(caplog: pytest.LogCaptureFixture) -> None:
    """What it looks at is not known to be right because it looks at nothing."""
    caplog.set_level(logging.INFO)
    remarks = CameraWarnings("/dev/video0", ViewMonitor(4.0, None), FrameRateMeter(60.0), 5.0)
    for second in range(30):
        remarks.check(noisy(seen(shop(), right=0.2 if second > 9 else 0.0), second), 15, float(second), float(second))
    assert [remark.code for remark in remarks.active] == ["moved"]
    remarks.lost(30.0)
    assert [remark.code for remark in remarks.active] == ["moved"]
    for second in range(40, 50):
        remarks.check(noisy(seen(shop()), second), 15, float(second), float(second))
    assert remarks.active == ()
    assert said(caplog)[-1] == (logging.INFO, "camera: /dev/video0 looks where it did again.")


def test_what_is_not_looked_for_is_not_found() -> None:
    """Neither a view nor a rate, where nobody wants to know."""
    remarks = CameraWarnings("/dev/video0", None, FrameRateMeter(1.0), None)
    for second in range(200):
        remarks.check(seen(shop(second // 50)), 1, float(second), float(second))
    remarks.forget()
    assert remarks.active == ()
    assert not remarks.is_covered
