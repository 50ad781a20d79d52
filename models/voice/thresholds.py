"""Fits laughter thresholds on composed streams of people and rooms that were held out from training."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.serving.features.voice import CHUNK, RATE_HZ, Floats
from models.voice.scores import LabelledSoundEvent, LaughterScore, detect_laughter, score_laughter

HALF_SECOND_S = CHUNK / RATE_HZ
STRICTEST = (0.98, 0.74)
_ON = np.arange(0.04, 0.99, 0.02).round(2).tolist()
_OFF_SHARES = (0.5, 0.75)


@dataclass(frozen=True, eq=False)
class ScoredStream:
    """A composed stream: the model's probability of amusement in each half second, and its events."""

    snr_db: int
    amusement: Floats
    events: Sequence[LabelledSoundEvent]

    def score(self, on: float, off: float) -> LaughterScore:
        """Score of the laughs with these thresholds, by the kiosk's rule."""
        hours = len(self.amusement) * HALF_SECOND_S / 3600
        return score_laughter(self._ends_s, detect_laughter(self.amusement, on, off), self.events, hours)

    @cached_property
    def _ends_s(self) -> list[float]:
        return [(index + 1) * HALF_SECOND_S for index in range(len(self.amusement))]


def score_streams(streams: Iterable[ScoredStream], on: float, off: float) -> dict[int, LaughterScore]:
    """Scores of the laughs at each loudness, with these thresholds."""
    scores: dict[int, LaughterScore] = {}
    for stream in streams:
        found = stream.score(on, off)
        scores[stream.snr_db] = scores[stream.snr_db] + found if stream.snr_db in scores else found
    return scores


def score_all_loudnesses(streams: Iterable[ScoredStream], on: float, off: float) -> LaughterScore:
    """Score of the laughs, with all loudnesses taken together."""
    parts = list(score_streams(streams, on, off).values())
    return sum(parts[1:], parts[0])


def fit_thresholds(streams: Sequence[ScoredStream], false_per_hour: float) -> tuple[float, float]:
    """Thresholds `laughter` and `laughter_off` with the highest recall at no more than the given number of false
    detections per hour, over all loudnesses together. If no thresholds stay within this number, returns the strictest
    thresholds.
    """
    best = (-1.0, *STRICTEST)
    for on in _ON:
        for share in _OFF_SHARES:
            off = round(on * share, 2)
            total = score_all_loudnesses(streams, on, off)
            if total.false_per_hour <= false_per_hour and total.recall > best[0]:
                best = (total.recall, on, off)
    return best[1], best[2]
