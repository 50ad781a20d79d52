"""Beats and tonic level of the demo's wearers, by the kiosk's code and by NeuroKit2.

`python -m tests.edge.study.neurokit.compared --table docs/evidence/study-analyses.md` writes the table.
"""

import argparse
import csv
import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from edge.perception.body.tonic import TonicLevel
from edge.statistics.columns import Floats, float_array
from firmware_bridge.heart import HeartRateEstimator
from tests.evidence.parts import write_part

ROOT = Path(__file__).resolve().parents[4]
FIXTURE = ROOT / "tests" / "fixtures" / "study" / "neurokit.json"
BODIES = ROOT / "edge" / "tools" / "demo" / "bodies"
NEAR_S = 0.06
HZ = 50


@dataclass(frozen=True)
class Compared:
    """One wearer. Shares are 0 to 1."""

    wearer: str
    beats: int  # of NeuroKit2
    found: float  # share of them that the kiosk has, within 60 ms
    shared: float  # share of the kiosk's that NeuroKit2 has
    rate_bpm: float  # median, of the kiosk
    rate_difference_bpm: float
    tonic_us: float  # median, of the kiosk
    tonic_difference: float  # median distance, as a share of the level


@cache
def compared() -> tuple[Compared, ...]:
    """All wearers whose numbers are in the fixture."""
    wearers = json.loads(FIXTURE.read_text(encoding="utf-8"))["wearers"]
    return tuple(
        _compared(name, float_array(its["beats_s"]), float_array(its["tonic_us"])) for name, its in wearers.items()
    )


def _compared(wearer: str, their_beats_s: Floats, their_tonic_us: Floats) -> Compared:
    with gzip.open(BODIES / f"{wearer}.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    times_s, eda_us, pulse = (float_array([float(row[name]) for row in rows]) for name in ("time_s", "eda_us", "ppg"))
    beats = HeartRateEstimator().process(times_s.tolist(), pulse.tolist())
    beats_s = float_array([beat.at_s for beat in beats])
    rate_bpm = 60_000 / float(np.median([beat.interval_ms for beat in beats if beat.accepted]))
    level = TonicLevel()
    seconds = eda_us[: eda_us.size // HZ * HZ].reshape(-1, HZ).mean(axis=1)
    tonic_us = float_array([level.add_second(second)[0] for second in seconds.tolist()])
    return Compared(
        wearer,
        their_beats_s.size,
        _share_near(their_beats_s, beats_s),
        _share_near(beats_s, their_beats_s),
        rate_bpm,
        rate_bpm - 60.0 / float(np.median(np.diff(their_beats_s))),
        float(np.nanmedian(tonic_us)),
        float(np.nanmedian(np.abs(tonic_us - their_tonic_us) / their_tonic_us)),
    )


def _share_near(of: Floats, others: Floats) -> float:
    return float(np.mean(np.abs(of[:, np.newaxis] - others).min(axis=1) <= NEAR_S))


def table() -> str:
    """Markdown table with a row a wearer."""
    lines = [
        "| recording | its beats | found here | ours that it has | rate, bpm | difference | tonic, µS | difference |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| `{c.wearer}` | {c.beats} | {c.found:.1%} | {c.shared:.1%} | {c.rate_bpm:.1f} |"
            f" {c.rate_difference_bpm:+.1f} | {c.tonic_us:.3f} | {c.tonic_difference:.1%} |"
            for c in compared()
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.edge.study.neurokit.compared", description=__doc__)
    parser.add_argument("--table", type=Path, metavar="FILE", help="document to write the table to")
    options = parser.parse_args()
    print(table())
    if options.table:
        write_part(options.table, "neurokit", table())


if __name__ == "__main__":
    main()
