"""scores.py: rules for laughs found and for false stretches."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.serving.features.voice import is_laughing
from models.voice.recipe import CLASSES, NONE
from models.voice.scores import (
    LABEL_NOISE,
    LabelledSoundEvent,
    clip_probabilities,
    detect_laughter,
    laughter_stretches,
    score_laughter,
)

ENDS_S = [0.5 * (index + 1) for index in range(20)]


def laughter_at(*times_s: float) -> list[bool]:
    """Laughter in the half seconds that end at these times."""
    return [end_s in times_s for end_s in ENDS_S]


def test_laughter_during_or_just_after_a_laugh_finds_it() -> None:
    """The time is from onset to 1 s after the end; the delay is that of the first half second with laughter."""
    found = score_laughter(ENDS_S, laughter_at(4.0, 4.5), [LabelledSoundEvent("amusement", 3.2, 4.2)], 1.0)
    assert (found.laughs, found.recall, found.false) == (1, 1.0, ())
    assert found.delays_s == pytest.approx((0.8,))


def test_late_laughter_is_a_miss_and_false() -> None:
    found = score_laughter(ENDS_S, laughter_at(6.0), [LabelledSoundEvent("amusement", 3.2, 4.2)], 0.5)
    assert (found.recall, found.false, found.false_per_hour) == (0.0, ((5.5, 6.0),), 2.0)


def test_laughter_over_another_burst_is_false() -> None:
    """A stretch over an event of another class is false."""
    assert score_laughter(ENDS_S, laughter_at(4.0), [LabelledSoundEvent("pain", 3.2, 4.2)], 1.0).false == ((3.5, 4.0),)


def test_one_stretch_may_find_two_laughs() -> None:
    """One stretch that overlaps two laughs finds both."""
    found = score_laughter(
        ENDS_S,
        laughter_at(4.0, 4.5),
        [LabelledSoundEvent("amusement", 3.2, 4.2), LabelledSoundEvent("amusement", 3.8, 4.6)],
        1.0,
    )
    assert (len(found.delays_s), found.false) == (2, ())


def test_delay_is_positive_for_laughter_from_before() -> None:
    found = score_laughter(ENDS_S, laughter_at(3.0, 3.5, 4.0), [LabelledSoundEvent("amusement", 3.2, 4.2)], 1.0)
    assert found.delays_s == pytest.approx((0.3,))


def test_hours_add_up() -> None:
    """The sum of two scores adds hours, laughs and false stretches."""
    one = score_laughter(ENDS_S, laughter_at(4.0), [LabelledSoundEvent("amusement", 3.2, 4.2)], 1.0)
    two = score_laughter(ENDS_S, laughter_at(9.0), [LabelledSoundEvent("amusement", 3.2, 4.2)], 1.0)
    both = one + two
    assert (both.hours, both.laughs, both.recall, both.false_per_hour) == (2.0, 2, 0.5, 0.5)


@given(st.lists(st.booleans(), min_size=20, max_size=20))
def test_stretches_hold_each_half_second_of_laughter_once(laughter: list[bool]) -> None:
    """Stretches do not touch, and their total length is that of the laughter."""
    runs = laughter_stretches(ENDS_S, laughter)
    assert sum(end_s - begin_s for begin_s, end_s in runs) == pytest.approx(0.5 * sum(laughter))
    assert all(a[1] < b[0] for a, b in pairwise(runs))


@given(st.lists(st.floats(0, 1), max_size=30))
def test_looser_thresholds_detect_no_less(probabilities: list[float]) -> None:
    """Each half second of laughter with strict thresholds is laughter with looser ones."""
    p = np.array(probabilities, np.float32)
    strict, loose = detect_laughter(p, 0.7, 0.4), detect_laughter(p, 0.5, 0.3)
    assert all(b for a, b in zip(strict, loose, strict=True) if a)


LEVELS = st.floats(0, 1, width=32) | st.sampled_from([0.3, 0.5, 0.7])


@given(st.lists(LEVELS, max_size=30), LEVELS, LEVELS)
def test_a_stream_is_judged_as_a_kiosk_judges_each_half_second(probabilities: list[float], a: float, b: float) -> None:
    """With any thresholds, also where a probability is the threshold itself."""
    on, off = max(a, b), min(a, b)
    p, was, flags = np.array(probabilities, np.float32), False, []
    for probability in p.tolist():
        was = is_laughing(probability, was, on, off)
        flags.append(was)
    assert detect_laughter(p, on, off) == flags


def test_certain_half_seconds_decide_the_class_of_a_clip() -> None:
    """Silence before and after a burst has little effect on its probabilities."""
    quiet, burst = np.full(16, 0.001, np.float32), np.full(16, 0.01, np.float32)
    quiet[NONE], burst[CLASSES.index("awe")] = 0.985, 0.85
    quiet[CLASSES.index("fear")] = 0.006
    alone, within = clip_probabilities(burst[None]), clip_probabilities(np.stack([quiet, burst, quiet, quiet]))
    assert within.sum() == pytest.approx(1.0, abs=1e-5)
    assert within.argmax() == alone.argmax() == CLASSES.index("awe")
    assert within[CLASSES.index("awe")] == pytest.approx(alone[CLASSES.index("awe")], rel=0.1)


def test_label_noise_limits_the_probability_of_a_class() -> None:
    """For a certain network too, LABEL_NOISE is spread over all classes, as a label may be wrong."""
    certain = np.zeros((3, len(CLASSES)), np.float32)
    certain[:, CLASSES.index("awe")] = 1.0
    combined = clip_probabilities(certain)
    assert combined[CLASSES.index("awe")] == pytest.approx(1 - LABEL_NOISE + LABEL_NOISE / NONE, abs=1e-3)
    assert combined[CLASSES.index("pain")] == pytest.approx(LABEL_NOISE / NONE, abs=1e-3)
