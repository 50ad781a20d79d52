"""An advert's sound, at any moment of it: what the loudspeaker was given, as the microphone's clock sees it."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_REACH = 16  # samples to each side of a moment
_STEPS = 512  # between two samples; the nearest is taken: 60 dB down at 4 kHz


def _kernels() -> Floats:
    """(_STEPS + 1, 2 _REACH): a windowed sinc for each place between two samples."""
    offsets = np.arange(1 - _REACH, _REACH + 1) - np.linspace(0, 1, _STEPS + 1)[:, None]
    taper = np.i0(8.0 * np.sqrt(np.maximum(0, 1 - (offsets / _REACH) ** 2))) / np.i0(8.0)
    return np.asarray(np.sinc(offsets) * taper, np.float32)


_KERNELS = _kernels()


class ReferenceTrack:
    """The samples (n,) of an advert's sound at 16 kHz, from its media second 0; silence beside it."""

    def __init__(self, samples: Floats) -> None:
        self.length = len(samples)
        beside = np.zeros(2 * _REACH, np.float32)
        self._samples = np.concatenate([beside, samples, beside])
        self._windows = np.lib.stride_tricks.sliding_window_view(self._samples, 2 * _REACH)

    def at(self, from_sample: float, step: float, count: int) -> Floats:
        """(count,): at `from_sample` and then every `step` samples, one but for the drift of a clock."""
        places = from_sample + step * np.arange(count)
        places = np.clip(places + 2 * _REACH, _REACH, len(self._samples) - _REACH - 1)
        whole = np.floor(places)
        kernels = _KERNELS[np.rint((places - whole) * _STEPS).astype(np.intp)]
        windows = self._windows[whole.astype(np.intp) + 1 - _REACH]
        return np.asarray(np.einsum("nk,nk->n", windows, kernels), np.float32)

    def loudest(self, from_sample: float, count: int) -> float:
        """The largest absolute sample of so many."""
        begin = max(0, int(from_sample) + 2 * _REACH)
        piece = self._samples[begin : max(0, int(from_sample) + 2 * _REACH + count)]
        return float(np.abs(piece).max()) if len(piece) else 0.0
