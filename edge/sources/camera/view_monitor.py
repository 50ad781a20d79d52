"""Monitor of the camera's view: detects that the camera was moved or its lens is covered. It learns nothing about
people.

One frame per second becomes a coarse grid of gradients: the direction in which each cell grows brighter. Lamps,
exposure and contrast change the brightness, but hardly the gradients. Only means over half a minute are kept, in
memory, and only for the parts that did not move. People who walk, sway or turn cancel out, and no image can be
reconstructed from the means.

A crowd cannot raise "moved". The view is learned while nothing moves, because nobody is there. A half minute that is
not mostly still is ignored. A half minute that is mostly still must show a change that people cannot cause: either the
learned view is found again at another place or angle, or hardly any of it remains during two minutes without people.

It was measured on 27 views cut out of real clips, photographs and a bare wall, with sensor noise. There was no false
alarm in 810 runs of 4 minutes, with 0.25 to 1.4 times the light, gamma 0.6 to 1.8, other lamps, and one to five real
heads that passed, stood, hid up to the whole view, or were there at first and left. It detected all 135 shifts by 8 to
20 % of the width, all 81 turns by 8 or 14 degrees and all 81 zooms by 0.87 to 1.25, nearly all of them after a minute,
and 53 of 54 different views after two minutes. With somebody close by every 10 s, it detected 282 of the 297 shifts,
turns and zooms within 4 minutes, and no different view until nobody was close by.
"""

from collections.abc import Iterator
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.sources.camera.image_checks import EVERY_S, is_blurred
from edge.sources.camera.video import Image

Gradients = NDArray[np.complex128]
"""Array (rows, columns): direction in which each cell grows brighter (x + iy, y points down). Its length is the
confidence, from 0 (no gradient) to 1 (certain).
"""

Comparison = Literal["same", "shifted", "gone", "unsure"]

_AWAY_S = 5.0
"""After this many seconds without a frame, a new mean is started, so that a mean never mixes two views."""
_COLUMNS = 48
_LEAST_ROWS = 9
_BLACK = 8.0
"""Grey values up to about this level are noise."""
_AROUND_CELLS = 2.0
"""Size in cells of the surroundings with which each cell is compared. Light and shadow cover broad areas, while
objects have edges.
"""
_FAINT = 0.1
"""Constant in the confidence of a gradient. With this value, a gradient of a tenth of the brightness has a confidence
of about 0.7.
"""
_STIRRED, _STILL = 0.7, 0.9
"""Limits for the share of a cell's gradients that remains in their mean. Up to the first limit the cell does not
count; from the second limit upwards it counts fully.
"""
_MOSTLY_STILL, _WHOLLY_STILL = 0.6, 0.85
"""Minimum still share of all gradients over half a minute: the first for a comparison, the second for a half minute
without people. The still share is 0.99 for an empty place, 0.3 to 1 if somebody passes every 20 s, 0.1 to 0.75 if
people stand there, and at most 0.82 if one head hides nearly the whole view.
"""
_LEAST_STRUCTURE = 0.005
_MUCH_STRUCTURE = 0.05
"""Mean of the squared gradients from which a view has many edges: it is 0.01 for a bare wall with a lamp, and 0.1 to
0.65 for the views of real clips.
"""
_COMPARABLE = 0.1
"""For a comparison, this share of the learned view must have gradients now, in any direction."""
_AS_IT_WAS = 0.9
_FOUND, _GAIN = 0.7, 0.1
_GONE, _UNSTIRRED = 0.25, 0.9
"""Limits for the agreement with the learned view, which is 1 for the same gradients and 0 by chance. For the same
view in other light, it is at least 0.89 at the same place, and never better elsewhere. For a view shifted by 8 % or
turned by 8 degrees, it is at most 0.8 at the same place, and 0.15 to 0.9 higher elsewhere. For a different view, it
is at most 0.22, or 0.38 for the bare wall.
"""
_LEARNED_MEANS = 2
_SHIFTED_MEANS = 2
_GONE_MEANS = 4
_BLEND = 1 / 60
"""Weight of each matching mean in the learned view. Goods that were rearranged are learned within half an hour."""
_REACH = 0.25
_OVERLAP = 0.3
"""Largest shift at which the learned view is searched, as a share of the width. Also the share of the view that must
remain visible there.
"""
_TURNS = (
    *((deg, 1.0) for deg in (-16, -12, -8, -4, 0, 4, 8, 12, 16)),
    *((0, zoom) for zoom in (0.77, 0.87, 1.15, 1.3)),
)


