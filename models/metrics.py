"""The measures that evaluation and export share. numpy only; labels are class indices, probabilities (n, classes)."""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Labels = NDArray[np.int64]
Interval = tuple[float, float]

SURE = 0.95
"""Of all intervals, unless their name says otherwise."""


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


def calibration_bins(labels: Labels, probabilities: Floats, bins: int = 15) -> list[dict[str, float]]:
    """Mean confidence, accuracy and rows of each of the bins of `calibration_error` that has rows."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    of = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        {"confidence": float(confidence[of == b].mean()), "accuracy": float(right[of == b].mean()), "n": int(n)}
        for b, n in enumerate(np.bincount(of, minlength=bins))
        if n
    ]


def confusion(labels: Labels, guesses: Labels, classes: int) -> NDArray[np.int64]:
    """Counts (classes, classes): row the label, column the guess."""
    return np.bincount(labels * classes + guesses, minlength=classes * classes).reshape(classes, classes)


def wilson(hits: int, n: int, sure: float = SURE) -> Interval | None:
    """Interval of a share of independent rows (Wilson 1927), which stays sensible near 0 and 1; None without rows."""
    if n == 0:
        return None
    z, share = _z(sure), hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    # at 0 and 1 the end is exactly there, which rounding would miss
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == n else middle + half)


def mean_interval(values: Floats, sure: float = SURE) -> Interval | None:
    """Interval of the mean of independent values, by their spread and the normal distribution; None below two."""
    if len(values) < 2:
        return None
    mean, half = float(values.mean()), _z(sure) * float(values.std(ddof=1)) / float(np.sqrt(len(values)))
    return mean - half, mean + half


def difference_interval(a: float, of_a: Interval, b: float, of_b: Interval) -> Interval:
    """Interval of a - b of independent groups from the interval of each (Newcombe 1998, method 10)."""
    low = float(np.hypot(a - of_a[0], of_b[1] - b))
    high = float(np.hypot(of_a[1] - a, b - of_b[0]))
    return a - b - low, a - b + high


def _z(sure: float) -> float:
    return NormalDist().inv_cdf((1 + sure) / 2)


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
