"""Recordings of real wearers with truth beside them, and what is found in them sample by sample: the one scoring for
the tests and for docs/accuracy.md. `python -m tests.bodies`"""

import csv
import gzip
import re
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
from firmware_bridge.responses import LEAST_US, LONGEST_S, SETTLED, SHORTEST_S, SkinResponse
from firmware_bridge.samples import Sample
from firmware_bridge.simulator import device
from firmware_bridge.simulator.greeting import greet
from firmware_bridge.simulator.wearer import RecordedWearer
from firmware_bridge.vitals import VitalSigns, VitalSignsEstimator
from models.serving.features import body as features

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


def vitals(name: str, kit: str = "") -> tuple[VitalSigns, ...]:
    """What is known at each sample, from the past alone: as recorded, or through a simulated kit and its decoder."""
    return _vitals(name, kit)


@cache
def _vitals(name: str, kit: str) -> tuple[VitalSigns, ...]:
    known = VitalSignsEstimator()
    return tuple(
        known.process_sample(at_s, sample) for at_s, sample in (_through(name, kit) if kit else _recorded(name))
    )


def _recorded(name: str) -> Iterator[tuple[float, Sample]]:
    of = body(name)
    for at_s, eda_us, ppg in zip(of.times_s.tolist(), of.eda_us.tolist(), of.ppg.tolist(), strict=True):
        yield at_s, Sample(None, eda_us=eda_us, pulse=ppg)


KITS: dict[str, dict[str, Value]] = {
    "grove": {},
    "bitalino": {"revision": "current", "pulse": 1},
    "shimmer3": {},
    "vitrina": {},
    "pulsesensor": {},
}


def _through(name: str, kit: str) -> Iterator[tuple[float, Sample]]:
    """On the kit's own clock. Its pulse sensor halves the wave and adds what a board adds: an offset, and breath, a
    third of the height of a pulse."""
    decoder, other = registry.make(kit, KITS[kit]), device.make(kit, KITS[kit])
    greet(decoder, other)
    recording = read(BODIES / f"body_{name}.csv.gz")
    wearer = RecordedWearer(recording)
    first_s: float | None = None
    for n in range(int(recording.duration_s * other.rate_hz)):
        at_s = n / other.rate_hz
        reading = wearer.reading(at_s)
        added = 0.25 + 0.03 * sin(2 * pi * 0.25 * at_s)
        for sample in decoder.decode(other.transmit(replace(reading, pulse=0.5 * reading.pulse + added))):
            if sample.device_s is not None and first_s is None:  # a BITalino's first frame is not given
                first_s = sample.device_s - (kit == "bitalino") / other.rate_hz
            yield at_s if sample.device_s is None else sample.device_s - (first_s or 0.0), sample


@dataclass(frozen=True)
class Beats:
    """Of one recording."""

    sure: int
    found: int  # of those
    stretches: int  # between two sure beats that follow each other
    between: int  # beats that were told in them, away from their ends
    late_ms: float  # median of found minus true


def beats(name: str, kit: str = "") -> Beats:
    of = body(name)
    told_s = np.array(sorted(beat.at_s for vital in vitals(name, kit) for beat in vital.beats))
    sure_s = of.beats_s[of.sure]
    if not len(sure_s) or not len(told_s):
        return Beats(len(sure_s), 0, 0, 0, float("nan"))
    nearest_s = told_s[np.abs(told_s[None, :] - sure_s[:, None]).argmin(axis=1)]
    near = np.abs(nearest_s - sure_s) <= NEAR_S
    pairs = np.flatnonzero(of.sure[:-1] & of.sure[1:])
    between = sum(
        int(((told_s > of.beats_s[index] + NEAR_S) & (told_s < of.beats_s[index + 1] - NEAR_S)).sum())
        for index in pairs
    )
    return Beats(len(sure_s), int(near.sum()), len(pairs), between, float(np.median((nearest_s - sure_s)[near]) * 1000))


@dataclass(frozen=True)
class Openings:
    """Of contact in one recording."""

    true: int
    found: int  # in which a sample says that there is no contact
    others: int  # where one says so outside of them


def openings(name: str) -> Openings:
    """Each to the tenth of a second in which the truth is given; from when a kit was taken off on, all is one."""
    lost_s = np.array([vital.at_s for vital in vitals(name) if vital.contact is False])
    true_s = list(OPENINGS_S.get(name, ()))
    if name in TAKEN_OFF_S:
        true_s.append((TAKEN_OFF_S[name] - 2.0, np.inf))
    inside = [(lost_s >= from_s - 0.1) & (lost_s <= to_s + 0.1) for from_s, to_s in true_s]
    outside = lost_s[~np.any(inside, axis=0)] if inside else lost_s
    others = int((np.diff(outside, prepend=-np.inf) > 0.1).sum())
    return Openings(len(true_s), sum(bool(one.any()) for one in inside), others)


