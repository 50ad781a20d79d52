"""reference_track.py: an advert's sound between its samples."""

import numpy as np
import pytest

from edge.perception.audio.echo.reference_track import ReferenceTrack
from models.serving.features.voice import RATE_HZ


@pytest.mark.parametrize("hz", [200, 1000, 4000])
def test_a_tone_is_right_between_samples(hz: float) -> None:
    """To 50 dB, read a ten-thousandth too fast."""
    track = ReferenceTrack(np.sin(2 * np.pi * hz / RATE_HZ * np.arange(RATE_HZ)).astype(np.float32))
    read = track.at(1000.37, 1.0001, 2000)
    assert read == pytest.approx(np.sin(2 * np.pi * hz / RATE_HZ * (1000.37 + 1.0001 * np.arange(2000))), abs=3e-3)


def test_beside_the_advert_there_is_silence() -> None:
    """Before it and after it, however far."""
    track = ReferenceTrack(np.ones(1000, np.float32))
    assert track.at(-5000.0, 1.0, 4000) == pytest.approx(np.zeros(4000))
    assert track.at(1e7, 1.0, 100) == pytest.approx(np.zeros(100))
    assert (track.loudest(-5000, 4000), track.loudest(-10, 100), track.loudest(2e6, 10)) == (0, 1, 0)
    assert track.length == 1000
