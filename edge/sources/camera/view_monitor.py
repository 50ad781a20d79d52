"""Whether a camera still looks where it did when it was opened: an opinion about the view, never about who is in it.

One look a second becomes a coarse grid of steps: which way the picture grows brighter in each cell. Lamps, exposure and
contrast change the tones but hardly the steps. Only means over half a minute are kept, in memory, and of them only what
stood still in it; whoever walks, sways or turns cancels out, and no picture can be made of what is left.

A crowd cannot raise "moved". The view is learned while there is nobody, that is while nothing stirs. A half minute that
is not mostly still says nothing at all, and one that is must be a proof that people cannot give: the learned view is
found again, at a place or an angle that is not its own; or hardly any of it is left in two minutes without anybody.

Measured on 27 views cut out of real clips, photographs and a bare wall, with sensor noise. Raised falsely: in none of
810 runs of 4 minutes, with a quarter to 1.4 times the light, gamma 0.6 to 1.8, other lamps, and one to five real heads
that passed, stood, hid up to all of it, or were there at first and left. Found: all 135 shifts by 8 to 20 % of the
width, all 81 turns by 8 or 14 degrees, all 81 zooms by 0.87 to 1.25, nearly all after a minute; 53 of 54 other views,
after two. With somebody close by every 10 s: 282 of the 297 within 4 minutes, and no other view until it is quiet.
"""

from collections.abc import Iterator
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.sources.camera.image_checks import EVERY_S, is_blurred
from edge.sources.camera.video import Image

Steps = NDArray[np.complex128]
"""(rows, columns): where a cell grows brighter (x + iy, y is down), from 0 (nowhere) to 1 (surely there)."""

Verdict = Literal["same", "shifted", "gone", "unsure"]

_AWAY_S = 5.0
"""After so long without a picture a mean is begun anew, lest it be of two views."""
_COLUMNS = 48
_LEAST_ROWS = 9
_BLACK = 8.0
"""Grey values up to about here are noise."""
_AROUND_CELLS = 2.0
"""A cell is compared with what is around it: light and shadow are broad, the things that they fall on have edges."""
_FAINT = 0.1
"""A step by a tenth of the brightness is half sure."""
_STIRRED, _STILL = 0.7, 0.9
"""Of a cell's steps so much is left in their mean: up to the one it counts for nothing, from the other on in full."""
_MOSTLY_STILL, _WHOLLY_STILL = 0.6, 0.85
"""Of all steps of a half minute that is worth a verdict; and of one in which there is nobody. It is 0.99 of an empty
place, 0.3 to 1 where somebody passes every 20 s, before people who stand there 0.1 to 0.75, before one head that hides
nearly all of it 0.82 at most."""
_LEAST_STRUCTURE = 0.005
_MUCH_STRUCTURE = 0.05
"""The mean of squared steps: 0.01 of a bare wall with a lamp, 0.1 to 0.65 of the views of real clips."""
_COMPARABLE = 0.1
"""So much of the learned view must be there to be compared, in steps of whatever direction."""
_AS_IT_WAS = 0.9
_FOUND, _GAIN = 0.7, 0.1
_GONE, _UNSTIRRED = 0.25, 0.9
"""Agreement is 1 for the same steps and 0 by chance. The same view in other light: 0.89 and more, and never better
elsewhere. Shifted by 8 % or turned by 8 degrees: up to 0.8 here, 0.15 to 0.9 more elsewhere. Another view: up to 0.22,
0.38 of the bare wall."""
_LEARNED_MEANS = 2
_SHIFTED_MEANS = 2
_GONE_MEANS = 4
_BLEND = 1 / 60
"""Of each mean that matches, into the learned view: shelves filled anew are learned within half an hour."""
_REACH = 0.25
_OVERLAP = 0.3
"""How far the learned view is looked for, of the width, and how much of it must still be in the picture there."""
_TURNS = (
    *((deg, 1.0) for deg in (-16, -12, -8, -4, 0, 4, 8, 12, 16)),
    *((0, zoom) for zoom in (0.77, 0.87, 1.15, 1.3)),
)


