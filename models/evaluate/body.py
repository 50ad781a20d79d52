"""Arousal on Stress-Predict and contact on the exams, through the code that the kiosk runs.

The shipped network has learned from all of Stress-Predict's people that its data folder holds: what is measured on them
says that the way works, not how well it does on others. That is what `models.train body --cross-validate` is for, or a
folder with other people.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.events import BodyObservation
from edge.perception.body.arousal import ArousalEstimator
from edge.perception.runtime import InferenceSession
from edge.signals import KitSamples
from models.body.data import WristbandRecording, body_folder, load_exams, load_stress
from models.body.scores import PersonPredictions, control, scores
from models.evaluate.splits import only_all
from models.serving.features.body import HZ, STEP_S, WINDOW_S
from models.serving.spec import ModelSpec

BLOCK_S = 600  # in pieces of this length a recording goes in; the verdicts are those of any other length

GUARD_S = 60
"""Around putting on and taking off nobody says which of the two it is."""


def body(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Everybody whom the folder holds. A file that is not there leaves its figures null."""
    only_all(split, "body")
    folder = body_folder(data)
    session = InferenceSession(spec)
    return {**arousal(session, load_stress(folder)), **contact(session, load_exams(folder))}


def arousal(session: InferenceSession, recordings: list[WristbandRecording]) -> dict[str, Any]:
    """A verdict every 5 s from second 180 on, where the kiosk gives one; `unsaid` is the share where it does not.

    Clock-free: the kiosk's verdicts rest on the last 180 s alone.
    """
    if not recordings:
        return dict.fromkeys(("n", "subjects", "balanced_accuracy", "auc", "control", "unsaid"))
    said = []
    for recording in recordings:
        ends_s = np.arange(WINDOW_S, recording.seconds, STEP_S)
        by_second = {round(felt.at_s): felt.arousal for felt in feel(session, recording)}
        verdicts = np.array([by_second.get(end_s, np.nan) for end_s in ends_s.tolist()])
        said.append(PersonPredictions(recording.person, verdicts, recording.stress[ends_s]))
    verdicts = np.concatenate([one.verdicts for one in said])
    stress = np.concatenate([one.stress for one in said])
    return {
        "n": int(np.isfinite(verdicts).sum()),
        "subjects": len(said),
        **scores(stress, verdicts),
        "control": control(said),
        "unsaid": float(np.isnan(verdicts).mean()),
    }


def contact(session: InferenceSession, recordings: list[WristbandRecording]) -> dict[str, Any]:
    """Of the seconds worn and not worn, the shares that were told so; GUARD_S around each change are left out."""
    told: dict[bool, list[NDArray[np.bool_]]] = {True: [], False: []}
    for recording in recordings:
        felt = feel(session, recording)
        at_s = np.array([one.at_s for one in felt])
        on_body = np.array([one.on_body for one in felt])
        on_s, off_s = recording.worn_s
        told[True].append(on_body[(at_s > on_s + GUARD_S) & (at_s <= off_s - GUARD_S)])
        told[False].append(~on_body[(at_s <= on_s - GUARD_S) | (at_s > off_s + GUARD_S)])
    shares = {is_on: np.concatenate(parts) if parts else np.empty(0) for is_on, parts in told.items()}
    return {
        "on_body_recall": float(shares[True].mean()) if len(shares[True]) else None,
        "off_body_recall": float(shares[False].mean()) if len(shares[False]) else None,
        "worst_session": min((float(part.mean()) for part in told[True] if len(part)), default=None),
    }


def feel(session: InferenceSession, recording: WristbandRecording) -> list[BodyObservation]:
    """What the kiosk feels of a recording that begins at second 0."""
    sensor = ArousalEstimator(session)
    felt = [one for samples in _pieces(recording) for one in sensor.process(samples)]
    print(f"\rperson {recording.person}, {recording.seconds} s", end="", file=sys.stderr, flush=True)
    return felt


def _pieces(recording: WristbandRecording) -> Iterator[KitSamples]:
    hr_bpm = np.full(recording.seconds * HZ, np.nan, np.float32)
    hr_bpm[::HZ] = recording.hr_bpm
    for at_s in range(0, recording.seconds, BLOCK_S):
        part = slice(at_s * HZ, (at_s + BLOCK_S) * HZ)
        yield KitSamples(float(at_s), "wristband", "somebody", recording.eda_us[part], hr_bpm[part], rate_hz=float(HZ))
