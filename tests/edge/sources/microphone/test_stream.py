"""Captured blocks of a live microphone become audio at 16 kHz."""

from collections.abc import Iterable

import numpy as np
import pytest

from edge.signals import AudioBlock
from edge.sources.microphone.blocks import CapturedBlock
from edge.sources.microphone.stream import AudioStream


def blocks(rate_hz: int, count: int, from_s: float = 10.0, hz: float = 440.0) -> list[CapturedBlock]:
    """A tone without a gap, in blocks of 0.1 s."""
    size = rate_hz // 10
    times_s = np.arange(size * count) / rate_hz
    tone = (0.5 * np.sin(2 * np.pi * hz * times_s)).astype(np.float32)
    return [CapturedBlock(from_s + n / 10, rate_hz, 0, part) for n, part in enumerate(np.split(tone, count))]


def process(captured: Iterable[CapturedBlock]) -> list[AudioBlock]:
    stream = AudioStream()
    return [audio for block in captured if (audio := stream.process(block, block.captured_s)) is not None]


def test_a_block_is_the_same_after_serialisation() -> None:
    block = blocks(48_000, 1)[0]
    copy = CapturedBlock.from_bytes(CapturedBlock(block.captured_s, 48_000, 4800, block.samples).to_bytes())
    assert (copy.captured_s, copy.rate_hz, copy.dropped) == (10.0, 48_000, 4800)
    assert np.array_equal(copy.samples, block.samples)


@pytest.mark.parametrize("rate_hz", [48_000, 44_100, 16_000, 8_000])
def test_any_rate_becomes_audio_at_16_khz_at_the_same_time(rate_hz: int) -> None:
    """The tone keeps its phase, so the reported times are the capture times."""
    audio = process(blocks(rate_hz, 10))
    at_s = audio[0].at_s
    for block in audio:
        assert block.at_s == pytest.approx(at_s)
        at_s += len(block.samples) / 16_000
    samples = np.concatenate([block.samples for block in audio])[400:]
    times_s = audio[0].at_s - 10.0 + np.arange(400, 400 + len(samples)) / 16_000
    assert np.abs(samples - 0.5 * np.sin(2 * np.pi * 440.0 * times_s)).max() < 0.01


def test_a_missing_block_leaves_a_gap() -> None:
    """The times of later blocks do not change."""
    captured = blocks(48_000, 10)
    audio = process(captured[:4] + captured[5:])
    starts_s = [block.at_s for block in audio]
    assert starts_s[4] == pytest.approx(10.5)
    assert starts_s[3] + len(audio[3].samples) / 16_000 < 10.4 + 1e-6


def test_a_drifting_clock_is_followed_without_a_gap() -> None:
    """The drift is 1 ms a second, far more than that of any microphone."""
    captured = [CapturedBlock(b.captured_s * 1.001, b.rate_hz, 0, b.samples) for b in blocks(48_000, 100)]
    audio = process(captured)
    assert audio[-1].at_s == pytest.approx(captured[-1].captured_s, abs=0.002)
    ends_s = [block.at_s + len(block.samples) / 16_000 for block in audio]
    assert max(abs(b.at_s - e) for e, b in zip(ends_s, audio[1:], strict=False)) < 0.001
