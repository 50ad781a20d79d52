"""Signals at the skin of a simulated board, and the errors of the samples that are read from it."""

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_bridge.heart import HeartRateEstimator
from firmware_bridge.samples import Sample

REPLAY = Path(__file__).parents[3] / ".." / "shared" / "replay"
RATE_HZ = 50

WITHIN_S = 0.006
"""Tolerance of a kit's time stamp, which is the middle of its conversions in whole milliseconds."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Wave:
    """Signals at the skin, (n,) each, at 50 Hz."""

    eda_us: Floats
    pulse: Floats  # 0 to 1

    @property
    def times_s(self) -> Floats:
        return np.arange(len(self.eda_us), dtype=np.float64) / RATE_HZ

    def write(self, path: Path) -> Path:
        np.savetxt(path, np.column_stack([self.times_s, self.eda_us, self.pulse]), fmt="%.6f", delimiter=",")
        return path

    def around(self, at_s: float, within_s: float = WITHIN_S) -> Floats:
        """Conductance at seven times around `at_s`, (7,)."""
        times_s = at_s + np.linspace(-within_s, within_s, 7)
        return np.asarray(np.interp(times_s, self.times_s, self.eda_us), dtype=np.float64)


def sweep(seconds: float) -> Floats:
    """Conductance from 0.05 to 20 uS, in even steps of the logarithm."""
    return np.asarray(np.geomspace(0.05, 20, round(seconds * RATE_HZ)), dtype=np.float64)


def minute() -> Wave:
    """The whole range, then a wearer who talks and moves and whose electrodes lose contact twice. The pulse is that of
    a wearer at rest."""
    if not REPLAY.is_dir():
        opening = np.r_[np.full(500, 0.6), np.zeros(30), np.linspace(0.6, 3.0, 970)]
        return Wave(np.r_[sweep(30), opening], beating(60))
    talking, still = (np.loadtxt(REPLAY / f"body_{name}.csv.gz", delimiter=",", skiprows=1) for name in "cb")
    start = 113 * RATE_HZ
    return Wave(np.r_[sweep(30), talking[start : start + 30 * RATE_HZ, 1]], still[: 60 * RATE_HZ, 2] / 1023)


def beating(seconds: float) -> Floats:
    """A pulse wave that rises fast and falls slowly, about 75 times a minute with a varying rate."""
    times_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    phase = 1.25 * times_s + 0.4 * np.sin(0.6 * times_s)
    return 0.5 + 0.12 * (np.sin(2 * math.pi * phase) + 0.4 * np.sin(4 * math.pi * phase))


def on_one_clock(samples: list[Sample], restart_s: float) -> list[float]:
    """The time of each sample on the clock of the wave. The kit's own clock begins again at its restart."""
    kit_s = [sample.device_s or 0.0 for sample in samples]
    before = 1 + next(n for n, (one, after) in enumerate(pairwise(kit_s)) if after < one)
    return [at_s + (restart_s if n >= before else 0.0) for n, at_s in enumerate(kit_s)]


def errors(
    wave: Wave,
    times_s: list[float],
    samples: list[Sample],
    *,
    least_us: float = 0.05,
    most_us: float = 20.0,
    within_s: float = WITHIN_S,
) -> list[float]:
    """Relative errors of the samples whose input conductance is between `least_us` and `most_us`."""
    relative = []
    for at_s, sample in zip(times_s, samples, strict=True):
        true_us = wave.around(at_s, within_s)
        low_us, high_us = true_us.min(), true_us.max()
        if low_us >= least_us and high_us <= most_us:
            relative.append(max(low_us / sample.eda_us, sample.eda_us / high_us, 1.0) - 1)
    return relative


def beats(times_s: list[float], pulse: list[float]) -> Floats:
    return np.array([beat.at_s for beat in HeartRateEstimator().process(times_s, pulse)])
