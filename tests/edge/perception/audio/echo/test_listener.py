"""listener.py: an advert full of laughter does not make a laughing audience."""

import math

import numpy as np
import pytest

from edge.events import PlayStarted
from edge.kiosk import build
from edge.perception.audio.echo.file_canceller import FileCanceller
from edge.perception.audio.echo.listener import EchoCancelledListener
from edge.settings.settings import Settings
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ
from tests.adverts import Known, scored
from tests.made_rooms import DATA, START_S, Room

needs_voices = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/voice is not there")


@needs_voices
@pytest.mark.parametrize("known", ["tracks", "loopback"])
def test_an_advert_full_of_laughter_is_no_laughing_audience(known: Known) -> None:
    """Nothing of it is told; who laughs over it is heard as without it, as loud as they are."""
    score = scored(Room("a shop", drift_ppm=60, bed="noise", seed=3), ("laughs_1", "ad_a", "laughs_2"), known)
    assert score.raw >= 10
    assert score.told == score.false == 0
    assert score.found == score.could >= 3
    assert score.known > 0.3
    assert score.level_db < 0.5


@needs_voices
@pytest.mark.parametrize("known", ["tracks", "loopback"])
def test_a_loudspeaker_that_distorts_is_noticed(known: Known) -> None:
    """No filter takes its sound out, so of most half seconds nothing is known; and nothing wrong is told."""
    score = scored(Room("a small box", distortion=4.0, bed="noise", seed=4), ("laughs_1", "laughs_2"), known)
    assert score.raw >= 10
    assert score.told == score.false == 0
    assert score.known < 0.3


def test_while_nothing_is_known_neither_laughter_nor_level_is_told() -> None:
    """And while no advert is on, how loud it is alone: laughter is told of adverts, and one may be told late."""
    ear = EchoCancelledListener(FileCanceller(lambda creative: None), build.build_laughter_detector(Settings()))
    noise = (np.random.default_rng(0).standard_normal(RATE_HZ) * 0.01).astype(np.float32)
    assert [heard.laughter for heard in ear.process(AudioBlock(START_S, noise))] == [None, None]
    ear.handle_play(PlayStarted(START_S + 1, "unknown"))
    heard = ear.process(AudioBlock(START_S + 1, noise))
    assert [told.laughter for told in heard] == [None, None]
    assert all(math.isnan(told.level_db) for told in heard)
    ear.reset()
    (again,) = ear.process(AudioBlock(START_S + 60, noise[: RATE_HZ // 2]))
    assert again.at_s == START_S + 60.5
