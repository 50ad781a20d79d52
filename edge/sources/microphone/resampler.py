"""Sound of any rate to the 16 kHz that the kiosk hears, piece by piece, the same however it was cut into pieces.

numpy only: of scipy, which does this too, little else would be used, and it takes 70 MB."""

from math import gcd

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE_HZ = 16_000
_REACH = 10  # of the filter to each side, in samples of the lower rate
_KAISER = 5.0  # 50 dB down beyond the transition


class Resampler:
    """One stretch of sound at a fixed rate. The filter is symmetric: nothing is moved in time.

    To say what was at a moment it needs what comes up to 10 samples (of the lower rate) later, so what is given lags
    behind what was taken by about that much.
    """

    def __init__(self, rate_hz: int) -> None:
        common = gcd(rate_hz, RATE_HZ)
        self._up, self._down = RATE_HZ // common, rate_hz // common
        widest = max(self._up, self._down, 2)  # 1 is 16 kHz itself, of which nothing is filtered
        self._half = _REACH * widest  # of the filter, in steps of which `up` are a sample of what is taken
        self._kernels = _kernels(self._half, widest, self._up)
        # what the filter looks at beside a piece: whole turns of `down`, so that pieces begin on a sample of ours
        self._beside = -(-self._half // (self._up * self._down)) * self._down
        self._waiting: Floats = np.zeros(self._beside, np.float32)
        self._taken = self._given = 0

    def process(self, samples: Floats) -> Floats:
        """The samples at 16 kHz that these complete."""
        if self._up == self._down:
            return samples
        self._taken += len(samples)
        self._waiting = np.concatenate([self._waiting, samples])
        count = (len(self._waiting) - 2 * self._beside) // self._down * self._down
        return self._made(count) if count > 0 else np.zeros(0, np.float32)

    def flush(self) -> Floats:
        """The stretch has ended: what is left of it, as if silence followed."""
        left = -(-self._taken * self._up // self._down) - self._given
        if self._up == self._down or left <= 0:
            return np.zeros(0, np.float32)
        count = -(-left // self._up) * self._down
        missing = max(0, count + 2 * self._beside - len(self._waiting))
        self._waiting = np.concatenate([self._waiting, np.zeros(missing, np.float32)])
        return self._made(count)[:left]

    def _made(self, count: int) -> Floats:
        """Of the next `count` waiting samples, a multiple of `down`."""
        piece = self._waiting[: count + 2 * self._beside]
        self._waiting = self._waiting[count:]
        made = count * self._up // self._down
        self._given += made
        # the last step that the filter reaches, for each sample of ours: of which sample it is, and where in it
        last, phase = divmod(self._beside * self._up + self._half + np.arange(made) * self._down, self._up)
        reach = self._kernels.shape[1]
        windows = np.lib.stride_tricks.sliding_window_view(piece, reach)[last + 1 - reach]
        return np.asarray(np.einsum("nk,nk->n", windows, self._kernels[phase]), np.float32)


def _kernels(half: int, widest: int, up: int) -> Floats:
    """(up, reach): a low pass, a windowed sinc of `half` steps to each side, as what it weighs samples by that lie `up`
    steps apart, oldest first; a row for each step that the newest of them may be from the filter's end."""
    steps = np.arange(-half, half + 1)
    taps = np.sinc(steps / widest) * np.kaiser(len(steps), _KAISER)
    taps *= up / taps.sum()
    reach = -(-len(taps) // up)
    padded = np.concatenate([taps, np.zeros(reach * up - len(taps))])
    return np.ascontiguousarray(padded.reshape(reach, up)[::-1].T, np.float32)
