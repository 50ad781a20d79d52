"""What stands between a microphone and the network."""

from typing import cast

import numpy as np
import pytest

from edge.events import AudioObservation, PlayStarted
from edge.perception.audio.advert_audio import AdvertAudioPolicy, MuteLaughter, PassThrough
from edge.perception.audio.laughter import LaughterDetector
from edge.signals import AudioBlock


class Laughing:
    """Hears laughter in everything, with the face of a Voice."""

    def __init__(self) -> None:
        self.resets = 0

    def process(self, sound: AudioBlock) -> list[AudioObservation]:
        return [AudioObservation(sound.at_s, 0.5, -30.0, True)]

    def reset(self) -> None:
        self.resets += 1


@pytest.mark.parametrize(("kind", "laughter"), [(PassThrough, True), (MuteLaughter, None)])
def test_beside_an_advert_that_may_laugh_laughter_is_not_known(
    kind: type[AdvertAudioPolicy], laughter: bool | None
) -> None:
    """How loud it is, is; and beside one that makes no sound, all is."""
    laughing = Laughing()
    ear: AdvertAudioPolicy = kind(cast(LaughterDetector, laughing))  # type: ignore[call-arg]
    ear.handle_play(PlayStarted(0.0, "ad"))
    assert ear.process(AudioBlock(1.0, np.zeros(8000, np.float32))) == [AudioObservation(1.0, 0.5, -30.0, laughter)]
    ear.reset()
    assert laughing.resets == 1
