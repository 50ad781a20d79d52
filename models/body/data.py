"""Loads the recordings in data/body: people doing stress tasks, and people in exams. Uses only numpy."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.data import DataMissingError
from models.serving.features.body import HZ

STRESS, EXAMS = "stress_predict.npz", "exam_stress.npz"
STRESS_PHASES = (1, 3, 5)  # Stroop, interview, hyperventilation
OTHER_ORDER = (1,)
"""People of Stress-Predict who are excluded from every score. Person 1 did the tasks in another order, and the labels
of that person were set by hand.
"""

SESSIONS = ("Midterm1", "Midterm2", "Final")


@dataclass(frozen=True, eq=False)
class WristbandRecording:
    """Signals of one wristband during one session of n whole seconds."""

    person: int
    eda_us: NDArray[np.float32]  # (n * HZ,)
    hr_bpm: NDArray[np.float32]  # (n,), NaN where it is missing
    stress: NDArray[np.bool_]  # (n,): True while a task was running; all False if the data do not say
    worn_s: tuple[float, float]  # start and end of the time on the wrist

    @property
    def seconds(self) -> int:
        return len(self.hr_bpm)


def body_folder(data: Path) -> Path:
    """Folder with the data: `data` if it contains one of the two files, otherwise `data`/body. Raises DataMissingError
    if neither folder contains one.
    """
    for folder in (data, data / "body"):
        if (folder / STRESS).is_file() or (folder / EXAMS).is_file():
            return folder
    raise DataMissingError(
        f"data: neither {data} nor its subfolder body contains {STRESS} or {EXAMS}. Name the folder with --data."
    )


def load_stress(folder: Path) -> list[WristbandRecording]:
    """Recordings of Stress-Predict without OTHER_ORDER, in the order of the file; empty if the file is missing."""
    return list(_read_stress(folder / STRESS)) if (folder / STRESS).is_file() else []


def load_exams(folder: Path) -> list[WristbandRecording]:
    """Recordings of people in exams, in the order of the file; empty if the file is missing."""
    return list(_read_exams(folder / EXAMS)) if (folder / EXAMS).is_file() else []


def _read_stress(path: Path) -> Iterator[WristbandRecording]:
    with _open(path) as file:
        for person in file["subjects"].tolist():
            if person in OTHER_ORDER:
                continue
            name = f"S{person:02d}_"
            eda_us, hr_bpm, phase = (_part(file, name + key, path) for key in ("eda", "hr", "phase"))
            seconds = min(len(eda_us) // HZ, len(hr_bpm), len(phase))
            stress = np.isin(phase[:seconds], STRESS_PHASES)
            yield _build_recording(person, eda_us, hr_bpm, seconds, stress, (0.0, float(seconds)))


def _read_exams(path: Path) -> Iterator[WristbandRecording]:
    with _open(path) as file:
        for person in file["subjects"].tolist():
            for session in SESSIONS:
                name = f"S{person:02d}_{session}_"
                if name + "eda" not in file:
                    continue
                eda_us, hr_bpm, on_wrist_s = (_part(file, name + key, path) for key in ("eda", "hr", "worn"))
                seconds = min(len(eda_us) // HZ, len(hr_bpm))
                on_s, off_s = (float(edge_s) for edge_s in on_wrist_s)
                yield _build_recording(person, eda_us, hr_bpm, seconds, np.zeros(seconds, bool), (on_s, off_s))


def _build_recording(
    person: int,
    eda_us: NDArray[Any],
    hr_bpm: NDArray[Any],
    seconds: int,
    stress: NDArray[np.bool_],
    on_wrist_s: tuple[float, float],
) -> WristbandRecording:
    return WristbandRecording(
        person, eda_us[: seconds * HZ].astype(np.float32), hr_bpm[:seconds].astype(np.float32), stress, on_wrist_s
    )


def _open(path: Path) -> Any:
    try:
        return np.load(path)
    except (OSError, ValueError) as broken:
        raise DataMissingError(f"data: {path} cannot be read ({broken}). Fetch it again.") from broken


def _part(file: Any, name: str, path: Path) -> NDArray[Any]:
    if name not in file:
        raise DataMissingError(f"data: {path} has no {name}. The README of the data lists the arrays of each person.")
    part: NDArray[Any] = file[name]
    return part