class ViewMonitor:
    """Checks one frame per second and reports whether the view `is_moved` or the lens `is_covered`.

    The view is learned in the first `moved_after_s` seconds that are mostly still. "Moved" is reported once the view
    has differed for `moved_after_s` seconds, or up to half as long again. If nothing of the learned view remains, it
    takes twice as long. "Moved" ends when the view matches again. "Covered" is reported once there has been no edge
    anywhere for `covered_after_s` seconds, although the learned view has many edges. Then something with a pattern lies
    on the lens. (image_checks.py detects a black or uniform image, without a learned view.) One monitor lives as long
    as its camera, including reconnections.
    """

    def __init__(self, moved_after_s: float, covered_after_s: float | None) -> None:
        self._frames_per_mean = max(1, round(moved_after_s / _SHIFTED_MEANS / EVERY_S))
        self._covered_after_s = covered_after_s
        self._checked_s: float | None = None
        self._mean: _MeanView | None = None
        self._view: Gradients | None = None  # the learned view, from `_learned` means
        self._learned = 0
        self._other: Gradients | None = None  # the view that was found in its place
        self._unlike = self._in_a_row = 0  # means that showed it; those in a row that were wholly still
        self._blurred_since_s: float | None = None
        self.is_moved = False
        self.is_covered = False

    def check_image(self, image: Image, at_s: float) -> None:
        """Check the image captured at `at_s`. Times must increase from call to call."""
        if self._checked_s is not None and at_s - self._checked_s < EVERY_S:
            return
        was_away = self._checked_s is not None and at_s - self._checked_s > _AWAY_S
        self._checked_s = at_s
        if was_away:
            self._mean, self._blurred_since_s = None, None
        self._update_covered(is_blurred(image), at_s)
        if self._blurred_since_s is None or not self._has_many_edges():
            self._add(image_gradients(image))

    def forget_view(self) -> None:
        """Learn the view again. `is_moved` keeps its value, because the correct view is unknown from now on."""
        self._mean = self._view = self._other = None
        self._learned = self._unlike = self._in_a_row = 0

    def _has_many_edges(self) -> bool:
        """True if the view has been learned and has so many edges that an image without any edge must be a fault."""
        if self._view is None or self._learned < _LEARNED_MEANS:
            return False
        return _structure(self._view) >= _MUCH_STRUCTURE * self._view.size

    def _update_covered(self, is_blurred: bool, at_s: float) -> None:
        if not is_blurred:
            self._blurred_since_s, self.is_covered = None, False
            return
        if self._blurred_since_s is None:
            self._blurred_since_s = at_s
        after_s = self._covered_after_s
        if after_s is not None and self._has_many_edges() and at_s - self._blurred_since_s >= after_s:
            self.is_covered = True

    def _add(self, gradients: Gradients) -> None:
        if self._mean is None or self._mean.shape != gradients.shape:
            self._mean = _MeanView(gradients.shape)
        self._mean.add(gradients)
        if self._mean.count == self._frames_per_mean:
            self._process_mean(self._mean.still_gradients(), self._mean.still_share())
            self._mean = None

    def _process_mean(self, mean: Gradients, still_share: float) -> None:
        """Learn from the mean over another half minute, or compare it with the learned view."""
        is_whole = still_share >= _WHOLLY_STILL
        self._in_a_row = self._in_a_row if is_whole else 0
        if self._view is None or self._view.shape != mean.shape:
            if is_whole and not self.is_moved:
                self._view, self._learned, self._other = mean, 1, None
        elif self._learned < _LEARNED_MEANS:
            if is_whole:
                self._learn(self._view, mean)
        elif still_share >= _MOSTLY_STILL:
            self._compare_with_learned_view(self._view, mean, is_whole)

    def _learn(self, view: Gradients, mean: Gradients) -> None:
        is_like = _agreement(view, mean)[0] >= _UNSTIRRED
        self._learned = self._learned + 1 if is_like else 1
        self._view = view + (mean - view) / self._learned

    def _compare_with_learned_view(self, view: Gradients, mean: Gradients, is_whole: bool) -> None:
        result = compare_views(view, mean)
        if result == "same":
            self._view = view + (mean - view) * _BLEND
            self._other, self.is_moved = None, False
        elif result != "unsure":
            if self._other is None or _agreement(self._other, mean)[0] < _UNSTIRRED:
                self._other, self._unlike, self._in_a_row = mean, 0, 0
            self._unlike += 1
            self._in_a_row += is_whole
            is_shifted = result == "shifted" and self._unlike >= _SHIFTED_MEANS
            self.is_moved = self.is_moved or is_shifted or self._in_a_row >= _GONE_MEANS


