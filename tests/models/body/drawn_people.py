"""Synthetic people in the layout of data/body: skin responses while a task runs, none at rest."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HZ = 4


def response(seconds: int, at_s: float, height_us: float) -> NDArray[np.float64]:
    """One skin response (seconds * HZ,): rises within two seconds, falls over ten."""
    after = np.arange(seconds * HZ) / HZ - at_s
    shape = np.where(after > 0, (1 - np.exp(-np.maximum(after, 0) / 0.7)) * np.exp(-np.maximum(after, 0) / 5), 0)
    return np.asarray(height_us * shape / 0.62)


def skin_of(
    seconds: int, responses_s: list[float], level_us: float = 1.0, height_us: float = 0.3
) -> NDArray[np.float32]:
    """Conductance at HZ: a slowly falling level, a little noise, and responses."""
    rng = np.random.default_rng(seconds)
    level = level_us * np.exp(-np.arange(seconds * HZ) / HZ / 3000)
    eda_us = level + 0.001 * rng.standard_normal(seconds * HZ)
    return np.asarray(eda_us + sum(response(seconds, at_s, height_us) for at_s in responses_s), np.float32)


def write_stress(folder: Path, people: range = range(1, 6), seconds: int = 700) -> Path:
    """Writes stress_predict.npz of people with a task from 260 to 480 s, 10 s later per person number."""
    arrays: dict[str, NDArray[np.generic]] = {"subjects": np.array(people, np.int16)}
    for person in people:
        rng = np.random.default_rng(person)
        begin, end = 260 + 10 * person, 480 + 10 * person
        phase = np.zeros(seconds, np.int8)
        phase[begin:end], phase[end:] = 1, 2
        times = np.arange(begin, end, 6.0) + rng.uniform(0, 3, len(range(begin, end, 6)))
        hr_bpm = 70 + person + 8 * (phase == 1) + rng.standard_normal(seconds)
        hr_bpm[:10] = np.nan
        name = f"S{person:02d}_"
        arrays[name + "eda"] = skin_of(seconds, times.tolist(), 0.5 + 0.3 * person)
        arrays[name + "hr"], arrays[name + "phase"] = hr_bpm.astype(np.float32), phase
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "stress_predict.npz", **arrays)  # type: ignore[arg-type]
    return folder


def write_exams(folder: Path, seconds: int = 900, floors_us: Sequence[float] = (0.024,)) -> Path:
    """Writes exam_stress.npz with a session of a person for each floor of a band: on the wrist from 300 to 700 s, and
    loose on it, 0.02 uS above the floor, from 550 to 600 s. The heart rate goes on all the time."""
    second = np.arange(seconds * HZ) / HZ
    arrays: dict[str, NDArray[np.generic]] = {"subjects": np.arange(1, len(floors_us) + 1, dtype=np.int16)}
    for person, floor_us in enumerate(floors_us, 1):
        eda_us = skin_of(seconds, [400.0, 500.0], 0.4)
        eda_us[(second >= 550) & (second < 600)] = 0.02 + floor_us
        eda_us[(second < 300) | (second >= 700)] = floor_us
        name = f"S{person:02d}_Final_"
        arrays[name + "eda"], arrays[name + "hr"] = eda_us, np.full(seconds, 120.0, np.float32)
        arrays[name + "worn"] = np.array([300, 700])
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "exam_stress.npz", **arrays)  # type: ignore[arg-type]
    return folder
