"""Reference signal of an ad: its audio, on the microphone's clock. It can be read at any position, even between
samples.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_REACH = 16  # samples on each side of a moment
_STEPS = 512  # positions between two samples, of which the nearest is used: error 60 dB down at 4 kHz


def _kernels() -> Floats:
    """Returns (_STEPS + 1, 2 _REACH): a windowed sinc for each position between two samples."""
    offsets = np.arange(1 - _REACH, _REACH + 1) - np.linspace(0, 1, _STEPS + 1)[:, None]
    taper = np.i0(8.0 * np.sqrt(np.maximum(0, 1 - (offsets / _REACH) ** 2))) / np.i0(8.0)
    return np.asarray(np.sinc(offsets) * taper, np.float32)


_KERNELS = _kernels()


class ReferenceTrack:
    """Samples (n,) of an ad's audio at 16 kHz, from its media second 0, with silence before and after."""

    def __init__(self, samples: Floats) -> None:
        self.length = len(samples)
        silence = np.zeros(2 * _REACH, np.float32)
        self._samples = np.concatenate([silence, samples, silence])
        self._windows = np.lib.stride_tricks.sliding_window_view(self._samples, 2 * _REACH)

    def samples_at(self, from_sample: float, step: float, count: int) -> Floats:
        """Returns (count,) values, starting at `from_sample` and `step` samples apart.

        `step` differs from 1 only by the drift between the clocks.
        """
        positions = from_sample + step * np.arange(count)
        positions = np.clip(positions + 2 * _REACH, _REACH, len(self._samples) - _REACH - 1)
        whole = np.floor(positions)
        kernels = _KERNELS[np.rint((positions - whole) * _STEPS).astype(np.intp)]
        windows = self._windows[whole.astype(np.intp) + 1 - _REACH]
        return np.asarray(np.einsum("nk,nk->n", windows, kernels), np.float32)

    def peak_level(self, from_sample: float, count: int) -> float:
        """Returns the largest absolute value among `count` samples."""
        start = max(0, int(from_sample) + 2 * _REACH)
        part = self._samples[start : max(0, int(from_sample) + 2 * _REACH + count)]
        return float(np.abs(part).max()) if len(part) else 0.0


class Silence:
    """Reference signal of a play without sound. It has no end."""

    length = math.inf

    def samples_at(self, from_sample: float, step: float, count: int) -> Floats:  # noqa: ARG002
        """Returns (count,) zeros."""
        return np.zeros(count, np.float32)

    def peak_level(self, from_sample: float, count: int) -> float:  # noqa: ARG002
        """Returns 0."""
        return 0.0
