"""Tests of advert_audio.py: the policies between a microphone and the laughter detector."""

from typing import cast

import numpy as np
import pytest

from edge.events import AudioObservation, PlayStarted
from edge.perception.audio.advert_audio import AdvertAudioPolicy, MuteLaughter, PassThrough
from edge.perception.audio.sound_reader import SoundReader
from edge.signals import AudioBlock


class AlwaysLaughing:
    """Stand-in for a SoundReader that reports laughter for every block."""

    def __init__(self) -> None:
        self.resets = 0

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        return [AudioObservation(sound.at_s, 0.5, -30.0, True)]

    def reset(self) -> None:
        self.resets += 1


@pytest.mark.parametrize(("kind", "laughter"), [(PassThrough, True), (MuteLaughter, None)])
def test_laughter_is_unknown_beside_an_advert_with_audio(kind: type[AdvertAudioPolicy], laughter: bool | None) -> None:
    """The level stays known. Beside a silent advert, laughter is known too."""
    detector = AlwaysLaughing()
    policy: AdvertAudioPolicy = kind(cast(SoundReader, detector))  # type: ignore[call-arg]
    policy.handle_play(PlayStarted(0.0, "ad"))
    assert policy.process(AudioBlock(1.0, np.zeros(8000, np.float32))) == [AudioObservation(1.0, 0.5, -30.0, laughter)]
    policy.reset()
    assert detector.resets == 1
