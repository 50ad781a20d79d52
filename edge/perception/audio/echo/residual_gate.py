"""Decides whether audio belongs to the audience after echo cancellation. The gate opens when almost none of the ad's
sound remains.
"""

import numpy as np
from numpy.typing import NDArray

from edge.perception.audio.echo.adaptive_filter import BLOCK

Floats = NDArray[np.float32]
Powers = NDArray[np.float64]

RATE_HZ = 16_000
EDGES_HZ = (200, 500, 900, 1500, 2500, 4000, 7000)  # edges of the frequency bands of laughter
BELOW_DB = 6.0
"""The residual echo must be at least this many dB below the room's own sound, averaged over the bands. Chosen with
ads in simulated rooms: at this distance the voice model detects no laughter of the ads (docs/evidence/accuracy.md).
"""

_KEEPS = 0.9  # share of the sums kept for each half second: a memory of 5 s
_PRESENT = 0.3  # more or less of the echo than this: the audio is not the advert that the player reported
_NOTHING = 1e-12  # -120 dB: a lower power is silence


def _bands() -> Floats:
    """Returns (bins, bands): the weight of each frequency bin of a block in each band. Powers are mean squares."""
    hz = np.fft.rfftfreq(BLOCK, 1 / RATE_HZ)[:, None]
    inside = (hz >= EDGES_HZ[:-1]) & (hz < EDGES_HZ[1:])
    return np.asarray(inside * 2.0 / (BLOCK * (_TAPER**2).sum()), np.float32)


_TAPER = np.hanning(BLOCK).astype(np.float32)
_BANDS = _bands()


def band_powers(samples: Floats) -> Powers:
    """Returns (blocks, bands): mean squares of each whole block of samples in each band."""
    spectra = np.fft.rfft(samples.reshape(-1, BLOCK) * _TAPER)
    return np.asarray((spectra.real**2 + spectra.imag**2) @ _BANDS, np.float64)


class ResidualGate:
    """Compares the power of the echo with the power of the residual, band by band.

    The residual rises and falls with the echo, in proportion to the share that leaks through, whatever the cause: a
    room that is not learned yet, a loudspeaker that distorts, or clocks that drift apart. A least-squares fit over
    several seconds estimates this share, and one standard error is added to it. The rest of the residual is the room's
    own sound.
    """

    def __init__(self) -> None:
        self.forget_measurements()

    def forget_measurements(self) -> None:
        """Forgets all earlier half seconds on which the fit is based."""
        bands = len(EDGES_HZ) - 1
        self._sums = np.zeros((7, bands))
        self._leak: Powers = np.ones(bands)  # share of the echo that is left, by band
        self._room: Powers = np.zeros(bands)  # power of the room's own sound, by band
        self.leak_db = 0.0  # residual echo over the room's own sound, in the newest half second
        self.presence = 1.0  # share of the estimated echo that was in the audio, in the newest half second: 1 is all

    def is_open(self, captured: Floats, echo: Floats) -> bool:
        """Updates the fit with a half second. Returns True if `captured` minus `echo` belongs to the audience."""
        self.leak_db = self._leak_db(band_powers(captured - echo), band_powers(echo))
        power = float(echo @ echo)
        self.presence = float(captured @ echo) / power if power > _NOTHING * len(echo) else 1.0
        return self.leak_db <= -BELOW_DB and abs(self.presence - 1.0) < _PRESENT

    def _leak_db(self, powers: Powers, echoes: Powers) -> float:
        expected = self._leak * echoes + self._room
        # the variance of a mean square grows with its size; a power above the expected one is the audience and gets a
        # lower weight
        weights = 1 / np.maximum(np.maximum(expected, powers), _NOTHING) ** 2
        new = [weights, weights * echoes, weights * powers, weights * echoes**2, weights * echoes * powers]
        new += [weights * powers**2, np.ones_like(powers)]
        self._sums = _KEEPS * self._sums + np.stack([values.sum(axis=0) for values in new])
        weight, echo_sum, power_sum, echo_squares, products, squares, count = self._sums
        echo_mean, mean = echo_sum / weight, power_sum / weight
        spread = np.maximum(echo_squares / weight - echo_mean**2, _NOTHING**2)
        self._leak = np.maximum(0.0, (products / weight - echo_mean * mean) / spread)
        rest = np.maximum(0.0, squares / weight - mean**2 - self._leak**2 * spread)
        self._room = np.maximum(mean - self._leak * echo_mean, _NOTHING)
        at_most = np.minimum(self._leak + np.sqrt(rest / spread / count), mean / (echo_mean + _NOTHING))
        return float(np.mean(10 * np.log10((at_most * echoes.mean(axis=0) + _NOTHING) / self._room)))
