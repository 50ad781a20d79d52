"""Combines predictions for half seconds: the class of a whole clip, and the laughs found in hours of sound."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from models.serving.features.voice import CHUNK, RATE_HZ, Floats
from models.voice.recipe import NONE

LATE_S = 1.0
"""Seconds after the end of a laugh in which detected laughter still counts as finding it. A prediction is up to half a
second late, and needs some sound.
"""


LABEL_NOISE = 0.1
"""Share of bursts that are assumed to have a wrong label. Speakers were asked for a kind of sound, and nobody checked
the recordings. Of the shares tried, this one gives the labels of held-out speakers the highest likelihood.
"""


@dataclass(frozen=True)
class LabelledSoundEvent:
    """An event in a stream with its background."""

    kind: str  # a class, or a kind of ambience
    onset_s: float
    offset_s: float


@dataclass(frozen=True)
class LaughterScore:
    """Number of laughs found in a stream, and number of false stretches."""

    hours: float
    laughs: int
    delays_s: tuple[float, ...]  # per laugh found: from its onset to the first prediction of laughter
    false: tuple[tuple[float, float], ...]  # stretches of laughter that overlap no laugh

    @property
    def recall(self) -> float:
        return len(self.delays_s) / self.laughs if self.laughs else float("nan")

    @property
    def false_per_hour(self) -> float:
        return len(self.false) / self.hours

    @property
    def delay_s_median(self) -> float | None:
        return float(np.median(self.delays_s)) if self.delays_s else None

    def __add__(self, other: "LaughterScore") -> "LaughterScore":
        return LaughterScore(
            self.hours + other.hours, self.laughs + other.laughs, self.delays_s + other.delays_s,
            self.false + other.false,
        )  # fmt: skip


def clip_probabilities(predictions: Floats) -> Floats:
    """Probabilities (16,) of a whole clip, from the probabilities (D, 16) of its half seconds.

    The weight of a half second is its probability of any reaction. The classes are combined by the weighted mean of
    their logarithms, and LABEL_NOISE is spread evenly over them. The probability of "none" is the weighted mean.
    """
    weights = 1.0 - predictions[:, NONE] + 1e-3
    weights /= weights.sum()
    classes = np.log(predictions[:, :NONE] + 1e-9)
    classes -= np.log(np.exp(classes).sum(axis=1, keepdims=True))
    mean = np.exp(weights @ classes)
    mean = (1.0 - LABEL_NOISE) * mean / mean.sum() + LABEL_NOISE / NONE
    none = float(weights @ predictions[:, NONE])
    return np.append(mean * (1.0 - none), none).astype(np.float32)


def detect_laughter(amusement: Floats, on: float, off: float) -> list[bool]:
    """True for each half second of a stream that is laughter, from its probability of amusement.

    It applies the kiosk's rule `is_laughing` to all half seconds at once. `off` must not be above `on`.
    """
    probabilities = amusement.astype(np.float64)  # or the thresholds would be rounded to the network's precision
    starts = probabilities >= on
    decides = starts | ~(probabilities >= off)  # between the two it stays as it was
    last = np.maximum.accumulate(np.where(decides, np.arange(len(decides)), -1))
    flags: list[bool] = ((last >= 0) & starts[last]).tolist()
    return flags


def laughter_stretches(ends_s: Sequence[float], laughter: Sequence[bool]) -> list[tuple[float, float]]:
    """Unbroken runs of half seconds with laughter, as (start, end) in seconds."""
    runs: list[tuple[float, float]] = []
    half_second_s = CHUNK / RATE_HZ
    for end_s in compress(ends_s, laughter):
        if runs and runs[-1][1] > end_s - 1.5 * half_second_s:
            runs[-1] = (runs[-1][0], end_s)
        else:
            runs.append((end_s - half_second_s, end_s))
    return runs


def score_laughter(
    ends_s: Sequence[float], laughter: Sequence[bool], events: Sequence[LabelledSoundEvent], hours: float
) -> LaughterScore:
    """Compare half seconds of laughter, given by their ends, with the laughs among `events`.

    A laugh is found if a stretch of laughter overlaps the time from its onset to LATE_S after its offset. A stretch is
    false if it does not overlap this time of any laugh. A stretch that overlaps two laughs finds both.
    """
    laughs = [(event.onset_s, event.offset_s + LATE_S) for event in events if event.kind == "amusement"]
    runs = laughter_stretches(ends_s, laughter)
    laughing_s = list(compress(ends_s, laughter))
    delays = [
        laughing_s[bisect_right(laughing_s, onset_s)] - onset_s
        for onset_s, until_s in laughs
        if any(begin_s < until_s and end_s > onset_s for begin_s, end_s in runs)
    ]
    false = [run for run in runs if not any(run[0] < until_s and run[1] > onset_s for onset_s, until_s in laughs)]
    return LaughterScore(hours, len(laughs), tuple(delays), tuple(false))