class _MeanView:
    """Mean of the gradients over several frames, for each cell."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.count = 0
        self._sum: Gradients = np.zeros(shape, np.complex128)
        self._lengths = np.zeros(shape)

    def add(self, gradients: Gradients) -> None:
        self._sum += gradients
        self._lengths += np.abs(gradients)
        self.count += 1

    def still_gradients(self) -> Gradients:
        """Mean gradients of the cells that did not change. A cell with a gradient that changed direction is zero."""
        left = np.abs(self._sum) / np.maximum(self._lengths, 1e-9)
        share: NDArray[np.float64] = np.clip((left - _STIRRED) / (_STILL - _STIRRED), 0.0, 1.0)
        return self._sum / self.count * share

    def still_share(self) -> float:
        """Share of all gradients that did not change, from 0 to 1."""
        return float(np.abs(self.still_gradients()).sum() * self.count / max(self._lengths.sum(), 1e-9))


def image_gradients(image: Image) -> Gradients:
    """Gradients of one image, in a grid of square cells. The grid is 48 cells wide."""
    height_px, width_px = image.shape[:2]
    rows = max(_LEAST_ROWS, round(_COLUMNS * height_px / width_px))
    grey = cv2.resize(image, (_COLUMNS, rows), interpolation=cv2.INTER_AREA).mean(axis=2)
    tone = np.log(grey + _BLACK)
    tone -= cv2.GaussianBlur(tone, (0, 0), _AROUND_CELLS)
    gradients = np.zeros(tone.shape, np.complex128)
    gradients[:, 1:-1] += (tone[:, 2:] - tone[:, :-2]) / 2
    gradients[1:-1] += 1j * (tone[2:] - tone[:-2]) / 2
    return np.asarray(gradients / np.hypot(np.abs(gradients), _FAINT))


def compare_views(view: Gradients, mean: Gradients) -> Comparison:
    """Compare the learned view with another mean: at the same place, elsewhere in the image, or nowhere."""
    structure = _structure(view)
    here, compared = _agreement(view, mean)
    if structure < _LEAST_STRUCTURE * view.size or compared < _COMPARABLE * structure:
        return "unsure"
    if here >= _AS_IT_WAS:
        return "same"
    elsewhere = max(_best_of_shifts(turned, mean) for turned in _turned(view))
    if elsewhere >= max(_FOUND, here + _GAIN):
        return "shifted"
    return "gone" if here < _GONE else "same"


def _structure(view: Gradients) -> float:
    return float((np.abs(view) ** 2).sum())


def _agreement(view: Gradients, mean: Gradients) -> tuple[float, float]:
    """Agreement of the directions (1 equal, 0 by chance, -1 opposite), and how much of the view could be compared."""
    compared = float((np.abs(view) * np.abs(mean)).sum())
    return float((view * mean.conj()).real.sum()) / max(compared, 1e-9), compared


def _best_of_shifts(view: Gradients, mean: Gradients) -> float:
    """Best agreement over all allowed shifts that leave enough of the view to compare."""
    compared = _correlate(np.abs(view), np.abs(mean))
    agreement = _correlate(view, mean) / np.maximum(compared, 1e-9)
    reach = round(_REACH * view.shape[1])
    down, across = (np.minimum(np.arange(2 * cells), 2 * cells - np.arange(2 * cells)) for cells in view.shape)
    is_near = (down[:, None] <= reach) & (across <= reach)
    is_enough = compared >= _OVERLAP * _structure(view)
    return float(agreement[is_near & is_enough].max(initial=-1.0))


def _correlate(view: NDArray[np.generic], mean: NDArray[np.generic]) -> NDArray[np.float64]:
    """Sum of products at every shift. Outside the grids, values are zero."""
    size = (2 * view.shape[0], 2 * view.shape[1])
    return np.asarray(np.fft.ifft2(np.fft.fft2(mean, size) * np.fft.fft2(view, size).conj()).real)


def _turned(view: Gradients) -> Iterator[Gradients]:
    """The view of a camera that was rotated around its axis or zoomed, for each case in _TURNS."""
    rows, columns = view.shape
    for deg, zoom in _TURNS:
        turn = cv2.getRotationMatrix2D(((columns - 1) / 2, (rows - 1) / 2), deg, zoom)
        x, y = (cv2.warpAffine(np.ascontiguousarray(part), turn, (columns, rows)) for part in (view.real, view.imag))
        yield (x + 1j * y) * np.exp(-1j * np.deg2rad(deg))
