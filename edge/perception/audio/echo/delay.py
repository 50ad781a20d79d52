"""Estimates the delay between the reported play time of an ad and its capture, and the drift between the two clocks.

The delay is measured in each half second in which the ad is audible, by generalised cross-correlation with phase
transform (Knapp and Carter 1976). A Kalman filter with two states tracks delay and drift. No audio is stored.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE_HZ = 16_000
EARLY = RATE_HZ // 2  # samples: a player may report a start this much too late
LATE = RATE_HZ  # samples: the path to the microphone, also through a television, and a start reported too early
NEAR = RATE_HZ // 50  # samples around a known delay

_BAND_HZ = (100.0, 6000.0)
_QUIET = 1e-2  # of the mean power of a bin: bins with less power of the advert carry no information
_CLEAR = 12.0  # minimum height of a peak over the rest of EARLY + LATE; without a true peak the highest is 11
_CLEAR_NEAR = 6.0  # the same over 2 NEAR
_ERROR = 0.25  # standard error of one measurement, in samples
_FIRST_ERROR = 1.0  # of the first measurements, from little audio, in samples
_DRIFT = 200e-6  # largest drift of cheap clocks
_PULLS = 2.5  # standard errors: a measurement further off moves the delay no more than this
_FAR = 20.0  # samples: a measurement this far off belongs to another sound
_WANDERS = 0.03  # samples in half a second, beside the drift of the clocks: somebody moves the microphone
_TURNS = 0.2e-6  # change of the drift in half a second: crystals warm up
_MISSES = 6  # far measurements after which the delay is searched anew
_SURE = 0.08  # samples in half a second: 10 ppm
_EXACT = 0.25  # samples


@cache
def _taper(count: int, share: float) -> Floats:
    """Tukey window (count,): 1, with cosine-shaped ends that together take `share` of the length."""
    positions = np.arange(count)
    from_end = np.minimum(positions, count - 1 - positions) / (share * (count - 1) / 2)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, from_end)), np.float32)


def measure_delay(captured: Floats, reference: Floats) -> tuple[float, float]:
    """Returns the position in `reference` (m,) at which `captured` (n,) starts, in samples, and the clearness of the
    correlation peak.

    The clearness is the height of the peak divided by the root mean square over all positions.
    """
    size = 1 << (len(captured) + len(reference) - 1).bit_length()
    captured_spectrum = np.fft.rfft(captured * _taper(len(captured), 1.0), size)
    reference_spectrum = np.fft.rfft(reference * _taper(len(reference), 0.2), size)
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    powers = reference_spectrum.real**2 + reference_spectrum.imag**2
    inside = (hz > _BAND_HZ[0]) & (hz < _BAND_HZ[1])
    inside &= powers > _QUIET * powers[inside].mean()
    cross = np.where(inside, reference_spectrum * captured_spectrum.conj(), 0)
    peaks = np.abs(np.fft.irfft(cross / (np.abs(cross) + 1e-12), size)[: len(reference) - len(captured) + 1])
    top = int(peaks[1:-1].argmax()) + 1
    before, at, after = peaks[top - 1 : top + 2].tolist()
    curvature = before - 2 * at + after
    position = top + (0.5 * (before - after) / curvature if curvature else 0.0)
    return position, at / (float(np.sqrt(np.mean(peaks**2))) + 1e-12)


class DelayEstimator:
    """Estimates the delay of one play after another, in half seconds. The drift is a property of the two clocks, so its
    estimate is kept across plays.
    """

    def __init__(self) -> None:
        self.delay = 0.0  # samples, at the middle of the newest half second
        self.drift = 0.0  # samples in half a second
        self.is_found = False
        self._drift_variance = (_DRIFT * RATE_HZ / 2) ** 2
        self._delay_variance, self._covariance = 0.0, 0.0  # covariance of delay and drift
        self._usual: float | None = None  # first delay of the play before
        self._candidate: float | None = None  # a delay that was measured once
        self._misses = 0
        self.unseen = 0  # half seconds since the last measurement near the estimate

    def start_play(self) -> None:
        """Starts a new play with an unknown delay."""
        self.is_found, self._candidate, self._misses = False, None, 0

    @property
    def is_delay_known(self) -> bool:
        """True if delay and drift are known precisely enough to learn the room."""
        return self.is_found and self._drift_variance < _SURE**2 and self._delay_variance < _EXACT**2

    def predict_next_half_second(self) -> None:
        """Predicts delay and drift half a second ahead."""
        self.unseen += 1
        if self._candidate is not None:
            self._candidate += self.drift
        self.delay += self.drift
        self._delay_variance += 2 * self._covariance + self._drift_variance + _WANDERS**2
        self._covariance += self._drift_variance
        self._drift_variance = min(self._drift_variance + (_TURNS * RATE_HZ / 2) ** 2, (_DRIFT * RATE_HZ / 2) ** 2)

    def add_measurement(self, delay: float, clearness: float) -> None:
        """Adds the measurement of the newest half second."""
        if self.is_found:
            if clearness >= _CLEAR_NEAR:
                self._correct_delay(delay)
        elif clearness >= _CLEAR:
            self._accept_delay(delay)

    def _accept_delay(self, delay: float) -> None:
        """Accepts a delay once it has been measured twice, or once if it is close to the delay of the previous play."""
        tolerance = 3 * (_FIRST_ERROR + self._drift_variance**0.5)
        if self._candidate is not None and abs(delay - self._candidate) < tolerance:
            self.delay, self._covariance = self._candidate, self._drift_variance
            self._delay_variance = _FIRST_ERROR**2 + self._drift_variance
            self._correct_delay(delay)
        elif self._usual is not None and abs(delay - self._usual) < NEAR:
            self.delay, self._delay_variance, self._covariance = delay, _FIRST_ERROR**2, 0.0
        else:
            self._candidate = delay
            return
        self.is_found, self._usual, self.unseen = True, delay, 0

    def _correct_delay(self, delay: float) -> None:
        variance = self._delay_variance + _ERROR**2
        error = delay - self.delay
        if abs(error) > _FAR:
            self._misses += 1
            if self._misses >= _MISSES:
                self.start_play()
            return
        self._misses = self.unseen = 0
        error = max(-_PULLS * variance**0.5, min(error, _PULLS * variance**0.5))
        self.delay += self._delay_variance / variance * error
        self.drift += self._covariance / variance * error
        self._drift_variance -= self._covariance**2 / variance
        self._covariance -= self._delay_variance * self._covariance / variance
        self._delay_variance -= self._delay_variance**2 / variance
