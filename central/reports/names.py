"""Names of the numbers in a report."""

from typing import Literal, get_args

Measure = Literal[
    "attention_s",
    "watched_share",
    "smile",
    "negative",
    "surprise",
    "valence",
    "arousal",
    "laughter_s",
    "body_arousal",
    "hr_bpm",
    "scr_per_min",
]
MEASURES: tuple[Measure, ...] = get_args(Measure)
"""Measures of a creative, in the order of a report."""
CURVES = ("smile", "negative", "surprise", "valence", "arousal", "laughter")
"""Measures that are told for each media second."""
SCORES = ("peak", "end", "peak_end", "first_3_s")
"""Names of `Report.scores`, in the order of a report."""
SHARES = frozenset({"watched_share", "smile", "negative", "surprise"})
"""Measures between 0 and 1."""
