"""Tests of reference_track.py: an advert's audio between its samples."""

import numpy as np
import pytest

from edge.perception.audio.echo.reference_track import ReferenceTrack
from models.serving.features.voice import RATE_HZ


@pytest.mark.parametrize("hz", [200, 1000, 4000])
def test_a_tone_is_right_between_samples(hz: float) -> None:
    """The error is 50 dB down when read a ten-thousandth too fast."""
    track = ReferenceTrack(np.sin(2 * np.pi * hz / RATE_HZ * np.arange(RATE_HZ)).astype(np.float32))
    read = track.samples_at(1000.37, 1.0001, 2000)
    assert read == pytest.approx(np.sin(2 * np.pi * hz / RATE_HZ * (1000.37 + 1.0001 * np.arange(2000))), abs=3e-3)


def test_silence_before_and_after_the_advert() -> None:
    """Before the track and after it, at any distance."""
    track = ReferenceTrack(np.ones(1000, np.float32))
    assert track.samples_at(-5000.0, 1.0, 4000) == pytest.approx(np.zeros(4000))
    assert track.samples_at(1e7, 1.0, 100) == pytest.approx(np.zeros(100))
    assert (track.peak_level(-5000, 4000), track.peak_level(-10, 100), track.peak_level(2e6, 10)) == (0, 1, 0)
    assert track.length == 1000
