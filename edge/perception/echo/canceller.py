"""What a known sound became in a room, learned and taken out of what a microphone hears: a linear filter, so that all
else keeps its level. numpy only.

A partitioned-block Kalman filter in the frequency domain (Enzner and Vary 2006; Kuech, Mabande and Enzner 2014). It
weighs each bin by how sure it is of the room and by how loud what it cannot explain is, which is what keeps it from
learning the audience: no detector of double talk is needed.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BLOCK = 500  # samples, 31 ms; sixteen are half a second
PARTITIONS = 16  # so many blocks of echo are reached: 0.5 s

_BINS = BLOCK + 1
_STAYS = np.float32(0.9997)  # of the room, from block to block: after a minute it may be another
_SMOOTHING = np.float32(0.85)  # of the power that is not explained, from block to block
_FAINT = np.float32(1e-8)  # the power of a bin that is nothing


class Canceller:
    """One way from a loudspeaker to a microphone, in blocks of BLOCK samples."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Another room: forget all of it."""
        self._filters = np.zeros((PARTITIONS, _BINS), np.complex64)
        # variance of the guess that there is no echo: at first it may be as loud as its reference, and it dies away
        self._unsure = np.tile(np.float32(0.7) ** np.arange(PARTITIONS, dtype=np.float32)[:, None], _BINS)
        self._unexplained: Floats | None = None  # (_BINS,) power
        self.pause()

    def pause(self) -> None:
        """The sound breaks off; the room stays."""
        self._spectra = np.zeros((PARTITIONS, _BINS), np.complex64)  # of the reference, the newest first
        self._before = np.zeros(BLOCK, np.float32)

    def take(self, heard: Floats, reference: Floats) -> Floats:
        """The echo (BLOCK,) in a block (BLOCK,) that was heard, as it is known before this block was."""
        self.follow(reference)
        echo = np.fft.irfft((self._filters * self._spectra).sum(axis=0))[BLOCK:].astype(np.float32)
        self._learn(heard - echo)
        return echo

    def follow(self, reference: Floats) -> None:
        """A block (BLOCK,) of reference passes, and nothing is learned from it."""
        self._spectra = np.roll(self._spectra, 1, axis=0)
        self._spectra[0] = np.fft.rfft(np.concatenate([self._before, reference]))
        self._before = reference

    def _learn(self, left: Floats) -> None:
        """From what is left of a block."""
        error = np.fft.rfft(np.concatenate([np.zeros(BLOCK, np.float32), left])).astype(np.complex64)
        power = error.real**2 + error.imag**2
        before = power if self._unexplained is None else self._unexplained
        self._unexplained = _SMOOTHING * before + (1 - _SMOOTHING) * power
        powers = self._spectra.real**2 + self._spectra.imag**2  # (PARTITIONS, _BINS)
        expected = (self._unsure * powers).sum(axis=0)
        gains = self._unsure / (expected + 2 * self._unexplained + _FAINT)
        steps = np.fft.irfft(gains * self._spectra.conj() * error)
        steps[:, BLOCK:] = 0.0  # a filter is BLOCK long: what lies beyond is wrapped round
        self._filters += np.fft.rfft(steps).astype(np.complex64)
        size = self._filters.real**2 + self._filters.imag**2
        self._unsure *= 1 - gains * powers / 2
        self._unsure += (1 - _STAYS**2) * (size - self._unsure)
