"""Whether so little of the advert is left in the sound that what is heard there is the audience's."""

import numpy as np
from numpy.typing import NDArray

from edge.perception.audio.echo.adaptive_filter import BLOCK

Floats = NDArray[np.float32]
Powers = NDArray[np.float64]

RATE_HZ = 16_000
EDGES_HZ = (200, 500, 900, 1500, 2500, 4000, 7000)  # of the bands in which laughter is heard
BELOW_DB = 6.0
"""What is left of the advert must be so far below the room, in the mean of the bands. Chosen on adverts in made rooms,
as the point at which the voice network hears no laugh of theirs (docs/accuracy.md)."""

_KEEPS = 0.9  # of what was seen, for each half second: 5 s are remembered
_PRESENT = 0.3  # more or less than this of the echo too much: it is not the advert that the player told
_NOTHING = 1e-12  # -120 dB, a power below which nothing is heard


def _bands() -> Floats:
    """(bins, bands): which bins of a block belong to which band; powers are mean squares."""
    hz = np.fft.rfftfreq(BLOCK, 1 / RATE_HZ)[:, None]
    inside = (hz >= EDGES_HZ[:-1]) & (hz < EDGES_HZ[1:])
    return np.asarray(inside * 2.0 / (BLOCK * (_TAPER**2).sum()), np.float32)


_TAPER = np.hanning(BLOCK).astype(np.float32)
_BANDS = _bands()


def band_powers(samples: Floats) -> Powers:
    """(blocks, bands) mean squares of whole blocks of samples."""
    spectra = np.fft.rfft(samples.reshape(-1, BLOCK) * _TAPER)
    return np.asarray((spectra.real**2 + spectra.imag**2) @ _BANDS, np.float64)


class ResidualGate:
    """Compares, band by band, how loud the echo was with how loud what is left of it is.

    What is left rises and falls with the echo by the share that leaks through, whatever the cause: a room that is not
    learned yet, a loudspeaker that distorts, clocks that run apart. That slope is found by least squares over some
    seconds, and one standard error of it is added. All that is left besides is the room's.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Nothing is known of how well it goes."""
        bands = len(EDGES_HZ) - 1
        self._sums = np.zeros((7, bands))
        self._leak: Powers = np.ones(bands)  # the share of the echo that is left, by band
        self._room: Powers = np.zeros(bands)  # what is heard besides
        self.leak_db = 0.0  # what is left of the advert over what else is heard, in the newest half second
        self.presence = 1.0  # how much of the echo was there to be taken out, in the newest half second: 1 is all

    def is_open(self, heard: Floats, echo: Floats) -> bool:
        """Whether a half second without its echo is the audience's."""
        self.leak_db = self._leak_db(band_powers(heard - echo), band_powers(echo))
        power = float(echo @ echo)
        self.presence = float(heard @ echo) / power if power > _NOTHING * len(echo) else 1.0
        return self.leak_db <= -BELOW_DB and abs(self.presence - 1.0) < _PRESENT

    def _leak_db(self, powers: Powers, echoes: Powers) -> float:
        expected = self._leak * echoes + self._room
        # a mean square varies with its size; what is louder than expected is the audience, and counts for less
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
