"""Audio of any rate becomes 16 kHz without a change in time; chunk sizes do not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import firwin, resample_poly

from edge.sources.microphone.resampler import RATE_HZ, Floats, Resampler
from tests.doubles.recordings import tone

RATES_HZ = (8_000, 11_025, 16_000, 16_010, 22_050, 44_100, 48_000, 96_000)


def resample(samples: Floats, rate_hz: int, sizes: tuple[int, ...] = ()) -> Floats:
    """Resample in chunks of these sizes, and the rest at once."""
    resampler, at, chunks = Resampler(rate_hz), 0, []
    for size in sizes:
        chunks.append(resampler.process(samples[at : at + size]))
        at += size
    chunks += [resampler.process(samples[at:]), resampler.flush()]
    return np.concatenate(chunks)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_tone_is_the_same_tone_at_the_same_time(rate_hz: int) -> None:
    """The output has the same time, length and level, within 1 % of the same tone sampled at 16 kHz."""
    output = resample(tone(1.0, rate_hz), rate_hz)
    assert len(output) == RATE_HZ
    assert np.abs(output - tone(1.0))[200:-200].max() < 0.001


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_frequencies_above_8_khz_cause_no_alias(rate_hz: int) -> None:
    """A tone of 12 kHz is at least 40 dB down. Dropping samples would turn it into one of 4 kHz."""
    output = resample(tone(1.0, rate_hz, hz=12_000.0), rate_hz)
    assert np.abs(output[200:-200]).max() < 0.001


@pytest.mark.parametrize(("rate_hz", "up", "down"), [(44_100, 160, 441), (48_000, 1, 3), (8_000, 2, 1)])
def test_output_equals_that_of_scipy(rate_hz: int, up: int, down: int) -> None:
    """Noise through the same filter gives the same result in scipy."""
    samples = np.random.default_rng(5).standard_normal(rate_hz // 10).astype(np.float32)
    widest = max(up, down)
    taps = firwin(20 * widest + 1, 1 / widest, window=("kaiser", 5.0))
    assert np.abs(resample(samples, rate_hz) - resample_poly(samples, up, down, window=taps)).max() < 1e-5


@given(
    rate_hz=st.sampled_from(RATES_HZ),
    length=st.integers(0, 3_000),
    sizes=st.lists(st.integers(0, 700), max_size=8).map(tuple),
)
@settings(max_examples=40)
def test_chunk_sizes_change_nothing(rate_hz: int, length: int, sizes: tuple[int, ...]) -> None:
    """For any chunks the output is the same byte for byte and has the full length."""
    samples = np.random.default_rng(length).standard_normal(length).astype(np.float32)
    output = resample(samples, rate_hz, sizes)
    assert output.tobytes() == resample(samples, rate_hz).tobytes()
    assert len(output) == -(-length * RATE_HZ // rate_hz)
