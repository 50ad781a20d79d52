"""Scores of the body model's stress predictions, with a control and a comparison. Uses only numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.metrics import recall_by_class, roc_auc

ROUNDS = 2000  # bootstrap draws of the people, for an interval


@dataclass(frozen=True, eq=False)
class PersonStressPredictions:
    """Predictions (n,) for one person, and labels (n,), which are True while a task was running. A prediction is NaN
    where the model gave none.
    """

    person: int
    verdicts: NDArray[np.floating]
    stress: NDArray[np.bool_]


def stress_scores(stress: NDArray[np.bool_], verdicts: NDArray[np.floating]) -> dict[str, float]:
    """Balanced accuracy at threshold 0.5 and area under the ROC curve, over the predictions that are not NaN."""
    known = np.isfinite(verdicts)
    stress, verdicts = stress[known], verdicts[known]
    recall = recall_by_class(stress.astype(np.int64), (verdicts > 0.5).astype(np.int64), 2)
    shares = [value for value in recall if value is not None]
    return {"balanced_accuracy": float(np.mean(shares)) if shares else float("nan"), "auc": roc_auc(stress, verdicts)}


def balanced_accuracy(predictions: Sequence[PersonStressPredictions]) -> float:
    """Balanced accuracy over the predictions of all these people together."""
    stress = np.concatenate([one.stress for one in predictions])
    return stress_scores(stress, np.concatenate([one.verdicts for one in predictions]))["balanced_accuracy"]


def control_accuracy(predictions: Sequence[PersonStressPredictions]) -> float | None:
    """Balanced accuracy of each person's predictions against the labels of every other person, second by second.

    All people follow the same timetable, so a model that reacts to the tasks at all scores above 0.5 here. A model that
    counts seconds scores higher. None for a single person.
    """
    crossed = []
    for person in predictions:
        for other in predictions:
            if person is not other:
                n = min(len(person.verdicts), len(other.stress))
                crossed.append(PersonStressPredictions(person.person, person.verdicts[:n], other.stress[:n]))
    return balanced_accuracy(crossed) if crossed else None


def accuracy_gain(
    ours: Sequence[PersonStressPredictions], theirs: Sequence[PersonStressPredictions], seed: int = 0
) -> dict[str, float]:
    """Balanced accuracy of `ours` minus balanced accuracy of `theirs` over the same people, with the 95 % interval of
    this difference.

    The interval comes from 2000 bootstrap draws of the people. Each draw is the same for both models.
    """
    counts = [np.array([_counts(one) for one in side]) for side in (ours, theirs)]  # (people, 4) each
    picks = np.random.default_rng(seed).integers(0, len(ours), (ROUNDS, len(ours)))
    draws = [_balanced(side[picks].sum(axis=1)) for side in counts]
    low, high = np.quantile(draws[0] - draws[1], [0.025, 0.975])
    whole = [float(_balanced(side.sum(axis=0))) for side in counts]
    return {"gain": whole[0] - whole[1], "low": float(low), "high": float(high)}


def _counts(one: PersonStressPredictions) -> tuple[int, int, int, int]:
    """Counts of one person: detected stress, stress, detected calm, calm."""
    known = np.isfinite(one.verdicts)
    stress, aroused = one.stress[known], one.verdicts[known] > 0.5
    return int((stress & aroused).sum()), int(stress.sum()), int((~stress & ~aroused).sum()), int((~stress).sum())


def _balanced(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray((counts[..., 0] / counts[..., 1] + counts[..., 2] / counts[..., 3]) / 2)
