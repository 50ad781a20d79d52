"""An audio file replaces a microphone, on a clock that the test sets."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge.events import SourceRestored
from edge.signals import AudioBlock
from edge.sources.microphone.file_microphone import FileMicrophone, is_audio_file

RATE_HZ = 16_000


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """One second whose samples increase with time, so each sample shows its position."""
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.arange(RATE_HZ) / RATE_HZ / 2, RATE_HZ, subtype="FLOAT")
    return path


def read(source: FileMicrophone, clock: Clock, seconds: float) -> list[AudioBlock]:
    """All blocks while the clock advances in steps of 0.1 s."""
    blocks = []
    until_s = clock.now_s + seconds
    while clock.now_s < until_s:
        clock.now_s += 0.1
        while (block := source.next_audio(0.0)) is not None:
            blocks.append(block)
    return blocks


def test_the_file_plays_in_real_time_in_a_loop(tone: Path) -> None:
    """No block comes before its end in real time, and the next round follows without a gap."""
    clock = Clock()
    source = FileMicrophone(tone, clock)
    assert source.next_audio(0.0) is None
    blocks = read(source, clock, 2.55)
    assert source.take_events() == [SourceRestored(1000.0, "microphone")]
    assert source.state == "ok"
    for one, after in pairwise(blocks):
        assert after.at_s == pytest.approx(one.at_s + len(one.samples) / RATE_HZ, abs=1e-6)
    end = blocks[-1]
    assert end.at_s + len(end.samples) / RATE_HZ <= clock.now_s
    whole = np.concatenate([block.samples for block in blocks])
    assert len(whole) >= 2.25 * RATE_HZ
    np.testing.assert_array_equal(whole[RATE_HZ : 2 * RATE_HZ], whole[:RATE_HZ])


def test_an_unreadable_file_is_lost(tmp_path: Path) -> None:
    """The state is that of a lost microphone, and no block comes."""
    path = tmp_path / "no.wav"
    path.write_bytes(b"no sound")
    clock = Clock()
    source = FileMicrophone(path, clock)
    assert source.next_audio(0.0) is None
    assert source.state == "lost"
    assert "no.wav could not be opened" in source.alerts[0].text


def test_a_closed_file_gives_nothing_at_once(tone: Path) -> None:
    """A long timeout does not delay the return."""
    source = FileMicrophone(tone, Clock())
    source.close()
    assert source.next_audio(100.0) is None


def test_an_audio_file_is_distinguished_from_a_microphone_by_its_name(tone: Path, tmp_path: Path) -> None:
    """The name of a missing file counts as the name of a missing microphone."""
    assert is_audio_file(str(tone))
    assert not is_audio_file(str(tmp_path / "other.wav"))
    assert not is_audio_file("USB Microphone")
    assert not is_audio_file(None)


def test_a_file_without_one_number_is_lost(tmp_path: Path) -> None:
    """It gives no block, so it is not begun again and again."""
    path = tmp_path / "nan.wav"
    soundfile.write(path, np.full(RATE_HZ, np.nan), RATE_HZ, subtype="FLOAT")
    microphone = FileMicrophone(path, Clock())
    assert microphone.next_audio(0.0) is None
    assert microphone.state == "lost"
    (alert,) = microphone.alerts
    assert "contains no sound: none of its 1.0 s can be used" in alert.text