class ViewMonitor:
    """Is shown pictures, looks at one a second, and says whether the view `is_moved` or the lens `is_covered`.

    The view is learned in the first `moved_after_s` seconds that are mostly still. "Moved": another view for so long,
    at most half as long again, or twice as long where nothing of the learned one is left; until it matches again.
    "Covered": for `covered_after_s` seconds no edge anywhere, in the picture of a camera whose view has many: something
    with a pattern lies on the lens. (A black or even picture is known without any view: blindness.py.) It is to live as
    long as the camera, reconnections included.
    """

    def __init__(self, moved_after_s: float, covered_after_s: float | None) -> None:
        self._looks = max(1, round(moved_after_s / _SHIFTED_MEANS / EVERY_S))
        self._covered_after_s = covered_after_s
        self._looked_s: float | None = None
        self._mean: _MeanView | None = None
        self._view: Steps | None = None  # what was learned, from so many means
        self._learned = 0
        self._other: Steps | None = None  # what is there instead, for so many means; so many of them in a row
        self._unlike = self._in_a_row = 0
        self._blurred_since_s: float | None = None
        self.is_moved = False
        self.is_covered = False

    def check(self, image: Image, at_s: float) -> None:
        """See the picture captured at `at_s`. Times must increase."""
        if self._looked_s is not None and at_s - self._looked_s < EVERY_S:
            return
        was_away = self._looked_s is not None and at_s - self._looked_s > _AWAY_S
        self._looked_s = at_s
        if was_away:
            self._mean, self._blurred_since_s = None, None
        self._check_cover(is_blurred(image), at_s)
        if self._blurred_since_s is None or not self._knows_much():
            self._add(steps_of(image))

    def forget(self) -> None:
        """Learn the view anew. One that is moved stays so: what it should be is not known any more."""
        self._mean = self._view = self._other = None
        self._learned = self._unlike = self._in_a_row = 0

    def _knows_much(self) -> bool:
        """Whether the view is learned, and has so many edges that it cannot be without."""
        if self._view is None or self._learned < _LEARNED_MEANS:
            return False
        return _structure(self._view) >= _MUCH_STRUCTURE * self._view.size

    def _check_cover(self, is_blurred: bool, at_s: float) -> None:
        if not is_blurred:
            self._blurred_since_s, self.is_covered = None, False
            return
        if self._blurred_since_s is None:
            self._blurred_since_s = at_s
        after_s = self._covered_after_s
        if after_s is not None and self._knows_much() and at_s - self._blurred_since_s >= after_s:
            self.is_covered = True

    def _add(self, steps: Steps) -> None:
        if self._mean is None or self._mean.shape != steps.shape:
            self._mean = _MeanView(steps.shape)
        self._mean.add(steps)
        if self._mean.count == self._looks:
            self._take(self._mean.still(), self._mean.stillness())
            self._mean = None

    def _take(self, mean: Steps, stillness: float) -> None:
        """The view of another half minute."""
        is_whole = stillness >= _WHOLLY_STILL
        self._in_a_row = self._in_a_row if is_whole else 0
        if self._view is None or self._view.shape != mean.shape:
            if is_whole and not self.is_moved:
                self._view, self._learned, self._other = mean, 1, None
        elif self._learned < _LEARNED_MEANS:
            if is_whole:
                self._learn(self._view, mean)
        elif stillness >= _MOSTLY_STILL:
            self._judge(self._view, mean, is_whole)

    def _learn(self, view: Steps, mean: Steps) -> None:
        is_like = _agreement(view, mean)[0] >= _UNSTIRRED
        self._learned = self._learned + 1 if is_like else 1
        self._view = view + (mean - view) / self._learned

    def _judge(self, view: Steps, mean: Steps, is_whole: bool) -> None:
        said = verdict(view, mean)
        if said == "same":
            self._view = view + (mean - view) * _BLEND
            self._other, self.is_moved = None, False
        elif said != "unsure":
            if self._other is None or _agreement(self._other, mean)[0] < _UNSTIRRED:
                self._other, self._unlike, self._in_a_row = mean, 0, 0
            self._unlike += 1
            self._in_a_row += is_whole
            is_shifted = said == "shifted" and self._unlike >= _SHIFTED_MEANS
            self.is_moved = self.is_moved or is_shifted or self._in_a_row >= _GONE_MEANS


