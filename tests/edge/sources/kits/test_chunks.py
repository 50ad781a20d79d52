"""Rows of a kit become chunks: at the right time, and without the loss of a row."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.body.arousal import ArousalEstimator
from edge.perception.runtime import InferenceSession
from edge.sources.kits.chunks import CHUNK_S, Row, SampleChunker, kit_samples
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import VitalSignsEstimator
from models.serving.spec import ZOO, ModelSpec

NOON_S = 1_767_268_800.0


@cache
def row(at_s: float) -> Row:
    """One object for each time: a sample has NaN in it, and from Python 3.13 on it equals itself alone."""
    return at_s, Sample(None, 5.0)


@pytest.mark.parametrize("rate_hz", [10.0, 50.0, 51.2, 100.0])
def test_perception_gets_a_second_as_soon_as_a_row_shows_that_it_is_over(rate_hz: float) -> None:
    """Rows come one by one, as from a kit. The observation comes with the first row at or after the second's end."""
    estimator, chunker, vitals = (
        ArousalEstimator(InferenceSession(ModelSpec.load(ZOO / "body-1k.json"))),
        SampleChunker(),
        VitalSignsEstimator(),
    )
    late_s = []
    for index in range(round(5.5 * rate_hz)):
        at_s = NOON_S + index / rate_hz
        if chunk := chunker.process([row(at_s)], is_silent=False):
            samples = kit_samples(vitals, chunk, 0.0, wearer="w1", kit="1")
            late_s += [at_s - second.at_s for second in estimator.process(samples)]
    assert len(late_s) == 5
    assert max(late_s) < 1 / rate_hz


def test_a_short_silence_of_the_kit_ends_a_chunk() -> None:
    """A strap gives one row a second. Later chunks end at their normal times."""
    chunker = SampleChunker()
    assert chunker.process([row(NOON_S)], is_silent=False) == []
    assert chunker.process([], is_silent=True) == [row(NOON_S)]
    assert chunker.process([], is_silent=True) == []
    assert chunker.process([row(NOON_S + 0.4)], is_silent=False) == []
    assert chunker.process([row(NOON_S + 0.5)], is_silent=False) == [row(NOON_S + 0.4), row(NOON_S + 0.5)]


@given(st.lists(st.tuples(st.floats(0.0, 3.0), st.booleans()), min_size=1, max_size=60))
def test_no_row_is_lost_duplicated_or_kept_for_longer_than_a_chunk(steps: list[tuple[float, bool]]) -> None:
    """This holds for any times of the rows and any silences between them."""
    chunker, at_s = SampleChunker(), NOON_S
    returned: list[Row] = []
    expected: list[Row] = []
    for step_s, is_silent in steps:
        at_s += step_s
        expected.append(row(at_s))
        returned += chunker.process([] if is_silent else expected[-1:], is_silent)
        if is_silent:
            expected.pop()
        waiting = expected[len(returned) :]
        assert not waiting or waiting[-1][0] - waiting[0][0] < CHUNK_S
    assert returned + chunker.process([], is_silent=True) == expected
