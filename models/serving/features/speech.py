"""Mel frames for Google's speech embedding, with the values of its melspectrogram model. Uses only numpy.

The frames cover frequencies up to 3.8 kHz. The values are those of that model (openwakeword, Apache-2.0), but without
its limit of 80 dB below the loudest band of a call, which would make a frame depend on the sound around it.
"""

import numpy as np
from numpy.typing import NDArray

from models.serving.features.voice import OWN, RATE_HZ, Floats, MelFrontEnd

HOP = 160  # samples: 10 ms
WINDOW = 400  # samples: 25 ms
FRAMES = 50  # of half a second
BANDS = 32
STEPS = 4
"""Number of embeddings for half a second. The last embedding is at the end of the half second; the embeddings before it
are 80 ms apart. Each covers 0.76 s.
"""

CONTEXT = 50
"""Number of frames before a half second that its first embedding needs."""

_LOW_HZ, _HIGH_HZ = 60.0, 3800.0
_FFT = 512
_FULL_SCALE = np.float32(32768.0)  # the network was trained on 16-bit samples
_FLOOR = np.float32(1e-2)  # far below the last bit of a 16-bit microphone
_LINEAR_HZ, _LOG_STEP = 1000.0, np.log(6.4) / 27.0

_Values = NDArray[np.float64]


def _mel(hz: _Values) -> _Values:
    """Mel scale of Slaney's Auditory Toolbox: linear up to 1 kHz, and logarithmic above."""
    above = 15.0 + np.log(np.maximum(hz, _LINEAR_HZ) / _LINEAR_HZ) / _LOG_STEP
    return np.asarray(np.where(hz < _LINEAR_HZ, hz * 3.0 / 200.0, above))


def _hertz(mel: _Values) -> _Values:
    above = _LINEAR_HZ * np.exp(_LOG_STEP * (np.maximum(mel, 15.0) - 15.0))
    return np.asarray(np.where(mel < 15.0, mel * 200.0 / 3.0, above))


def _mel_filters() -> Floats:
    """Triangular filters (257, BANDS) of equal area."""
    low, high = _mel(np.array([_LOW_HZ, _HIGH_HZ])).tolist()
    edges = _hertz(np.linspace(low, high, BANDS + 2))
    bins = np.arange(_FFT // 2 + 1)[:, None] * RATE_HZ / _FFT
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    area = 2.0 / (edges[2:] - edges[:-2])
    return np.asarray(np.clip(np.minimum(rising, falling), 0.0, None) * area, np.float32)


_FILTERS = _mel_filters()
_TAPER = np.hanning(WINDOW + 1)[:-1].astype(np.float32) * _FULL_SCALE


def mel_frames(samples: Floats) -> Floats:
    """Frames (n, BANDS), one every HOP samples, from `samples` (WINDOW + (n - 1) HOP,). A value is a tenth of the level
    in decibels, plus 2.
    """
    if len(samples) < WINDOW:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    spectrum = np.fft.rfft(frames * _TAPER, _FFT)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) @ _FILTERS
    return np.asarray(np.log10(np.maximum(power, _FLOOR)) + 2.0, np.float32)


SPEECH = MelFrontEnd(HOP, WINDOW, CONTEXT, BANDS, float(mel_frames(np.zeros(WINDOW, np.float32))[0, 0]), mel_frames)
"""Mel front end of a model that contains Google's speech embedding."""

FRONT_ENDS = {front_end.shape: front_end for front_end in (OWN, SPEECH)}
"""Class that computes a model's input `mel`, by the shape of that input."""
