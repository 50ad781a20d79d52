"""Metrics that evaluation and export share. Uses only numpy. Labels are class indices, and probabilities have the shape
(n, classes).
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Labels = NDArray[np.int64]
Interval = tuple[float, float]

CONFIDENCE = 0.95
"""Confidence level of all intervals, unless the caller sets another level."""


def recall_by_class(labels: Labels, guesses: Labels, classes: int) -> list[float | None]:
    """Recall of each class; None for a class without rows."""
    return [float((guesses[labels == c] == c).mean()) if (labels == c).any() else None for c in range(classes)]


def f1_macro(labels: Labels, guesses: Labels, classes: int) -> float:
    """Macro F1: mean of 2 TP / (2 TP + FP + FN) over the classes that have rows."""
    scores = []
    for c in range(classes):
        if (labels == c).any():
            hit = ((labels == c) & (guesses == c)).sum()
            scores.append(2 * hit / ((labels == c).sum() + (guesses == c).sum()))
    return float(np.mean(scores))


def roc_auc(is_positive: NDArray[np.bool_], score: Floats) -> float:
    """Area under the ROC curve (Mann-Whitney; ties count half). NaN if there are no positives or no negatives."""
    positives, negatives = int(is_positive.sum()), int((~is_positive).sum())
    if positives == 0 or negatives == 0:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[is_positive].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def calibration_error(labels: Labels, probabilities: Floats, bins: int = 15) -> float:
    """Expected calibration error of the top class (Guo et al. 2017): |accuracy - confidence|, averaged over bins of
    equal width.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(right[bin_of == b].sum() - confidence[bin_of == b].sum()) for b in range(bins)]
    return float(np.sum(gaps) / len(labels))


def calibration_bins(labels: Labels, probabilities: Floats, bins: int = 15) -> list[dict[str, float]]:
    """Mean confidence, accuracy and number of rows of each non-empty bin of `calibration_error`."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        {"confidence": float(confidence[bin_of == b].mean()), "accuracy": float(right[bin_of == b].mean()), "n": int(n)}
        for b, n in enumerate(np.bincount(bin_of, minlength=bins))
        if n
    ]


def confusion_matrix(labels: Labels, guesses: Labels, classes: int) -> NDArray[np.int64]:
    """Counts (classes, classes), with a row for each label and a column for each predicted class."""
    return np.bincount(labels * classes + guesses, minlength=classes * classes).reshape(classes, classes)


def wilson_interval(hits: float, n: float, confidence: float = CONFIDENCE) -> Interval | None:
    """Confidence interval of a share of independent rows (Wilson 1927). It is also valid near 0 and 1. None without
    rows.
    """
    if n == 0:
        return None
    z, share = _z(confidence), hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half_width = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    # exact at 0 and 1, where rounding would miss
    return (0.0 if hits == 0 else middle - half_width), (1.0 if hits == n else middle + half_width)


def mean_interval(values: Floats, confidence: float = CONFIDENCE) -> Interval | None:
    """Confidence interval of the mean of independent values (normal distribution); None for fewer than two values."""
    if len(values) < 2:
        return None
    mean, half_width = float(values.mean()), _z(confidence) * float(values.std(ddof=1)) / float(np.sqrt(len(values)))
    return mean - half_width, mean + half_width


def difference_interval(a: float, interval_a: Interval, b: float, interval_b: Interval) -> Interval:
    """Interval of a - b for independent groups, from the interval of each group (Newcombe 1998, method 10)."""
    low = float(np.hypot(a - interval_a[0], interval_b[1] - b))
    high = float(np.hypot(interval_a[1] - a, b - interval_b[0]))
    return a - b - low, a - b + high


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def concordance_coefficient(truth: Floats, guess: Floats) -> float:
    """Lin's concordance correlation coefficient (1989). It is 1 for equal values, and 0 for a constant prediction."""
    covariance = float(np.mean((truth - truth.mean()) * (guess - guess.mean())))
    return 2 * covariance / float(truth.var() + guess.var() + (truth.mean() - guess.mean()) ** 2)


def root_mean_square_error(truth: Floats, guess: Floats) -> float:
    """Root mean squared difference."""
    return float(np.sqrt(np.mean((truth - guess) ** 2)))


def risk_and_coverage(labels: Labels, probabilities: Floats, thresholds: Floats) -> list[tuple[float, float, float]]:
    """For each threshold: the threshold, the share of rows whose top probability reaches it, and the error rate among
    these rows.
    """
    confidence = probabilities.max(axis=1)
    wrong = probabilities.argmax(axis=1) != labels
    table = []
    for threshold in thresholds.tolist():
        covered = confidence >= threshold
        table.append((threshold, float(covered.mean()), float(wrong[covered].mean()) if covered.any() else 0.0))
    return table
