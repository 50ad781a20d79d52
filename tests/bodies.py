"""Recordings of real wearers with truth beside them, and what is found in them sample by sample: the one scoring for
the tests and for docs/accuracy.md. `python -m tests.bodies`"""

import csv
import gzip
import re
import sys
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_bridge.samples import Sample
from firmware_bridge.vitals import OFF_S, Vital, Vitals

BODIES = Path(__file__).parent.parent / ".." / "shared" / "replay"
NAMES = ("a", "b", "c", "d", "e", "f")

NEAR_S = 0.05
"""A beat is found within so long of its truth."""

TAKEN_OFF_S = {"e": 217.0}
OPENINGS_S: dict[str, tuple[tuple[float, float], ...]] = {
    "c": ((92.9, 93.1), (116.0, 116.0), (126.5, 127.0)),
    "f": (
        *((159.7, 160.0), (172.2, 172.3), (299.0, 299.3), (345.2, 345.5), (347.2, 348.6), (350.7, 351.1)),
        *((351.4, 351.8), (355.0, 355.3), (360.5, 360.5), (364.2, 365.1), (370.2, 370.6), (371.0, 375.2)),
        *((375.3, 376.1), (383.5, 384.3)),
    ),
}
"""As the recordings' own page lists them, to a tenth of a second."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Body:
    """One recording, (n,) at 50 Hz, and its beats, (m,)."""

    times_s: Floats
    eda_us: Floats
    ppg: Floats
    beats_s: Floats
    sure: NDArray[np.bool_]


@cache
def body(name: str) -> Body:
    with gzip.open(BODIES / f"body_{name}.csv.gz", "rt") as file:
        times_s, eda_us, ppg = np.loadtxt(file, delimiter=",", skiprows=1).T
    with (BODIES / f"body_{name}_beats.csv").open() as file:
        rows = [(float(row["time_s"]), row["sure"] == "1") for row in csv.DictReader(file)]
    beats_s, sure = (
        [np.array(column) for column in zip(*rows, strict=True)] if rows else (np.empty(0), np.empty(0, bool))
    )
    return Body(times_s, eda_us, ppg, beats_s, sure)


@cache
def vitals(name: str) -> tuple[Vital, ...]:
    """What is known at each sample, from the past alone."""
    of, known = body(name), Vitals()
    return tuple(
        known.take_one(at_s, Sample(None, eda_us=eda_us, pulse=ppg))
        for at_s, eda_us, ppg in zip(of.times_s.tolist(), of.eda_us.tolist(), of.ppg.tolist(), strict=True)
    )


@dataclass(frozen=True)
class Beats:
    """Of one recording."""

    sure: int
    found: int  # of those
    stretches: int  # between two sure beats that follow each other
    between: int  # beats that were told in them, away from their ends
    late_ms: float  # median of found minus true


def beats(name: str) -> Beats:
    of = body(name)
    told_s = np.array(sorted(beat.at_s for vital in vitals(name) for beat in vital.beats))
    sure_s = of.beats_s[of.sure]
    nearest = told_s[np.abs(told_s[None, :] - sure_s[:, None]).argmin(axis=1)] if len(sure_s) else np.empty(0)
    near = np.abs(nearest - sure_s) <= NEAR_S
    pairs = np.flatnonzero(of.sure[:-1] & of.sure[1:]) if len(of.sure) else np.empty(0, int)
    between = sum(
        int(((told_s > of.beats_s[index] + NEAR_S) & (told_s < of.beats_s[index + 1] - NEAR_S)).sum())
        for index in pairs
    )
    late_ms = float(np.median((nearest - sure_s)[near]) * 1000) if near.any() else float("nan")
    return Beats(len(sure_s), int(near.sum()), len(pairs), between, late_ms)


if __name__ == "__main__":
    import time

    for name in NAMES:
        t = time.process_time()
        print(name, beats(name), time.process_time() - t)
        v = vitals(name)
        off = np.array([x.at_s for x in v if x.contact is False])
        groups = np.split(off, np.flatnonzero(np.diff(off) > 0.03) + 1) if len(off) else []
        print("  open:", [(round(float(g[0]), 2), round(float(g[-1]), 2)) for g in groups][:20])
        hr = np.array([x.hr_bpm for x in v])
        t_ = np.array([x.at_s for x in v])
        print(
            "  hr known share",
            np.isfinite(hr).mean().round(3),
            "median",
            np.nanmedian(hr) if np.isfinite(hr).any() else None,
        )
        if name in TAKEN_OFF_S:
            print("  hr after off", np.isfinite(hr[t_ > TAKEN_OFF_S[name]]).sum(), "last hr", t_[np.isfinite(hr)][-3:])
