"""Simulated rooms for tests of the echo canceller: noise, echo, delay, clock drift."""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.signal import fftconvolve, resample_poly

from edge.events import PlayStarted
from models.serving.features.voice import RATE_HZ, Floats


def by_creative(tracks: Mapping[str, Floats]) -> Callable[[PlayStarted], Floats | None]:
    """Tracks as a canceller asks for them."""
    return lambda play: tracks.get(play.creative)


def noise(seconds: float, rms: float = 0.1, seed: int = 0) -> Floats:
    """White noise (n,)."""
    return (np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ)) * rms).astype(np.float32)


def tune(seconds: float, seed: int = 0) -> Floats:
    """Noise whose level changes several times a second, as that of natural sound does."""
    swell = np.repeat(np.random.default_rng(seed + 1).uniform(0.05, 1.0, int(8 * seconds) + 1), RATE_HZ // 8)
    return (noise(seconds, seed=seed) * swell[: round(seconds * RATE_HZ)]).astype(np.float32)


def echoed(played: Floats, seed: int = 0) -> Floats:
    """The sound with its echo in a room of 0.3 s reverberation time, about as loud as it was played."""
    time_s = np.arange(int(0.3 * RATE_HZ)) / RATE_HZ
    walls = np.random.default_rng(seed + 2).standard_normal(len(time_s)) * 10 ** (-3 * time_s / 0.3)
    walls[0] = 10.0
    return np.asarray(fftconvolve(played, walls / np.sqrt((walls**2).sum()))[: len(played)], np.float32)


def late(played: Floats, samples: float, ppm: float = 0.0) -> Floats:
    """The sound delayed by `samples`, on a clock that runs faster by `ppm`; the end is cut off."""
    positions = (np.arange(len(played)) - samples) * (1 + ppm * 1e-6)
    fine = resample_poly(played, 16, 1)
    return np.asarray(np.interp(positions * 16, np.arange(len(fine)), fine, left=0, right=0), np.float32)


def level_db(samples: Floats) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))