def hr_share(name: str, from_s: float = 0.0) -> float:
    """Share of the time from there on in which a heart rate is told."""
    return float(np.mean([isfinite(vital.hr_bpm) for vital in vitals(name) if vital.at_s > from_s]))


def told_responses(name: str, kit: str = "") -> list[SkinResponse]:
    return [vital.response for vital in vitals(name, kit) if vital.response]


@cache
def true_responses(name: str) -> tuple[SkinResponse, ...]:
    """The offline count: conductance at its own 4 Hz, low-pass of 0.75 Hz (Butterworth, second order) forwards and
    backwards, and of what remains every rise from a trough to the next peak of 0.05 uS or more within 0.5 to 10 s.
    Rises from 1.5 s before a fault of contact (its opening, its edges, the 2 s after) to 0.5 s after are left out."""
    times_s, eda_us = _at_4_hz(body(name))
    low_us = signal.sosfiltfilt(signal.butter(2, 0.75, fs=features.HZ, output="sos"), eda_us)
    troughs, peaks = signal.find_peaks(-low_us)[0], signal.find_peaks(low_us)[0]
    bad_s = np.array([vital.at_s for vital in vitals(name) if vital.quality < SETTLED])
    found = []
    for peak in peaks:
        trough = troughs[troughs < peak][-1:]
        if not len(trough):
            continue
        one = SkinResponse(times_s[trough[0]], times_s[peak], float(low_us[peak] - low_us[trough[0]]))
        is_clean = not ((bad_s > one.onset_s - 1.5) & (bad_s < one.peak_s + 0.5)).any()
        if one.height_us >= LEAST_US and SHORTEST_S <= one.peak_s - one.onset_s <= LONGEST_S and is_clean:
            found.append(one)
    return tuple(found)


def kiosk_responses(name: str) -> int:
    """By the rule from which the kiosk tells responses a minute: of 0.03 uS and more."""
    return features.responses(features.skin(_at_4_hz(body(name))[1]))


def _at_4_hz(of: Body) -> tuple[Floats, Floats]:
    """Times, and conductance at the rate at which it was recorded."""
    times_s = np.arange(0, of.times_s[-1], 1 / features.HZ)
    return times_s, np.interp(times_s, of.times_s, of.eda_us)


def agreed(name: str, kit: str = "") -> int:
    """Responses of the offline count whose peak is told, a second early or late at most."""
    told_s = np.array([one.peak_s for one in told_responses(name, kit)])
    return sum(bool((np.abs(told_s - one.peak_s) <= 1.0).any()) for one in true_responses(name))


def table() -> str:
    """What is found in each recording as it is."""
    lines = [
        "| recording | sure beats found | invented | median error | heart rate told | openings found / others "
        "| responses, offline / live / the same | by the kiosk |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in NAMES:
        of, lost = beats(name), openings(name)
        after = f", {hr_share(name, TAKEN_OFF_S[name]):.0%} after it is off" if name in TAKEN_OFF_S else ""
        lines.append(
            f"| {name} | {_beat_cells(of)} | {hr_share(name):.0%}{after} "
            f"| {lost.found} of {lost.true} / {lost.others} "
            f"| {len(true_responses(name))} / {len(told_responses(name))} / {agreed(name)} "
            f"| {kiosk_responses(name)} |"
        )
    return "\n".join(lines) + "\n"


def kits_table() -> str:
    """The same people through the bytes of each kit."""
    lines = [
        "| kit | recording | sure beats found | invented | median error | responses, offline / live / the same |",
        "|---|---|---|---|---|---|",
    ]
    for kit in KITS:
        info = registry.make(kit, KITS[kit]).info
        for name in ("a", "b", "d"):
            cells = _beat_cells(beats(name, kit)) if info.has_pulse else " | | "
            told = f"{len(true_responses(name))} / {len(told_responses(name, kit))} / {agreed(name, kit)}"
            lines.append(f"| {kit} | {name} | {cells} | {told if info.has_eda else ''} |")
    return "\n".join(lines) + "\n"


def _beat_cells(of: Beats) -> str:
    if not of.found:
        return f"{'0 of ' + str(of.sure) if of.sure else ''} | | "
    invented = f"{of.between} in {of.stretches} ({of.between / of.stretches:.1%})"
    return f"{of.found} of {of.sure} ({of.found / of.sure:.1%}) | {invented} | {of.late_ms:+.0f} ms"


def main() -> None:
    """Measure, and write the tables into docs/accuracy.md."""
    path = Path(__file__).parent.parent / "docs" / "accuracy.md"
    text = path.read_text(encoding="utf-8")
    for part, made in (("bodies", table()), ("bodies through kits", kits_table())):
        print(made)
        marker = re.compile(rf"(<!-- {part}:[^>]*-->\n).*?(<!-- /{part} -->)", re.DOTALL)
        text = marker.sub(lambda match, made=made: match[1] + made + match[2], text)  # type: ignore[misc]
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
