"""Beats and tonic level of the demo's wearers by NeuroKit2, an independent implementation, as a fixture for the tests.

Run in an environment that has NeuroKit2, which the project does not depend on:
`python tests/edge/study/neurokit/make.py > tests/fixtures/study/neurokit.json`.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

import neurokit2
import numpy as np

ROOT = Path(__file__).resolve().parents[4]
BODIES = ROOT / "edge" / "tools" / "demo" / "bodies"
HZ = 50


def numbers(path: Path) -> dict[str, list[float]]:
    """Times of the beats in s, and the tonic level of each second in µS."""
    with gzip.open(path, "rt") as file:
        rows = list(csv.DictReader(file))
    eda_us, pulse = (np.array([float(row[name]) for row in rows]) for name in ("eda_us", "ppg"))
    clean = neurokit2.ppg_clean(pulse, sampling_rate=HZ)
    peaks = neurokit2.ppg_findpeaks(clean, sampling_rate=HZ)["PPG_Peaks"]
    tonic_us = np.asarray(neurokit2.eda_phasic(eda_us, sampling_rate=HZ)["EDA_Tonic"])
    by_second = tonic_us[: tonic_us.size // HZ * HZ].reshape(-1, HZ).mean(axis=1)
    return {
        "beats_s": [round(float(peak) / HZ, 2) for peak in peaks],
        "tonic_us": [round(float(level), 4) for level in by_second],
    }


if __name__ == "__main__":
    wearers = {path.name.partition(".")[0]: numbers(path) for path in sorted(BODIES.glob("*.csv.gz"))}
    json.dump({"neurokit2": neurokit2.__version__, "wearers": wearers}, sys.stdout)
    print()
