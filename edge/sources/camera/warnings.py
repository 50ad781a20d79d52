"""What a person should look at though the camera gives pictures: it was moved, or gives too few of them."""

import logging
from dataclasses import dataclass
from typing import Literal

from edge.sources.camera.frame_rate import FrameRateMeter
from edge.sources.camera.video import Image
from edge.sources.camera.view_monitor import ViewMonitor

log = logging.getLogger(__name__)

Code = Literal["moved", "slow"]


@dataclass(frozen=True, slots=True)
class CameraWarning:
    """What is not as it should be, in words, since when on the kiosk's clock."""

    code: Code
    text: str
    since_s: float


class CameraWarnings:
    """Told of every picture; `now` is what holds at this moment, and may be read from any thread.

    `aiming`: None, where the view is not watched. `slow_below_hz`: None, where the rate is not.
    """

    def __init__(self, name: str, view: ViewMonitor | None, rate: FrameRateMeter, slow_below_hz: float | None) -> None:
        self._name, self._view, self._rate, self._slow_below_hz = name, view, rate, slow_below_hz
        self.active: tuple[CameraWarning, ...] = ()

    @property
    def is_covered(self) -> bool:
        """Whether something lies on the lens: then the camera sees nothing, though it gives pictures."""
        return self._view is not None and self._view.is_covered

    def check(self, image: Image, pictures: int, captured_s: float, at_s: float) -> None:
        """The newest of so many pictures, at `at_s` of the kiosk's clock, `captured_s` of the monotonic one."""
        if self._view is not None:
            self._view.check(image, captured_s)
        self._rate.add(pictures, captured_s)
        self._settle(at_s)

    def lost(self, at_s: float) -> None:
        """The camera gives nothing, or sees nothing. What it looks at is not known to be another for that."""
        self._rate.stop()
        self._settle(at_s)

    def forget(self) -> None:
        """The view is to be learned anew."""
        if self._view is not None:
            self._view.forget()

    def _settle(self, at_s: float) -> None:
        moved = self._view is not None and self._view.is_moved
        hz, least_hz = self._rate.hz, self._slow_below_hz
        if moved:
            self._open(
                "moved",
                "does not look where it did when it was opened, or something was put before it. Set it back; or check"
                " [faces] masks and [screen] with vitrina aim, then restart the kiosk.",
                at_s,
            )
        else:
            self._close("moved", "looks where it did again.")
        if hz is not None and least_hz is not None and hz < least_hz:
            self._open(
                "slow",
                f"gives {hz:.1f} pictures a second; below {least_hz:.1f} who walks by is missed. More light, a smaller"
                " picture ([camera] width_px, height_px), or a better network.",
                at_s,
            )
        else:
            self._close("slow", "gives enough pictures again." if hz is not None else None)

    def _open(self, code: Code, text: str, at_s: float) -> None:
        if all(remark.code != code for remark in self.active):
            remark = CameraWarning(code, f"camera: {self._name} {text}", at_s)
            self.active = (*self.active, remark)
            log.warning("%s", remark.text)

    def _close(self, code: Code, text: str | None) -> None:
        left = tuple(remark for remark in self.active if remark.code != code)
        if left != self.active:
            self.active = left
            if text:
                log.info("%s", f"camera: {self._name} {text}")
