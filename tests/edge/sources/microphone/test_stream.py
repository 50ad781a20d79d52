"""Blocks of a live microphone as sound."""

from collections.abc import Iterable

import numpy as np
import pytest

from edge.signals import AudioBlock
from edge.sources.microphone.blocks import CapturedBlock
from edge.sources.microphone.stream import AudioStream


def blocks(rate_hz: int, count: int, from_s: float = 10.0, hz: float = 440.0) -> list[CapturedBlock]:
    """A tone without a gap, in tenths of a second."""
    size = rate_hz // 10
    times_s = np.arange(size * count) / rate_hz
    tone = (0.5 * np.sin(2 * np.pi * hz * times_s)).astype(np.float32)
    return [CapturedBlock(from_s + n / 10, rate_hz, 0, part) for n, part in enumerate(np.split(tone, count))]


def heard(given: Iterable[CapturedBlock]) -> list[AudioBlock]:
    hearable = AudioStream()
    return [sound for block in given if (sound := hearable.process(block, block.captured_s)) is not None]


def test_a_block_is_the_same_on_the_other_side() -> None:
    block = blocks(48_000, 1)[0]
    again = CapturedBlock.from_bytes(CapturedBlock(block.captured_s, 48_000, 4800, block.samples).to_bytes())
    assert (again.captured_s, again.rate_hz, again.dropped) == (10.0, 48_000, 4800)
    assert np.array_equal(again.samples, block.samples)


@pytest.mark.parametrize("rate_hz", [48_000, 44_100, 16_000, 8_000])
def test_any_rate_becomes_sound_at_16_khz_in_its_place(rate_hz: int) -> None:
    """The tone has its phase where it had it: what was captured when is what is told."""
    sounds = heard(blocks(rate_hz, 10))
    at_s = sounds[0].at_s
    for sound in sounds:
        assert sound.at_s == pytest.approx(at_s)
        at_s += len(sound.samples) / 16_000
    samples = np.concatenate([sound.samples for sound in sounds])[400:]
    times_s = sounds[0].at_s - 10.0 + np.arange(400, 400 + len(samples)) / 16_000
    assert np.abs(samples - 0.5 * np.sin(2 * np.pi * 440.0 * times_s)).max() < 0.01


def test_where_sound_is_missing_there_is_a_gap() -> None:
    """A block that is left out moves nothing that comes after it."""
    given = blocks(48_000, 10)
    sounds = heard(given[:4] + given[5:])
    begins_s = [sound.at_s for sound in sounds]
    assert begins_s[4] == pytest.approx(10.5)
    assert begins_s[3] + len(sounds[3].samples) / 16_000 < 10.4 + 1e-6


def test_a_clock_that_drifts_is_followed_without_a_gap() -> None:
    """A millisecond a second, far more than any microphone."""
    given = [CapturedBlock(b.captured_s * 1.001, b.rate_hz, 0, b.samples) for b in blocks(48_000, 100)]
    sounds = heard(given)
    assert sounds[-1].at_s == pytest.approx(given[-1].captured_s, abs=0.002)
    ends_s = [sound.at_s + len(sound.samples) / 16_000 for sound in sounds]
    assert max(abs(b.at_s - e) for e, b in zip(ends_s, sounds[1:], strict=False)) < 0.001
