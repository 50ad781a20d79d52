"""thresholds.py: laughs found at no more than a number of false ones an hour."""

import numpy as np

from models.voice.scores import LabelledSoundEvent
from models.voice.thresholds import STRICTEST, ScoredStream, fit_thresholds, score_all_loudnesses, score_streams

EVENTS = [LabelledSoundEvent("amusement", 60.0 * n + 10, 60.0 * n + 11) for n in range(60)]


def stream(snr_db: int = 10) -> ScoredStream:
    """An hour with 60 laughs at 0.9 and five false alarms at 0.6."""
    probabilities = np.zeros(7200, np.float32)
    for event in EVENTS:
        probabilities[int(event.onset_s * 2) + 1] = 0.9
    for second in (1000, 2000, 3000, 3300, 3400):
        probabilities[second * 2] = 0.6
    return ScoredStream(snr_db, probabilities, EVENTS)


def test_thresholds_find_the_laughs_within_the_limit() -> None:
    """With too many false alarms at 0.6 the threshold is above them."""
    on, off = fit_thresholds([stream()], 3.0)
    assert 0.6 < on <= 0.9
    assert off < on
    result = score_streams([stream()], on, off)[10]
    assert (result.recall, result.false) == (1.0, ())


def test_a_wider_limit_allows_the_false_alarms() -> None:
    """At five an hour the lowest threshold has the same recall and is taken."""
    assert fit_thresholds([stream()], 5.0)[0] < 0.6


def test_strictest_threshold_is_used_if_none_is_within_the_limit() -> None:
    """Every third half second is a false alarm at 0.99."""
    probabilities = np.tile(np.array([0.99, 0.0, 0.0], np.float32), 2400)
    assert fit_thresholds([ScoredStream(10, probabilities, [])], 3.0) == STRICTEST


def test_streams_of_one_loudness_are_added() -> None:
    """Two folds have streams of the same loudness; the total is over all loudnesses."""
    streams = [stream(5), stream(5), stream(15)]
    scores = score_streams(streams, 0.5, 0.25)
    assert {snr_db: (at.hours, at.laughs, len(at.false)) for snr_db, at in scores.items()} == {
        5: (2.0, 120, 10), 15: (1.0, 60, 5),
    }  # fmt: skip
    assert score_all_loudnesses(streams, 0.5, 0.25).false_per_hour == 5.0