class _MeanView:
    """Looks added up, cell by cell."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.count = 0
        self._sum: Steps = np.zeros(shape, np.complex128)
        self._sure = np.zeros(shape)

    def add(self, steps: Steps) -> None:
        self._sum += steps
        self._sure += np.abs(steps)
        self.count += 1

    def still(self) -> Steps:
        """The mean of what stood still: steps that went this way and that are nought."""
        left = np.abs(self._sum) / np.maximum(self._sure, 1e-9)
        share: NDArray[np.float64] = np.clip((left - _STIRRED) / (_STILL - _STIRRED), 0.0, 1.0)
        return self._sum / self.count * share

    def stillness(self) -> float:
        """How much of all steps that is, from 0 to 1."""
        return float(np.abs(self.still()).sum() * self.count / max(self._sure.sum(), 1e-9))


def steps_of(image: Image) -> Steps:
    """The steps of one picture, 48 cells wide, in square cells."""
    height_px, width_px = image.shape[:2]
    rows = max(_LEAST_ROWS, round(_COLUMNS * height_px / width_px))
    grey = cv2.resize(image, (_COLUMNS, rows), interpolation=cv2.INTER_AREA).mean(axis=2)
    tone = np.log(grey + _BLACK)
    tone -= cv2.GaussianBlur(tone, (0, 0), _AROUND_CELLS)
    steps = np.zeros(tone.shape, np.complex128)
    steps[:, 1:-1] += (tone[:, 2:] - tone[:, :-2]) / 2
    steps[1:-1] += 1j * (tone[2:] - tone[:-2]) / 2
    return np.asarray(steps / np.hypot(np.abs(steps), _FAINT))


def verdict(view: Steps, mean: Steps) -> Verdict:
    """What another mean says of the learned view: it is there, or elsewhere in the picture, or nowhere."""
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


def _structure(view: Steps) -> float:
    return float((np.abs(view) ** 2).sum())


def _agreement(view: Steps, mean: Steps) -> tuple[float, float]:
    """Whether steps go the same way: 1 all, 0 by chance, -1 none; and how much there was to compare."""
    compared = float((np.abs(view) * np.abs(mean)).sum())
    return float((view * mean.conj()).real.sum()) / max(compared, 1e-9), compared


def _best_of_shifts(view: Steps, mean: Steps) -> float:
    """The best agreement at any place that is not too far, and where enough of the view is left to compare."""
    compared = _slid(np.abs(view), np.abs(mean))
    agreement = _slid(view, mean) / np.maximum(compared, 1e-9)
    reach = round(_REACH * view.shape[1])
    down, across = (np.minimum(np.arange(2 * cells), 2 * cells - np.arange(2 * cells)) for cells in view.shape)
    is_near = (down[:, None] <= reach) & (across <= reach)
    is_enough = compared >= _OVERLAP * _structure(view)
    return float(agreement[is_near & is_enough].max(initial=-1.0))


def _slid(view: NDArray[np.generic], mean: NDArray[np.generic]) -> NDArray[np.float64]:
    """The sum of products at every shift, around a border of nothing."""
    size = (2 * view.shape[0], 2 * view.shape[1])
    return np.asarray(np.fft.ifft2(np.fft.fft2(mean, size) * np.fft.fft2(view, size).conj()).real)


def _turned(view: Steps) -> Iterator[Steps]:
    """The view as a camera would have it that was turned around its axis, or zoomed."""
    rows, columns = view.shape
    for deg, zoom in _TURNS:
        turn = cv2.getRotationMatrix2D(((columns - 1) / 2, (rows - 1) / 2), deg, zoom)
        x, y = (cv2.warpAffine(np.ascontiguousarray(part), turn, (columns, rows)) for part in (view.real, view.imag))
        yield (x + 1j * y) * np.exp(-1j * np.deg2rad(deg))
