"""Scores vital signs on recordings of real wearers with ground truth, for the tests and for docs/evidence/accuracy.md.

Run `python -m tests.bodies` to update the tables in docs/evidence/accuracy.md.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import isfinite, pi, sin
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from firmware_bridge.kits import registry
from firmware_bridge.kits.registry import Value
from firmware_bridge.recording import read
from firmware_bridge.responses import LEAST_RISE_US, LONGEST_S, SETTLED, SHORTEST_S, SkinResponse
from firmware_bridge.samples import Sample
from firmware_bridge.simulator import device
from firmware_bridge.simulator.greeting import start_device
from firmware_bridge.simulator.wearer import RecordedWearer
from firmware_bridge.vitals import VitalSigns, VitalSignsEstimator
from models.serving.features import body as features
from tests.evidence.parts import write_part

BODIES = Path(__file__).parent.parent / ".." / "shared" / "replay"
NAMES = ("a", "b", "c", "d", "e", "f")

NEAR_S = 0.05
"""Largest distance in seconds between a beat and its ground truth."""

TAKEN_OFF_S = {"e": 217.0}
OPENINGS_S: dict[str, tuple[tuple[float, float], ...]] = {
    "c": ((92.9, 93.1), (116.0, 116.0), (126.5, 127.0)),
    "f": (
        *((159.7, 160.0), (172.2, 172.3), (299.0, 299.3), (345.2, 345.5), (347.2, 348.6), (350.7, 351.1)),
        *((351.4, 351.8), (355.0, 355.3), (360.5, 360.5), (364.2, 365.1), (370.2, 370.6), (371.0, 375.2)),
        *((375.3, 376.1), (383.5, 384.3)),
    ),
}
"""Losses of contact, as the recordings' own page lists them, to a tenth of a second."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Body:
    """One recording, (n,) at 50 Hz, and its true beats, (m,)."""

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


def vitals(name: str, kit: str = "") -> tuple[VitalSigns, ...]:
    """Vital signs at each sample, from past samples only: as recorded, or through a simulated kit and its decoder."""
    return _vitals(name, kit)


@cache
def _vitals(name: str, kit: str) -> tuple[VitalSigns, ...]:
    estimator = VitalSignsEstimator()
    samples = _samples_through_kit(name, kit) if kit else _recorded_samples(name)
    return tuple(estimator.process_sample(at_s, sample) for at_s, sample in samples)


def _recorded_samples(name: str) -> Iterator[tuple[float, Sample]]:
    recording = body(name)
    columns = (recording.times_s.tolist(), recording.eda_us.tolist(), recording.ppg.tolist())
    for at_s, eda_us, ppg in zip(*columns, strict=True):
        yield at_s, Sample(None, eda_us=eda_us, pulse=ppg)


KITS: dict[str, dict[str, Value]] = {
    "grove": {},
    "bitalino": {"revision": "current", "pulse": 1},
    "shimmer3": {},
    "vitrina": {},
    "pulsesensor": {},
}


def _samples_through_kit(name: str, kit: str) -> Iterator[tuple[float, Sample]]:
    """Samples on the kit's own clock.

    The pulse sensor halves the wave and adds an offset, and breath with a third of the height of a pulse, as a real
    board does.
    """
    decoder, simulated = registry.make(kit, KITS[kit]), device.make_simulated_kit(kit, KITS[kit])
    start_device(decoder, simulated)
    recording = read(BODIES / f"body_{name}.csv.gz")
    wearer = RecordedWearer(recording)
    first_s: float | None = None
    for n in range(int(recording.duration_s * simulated.rate_hz)):
        at_s = n / simulated.rate_hz
        reading = wearer.read_at(at_s)
        added = 0.25 + 0.03 * sin(2 * pi * 0.25 * at_s)
        for sample in decoder.decode(simulated.transmit(replace(reading, pulse=0.5 * reading.pulse + added))):
            if sample.device_s is not None and first_s is None:  # the decoder drops a BITalino's first frame
                first_s = sample.device_s - (kit == "bitalino") / simulated.rate_hz
            yield at_s if sample.device_s is None else sample.device_s - (first_s or 0.0), sample


@dataclass(frozen=True)
class Beats:
    """Score of the beats in one recording."""

    sure: int  # true beats marked as sure
    found: int  # sure beats that were found
    stretches: int  # stretches between two successive sure beats
    between: int  # beats found inside these stretches, away from their ends
    late_ms: float  # median of found minus true time


def beats(name: str, kit: str = "") -> Beats:
    recording = body(name)
    found_s = np.array(sorted(beat.at_s for vital in vitals(name, kit) for beat in vital.beats))
    sure_s = recording.beats_s[recording.sure]
    if not len(sure_s) or not len(found_s):
        return Beats(len(sure_s), 0, 0, 0, float("nan"))
    nearest_s = found_s[np.abs(found_s[None, :] - sure_s[:, None]).argmin(axis=1)]
    near = np.abs(nearest_s - sure_s) <= NEAR_S
    pairs = np.flatnonzero(recording.sure[:-1] & recording.sure[1:])
    ends_s = [(recording.beats_s[index] + NEAR_S, recording.beats_s[index + 1] - NEAR_S) for index in pairs]
    between = sum(int(((found_s > from_s) & (found_s < to_s)).sum()) for from_s, to_s in ends_s)
    return Beats(len(sure_s), int(near.sum()), len(pairs), between, float(np.median((nearest_s - sure_s)[near]) * 1000))


@dataclass(frozen=True)
class Openings:
    """Score of the losses of contact in one recording."""

    true: int
    found: int  # true losses with at least one sample without contact
    others: int  # losses found at other times


