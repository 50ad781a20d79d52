"""Resamples audio from any rate to the kiosk's 16 kHz, chunk by chunk. The chunk sizes do not change the result.

This module uses only numpy, because scipy would take 70 MB and be used for little else.
"""

from math import gcd

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE_HZ = 16_000
_REACH = 10  # of the filter on each side, in samples of the lower rate
_KAISER = 5.0  # 50 dB down beyond the transition


class Resampler:
    """Resamples continuous audio with a fixed rate. The filter is symmetric, so it does not shift the audio in time.

    An output sample depends on input that comes up to 10 samples (of the lower rate) later. So the output lags behind
    the input by about that much.
    """

    def __init__(self, rate_hz: int) -> None:
        common = gcd(rate_hz, RATE_HZ)
        self._up, self._down = RATE_HZ // common, rate_hz // common
        widest = max(self._up, self._down, 2)  # 1 means 16 kHz itself, which is not filtered
        self._half = _REACH * widest  # half width of the filter, in steps; `up` steps are one input sample
        self._kernels = _filter_kernels(self._half, widest, self._up)
        # input that the filter needs on each side of a chunk: a multiple of `down`, so chunks begin on an output sample
        self._margin = -(-self._half // (self._up * self._down)) * self._down
        self._waiting: Floats = np.zeros(self._margin, np.float32)
        self._read = self._returned = 0

    def process(self, samples: Floats) -> Floats:
        """The samples at 16 kHz that `samples` complete."""
        if self._up == self._down:
            return samples
        self._read += len(samples)
        self._waiting = np.concatenate([self._waiting, samples])
        count = (len(self._waiting) - 2 * self._margin) // self._down * self._down
        return self._filter(count) if count > 0 else np.zeros(0, np.float32)

    def flush(self) -> Floats:
        """The remaining samples at 16 kHz, as if silence followed."""
        left = -(-self._read * self._up // self._down) - self._returned
        if self._up == self._down or left <= 0:
            return np.zeros(0, np.float32)
        count = -(-left // self._up) * self._down
        missing = max(0, count + 2 * self._margin - len(self._waiting))
        self._waiting = np.concatenate([self._waiting, np.zeros(missing, np.float32)])
        return self._filter(count)[:left]

    def _filter(self, count: int) -> Floats:
        """Output for the next `count` waiting samples; `count` is a multiple of `down`."""
        chunk = self._waiting[: count + 2 * self._margin]
        self._waiting = self._waiting[count:]
        size = count * self._up // self._down
        self._returned += size
        # for each output sample, the last step that the filter reaches: its input sample, and the position in it
        last, phase = divmod(self._margin * self._up + self._half + np.arange(size) * self._down, self._up)
        reach = self._kernels.shape[1]
        windows = np.lib.stride_tricks.sliding_window_view(chunk, reach)[last + 1 - reach]
        return np.asarray(np.einsum("nk,nk->n", windows, self._kernels[phase]), np.float32)


def _filter_kernels(half: int, widest: int, up: int) -> Floats:
    """Weights (up, reach) of the low-pass filter, a windowed sinc with `half` steps on each side.

    Each row contains the weights of input samples that are `up` steps apart, the oldest first. There is one row for
    each possible distance, in steps, between the newest input sample and the end of the filter.
    """
    steps = np.arange(-half, half + 1)
    taps = np.sinc(steps / widest) * np.kaiser(len(steps), _KAISER)
    taps *= up / taps.sum()
    reach = -(-len(taps) // up)
    padded = np.concatenate([taps, np.zeros(reach * up - len(taps))])
    return np.ascontiguousarray(padded.reshape(reach, up)[::-1].T, np.float32)
