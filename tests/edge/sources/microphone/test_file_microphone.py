"""A sound file in place of a microphone, on a clock of the test."""

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
    """One second whose samples tell their place."""
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.arange(RATE_HZ) / RATE_HZ / 2, RATE_HZ, subtype="FLOAT")
    return path


def heard(source: FileMicrophone, clock: Clock, seconds: float) -> list[AudioBlock]:
    """All that it gives while the clock goes on in tenths of a second."""
    sounds = []
    until_s = clock.now_s + seconds
    while clock.now_s < until_s:
        clock.now_s += 0.1
        while (sound := source.sound(0.0)) is not None:
            sounds.append(sound)
    return sounds


def test_it_is_heard_in_its_own_time_round_and_round(tone: Path) -> None:
    """Nothing before it would have been captured; the next round follows without a gap."""
    clock = Clock()
    source = FileMicrophone(tone, clock)
    assert source.sound(0.0) is None
    sounds = heard(source, clock, 2.55)
    assert source.take_events() == [SourceRestored(1000.0, "microphone")]
    assert source.condition.state == "ok"
    for one, after in pairwise(sounds):
        assert after.at_s == pytest.approx(one.at_s + len(one.samples) / RATE_HZ, abs=1e-6)
    end = sounds[-1]
    assert end.at_s + len(end.samples) / RATE_HZ <= clock.now_s
    whole = np.concatenate([sound.samples for sound in sounds])
    assert len(whole) >= 2.25 * RATE_HZ
    np.testing.assert_array_equal(whole[RATE_HZ : 2 * RATE_HZ], whole[:RATE_HZ])


def test_what_is_no_sound_is_said_and_gives_none(tmp_path: Path) -> None:
    """As of a microphone that is lost."""
    path = tmp_path / "no.wav"
    path.write_bytes(b"no sound")
    clock = Clock()
    source = FileMicrophone(path, clock)
    assert source.sound(0.0) is None
    assert source.condition.state == "lost"
    assert "no.wav could not be opened" in source.condition.text


def test_a_closed_one_gives_nothing_at_once(tone: Path) -> None:
    """However long one would wait."""
    source = FileMicrophone(tone, Clock())
    source.close()
    assert source.sound(100.0) is None


def test_a_file_is_told_from_a_microphone_by_its_name(tone: Path, tmp_path: Path) -> None:
    """One that is not there is the name of a microphone that is not there."""
    assert is_audio_file(str(tone))
    assert not is_audio_file(str(tmp_path / "other.wav"))
    assert not is_audio_file("USB Microphone")
    assert not is_audio_file(None)
