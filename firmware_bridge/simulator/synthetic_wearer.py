"""A wearer made by code, for simulated kits without a recording. One minute that can be repeated without a jump."""

from collections.abc import Sequence

import numpy as np

from firmware_bridge.recording import Floats, WearerRecording

DURATION_S = 60.0
RATE_HZ = 50.0
MEAN_BPM = 72.0
BREATH_S = 5.0
"""Duration of one breath in seconds. The heart beats faster while the wearer breathes in."""

RESPONSES: Sequence[tuple[float, float]] = ((8.0, 0.45), (21.0, 0.25), (33.0, 0.6), (46.0, 0.35))
"""Skin conductance responses: onset in seconds, and height in microsiemens."""

_LEVEL_US, _DRIFT_US = 4.0, 0.05
_SWAY_BPM = 4.0
_RISE_S, _FALL_S = 0.75, 4.0
_WAVES = ((0.3, 0.09, 1.0), (0.6, 0.1, 0.3))  # systolic and diastolic wave: place in the beat, width, height


def synthetic_recording() -> WearerRecording:
    """One minute of a calm wearer: skin conductance of about 4 uS with RESPONSES, and a pulse of MEAN_BPM."""
    times_s = np.arange(int(DURATION_S * RATE_HZ) + 1) / RATE_HZ
    unknown = np.full_like(times_s, np.nan)
    return WearerRecording(times_s, _skin_us(times_s), _pulse(times_s), unknown, unknown)


def _skin_us(times_s: Floats) -> Floats:
    skin_us: Floats = _LEVEL_US + _DRIFT_US * np.sin(2 * np.pi * times_s / DURATION_S)
    for onset_s, height_us in RESPONSES:
        after_s = (times_s - onset_s) % DURATION_S
        skin_us += height_us * _response(after_s) / _response(_peak_s())
    return skin_us


def _response(after_s: "Floats | float") -> Floats:
    """Two exponentials, a rise and a slow fall, as in models of the skin conductance response."""
    return np.asarray(np.exp(-np.asarray(after_s) / _FALL_S) - np.exp(-np.asarray(after_s) / _RISE_S))


def _peak_s() -> float:
    return float(np.log(_FALL_S / _RISE_S) * _FALL_S * _RISE_S / (_FALL_S - _RISE_S))


def _pulse(times_s: Floats) -> Floats:
    """Pulse wave, 0 to 1. The number of beats and breaths in DURATION_S is whole."""
    turn = 2 * np.pi / BREATH_S
    beats = times_s * MEAN_BPM / 60 - _SWAY_BPM / 60 / turn * np.cos(turn * times_s)
    place = beats % 1
    wave = sum(height * np.exp(-0.5 * ((place - at) / width) ** 2) for at, width, height in _WAVES)
    return np.asarray(0.2 + 0.5 * wave)
