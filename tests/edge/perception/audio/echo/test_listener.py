"""Tests of listener.py: laughter in an advert does not count as audience laughter."""

import math

import numpy as np
import pytest

from edge.events import PlayStarted
from edge.perception.audio.echo.file_canceller import FileCanceller
from edge.perception.audio.echo.listener import EchoCancelledListener
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ
from tests.adverts import Known, scored
from tests.made_rooms import DATA, START_S, Room
from tests.research import laughter_detector

needs_voices = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/voice is not there")


@needs_voices
@pytest.mark.parametrize("known", ["tracks", "loopback"])
def test_advert_full_of_laughter_gives_no_audience_laughter(known: Known) -> None:
    """The advert's laughter is never reported; audience laughter over it is found, at its own level."""
    score = scored(Room("a shop", drift_ppm=60, bed="noise", seed=3), ("laughs_1", "ad_a", "laughs_2"), known)
    assert score.raw >= 10
    assert score.told == score.false == 0
    assert score.found == score.could >= 3
    assert score.known > 0.3
    assert score.level_db < 0.5


@needs_voices
@pytest.mark.parametrize("known", ["tracks", "loopback"])
def test_loudspeaker_that_distorts_makes_most_audio_unknown(known: Known) -> None:
    """A linear filter cannot remove distorted sound, so most half seconds are unknown; no laughter is false."""
    score = scored(Room("a small box", distortion=4.0, bed="noise", seed=4), ("laughs_1", "laughs_2"), known)
    assert score.raw >= 10
    assert score.told == score.false == 0
    assert score.known < 0.3


def test_laughter_and_level_are_unknown_beside_an_unknown_advert() -> None:
    """Without a play, laughter is unknown and the level is known: a play may be reported late."""
    listener = EchoCancelledListener(FileCanceller(lambda creative: None), laughter_detector())
    noise = (np.random.default_rng(0).standard_normal(RATE_HZ) * 0.01).astype(np.float32)
    assert [one.laughter for one in listener.process(AudioBlock(START_S, noise))] == [None, None]
    listener.handle_play(PlayStarted(START_S + 1, "unknown"))
    observations = listener.process(AudioBlock(START_S + 1, noise))
    assert [one.laughter for one in observations] == [None, None]
    assert all(math.isnan(one.level_db) for one in observations)
    listener.reset()
    (after_reset,) = listener.process(AudioBlock(START_S + 60, noise[: RATE_HZ // 2]))
    assert after_reset.at_s == START_S + 60.5
