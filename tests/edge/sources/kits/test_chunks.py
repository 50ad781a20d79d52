"""How the rows of a kit become pieces: when one is handed over, and that no row is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.body.arousal import ArousalEstimator
from edge.perception.runtime import InferenceSession
from edge.sources.kits.chunks import PIECE_S, Row, SampleChunker, to_samples
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import VitalSignsEstimator
from models.serving.spec import ZOO, ModelSpec

NOON_S = 1_767_268_800.0


def row(at_s: float) -> Row:
    return at_s, Sample(None, 5.0)


@pytest.mark.parametrize("rate_hz", [10.0, 50.0, 51.2, 100.0])
def test_a_second_is_with_perception_as_soon_as_a_row_shows_that_it_is_over(rate_hz: float) -> None:
    """Row by row, as a kit gives them: what was felt comes with the row at or after the second's end."""
    body, gathering, vitals = (
        ArousalEstimator(InferenceSession(ModelSpec.load(ZOO / "body-1k.json"))),
        SampleChunker(),
        VitalSignsEstimator(),
    )
    late_s = []
    for index in range(round(5.5 * rate_hz)):
        at_s = NOON_S + index / rate_hz
        if whole := gathering.process([row(at_s)], is_silent=False):
            late_s += [at_s - felt.at_s for felt in body.process(to_samples(vitals, whole, 0.0, wearer="w1", kit="1"))]
    assert len(late_s) == 5
    assert max(late_s) < 1 / rate_hz


def test_a_kit_that_is_silent_for_a_moment_is_not_waited_for() -> None:
    """A strap gives a row a second; the pieces after it end where they would have."""
    gathering = SampleChunker()
    assert gathering.process([row(NOON_S)], is_silent=False) == []
    assert gathering.process([], is_silent=True) == [row(NOON_S)]
    assert gathering.process([], is_silent=True) == []
    assert gathering.process([row(NOON_S + 0.4)], is_silent=False) == []
    assert gathering.process([row(NOON_S + 0.5)], is_silent=False) == [row(NOON_S + 0.4), row(NOON_S + 0.5)]


@given(st.lists(st.tuples(st.floats(0.0, 3.0), st.booleans()), min_size=1, max_size=60))
def test_no_row_is_lost_doubled_or_kept_for_longer_than_a_piece(steps: list[tuple[float, bool]]) -> None:
    """Whatever the rows' times and the silences between them."""
    gathering, at_s = SampleChunker(), NOON_S
    told: list[Row] = []
    wanted: list[Row] = []
    for step_s, is_silent in steps:
        at_s += step_s
        wanted.append(row(at_s))
        told += gathering.process([] if is_silent else wanted[-1:], is_silent)
        if is_silent:
            wanted.pop()
        waiting = wanted[len(told) :]
        assert not waiting or waiting[-1][0] - waiting[0][0] < PIECE_S
    assert told + gathering.process([], is_silent=True) == wanted