def openings(name: str) -> Openings:
    """Score losses of contact to a tenth of a second, as exact as the truth. All after taking off is one loss."""
    lost_s = np.array([vital.at_s for vital in vitals(name) if vital.contact is False])
    true_s = list(OPENINGS_S.get(name, ()))
    if name in TAKEN_OFF_S:
        true_s.append((TAKEN_OFF_S[name] - 2.0, np.inf))
    inside = [(lost_s >= from_s - 0.1) & (lost_s <= to_s + 0.1) for from_s, to_s in true_s]
    outside = lost_s[~np.any(inside, axis=0)] if inside else lost_s
    others = int((np.diff(outside, prepend=-np.inf) > 0.1).sum())
    return Openings(len(true_s), sum(bool(one.any()) for one in inside), others)


def hr_share(name: str, from_s: float = 0.0) -> float:
    """Share of the time after `from_s` with a heart rate."""
    return float(np.mean([isfinite(vital.hr_bpm) for vital in vitals(name) if vital.at_s > from_s]))


def live_responses(name: str, kit: str = "") -> list[SkinResponse]:
    return [vital.response for vital in vitals(name, kit) if vital.response]


@cache
def true_responses(name: str) -> tuple[SkinResponse, ...]:
    """Responses of the offline count.

    Conductance at its own 4 Hz is filtered forwards and backwards by a low-pass of 0.75 Hz (Butterworth, second order).
    Every rise from a trough to the next peak of 0.05 uS or more within 0.5 to 10 s counts. Rises from 1.5 s before a
    fault of contact (the loss, its edges, the 2 s after) to 0.5 s after are left out.
    """
    times_s, eda_us = _at_4_hz(body(name))
    low_us = signal.sosfiltfilt(signal.butter(2, 0.75, fs=features.HZ, output="sos"), eda_us)
    troughs, peaks = signal.find_peaks(-low_us)[0], signal.find_peaks(low_us)[0]
    bad_s = np.array([vital.at_s for vital in vitals(name) if vital.quality < SETTLED])
    responses = []
    for peak in peaks:
        trough = troughs[troughs < peak][-1:]
        if not len(trough):
            continue
        rise = SkinResponse(times_s[trough[0]], times_s[peak], float(low_us[peak] - low_us[trough[0]]))
        is_clean = not ((bad_s > rise.onset_s - 1.5) & (bad_s < rise.peak_s + 0.5)).any()
        if rise.height_us >= LEAST_RISE_US and SHORTEST_S <= rise.peak_s - rise.onset_s <= LONGEST_S and is_clean:
            responses.append(rise)
    return tuple(responses)


def kiosk_responses(name: str) -> int:
    """Number of responses of 0.03 uS and more, by the rule for the kiosk's responses per minute."""
    return features.response_count(features.skin_features(_at_4_hz(body(name))[1]))


def _at_4_hz(recording: Body) -> tuple[Floats, Floats]:
    """Times, and conductance at the rate at which the wristband recorded it."""
    times_s = np.arange(0, recording.times_s[-1], 1 / features.HZ)
    return times_s, np.interp(times_s, recording.times_s, recording.eda_us)


def agreed(name: str, kit: str = "") -> int:
    """Number of responses in the offline count with a live response whose peak is at most one second away."""
    peaks_s = np.array([response.peak_s for response in live_responses(name, kit)])
    return sum(bool((np.abs(peaks_s - true.peak_s) <= 1.0).any()) for true in true_responses(name))


def table() -> str:
    """Scores of each recording as recorded."""
    lines = [
        "| recording | sure beats found | invented | median error | heart rate given | openings found / others "
        "| responses, offline / live / the same | by the kiosk |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in NAMES:
        found, lost = beats(name), openings(name)
        after = f", {hr_share(name, TAKEN_OFF_S[name]):.0%} after it is off" if name in TAKEN_OFF_S else ""
        lines.append(
            f"| {name} | {_beat_cells(found)} | {hr_share(name):.0%}{after} "
            f"| {lost.found} of {lost.true} / {lost.others} "
            f"| {len(true_responses(name))} / {len(live_responses(name))} / {agreed(name)} "
            f"| {kiosk_responses(name)} |"
        )
    return "\n".join(lines) + "\n"


def kits_table() -> str:
    """Scores of the same recordings through the bytes of each kit."""
    lines = [
        "| kit | recording | sure beats found | invented | median error | responses, offline / live / the same |",
        "|---|---|---|---|---|---|",
    ]
    for kit in KITS:
        info = registry.make(kit, KITS[kit]).info
        for name in ("a", "b", "d"):
            cells = _beat_cells(beats(name, kit)) if info.has_pulse else " | | "
            responses = f"{len(true_responses(name))} / {len(live_responses(name, kit))} / {agreed(name, kit)}"
            lines.append(f"| {kit} | {name} | {cells} | {responses if info.has_eda else ''} |")
    return "\n".join(lines) + "\n"


def _beat_cells(score: Beats) -> str:
    if not score.found:
        return f"{'0 of ' + str(score.sure) if score.sure else ''} | | "
    invented = f"{score.between} in {score.stretches} ({score.between / score.stretches:.1%})"
    return f"{score.found} of {score.sure} ({score.found / score.sure:.1%}) | {invented} | {score.late_ms:+.0f} ms"


def main() -> None:
    """Compute the scores and write the tables into docs/evidence/accuracy.md."""
    path = Path(__file__).parent.parent / "docs" / "evidence/accuracy.md"
    for part, lines in (("bodies", table()), ("bodies through kits", kits_table())):
        print(lines)
        write_part(path, part, lines)


if __name__ == "__main__":
    main()
