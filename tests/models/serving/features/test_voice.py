"""features/voice.py: network inputs from sound, independent of its blocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.serving.features.voice import (  # fmt: skip
    BANDS,
    CHUNK,
    FRAMES,
    HOP,
    RATE_HZ,
    SILENCE,
    WINDOW,
    Floats,
    LogMelFeatures,
    band_powers,
    is_laughing,
    normalise,
)


def noise(seconds: float, rms: float = 0.05) -> Floats:
    """White noise (n,) float32."""
    return (np.random.default_rng(1).standard_normal(int(seconds * RATE_HZ)) * rms).astype(np.float32)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 2 * CHUNK + 7), max_size=12))
def test_frames_do_not_depend_on_the_block_sizes(lengths: list[int]) -> None:
    """Blocks of any size, also empty ones, give the same frames, bit for bit."""
    sound = noise(2.2)
    whole = LogMelFeatures().process(sound)
    cut, mel, at = [], LogMelFeatures(), 0
    for length in [*lengths, len(sound)]:
        cut += mel.process(sound[at : at + length])
        at += length
    assert len(cut) == len(whole) == 4
    for (frames, power), (expected, expected_power) in zip(cut, whole, strict=True):
        assert np.array_equal(frames, expected)
        assert power == expected_power


def test_half_second_is_returned_when_it_is_complete() -> None:
    mel = LogMelFeatures()
    assert mel.process(noise(0.5)[:-1]) == []
    ((frames, power),) = mel.process(noise(0.5)[-1:])
    assert frames.shape == (FRAMES, BANDS)
    assert frames.dtype == np.float32
    assert power == pytest.approx(0.05**2, rel=0.05)


@given(st.integers(0, FRAMES - 1))
@settings(max_examples=15, deadline=None)
def test_frame_does_not_use_later_samples(frame: int) -> None:
    """Frame i ends with sample (i + 1) HOP."""
    sound = noise(0.5)
    other = sound.copy()
    other[(frame + 1) * HOP :] = 0.3
    a, b = LogMelFeatures().process(sound)[0][0], LogMelFeatures().process(other)[0][0]
    assert np.array_equal(a[: frame + 1], b[: frame + 1])
    assert frame == FRAMES - 1 or not np.array_equal(a[frame + 1], b[frame + 1])


def test_reset_clears_the_buffers() -> None:
    """After a reset the next sound gives the same frames as in a new object."""
    mel = LogMelFeatures()
    mel.process(noise(1.3))
    mel.reset()
    assert np.array_equal(mel.process(noise(0.5))[0][0], LogMelFeatures().process(noise(0.5))[0][0])


def test_bands_add_up_to_the_power() -> None:
    """The sum of the bands is the mean square, except for power below the lowest and above the highest band."""
    assert float(band_powers(noise(4.0)).sum(axis=1).mean()) == pytest.approx(0.05**2, rel=0.1)


@pytest.mark.parametrize("hz", [120.0, 440.0, 1000.0, 3000.0, 7000.0])
def test_tone_is_in_its_band(hz: float) -> None:
    """The loudest band is the one whose centre is nearest to the tone on the mel scale."""
    tone = 0.1 * np.sin(2 * np.pi * hz * np.arange(WINDOW) / RATE_HZ).astype(np.float32)
    low, high, mel = (2595 * np.log10(1 + f / 700) for f in (60.0, 7600.0, hz))
    assert abs(int(band_powers(tone)[0].argmax()) - ((mel - low) / (high - low) * (BANDS + 1) - 1)) < 1.0


def test_louder_sound_shifts_all_bands_equally() -> None:
    """All bands change by the same value while the sound is well above the floor."""
    powers = band_powers(noise(0.5))
    moved = normalise(powers * np.float32(100.0)) - normalise(powers)
    assert np.ptp(moved) < 1e-3


def test_digital_silence_gives_silence_value() -> None:
    assert np.allclose(LogMelFeatures().process(np.zeros(CHUNK, np.float32))[0][0], SILENCE)


def test_laughter_threshold_has_a_hysteresis() -> None:
    """With thresholds 0.6 and 0.3, a probability of 0.5 neither starts nor ends laughter."""
    assert [is_laughing(p, was, 0.6, 0.3) for p, was in ((0.5, False), (0.5, True), (0.6, False), (0.2, True))] == [
        False, True, True, False,
    ]  # fmt: skip
