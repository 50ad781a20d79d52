"""Gate of a pause: no value that was sensed in it passes, whenever it arrives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import AudioObservation, FrameObservation, PlayStarted
from edge.signals import KitSamples
from edge.study.markers import Marker
from edge.study.streams import StreamSamples
from edge.study_sessions.pause import BEATS_S, PauseGate

LAST_S = 10.0


def kit(at_s: float) -> KitSamples:
    one = np.ones(1, np.float32)
    return KitSamples(at_s=at_s, kit="1", wearer="", eda_us=one, hr_bpm=one, times_s=np.zeros(1))


@given(st.floats(0, 100), st.floats(0, 50), st.floats(0, 200), st.booleans())
def test_what_passes_was_sensed_outside_the_pause(begin_s: float, length_s: float, at_s: float, is_over: bool) -> None:
    gate = PauseGate()
    gate.begin(begin_s)
    if is_over:
        assert gate.end(begin_s + length_s) == pytest.approx(length_s)
    firsts: dict[FrameObservation | AudioObservation, float] = {
        FrameObservation(at_s): at_s,
        AudioObservation(at_s, 0.96, -40.0, None): at_s - 0.96,
    }
    passing = [(event, first) for event, first in firsts.items() if gate.is_outside_pause(event)]
    assert all(is_over and first >= begin_s + length_s for _, first in passing)
    passes = is_over and at_s >= begin_s + length_s
    assert gate.is_outside_pause(StreamSamples("eye", [at_s, at_s + 1], [0, 1], [[1.0], [2.0]])) is passes
    assert gate.is_outside_pause(kit(at_s)) is (is_over and at_s - BEATS_S >= begin_s + length_s)


def test_marks_and_plays_pass_in_a_pause() -> None:
    gate = PauseGate()
    assert gate.is_outside_pause(FrameObservation(1.0))
    gate.begin(5.0)
    assert not gate.is_outside_pause(FrameObservation(6.0))
    assert gate.is_outside_pause(Marker(6.0, "mark", "x"))
    assert gate.is_outside_pause(PlayStarted(6.0, "spring"))
    gate.end(8.0)
    assert not gate.is_outside_pause(FrameObservation(7.0))
    assert gate.is_outside_pause(FrameObservation(8.0))
    assert gate.since_s is None
