"""Checks of single camera images: frozen, dark, or without any edge (blurred)."""

import zlib
from typing import Literal

import cv2
import numpy as np

from edge.sources.camera.video import Image

ImageFault = Literal["ok", "frozen", "dark"]

EVERY_S = 1.0
_THUMB_PX = (32, 18)
_EDGES_PX = (64, 36)
_BLACK = 8.0
"""Grey value that separates black images from other images: in a black image, 95 % of the grey values are below it. In
a dim clip in which faces can still be found, 95 % are below 13.7.
"""
_EVEN = 2.0
"""Lowest standard deviation of the grey values of an ordinary image. An image below this limit has one uniform tone, as
with a lens under tape, a cap or cloth. The standard deviation is 4.6 in a dim clip in which faces can still be found,
and 19 or more in ordinary clips.
"""


_NO_EDGE, _NO_EDGE_OF_BRIGHT = 8.0, 0.4
"""Two limits for an image without edges: 99 % of its cells stay below both. The first limits the second difference
of the grey values between cells. The second limits this difference as a share of the bright cells' grey value.
Ordinary clips have 30 to 240; a dim clip in which faces can still be found has 12.6 of 14.7. Patterns blurred over
an eighth of the width, as on a lens, have 3 to 8, including noise of 10 grey values at widths of 640 px or more.
"""


class FreezeAndDarkDetector:
    """Detects a frozen or dark camera from one image per second. A limit of None disables that check.

    "frozen": no byte has changed for `frozen_after_s` seconds. The noise of a real sensor always changes some bytes.
    "dark": the image has been black or one uniform tone for `dark_after_s` seconds. The first checked image without the
    fault ends it.
    """

    def __init__(self, frozen_after_s: float | None, dark_after_s: float | None) -> None:
        self._frozen_after_s = frozen_after_s
        self._dark_after_s = dark_after_s
        self._checked_s: float | None = None
        self._checksum = -1
        self._same_since_s = 0.0
        self._dark_since_s: float | None = None
        self.fault: ImageFault = "ok"

    def detect_fault(self, image: Image, at_s: float) -> ImageFault:
        """The camera's fault at `at_s`, given the image captured at that time. Times must increase from call to
        call.
        """
        if self._checked_s is not None and at_s - self._checked_s < EVERY_S:
            return self.fault
        self._checked_s = at_s
        checksum = zlib.crc32(image.data)
        if checksum != self._checksum:
            self._checksum, self._same_since_s = checksum, at_s
        if not _is_dark(image):
            self._dark_since_s = None
        elif self._dark_since_s is None:
            self._dark_since_s = at_s
        self.fault = self._current_fault(at_s)
        return self.fault

    def _current_fault(self, at_s: float) -> ImageFault:
        dark, frozen = self._dark_after_s, self._frozen_after_s
        if dark is not None and self._dark_since_s is not None and at_s - self._dark_since_s >= dark:
            return "dark"
        if frozen is not None and at_s - self._same_since_s >= frozen:
            return "frozen"
        return "ok"


def _is_dark(image: Image) -> bool:
    grey = cv2.resize(image, _THUMB_PX, interpolation=cv2.INTER_AREA).mean(axis=2)
    return bool(np.percentile(grey, 95) < _BLACK or grey.std() < _EVEN)


def is_blurred(image: Image) -> bool:
    """True if the image has no edge anywhere.

    A bare wall has no edge either, so use this only if the view normally has edges.
    """
    grey = cv2.resize(image, _EDGES_PX, interpolation=cv2.INTER_AREA).mean(axis=2)
    sharpest = np.percentile(np.abs(cv2.Laplacian(grey, cv2.CV_64F)), 99)
    return bool(sharpest < min(_NO_EDGE, _NO_EDGE_OF_BRIGHT * np.percentile(grey, 95)))
