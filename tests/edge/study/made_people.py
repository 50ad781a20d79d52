"""Made participants with a known truth: skin conductance, beats, curves, and what a screen's clock sends."""

import numpy as np

from edge.statistics.columns import Floats, float_array

RISE_S, DECAY_S = 1.0, 4.0
"""Time constants of a skin response."""


def skin_response(times_s: Floats, onset_s: float, amplitude: float) -> Floats:
    """One response (n,) that rises from `onset_s` on to a peak of `amplitude`: a difference of two exponentials."""
    after = np.fmax(times_s - onset_s, 0.0)
    peak_s = RISE_S * DECAY_S / (DECAY_S - RISE_S) * np.log(DECAY_S / RISE_S)
    highest = np.exp(-peak_s / DECAY_S) - np.exp(-peak_s / RISE_S)
    return float_array(amplitude * (np.exp(-after / DECAY_S) - np.exp(-after / RISE_S)) / highest)


def skin(times_s: Floats, onsets_s: Floats, amplitudes_us: Floats, rng: np.random.Generator) -> Floats:
    """Conductance (n,) in µS: 3 µS that drift, responses, and the noise of a converter."""
    seconds = np.arange(times_s[0] - 1.0, times_s[-1] + 2.0)
    drift = np.cumsum(rng.normal(0.0, 0.003, seconds.size))
    level = 3.0 + np.interp(times_s, seconds, drift) + rng.normal(0.0, 0.002, times_s.size)
    for onset_s, amplitude in zip(onsets_s, amplitudes_us, strict=True):
        level = level + skin_response(times_s, float(onset_s), float(amplitude))
    return float_array(level)


def restless_skin(times_s: Floats, rng: np.random.Generator) -> Floats:
    """Conductance (n,) of a person who responds to nothing in common: about six responses a minute, at own times."""
    count = rng.poisson((times_s[-1] - times_s[0]) / 10.0)
    onsets_s = rng.uniform(times_s[0] - 10.0, times_s[-1], count)
    return skin(times_s, onsets_s, rng.exponential(0.3, count), rng)


def beats(rates_bpm: Floats, rng: np.random.Generator, jitter_s: float = 0.0) -> tuple[Floats, Floats]:
    """Times and intervals of beats of a heart whose rate in each second is known, (S,) to (B,) each."""
    ends, at_s = [], 0.0
    while at_s < len(rates_bpm):
        ends.append(at_s)
        at_s += 60.0 / float(rates_bpm[int(at_s)]) + rng.normal(0.0, jitter_s)
    return float_array(ends), np.diff(float_array(ends), prepend=np.nan)


def curves(people: int, truth: Floats, rng: np.random.Generator, memory: float = 0.8) -> Floats:
    """Curves (people, S) around a truth (S,): errors that last over seconds, and a level of each person's own."""
    errors = rng.standard_normal((people, truth.size))
    for second in range(1, truth.size):
        errors[:, second] = memory * errors[:, second - 1] + np.sqrt(1 - memory**2) * errors[:, second]
    return float_array(truth + errors + 0.5 * rng.standard_normal((people, 1)))


def flashes(rng: np.random.Generator, count: int = 15, apart_s: float = 2.0) -> Floats:
    """Times (count,) at which a screen shows white, each on a refresh of 60 a second."""
    times_s = 3.0 + apart_s * np.arange(count) + rng.uniform(0.0, 0.2, count)
    return float_array(np.round(times_s * 60.0) / 60.0)


def seen_by_camera(flashes_s: Floats, offset_s: float, hz: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Times and brightness of frames; the time of a frame is that at which its exposure of a whole frame ends.

    A flash of 50 ms is seen as much as its light falls into the exposure.
    """
    times_s = float_array(np.arange(0.0, flashes_s[-1] + 5.0, 1.0 / hz) + rng.uniform(0.0, 1.0 / hz))
    light = np.zeros(times_s.size)
    for start_s in flashes_s + offset_s:
        light += np.clip(np.fmin(times_s, start_s + 0.05) - np.fmax(times_s - 1.0 / hz, start_s), 0.0, None) * hz
    return times_s, 60.0 + 120.0 * light + rng.normal(0.0, 2.0, times_s.size)


def heard_by_microphone(clicks_s: Floats, offset_s: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Times and level of sound, 1,000 a second: clicks of 5 ms with a room's echo over its noise."""
    times_s = float_array(np.arange(0.0, clicks_s[-1] + 5.0, 0.001))
    level = np.abs(rng.normal(0.0, 0.01, times_s.size))
    for start_s in clicks_s + offset_s:
        after = times_s - start_s
        level += np.where((after >= 0) & (after < 0.005), 0.5, 0.0)
        level += np.where(after >= 0.005, 0.1 * np.exp(-np.clip(after, 0.0, 2.0) / 0.05), 0.0)
    return times_s, float_array(level)


def contact_lost(lifts_s: Floats, offset_s: float, hz: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Times and conductance of a kit whose contact is broken for 2 s at each time."""
    times_s = float_array(np.arange(0.0, lifts_s[-1] + 8.0, 1.0 / hz) + rng.uniform(0.0, 1.0 / hz))
    eda_us = 3.0 + 0.2 * np.sin(times_s / 5.0) + rng.normal(0.0, 0.005, times_s.size)
    for start_s in lifts_s + offset_s:
        eda_us[(times_s >= start_s) & (times_s < start_s + 2.0)] = 0.01
    return times_s, float_array(eda_us)
