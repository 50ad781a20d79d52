"""Band powers of sound, changed in the way that voices, rooms and microphones change them."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from models.serving.features.voice import BANDS, HOP, RATE_HZ, Floats

Rng = np.random.Generator

_EACH_BAND = np.arange(BANDS)
_ACROSS = np.linspace(-1.0, 1.0, BANDS)
_RIPPLE = np.cos(3 * np.pi * _ACROSS)


def warp_clip(logs: NDArray[np.float32], at: NDArray[np.floating], shift: "float | Floats") -> Floats:
    """Powers (n, BANDS) of a clip at the fractional frames `at` (n,), shifted up by `shift` bands."""
    low = np.minimum(at.astype(int), len(logs) - 2)  # the result of % may round up to the divisor
    share = (at - low)[:, None].astype(np.float32)
    here = logs.take(low, axis=0)
    step = logs.take(low + 1, axis=0)
    step -= here
    step *= share
    here += step
    here = here @ _band_shift(shift) if isinstance(shift, float) else _shift_bands(here, shift)
    return np.asarray(np.exp(here, out=here), np.float32)


def _band_shift(shift: float) -> Floats:
    """Matrix (BANDS, BANDS) that moves frames up by `shift` bands; the lowest or highest band is repeated."""
    down = math.floor(shift)
    part = shift - down
    matrix = np.zeros((BANDS, BANDS), np.float32)
    upper = np.clip(_EACH_BAND - down, 0, BANDS - 1)
    lower = np.clip(_EACH_BAND - down - 1, 0, BANDS - 1)
    matrix[upper, _EACH_BAND] = 1.0 - part
    matrix[lower, _EACH_BAND] += part
    return matrix


def _shift_bands(frames: Floats, shift: Floats) -> Floats:
    """Frames (n, BANDS), each moved up by its own number of bands (n,)."""
    down = np.floor(shift)
    part = (shift - down)[:, None]
    moved = _EACH_BAND - down.astype(int)[:, None]
    upper = np.take_along_axis(frames, np.clip(moved, 0, BANDS - 1), axis=1)
    lower = np.take_along_axis(frames, np.clip(moved - 1, 0, BANDS - 1), axis=1)
    lower -= upper
    lower *= part
    upper += lower
    return upper


def random_gains(rng: Rng, spread_db: float) -> Floats:
    """Random smooth power gains (BANDS,), made of a tilt and two waves."""
    gains = rng.normal() * _ACROSS
    gains += rng.normal() * np.cos(np.pi * (_ACROSS + rng.random()))
    gains += rng.normal() * _RIPPLE
    gains *= spread_db
    decibels = np.minimum(np.maximum(gains, -15.0), 15.0)
    return np.asarray(np.exp(decibels * (math.log(10.0) / 10.0)), np.float32)


def _grain(length: int = 4096) -> Floats:
    bins = np.linspace(1.0, 8.0, BANDS)  # wide bands average more bins of the spectrum, so they vary less
    return (np.random.default_rng(0).standard_gamma(bins, (length, BANDS)) / bins).astype(np.float32)


_GRAIN = _grain()
"""Powers of white noise, drawn once. A new draw for each row would take as long as all other steps together."""


def draw_hiss(length: int, rng: Rng) -> Floats:
    """Steady noise of a random colour: powers (length, BANDS), whose sums over the bands have the mean 1."""
    colour = random_gains(rng, 5.0)
    at = int(rng.integers(0, len(_GRAIN) - length))
    return np.asarray(_GRAIN[at : at + length] * (colour / colour.sum()), np.float32)


def draw_pulses(length: int, rng: Rng) -> Floats:
    """Voiceless noise that pulses like laughter, 2 to 9 times per second: powers (length, BANDS)."""
    phase = np.cumsum(rng.uniform(2, 9) * np.exp(rng.normal(0, 0.2, length))) * (2 * np.pi * HOP / RATE_HZ)
    swell = (0.5 + 0.5 * np.sin(phase)) ** rng.uniform(1, 8)
    peak = np.exp(-0.5 * ((np.arange(BANDS) - rng.uniform(0, BANDS)) / rng.uniform(1, 15)) ** 2)
    return np.asarray(draw_hiss(length, rng) * (swell[:, None] * (peak + 0.01)), np.float32)


def reverberate(powers: Floats, rng: Rng) -> Floats:
    """Add reverberation. Each band decays exponentially, and high bands decay faster."""
    rt60_s = rng.uniform(0.15, 1.0)
    wet = 10 ** (-rng.uniform(-4, 8) / 10)
    out = powers.copy()
    for part, factor in ((slice(0, BANDS // 2), 1.0), (slice(BANDS // 2, BANDS), 0.7)):
        decay = 10 ** (-6 * HOP / RATE_HZ / (rt60_s * factor))
        out[:, part] += wet * lfilter([0.0, 1.0 - decay], [1.0, -decay], powers[:, part], axis=0)
    return out


def mask_bands_and_frames(row: Floats, masks: int, rng: Rng) -> None:
    """SpecAugment in place: set up to `masks` groups of bands and of frames to the mean of the row."""
    mean = row.mean()
    for _ in range(masks):
        width = int(rng.integers(0, 7))
        band = int(rng.integers(0, BANDS - width))
        row[:, band : band + width] = mean
        span = int(rng.integers(0, 13))
        at = int(rng.integers(0, len(row) - span))
        row[at : at + span] = mean
