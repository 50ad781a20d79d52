"""Measures arousal on Stress-Predict and skin contact on the exams, with the code that the kiosk runs.

The shipped model was trained on all people of Stress-Predict. Scores on these people test the code path, not how well
the model generalises. To measure that, use `models.train body --cross-validate`, or a folder with other people.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from edge.events import BodyObservation
from edge.perception.body.arousal import ArousalEstimator
from edge.perception.runtime import InferenceSession
from edge.signals import KitSamples
from models.body.contact_scores import recalls_by_session, right_verdicts
from models.body.data import WristbandRecording, body_folder, load_exams, load_stress
from models.body.scores import PersonStressPredictions, control_accuracy, stress_scores
from models.evaluate.splits import require_all_split
from models.serving.features.body import HZ, STEP_S, WINDOW_S
from models.serving.spec import ModelSpec

BLOCK_S = 600  # length of the blocks of a recording; the predictions do not depend on it


def evaluate_body(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores over all people in the folder. The scores of a missing file are None."""
    require_all_split(split, "body")
    folder = body_folder(data)
    session = InferenceSession(spec)
    return {**arousal_scores(session, load_stress(folder)), **contact_recall(session, load_exams(folder))}


def arousal_scores(session: InferenceSession, recordings: list[WristbandRecording]) -> dict[str, Any]:
    """Scores of the kiosk's predictions, one every 5 s and the first at second 180. `unsaid`: share of the times
    without a prediction.

    The predictions use only the last 180 s, so they cannot count elapsed time.
    """
    if not recordings:
        return dict.fromkeys(("n", "subjects", "balanced_accuracy", "auc", "control", "unsaid"))
    predictions = []
    for recording in recordings:
        ends_s = np.arange(WINDOW_S, recording.seconds, STEP_S)
        by_second = {round(one.at_s): one.arousal for one in observe_recording(session, recording)}
        verdicts = np.array([by_second.get(end_s, np.nan) for end_s in ends_s.tolist()])
        predictions.append(PersonStressPredictions(recording.person, verdicts, recording.stress[ends_s]))
    verdicts = np.concatenate([one.verdicts for one in predictions])
    stress = np.concatenate([one.stress for one in predictions])
    return {
        "n": int(np.isfinite(verdicts).sum()),
        "subjects": len(predictions),
        **stress_scores(stress, verdicts),
        "control": control_accuracy(predictions),
        "unsaid": float(np.isnan(verdicts).mean()),
    }


def contact_recall(session: InferenceSession, recordings: list[WristbandRecording]) -> dict[str, Any]:
    """Recall of the seconds with contact and of the seconds without contact. Skips GUARD_S s around each change."""
    counts = []
    for recording in recordings:
        observations = observe_recording(session, recording)
        at_s, on_body = np.array([one.at_s for one in observations]), np.array([one.on_body for one in observations])
        counts.append([(part.sum(), len(part)) for part in right_verdicts(at_s, on_body, recording.worn_s)])
    right, seconds = np.array(counts, np.int64).reshape(-1, 2, 2).transpose(2, 0, 1)
    scores_of_contact = recalls_by_session(right, seconds)
    return {**scores_of_contact, "worst_session": scores_of_contact["on_body"]["worst"]}


def observe_recording(session: InferenceSession, recording: WristbandRecording) -> list[BodyObservation]:
    """Observations that the kiosk makes from a recording, which starts at second 0."""
    estimator = ArousalEstimator(session)
    observations = [one for samples in _blocks(recording) for one in estimator.process(samples)]
    print(f"\rperson {recording.person}, {recording.seconds} s", end="", file=sys.stderr, flush=True)
    return observations


def _blocks(recording: WristbandRecording) -> Iterator[KitSamples]:
    hr_bpm = np.full(recording.seconds * HZ, np.nan, np.float32)
    hr_bpm[::HZ] = recording.hr_bpm
    for at_s in range(0, recording.seconds, BLOCK_S):
        part = slice(at_s * HZ, (at_s + BLOCK_S) * HZ)
        yield KitSamples(float(at_s), "wristband", "somebody", recording.eda_us[part], hr_bpm[part], rate_hz=float(HZ))
