"""Warnings about a camera that delivers frames but needs attention, because it was moved or its frame rate is too
low.
"""

import logging
from typing import Literal

from edge.alerts import Alert
from edge.sources.camera.frame_rate import FrameRateMeter
from edge.sources.camera.video import Image
from edge.sources.camera.view_monitor import ViewMonitor

log = logging.getLogger(__name__)

Code = Literal["camera.moved", "camera.slow"]


class CameraWarnings:
    """Checks every new frame and keeps the current warnings. Any thread may read `active`.

    `view`: None if the view is not monitored. `slow_below_hz`: None if the frame rate is not checked.
    """

    def __init__(self, name: str, view: ViewMonitor | None, rate: FrameRateMeter, slow_below_hz: float | None) -> None:
        self._name, self._view, self._rate, self._slow_below_hz = name, view, rate, slow_below_hz
        self.active: tuple[Alert, ...] = ()

    @property
    def is_covered(self) -> bool:
        """True while something lies on the lens: the camera delivers frames but sees nothing."""
        return self._view is not None and self._view.is_covered

    def check_frame(self, image: Image, frames: int, captured_s: float, at_s: float) -> None:
        """Check the newest of `frames` new frames.

        `at_s` is its capture time on the kiosk's clock; `captured_s` is the same time on the monotonic clock.
        """
        if self._view is not None:
            self._view.check_image(image, captured_s)
        self._rate.count_frames(frames, captured_s)
        self._update(at_s)

    def record_loss(self, at_s: float) -> None:
        """Record that the camera delivers no frames, or only blind ones. A "moved" warning stays, because the view is
        unknown.
        """
        self._rate.forget_rate()
        self._update(at_s)

    def forget_view(self) -> None:
        """Forget the camera's learned view, so that it is learned again."""
        if self._view is not None:
            self._view.forget_view()

    def _update(self, at_s: float) -> None:
        moved = self._view is not None and self._view.is_moved
        hz, least_hz = self._rate.hz, self._slow_below_hz
        if moved:
            self._open(
                "camera.moved",
                "shows another view than when it was opened, or something blocks it. Move the camera back. Or check "
                "[faces] masks and [screen] with vitrina aim, then restart the kiosk.",
                at_s,
            )
        else:
            self._close("camera.moved", "shows its original view again.")
        if hz is not None and least_hz is not None and hz < least_hz:
            self._open(
                "camera.slow",
                f"sends {hz:.1f} frames per second. Below {least_hz:.1f}, people who walk by are missed. Use more "
                "light, smaller frames ([camera] width_px, height_px), or a faster network.",
                at_s,
            )
        else:
            self._close("camera.slow", "sends enough frames again." if hz is not None else None)

    def _open(self, code: Code, text: str, at_s: float) -> None:
        if all(warning.code != code for warning in self.active):
            warning = Alert(code, "warning", f"camera: {self._name} {text}", at_s)
            self.active = (*self.active, warning)
            log.warning("%s", warning.text)

    def _close(self, code: Code, text: str | None) -> None:
        left = tuple(warning for warning in self.active if warning.code != code)
        if left != self.active:
            self.active = left
            if text:
                log.info("%s", f"camera: {self._name} {text}")
