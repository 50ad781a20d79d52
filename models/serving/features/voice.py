"""What kiosk and training share: sound to the log-mel frames that the voice network sees, half a second at a time, and
when a probability is a laugh. numpy only."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE_HZ = 16_000
HOP = 200  # samples: 12.5 ms, so that half a second is 40 frames and two strides of 2 leave 10
WINDOW = 400  # samples: 25 ms
CHUNK = RATE_HZ // 2  # samples of one decision
FRAMES = CHUNK // HOP  # of one decision
BANDS = 48
CONTEXT = 13  # frames before a chunk that the convolutions look back at (models/voice/net.py)

_FFT = 512
_LOW_HZ, _HIGH_HZ = 60.0, 7600.0  # below is handling noise; above Opus at 16 kbit/s has left nothing
_FLOOR = 1e-10  # -100 dBFS a band: the last bit of a 16-bit microphone, spread over the bands
_MIDDLE, _SPREAD = -14.0, 4.0  # about mean and spread of the logarithms of speech at -40 dBFS


def _filters() -> Floats:
    """Triangles (257, BANDS), evenly spaced on the mel scale of O'Shaughnessy (2595 lg(1 + f / 700))."""

    def mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(2595.0 * np.log10(1.0 + hz / 700.0))

    low, high = mel(np.array([_LOW_HZ, _HIGH_HZ])).tolist()
    edges = np.linspace(low, high, BANDS + 2)
    bins = mel(np.arange(_FFT // 2 + 1) * RATE_HZ / _FFT)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.asarray(np.clip(np.minimum(rising, falling), 0.0, None), np.float32)


_FILTERS = _filters()
_TAPER = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
# So that the sum over all bins is the mean square of the frame.
_SCALE = np.float32(2.0 / (_FFT * float((_TAPER**2).sum())))


def band_powers(samples: Floats) -> Floats:
    """Mean square in each band, (n, BANDS), of the frames that begin every HOP in `samples` (WINDOW + (n - 1) HOP,)."""
    if len(samples) < WINDOW:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    spectrum = np.fft.rfft(frames * _TAPER, _FFT)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) * _SCALE
    return np.asarray(power @ _FILTERS, np.float32)


def normalise(powers: Floats) -> Floats:
    """Band powers to what the network is given: their logarithms, shifted and scaled by constants."""
    return np.asarray((np.log(powers + np.float32(_FLOOR)) - _MIDDLE) / _SPREAD, np.float32)


SILENCE = float(normalise(np.zeros(1, np.float32))[0])
"""What the network is given for digital silence."""


def is_laughing(amusement: float, was: bool, on: float, off: float) -> bool:
    """Whether a half second with this probability of amusement is laughter: from `on`, and then down to `off`."""
    return amusement >= (off if was else on)


class LogMelFeatures:
    """A stream of samples to half seconds of frames; holds less than half a second of sound.

    Each half second is computed by itself and whole, so the result is the same to the bit however the stream was cut.
    Frame i ends with sample (i + 1) HOP: nothing is looked at before it was heard.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything; what comes next is the first sound."""
        self._tail: Floats = np.zeros(WINDOW - HOP, np.float32)  # the end of the half second before
        self._waiting: list[Floats] = []
        self._count = 0

    def process(self, samples: Floats) -> list[tuple[Floats, float]]:
        """For every half second that is whole now: frames (FRAMES, BANDS) float32, normalised, and its mean square."""
        self._waiting.append(samples)
        self._count += len(samples)
        if self._count < CHUNK:
            return []
        sound = np.concatenate(self._waiting)
        whole = len(sound) // CHUNK * CHUNK
        self._waiting, self._count = [sound[whole:].copy()], len(sound) - whole
        return [self._half_second(sound[at : at + CHUNK]) for at in range(0, whole, CHUNK)]

    def _half_second(self, chunk: Floats) -> tuple[Floats, float]:
        powers = band_powers(np.concatenate([self._tail, chunk]))
        self._tail = chunk[HOP - WINDOW :].copy()
        return normalise(powers), float(np.mean(np.square(chunk, dtype=np.float64)))
