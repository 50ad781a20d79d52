"""The measures that evaluation and export share. numpy only; labels are class indices, probabilities (n, classes)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Labels = NDArray[np.int64]


def recalls(labels: Labels, guesses: Labels, classes: int) -> list[float | None]:
    """Share of each class that was found; None for a class that has no row."""
    return [float((guesses[labels == c] == c).mean()) if (labels == c).any() else None for c in range(classes)]


def f1_macro(labels: Labels, guesses: Labels, classes: int) -> float:
    """Mean over the classes that have rows of 2 TP / (2 TP + FP + FN)."""
    scores = []
    for c in range(classes):
        if (labels == c).any():
            hit = ((labels == c) & (guesses == c)).sum()
            scores.append(2 * hit / ((labels == c).sum() + (guesses == c).sum()))
    return float(np.mean(scores))


def auc(is_positive: NDArray[np.bool_], score: Floats) -> float:
    """Area under the ROC curve (Mann-Whitney; ties count half). NaN where one of the two sides is empty."""
    positives, negatives = int(is_positive.sum()), int((~is_positive).sum())
    if positives == 0 or negatives == 0:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[is_positive].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def calibration_error(labels: Labels, probabilities: Floats, bins: int = 15) -> float:
    """Expected calibration error of the first class (Guo et al. 2017): |accuracy - confidence| over equal bins."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(right[of == b].sum() - confidence[of == b].sum()) for b in range(bins)]
    return float(np.sum(gaps) / len(labels))


def concordance(truth: Floats, guess: Floats) -> float:
    """Lin's concordance correlation (1989): 1 is equality, a constant guess scores 0."""
    covariance = float(np.mean((truth - truth.mean()) * (guess - guess.mean())))
    return 2 * covariance / float(truth.var() + guess.var() + (truth.mean() - guess.mean()) ** 2)


def rmse(truth: Floats, guess: Floats) -> float:
    """Root of the mean squared difference."""
    return float(np.sqrt(np.mean((truth - guess) ** 2)))


def risk_and_coverage(labels: Labels, probabilities: Floats, thresholds: Floats) -> list[tuple[float, float, float]]:
    """(threshold, share of rows whose first class has at least it, error among those) for each threshold."""
    confidence = probabilities.max(axis=1)
    wrong = probabilities.argmax(axis=1) != labels
    table = []
    for threshold in thresholds.tolist():
        covered = confidence >= threshold
        table.append((threshold, float(covered.mean()), float(wrong[covered].mean()) if covered.any() else 0.0))
    return table
