"""How verdicts on people under stress are judged, and against what. numpy only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.metrics import auc, recalls

ROUNDS = 2000  # of drawing people anew, for an interval


@dataclass(frozen=True, eq=False)
class PersonPredictions:
    """Verdicts (n,) about one person, NaN where nothing was said, and whether a task was running (n,)."""

    person: int
    verdicts: NDArray[np.floating]
    stress: NDArray[np.bool_]


def scores(stress: NDArray[np.bool_], verdicts: NDArray[np.floating]) -> dict[str, float]:
    """Balanced accuracy at 0.5 and the area under ROC, where something was said."""
    known = np.isfinite(verdicts)
    stress, verdicts = stress[known], verdicts[known]
    found = recalls(stress.astype(np.int64), (verdicts > 0.5).astype(np.int64), 2)
    shares = [value for value in found if value is not None]
    return {"balanced_accuracy": float(np.mean(shares)) if shares else float("nan"), "auc": auc(stress, verdicts)}


def balanced_accuracy(said: Sequence[PersonPredictions]) -> float:
    """Over the verdicts of all these people together."""
    stress = np.concatenate([one.stress for one in said])
    return scores(stress, np.concatenate([one.verdicts for one in said]))["balanced_accuracy"]


def control(said: Sequence[PersonPredictions]) -> float | None:
    """Balanced accuracy of what was said of each person against the labels of each other one, second by second.

    All follow one timetable, so this is above 0.5 for whatever hears the tasks at all, and higher than that for a
    network that counts seconds. None for one person alone.
    """
    crossed = []
    for one in said:
        for other in said:
            if one is not other:
                n = min(len(one.verdicts), len(other.stress))
                crossed.append(PersonPredictions(one.person, one.verdicts[:n], other.stress[:n]))
    return balanced_accuracy(crossed) if crossed else None


def gain(ours: Sequence[PersonPredictions], theirs: Sequence[PersonPredictions], seed: int = 0) -> dict[str, float]:
    """Balanced accuracy of `ours` less that of `theirs` over the same people, with its 95 % interval.

    The interval is that of 2000 draws of the people, each draw the same for both.
    """
    counts = [np.array([_counts(one) for one in side]) for side in (ours, theirs)]  # (people, 4) each
    picks = np.random.default_rng(seed).integers(0, len(ours), (ROUNDS, len(ours)))
    drawn = [_balanced(side[picks].sum(axis=1)) for side in counts]
    low, high = np.quantile(drawn[0] - drawn[1], [0.025, 0.975])
    whole = [float(_balanced(side.sum(axis=0))) for side in counts]
    return {"gain": whole[0] - whole[1], "low": float(low), "high": float(high)}


def _counts(one: PersonPredictions) -> tuple[int, int, int, int]:
    """Stress found, stress, calm found, calm."""
    known = np.isfinite(one.verdicts)
    stress, aroused = one.stress[known], one.verdicts[known] > 0.5
    return int((stress & aroused).sum()), int(stress.sum()), int((~stress & ~aroused).sum()), int((~stress).sum())


def _balanced(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray((counts[..., 0] / counts[..., 1] + counts[..., 2] / counts[..., 3]) / 2)
