"""Any rate to 16 kHz: the same sound at the same time, however it came in pieces."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import firwin, resample_poly

from edge.sources.microphone.resampler import RATE_HZ, Floats, Resampler
from tests.doubles.recordings import tone

RATES_HZ = (8_000, 11_025, 16_000, 16_010, 22_050, 44_100, 48_000, 96_000)


def whole(samples: Floats, rate_hz: int, sizes: tuple[int, ...] = ()) -> Floats:
    """Resampled in pieces of these sizes, and the rest at once."""
    resampling, at, made = Resampler(rate_hz), 0, []
    for size in sizes:
        made.append(resampling.process(samples[at : at + size]))
        at += size
    made += [resampling.process(samples[at:]), resampling.flush()]
    return np.concatenate(made)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_tone_is_the_same_tone_at_the_same_time(rate_hz: int) -> None:
    """Neither late, nor longer, nor louder: within 1 % of what a microphone of 16 kHz had heard."""
    made = whole(tone(1.0, rate_hz), rate_hz)
    assert len(made) == RATE_HZ
    assert np.abs(made - tone(1.0))[200:-200].max() < 0.001


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_what_16_khz_cannot_hold_does_not_come_back_as_another_tone(rate_hz: int) -> None:
    """A tone of 12 kHz is gone, where samples picked out would make one of 4 kHz of it: 40 dB down at least."""
    made = whole(tone(1.0, rate_hz, hz=12_000.0), rate_hz)
    assert np.abs(made[200:-200]).max() < 0.001


@pytest.mark.parametrize(("rate_hz", "up", "down"), [(44_100, 160, 441), (48_000, 1, 3), (8_000, 2, 1)])
def test_it_is_what_scipy_makes_of_it(rate_hz: int, up: int, down: int) -> None:
    """Noise through the same filter, as another has written it."""
    samples = np.random.default_rng(5).standard_normal(rate_hz // 10).astype(np.float32)
    widest = max(up, down)
    taps = firwin(20 * widest + 1, 1 / widest, window=("kaiser", 5.0))
    assert np.abs(whole(samples, rate_hz) - resample_poly(samples, up, down, window=taps)).max() < 1e-5


@given(
    rate_hz=st.sampled_from(RATES_HZ),
    length=st.integers(0, 3_000),
    sizes=st.lists(st.integers(0, 700), max_size=8).map(tuple),
)
@settings(max_examples=40)
def test_pieces_change_nothing(rate_hz: int, length: int, sizes: tuple[int, ...]) -> None:
    """Byte for byte the same, and as long as the sound is, wherever it was cut; no sample is lost at the end."""
    samples = np.random.default_rng(length).standard_normal(length).astype(np.float32)
    made = whole(samples, rate_hz, sizes)
    assert made.tobytes() == whole(samples, rate_hz).tobytes()
    assert len(made) == -(-length * RATE_HZ // rate_hz)
