"""What stands between a microphone and the network."""

import numpy as np

from edge.events import VoiceHeard
from edge.perception.ear import Withholding
from edge.signals import Sound


class Laughing:
    """Hears laughter in everything."""

    def __init__(self) -> None:
        self.resets = 0

    def take(self, sound: Sound) -> list[VoiceHeard]:
        return [VoiceHeard(sound.at_s, 0.5, -30.0, True)]

    def reset(self) -> None:
        self.resets += 1


def test_beside_an_advert_that_may_laugh_laughter_is_not_known() -> None:
    """How loud it is, is."""
    ear = Withholding(laughing := Laughing())
    assert ear.take(Sound(1.0, np.zeros(8000, np.float32))) == [VoiceHeard(1.0, 0.5, -30.0, None)]
    ear.reset()
    assert laughing.resets == 1
