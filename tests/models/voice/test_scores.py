"""scores.py: what counts as found, and what as false."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.voice.recipe import CLASSES, NONE
from models.voice.scores import DOUBT, StreamEvent, clip_probabilities, laughing, score, stretches

ENDS_S = [0.5 * (index + 1) for index in range(20)]


def said(*times_s: float) -> list[bool]:
    """Laughter in the half seconds that end at these times."""
    return [end_s in times_s for end_s in ENDS_S]


def test_a_laugh_in_time_is_found() -> None:
    """From its onset to a second after its end; the delay is that of the first half second that says so."""
    found = score(ENDS_S, said(4.0, 4.5), [StreamEvent("amusement", 3.2, 4.2)], 1.0)
    assert (found.laughs, found.recall, found.false) == (1, 1.0, ())
    assert found.delays_s == pytest.approx((0.8,))


def test_laughter_too_late_is_missed_and_false() -> None:
    found = score(ENDS_S, said(6.0), [StreamEvent("amusement", 3.2, 4.2)], 0.5)
    assert (found.recall, found.false, found.false_per_hour) == (0.0, ((5.5, 6.0),), 2.0)


def test_laughter_over_another_burst_is_false() -> None:
    """Whatever else is there."""
    assert score(ENDS_S, said(4.0), [StreamEvent("pain", 3.2, 4.2)], 1.0).false == ((3.5, 4.0),)


def test_one_stretch_may_find_two_laughs() -> None:
    """A small group that laughs together."""
    found = score(ENDS_S, said(4.0, 4.5), [StreamEvent("amusement", 3.2, 4.2), StreamEvent("amusement", 3.8, 4.6)], 1.0)
    assert (len(found.delays_s), found.false) == (2, ())


def test_laughter_that_goes_on_from_before_is_no_negative_delay() -> None:
    found = score(ENDS_S, said(3.0, 3.5, 4.0), [StreamEvent("amusement", 3.2, 4.2)], 1.0)
    assert found.delays_s == pytest.approx((0.3,))


def test_hours_add_up() -> None:
    """Parts of a night at several loudnesses make one."""
    one = score(ENDS_S, said(4.0), [StreamEvent("amusement", 3.2, 4.2)], 1.0)
    two = score(ENDS_S, said(9.0), [StreamEvent("amusement", 3.2, 4.2)], 1.0)
    both = one + two
    assert (both.hours, both.laughs, both.recall, both.false_per_hour) == (2.0, 2, 0.5, 0.5)


@given(st.lists(st.booleans(), min_size=20, max_size=20))
def test_stretches_hold_each_half_second_of_laughter_once(laughter: list[bool]) -> None:
    """Runs do not touch, and together are as long as the laughter."""
    runs = stretches(ENDS_S, laughter)
    assert sum(end_s - begin_s for begin_s, end_s in runs) == pytest.approx(0.5 * sum(laughter))
    assert all(a[1] < b[0] for a, b in pairwise(runs))


@given(st.lists(st.floats(0, 1), max_size=30))
def test_looser_thresholds_hear_no_less(probabilities: list[float]) -> None:
    """Nothing that strict thresholds call laughter is lost with looser ones."""
    p = np.array(probabilities, np.float32)
    strict, loose = laughing(p, 0.7, 0.4), laughing(p, 0.5, 0.3)
    assert all(b for a, b in zip(strict, loose, strict=True) if a)


def test_a_clip_is_what_its_surest_half_seconds_say() -> None:
    """Silence before and after a burst hardly thins it."""
    quiet, burst = np.full(16, 0.001, np.float32), np.full(16, 0.01, np.float32)
    quiet[NONE], burst[CLASSES.index("awe")] = 0.985, 0.85
    quiet[CLASSES.index("fear")] = 0.006
    alone, within = clip_probabilities(burst[None]), clip_probabilities(np.stack([quiet, burst, quiet, quiet]))
    assert within.sum() == pytest.approx(1.0, abs=1e-5)
    assert within.argmax() == alone.argmax() == CLASSES.index("awe")
    assert within[CLASSES.index("awe")] == pytest.approx(alone[CLASSES.index("awe")], rel=0.1)


def test_a_clip_may_be_of_another_kind_than_it_sounds() -> None:
    """However sure a network is, a tenth of the burst is shared by all classes: a label may be wrong."""
    sure = np.zeros((3, len(CLASSES)), np.float32)
    sure[:, CLASSES.index("awe")] = 1.0
    told = clip_probabilities(sure)
    assert told[CLASSES.index("awe")] == pytest.approx(1 - DOUBT + DOUBT / NONE, abs=1e-3)
    assert told[CLASSES.index("pain")] == pytest.approx(DOUBT / NONE, abs=1e-3)
