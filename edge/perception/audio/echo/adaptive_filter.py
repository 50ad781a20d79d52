"""Adaptive filter that learns the echo of a known reference signal in a room, using only numpy.

The filter is linear, so all other sound keeps its level when the echo is subtracted. It is a partitioned-block Kalman
filter in the frequency domain (Enzner and Vary 2006; Kuech, Mabande and Enzner 2014). It weights each frequency bin by
how certain the filter's estimate of the room is there, and by the power of the signal that the echo does not explain.
This keeps the filter from learning the audience's sound as echo, so it needs no double-talk detector.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Spectra = NDArray[np.complex64]

BLOCK = 500  # samples, 31 ms; sixteen are half a second
PARTITIONS = 16  # length of the modelled echo in blocks: 0.5 s

_BINS = BLOCK + 1
_STAYS = np.float32(0.9997)  # share of the room kept from block to block: after a minute it may be another room
_SMOOTHING = np.float32(0.85)  # of the unexplained power, from block to block
_FAINT = np.float32(1e-8)  # power of an empty bin


class AdaptiveFilter:
    """Estimates the echo path from one loudspeaker to one microphone, in blocks of BLOCK samples."""

    def __init__(self) -> None:
        self.forget_room()

    def forget_room(self) -> None:
        """Resets what was learned about the room."""
        self._filters: Spectra = np.zeros((PARTITIONS, _BINS), np.complex64)
        # variance of the guess "no echo": at first the echo may be as loud as its reference, and it decays
        self._uncertainty: Floats = np.tile(np.float32(0.7) ** np.arange(PARTITIONS, dtype=np.float32)[:, None], _BINS)
        self._unexplained: Floats | None = None  # (_BINS,) power
        self.mark_gap()

    def mark_gap(self) -> None:
        """Marks a gap in the audio. The estimate of the room's echo is kept."""
        self._spectra: Spectra = np.zeros((PARTITIONS, _BINS), np.complex64)  # of the reference, the newest first
        self._before: Floats = np.zeros(BLOCK, np.float32)

    def estimate_echo(self, captured: Floats, reference: Floats) -> Floats:
        """Learns from `captured` (n BLOCK,), then returns the echo in it according to the updated filter."""
        spectra, before = self._spectra, self._before
        for captured_block, reference_block in zip(_blocks(captured), _blocks(reference), strict=True):
            self.add_reference(reference_block)
            self._update_filter(captured_block - self._echo())
        self._spectra, self._before = spectra, before
        echo = []
        for reference_block in _blocks(reference):
            self.add_reference(reference_block)
            echo.append(self._echo())
        return np.concatenate(echo)

    def add_reference(self, reference: Floats) -> None:
        """Adds a block (BLOCK,) of the reference without learning from it."""
        spectrum = np.fft.rfft(np.concatenate([self._before, reference])).astype(np.complex64)
        self._spectra = np.concatenate([spectrum[None], self._spectra[:-1]])
        self._before = reference

    def _echo(self) -> Floats:
        """Returns the echo in the newest block."""
        echo = np.fft.irfft((self._filters * self._spectra).sum(axis=0))[BLOCK:]
        return np.asarray(echo, np.float32)

    def _update_filter(self, residual: Floats) -> None:
        """Updates the filter from the residual of the newest block."""
        error = np.fft.rfft(np.concatenate([np.zeros(BLOCK, np.float32), residual])).astype(np.complex64)
        power = error.real**2 + error.imag**2
        before = power if self._unexplained is None else self._unexplained
        self._unexplained = np.asarray(_SMOOTHING * before + (1 - _SMOOTHING) * power)
        powers = self._spectra.real**2 + self._spectra.imag**2  # (PARTITIONS, _BINS)
        expected = (self._uncertainty * powers).sum(axis=0)
        gains = self._uncertainty / (expected + 2 * self._unexplained + _FAINT)
        steps = np.fft.irfft(gains * self._spectra.conj() * error)
        steps[:, BLOCK:] = 0.0  # a filter is BLOCK long; the rest is circular wrap-around
        self._filters = self._filters + np.fft.rfft(steps).astype(np.complex64)
        size = self._filters.real**2 + self._filters.imag**2
        self._uncertainty = self._uncertainty * (1 - gains * powers / 2)
        self._uncertainty += (1 - _STAYS**2) * (size - self._uncertainty)


def _blocks(samples: Floats) -> Floats:
    return samples.reshape(-1, BLOCK)
