"""What a known sound became in a room, learned and taken out of what a microphone hears: a linear filter, so that all
else keeps its level. numpy only.

A partitioned-block Kalman filter in the frequency domain (Enzner and Vary 2006; Kuech, Mabande and Enzner 2014). It
weighs each bin by how sure it is of the room and by how loud what it cannot explain is, which is what keeps it from
learning the audience: no detector of double talk is needed.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Spectra = NDArray[np.complex64]

BLOCK = 500  # samples, 31 ms; sixteen are half a second
PARTITIONS = 16  # so many blocks of echo are reached: 0.5 s

_BINS = BLOCK + 1
_STAYS = np.float32(0.9997)  # of the room, from block to block: after a minute it may be another
_SMOOTHING = np.float32(0.85)  # of the power that is not explained, from block to block
_FAINT = np.float32(1e-8)  # the power of a bin that is nothing


class AdaptiveFilter:
    """One way from a loudspeaker to a microphone, in blocks of BLOCK samples."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Another room: forget all of it."""
        self._filters: Spectra = np.zeros((PARTITIONS, _BINS), np.complex64)
        # variance of the guess that there is no echo: at first it may be as loud as its reference, and it dies away
        self._unsure: Floats = np.tile(np.float32(0.7) ** np.arange(PARTITIONS, dtype=np.float32)[:, None], _BINS)
        self._unexplained: Floats | None = None  # (_BINS,) power
        self.pause()

    def pause(self) -> None:
        """The sound breaks off; the room stays."""
        self._spectra: Spectra = np.zeros((PARTITIONS, _BINS), np.complex64)  # of the reference, the newest first
        self._before: Floats = np.zeros(BLOCK, np.float32)

    def process(self, heard: Floats, reference: Floats) -> Floats:
        """The echo in what was heard (n BLOCK,), as it is known after it was."""
        spectra, before = self._spectra, self._before
        for block, given in zip(_blocks(heard), _blocks(reference), strict=True):
            self.follow(given)
            self._learn(block - self._echo())
        self._spectra, self._before = spectra, before
        echo = []
        for given in _blocks(reference):
            self.follow(given)
            echo.append(self._echo())
        return np.concatenate(echo)

    def follow(self, reference: Floats) -> None:
        """A block (BLOCK,) of reference passes, and nothing is learned from it."""
        spectrum = np.fft.rfft(np.concatenate([self._before, reference])).astype(np.complex64)
        self._spectra = np.concatenate([spectrum[None], self._spectra[:-1]])
        self._before = reference

    def _echo(self) -> Floats:
        """Of the newest block."""
        echo = np.fft.irfft((self._filters * self._spectra).sum(axis=0))[BLOCK:]
        return np.asarray(echo, np.float32)

    def _learn(self, left: Floats) -> None:
        """From what is left of the newest block."""
        error = np.fft.rfft(np.concatenate([np.zeros(BLOCK, np.float32), left])).astype(np.complex64)
        power = error.real**2 + error.imag**2
        before = power if self._unexplained is None else self._unexplained
        self._unexplained = np.asarray(_SMOOTHING * before + (1 - _SMOOTHING) * power)
        powers = self._spectra.real**2 + self._spectra.imag**2  # (PARTITIONS, _BINS)
        expected = (self._unsure * powers).sum(axis=0)
        gains = self._unsure / (expected + 2 * self._unexplained + _FAINT)
        steps = np.fft.irfft(gains * self._spectra.conj() * error)
        steps[:, BLOCK:] = 0.0  # a filter is BLOCK long: what lies beyond is wrapped round
        self._filters = self._filters + np.fft.rfft(steps).astype(np.complex64)
        size = self._filters.real**2 + self._filters.imag**2
        self._unsure = self._unsure * (1 - gains * powers / 2)
        self._unsure += (1 - _STAYS**2) * (size - self._unsure)


def _blocks(samples: Floats) -> Floats:
    return samples.reshape(-1, BLOCK)
