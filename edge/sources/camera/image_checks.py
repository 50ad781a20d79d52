"""Whether a camera that gives pictures sees anything: the same picture again and again, or the dark, is no sight."""

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
"""95 % of a black picture's grey values lie below this; in a dim clip whose faces are still found, below 13.7."""
_EVEN = 2.0
"""Standard deviation of the grey values of a picture that is one even tone: a lens under tape, cap or cloth. The same
dim clip has 4.6, ordinary ones 19 and more."""


_NO_EDGE, _NO_EDGE_OF_BRIGHT = 8.0, 0.4
"""The second difference of grey values from cell to cell, and that as a share of the bright ones' grey, which 99 % of
cells stay below where nothing has an edge. Of clips it is 30 to 240, of the dim one 12.6 of 14.7; of patterns that are
blurred over an eighth of the width, as on a lens, 3 to 8, noise of 10 grey values included from 640 px of width on."""


class FreezeAndDarkDetector:
    """Looks at one picture a second. `None` for either limit: not looked for.

    "frozen": not one byte has changed for `frozen_after_s` (the noise of a real sensor always changes some);
    "dark": black, or one even tone, for `dark_after_s`. Each ends with the first look that says otherwise.
    """

    def __init__(self, frozen_after_s: float | None, dark_after_s: float | None) -> None:
        self._frozen_after_s = frozen_after_s
        self._dark_after_s = dark_after_s
        self._looked_s: float | None = None
        self._print = -1
        self._same_since_s = 0.0
        self._dark_since_s: float | None = None
        self.fault: ImageFault = "ok"

    def check(self, image: Image, at_s: float) -> ImageFault:
        """What the camera's sight is at `at_s`, given the picture captured then. Times must increase."""
        if self._looked_s is not None and at_s - self._looked_s < EVERY_S:
            return self.fault
        self._looked_s = at_s
        fingerprint = zlib.crc32(image.data)
        if fingerprint != self._print:
            self._print, self._same_since_s = fingerprint, at_s
        if not _is_dark(image):
            self._dark_since_s = None
        elif self._dark_since_s is None:
            self._dark_since_s = at_s
        self.fault = self._sight(at_s)
        return self.fault

    def _sight(self, at_s: float) -> ImageFault:
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
    """Whether there is no edge anywhere in the picture. A bare wall has none either: who asks must know better."""
    grey = cv2.resize(image, _EDGES_PX, interpolation=cv2.INTER_AREA).mean(axis=2)
    sharpest = np.percentile(np.abs(cv2.Laplacian(grey, cv2.CV_64F)), 99)
    return bool(sharpest < min(_NO_EDGE, _NO_EDGE_OF_BRIGHT * np.percentile(grey, 95)))
