"""Log-mel features of the voice model for each half second, and the laughter threshold. The kiosk and training share
both. Uses only numpy.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE_HZ = 16_000
HOP = 200  # samples: 12.5 ms, so that half a second is 40 frames and two strides of 2 leave 10
WINDOW = 400  # samples: 25 ms
CHUNK = RATE_HZ // 2  # samples of one prediction
FRAMES = CHUNK // HOP  # of one prediction
BANDS = 48
CONTEXT = 13  # frames before a chunk that the convolutions need (models/voice/net.py)

_FFT = 512
_LOW_HZ, _HIGH_HZ = 60.0, 7600.0  # below is handling noise; above, Opus at 16 kbit/s has removed everything
_FLOOR = 1e-10  # -100 dBFS per band: the last bit of a 16-bit microphone, spread over the bands
_MIDDLE, _SPREAD = -14.0, 4.0  # about mean and spread of the logarithms of speech at -40 dBFS


def _mel_filters() -> Floats:
    """Triangular filters (257, BANDS), evenly spaced on the mel scale of O'Shaughnessy (2595 lg(1 + f / 700))."""

    def mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(2595.0 * np.log10(1.0 + hz / 700.0))

    low, high = mel(np.array([_LOW_HZ, _HIGH_HZ])).tolist()
    edges = np.linspace(low, high, BANDS + 2)
    bins = mel(np.arange(_FFT // 2 + 1) * RATE_HZ / _FFT)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.asarray(np.clip(np.minimum(rising, falling), 0.0, None), np.float32)


_FILTERS = _mel_filters()
_TAPER = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
# Scales the spectrum so that the sum over all bins is the mean square of the frame.
_SCALE = np.float32(2.0 / (_FFT * float((_TAPER**2).sum())))


def band_powers(samples: Floats) -> Floats:
    """Mean square in each band (n, BANDS) of frames, one every HOP samples, from `samples` (WINDOW + (n - 1) HOP,)."""
    if len(samples) < WINDOW:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    spectrum = np.fft.rfft(frames * _TAPER, _FFT)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) * _SCALE
    return np.asarray(power @ _FILTERS, np.float32)


def normalise(powers: Floats) -> Floats:
    """Model input from band powers: their logarithms, shifted and scaled by constants."""
    return np.asarray((np.log(powers + np.float32(_FLOOR)) - _MIDDLE) / _SPREAD, np.float32)


SILENCE = float(normalise(np.zeros(1, np.float32))[0])
"""Model input for digital silence."""


def is_laughing(amusement: float, was: bool, on: float, off: float) -> bool:
    """True if a half second with this probability of amusement is laughter. Laughter starts at a probability of `on`,
    and continues while the probability is at least `off`.
    """
    return amusement >= (off if was else on)


@dataclass(frozen=True, eq=False)
class MelFrontEnd:
    """Front end of a model: the frames that it computes from a sound, and the number of frames for half a second."""

    hop: int  # samples from frame to frame; half a second is a whole number of them
    window: int  # samples of a frame
    context: int  # frames before the half second that the network needs
    bands: int
    silence: float  # network input for digital silence
    compute_frames: Callable[[Floats], Floats]  # samples (window + (n - 1) hop,) to frames (n, bands)

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of a row of the model's input `mel`."""
        return self.context + CHUNK // self.hop, self.bands


OWN = MelFrontEnd(HOP, WINDOW, CONTEXT, BANDS, SILENCE, lambda samples: normalise(band_powers(samples)))
"""Front end of the voice model that is trained only on sound."""


class LogMelFeatures:
    """Converts a stream of samples to half seconds of frames. It buffers less than half a second of sound.

    Each half second is computed as a whole, so the result is bit for bit independent of how the stream is cut. Frame i
    ends with sample (i + 1) hop, so it does not use later samples.
    """

    def __init__(self, front_end: MelFrontEnd = OWN) -> None:
        self._front_end = front_end
        self.reset()

    def reset(self) -> None:
        """Clear all buffers. The next sample is the first one of a new stream."""
        self._tail: Floats = np.zeros(self._front_end.window - self._front_end.hop, np.float32)  # of the one before
        self._waiting: list[Floats] = []
        self._count = 0

    def process(self, samples: Floats) -> list[tuple[Floats, float]]:
        """Frames (n, bands) float32 and mean square of every half second that is now complete."""
        self._waiting.append(samples)
        self._count += len(samples)
        if self._count < CHUNK:
            return []
        sound = np.concatenate(self._waiting)
        whole = len(sound) // CHUNK * CHUNK
        self._waiting, self._count = [sound[whole:].copy()], len(sound) - whole
        return [self._half_second(sound[at : at + CHUNK]) for at in range(0, whole, CHUNK)]

    def _half_second(self, chunk: Floats) -> tuple[Floats, float]:
        frames = self._front_end.compute_frames(np.concatenate([self._tail, chunk]))
        self._tail = chunk[-len(self._tail) :].copy()
        return frames, float(np.mean(np.square(chunk, dtype=np.float64)))
