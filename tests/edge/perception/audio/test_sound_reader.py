"""The reader of the level alone: the same half seconds and levels as with a voice network, and never laughter."""

import numpy as np
import pytest

from edge.perception.audio.sound_reader import LevelMeter, level_db
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ
from tests.research import laughter_detector

NOISE = (np.random.default_rng(0).standard_normal(3 * RATE_HZ) * 0.05).astype(np.float32)


@pytest.mark.parametrize("step", [999, 8000, 20_000])
def test_levels_and_times_are_those_of_the_detector_of_laughter(step: int) -> None:
    """However the stream is cut."""
    meter, detector = LevelMeter(), laughter_detector()
    blocks = [AudioBlock(10.0 + at / RATE_HZ, NOISE[at : at + step]) for at in range(0, len(NOISE), step)]
    levels = [observation for block in blocks for observation in meter.process(block)]
    with_network = [observation for block in blocks for observation in detector.process(block)]
    assert len(levels) == 6
    assert [(one.at_s, one.duration_s, one.level_db) for one in levels] == [
        (one.at_s, one.duration_s, one.level_db) for one in with_network
    ]
    assert {one.laughter for one in levels} == {None}


def test_a_gap_starts_a_new_stream() -> None:
    """The samples before it are in no level."""
    meter = LevelMeter()
    assert meter.process(AudioBlock(0.0, NOISE[:7000])) == []
    assert [one.at_s for one in meter.process(AudioBlock(5.0, NOISE[:8000]))] == [5.5]
    assert meter.process(AudioBlock(5.5, np.full(8000, np.nan, np.float32))) == []


def test_it_has_no_classes() -> None:
    """A trace has no columns of probabilities. Nothing is made of the sound but its level."""
    assert LevelMeter().classes == ()
    (prediction,) = LevelMeter().predict(AudioBlock(0.0, NOISE[:8000]))
    assert (prediction.probabilities, prediction.valence, prediction.arousal) == ((), 0.0, 0.0)


def test_levels_are_in_decibels_of_full_scale() -> None:
    """A mean square of 1 is 0 dB, of a hundredth -20 dB. Silence, and what no microphone hears, is -120 dB."""
    assert [level_db(power) for power in (1.0, 0.01, 1e-12, 1e-13, 0.0)] == pytest.approx([0, -20, -120, -120, -120])
