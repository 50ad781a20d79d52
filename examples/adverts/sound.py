"""Sound of the adverts: plucked strings and wooden bars, made of sine waves."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
A4_HZ = 440.0

Sound = NDArray[np.float32]  # full scale is 1


def tune(seconds: float, notes: Sequence[tuple[float, int, float]], bright: float) -> Sound:
    """A tune of `seconds`. `notes`: begin in seconds, half tones above A4, loudness. `bright`: share of overtones."""
    sound: NDArray[np.float64] = np.zeros(round((seconds + 3) * RATE_HZ))
    for begin_s, half_tones, loudness in notes:
        note = loudness * _note(A4_HZ * 2 ** (half_tones / 12), bright)
        at = round(begin_s * RATE_HZ)
        part = sound[at : at + len(note)]
        part += note[: len(part)]
    for delay_s, share in ((0.11, 0.22), (0.23, 0.14), (0.37, 0.08)):  # walls of a room
        delay = round(delay_s * RATE_HZ)
        sound[delay:] += share * sound[:-delay]
    sound = sound[: round(seconds * RATE_HZ)]
    fade = np.minimum(1.0, np.arange(len(sound), 0, -1) / (0.5 * RATE_HZ))
    scaled: NDArray[np.float64] = 0.5 * sound * fade / max(1e-9, float(np.abs(sound).max()))
    return scaled.astype(np.float32)


def _note(rate_hz: float, bright: float) -> NDArray[np.float64]:
    at_s = np.arange(round(1.6 * RATE_HZ)) / RATE_HZ
    parts = ((1, 1.0, 3.0), (2, bright, 5.0), (3, 0.6 * bright, 8.0), (4.2, 0.3 * bright, 14.0))
    wave = sum(level * np.sin(2 * math.pi * rate_hz * n * at_s) * np.exp(-decay * at_s) for n, level, decay in parts)
    return np.asarray(wave * np.minimum(1.0, at_s / 0.004))


SPRING = [
    (0.25 * step, tone, 0.8)
    for step, tone in enumerate((3, 7, 10, 15, 10, 7, 5, 8, 12, 17, 12, 8, 7, 10, 15, 19, 15, 10, 15, 19, 22))
] + [(begin, tone, 0.7) for begin, tone in ((0.0, -9), (1.5, -7), (3.0, -9), (4.5, -2), (5.5, -9))]

SUMMER = [
    (0.2 * step, tone, 0.9)
    for step, tone in enumerate(
        (0, 4, 7, 4, 9, 7, 4, 7, 2, 5, 9, 5, 11, 9, 5, 9, 0, 4, 7, 12, 9, 7, 4, 2, 4, 7, 9, 12, 16)
    )
] + [(0.8 * beat, tone, 0.8) for beat, tone in enumerate((-12, -12, -10, -10, -12, -8, -5, -12))]
