"""How much later than a player says an advert's sound is heard, and how far the two clocks run apart.

Both are measured where the advert is heard, by the generalised cross-correlation with phase transform (Knapp and
Carter 1976), and followed by a Kalman filter of two numbers. Of the sound nothing is kept.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE_HZ = 16_000
EARLY = RATE_HZ // 2  # samples: a player may tell a start that late
LATE = RATE_HZ  # the way to the ear, of a television too, and a start told early
NEAR = RATE_HZ // 50  # around where it is known to be

_BAND_HZ = (100.0, 6000.0)
_QUIET = 1e-2  # of the mean power of a bin: what the advert has less of says nothing
_CLEAR = 12.0  # how far the peak stands out of the rest of EARLY + LATE; the highest of what is no peak is 11
_CLEAR_NEAR = 6.0  # the same out of 2 NEAR
_ERROR = 0.25  # of one measurement, in samples
_FIRST_ERROR = 1.0  # of the first ones, of little sound
_DRIFT = 200e-6  # at most, of cheap clocks
_PULLS = 2.5  # standard errors: a measurement that is further off moves the lag no more than this
_FAR = 20.0  # samples: a measurement so far off is of something else
_WANDERS = 0.03  # samples in half a second, that neither clock accounts for: somebody moves the microphone
_TURNS = 0.2e-6  # of the drift, in half a second: crystals warm up
_MISSES = 6  # measurements elsewhere until it is believed that it is elsewhere
_SURE = 0.08  # samples in half a second: 10 ppm
_EXACT = 0.25  # samples


@cache
def _taper(count: int, share: float) -> Floats:
    """(count,): 1, save at the ends, which rise and fall as cosines over so much of the whole together (Tukey)."""
    places = np.arange(count)
    from_end = np.minimum(places, count - 1 - places) / (share * (count - 1) / 2)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, from_end)), np.float32)


def measure_delay(heard: Floats, reference: Floats) -> tuple[float, float]:
    """Where in `reference` (m,) the sound `heard` (n,) begins, in samples, and how far that peak stands out."""
    size = 1 << (len(heard) + len(reference) - 1).bit_length()
    ear = np.fft.rfft(heard * _taper(len(heard), 1.0), size)
    given = np.fft.rfft(reference * _taper(len(reference), 0.2), size)
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    powers = given.real**2 + given.imag**2
    inside = (hz > _BAND_HZ[0]) & (hz < _BAND_HZ[1])
    inside &= powers > _QUIET * powers[inside].mean()
    cross = np.where(inside, given * ear.conj(), 0)
    peaks = np.abs(np.fft.irfft(cross / (np.abs(cross) + 1e-12), size)[: len(reference) - len(heard) + 1])
    top = int(peaks[1:-1].argmax()) + 1
    before, at, after = peaks[top - 1 : top + 2].tolist()
    bend = before - 2 * at + after
    place = top + (0.5 * (before - after) / bend if bend else 0.0)
    return place, at / (float(np.sqrt(np.mean(peaks**2))) + 1e-12)


class DelayEstimator:
    """The lag of one play after another, half second by half second; the drift is that of the clocks and stays."""

    def __init__(self) -> None:
        self.lag = 0.0  # samples, at the middle of the newest half second
        self.slope = 0.0  # samples in half a second
        self.is_found = False
        self._slope_power = (_DRIFT * RATE_HZ / 2) ** 2
        self._lag_power, self._both_power = 0.0, 0.0  # variance of the lag, and with the slope
        self._usual: float | None = None  # the lag with which the play before began
        self._once: float | None = None  # a lag that was measured once
        self._misses = 0
        self.unseen = 0  # half seconds since it was measured where it is believed to be

    def start(self) -> None:
        """Another play: its lag is not known."""
        self.is_found, self._once, self._misses = False, None, 0

    @property
    def is_sure(self) -> bool:
        """Whether lag and drift are known well enough to learn a room."""
        return self.is_found and self._slope_power < _SURE**2 and self._lag_power < _EXACT**2

    def step(self) -> None:
        """Half a second passes."""
        self.unseen += 1
        if self._once is not None:
            self._once += self.slope
        self.lag += self.slope
        self._lag_power += 2 * self._both_power + self._slope_power + _WANDERS**2
        self._both_power += self._slope_power
        self._slope_power = min(self._slope_power + (_TURNS * RATE_HZ / 2) ** 2, (_DRIFT * RATE_HZ / 2) ** 2)

    def update(self, lag: float, clearness: float) -> None:
        """What was measured in the newest half second."""
        if self.is_found:
            if clearness >= _CLEAR_NEAR:
                self._follow(lag)
        elif clearness >= _CLEAR:
            self._find(lag)

    def _find(self, lag: float) -> None:
        """A lag is believed the second time, or where it is about that of the play before."""
        again = 3 * (_FIRST_ERROR + self._slope_power**0.5)
        if self._once is not None and abs(lag - self._once) < again:
            self.lag, self._both_power = self._once, self._slope_power
            self._lag_power = _FIRST_ERROR**2 + self._slope_power
            self._follow(lag)
        elif self._usual is not None and abs(lag - self._usual) < NEAR:
            self.lag, self._lag_power, self._both_power = lag, _FIRST_ERROR**2, 0.0
        else:
            self._once = lag
            return
        self.is_found, self._usual, self.unseen = True, lag, 0

    def _follow(self, lag: float) -> None:
        power = self._lag_power + _ERROR**2
        off = lag - self.lag
        if abs(off) > _FAR:
            self._misses += 1
            if self._misses >= _MISSES:
                self.start()
            return
        self._misses = self.unseen = 0
        off = max(-_PULLS * power**0.5, min(off, _PULLS * power**0.5))
        self.lag += self._lag_power / power * off
        self.slope += self._both_power / power * off
        self._slope_power -= self._both_power**2 / power
        self._both_power -= self._lag_power * self._both_power / power
        self._lag_power -= self._lag_power**2 / power
