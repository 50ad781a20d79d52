"""Audio files of every common format are read on the recording's clock; invalid blocks and files are reported."""

from pathlib import Path

import numpy as np
import pytest

from edge.signals import AudioBlock
from edge.sources.microphone.audio_file import AudioFile
from edge.sources.recordings import RecordingError
from tests.doubles.films import cut
from tests.doubles.recordings import KINDS, tone, write_sound

START_S = 1_767_225_600.0


def read(path: Path) -> tuple[list[AudioBlock], AudioFile, str]:
    """All blocks, the file object, and the text of the final error, if there was one."""
    file, blocks, error_text = AudioFile(path, START_S), [], ""
    frames = -1
    try:
        for block in file.read_blocks():
            blocks.append(block)
    except RecordingError as error:
        error_text, frames = str(error), error.frames
    assert frames == (file.read if error_text else -1)
    return blocks, file, error_text


@pytest.mark.parametrize("kind", KINDS)
def test_every_common_format_is_read(tmp_path: Path, kind: str) -> None:
    """Two seconds of a tone at 16 kHz mono keep their level, also where blocks meet and in lossy formats."""
    blocks, file, error_text = read(write_sound(tmp_path / "tone.any", tone(2.0), kind=kind))
    assert not error_text
    assert file.duration_s == pytest.approx(2.0, abs=0.1)
    samples = np.concatenate([block.samples for block in blocks])
    for at in range(4_000, 28_000, 200):
        assert 10 * np.log10(np.mean(samples[at : at + 400] ** 2)) == pytest.approx(-23.0, abs=0.5)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000])
def test_any_rate_and_channels_become_mono_at_16_khz(tmp_path: Path, rate_hz: int) -> None:
    """A tone on one of two channels has half the level; each block begins where the previous one ended."""
    stereo = np.stack([tone(1.5, rate_hz), np.zeros(int(1.5 * rate_hz), np.float32)], axis=1)
    blocks, file, error_text = read(write_sound(tmp_path / "two.wav", stereo, rate_hz))
    assert not error_text
    assert file.duration_s == 1.5
    samples = np.concatenate([block.samples for block in blocks])
    assert np.abs(samples - tone(1.5) / 2)[200:-200].max() < 0.001
    ends_s = [block.at_s + len(block.samples) / 16_000 for block in blocks]
    assert blocks[0].at_s == START_S
    assert [block.at_s for block in blocks[1:]] == pytest.approx(ends_s[:-1], abs=1e-6)
    assert max(len(block.samples) for block in blocks) <= 8_000


@pytest.mark.parametrize("junk", [np.nan, np.inf, 1e30])
def test_a_block_with_an_invalid_sample_is_dropped_and_the_rest_keeps_its_time(tmp_path: Path, junk: float) -> None:
    """One such sample drops a quarter of a second; the next block has its capture time."""
    samples = tone(2.0, 48_000)
    samples[60_000] = junk
    blocks, file, error_text = read(write_sound(tmp_path / "junk.float", samples, 48_000))
    assert not error_text
    assert (file.read, file.dropped) == (96_000, 12_000)
    assert all(np.abs(block.samples).max() < 0.11 for block in blocks)
    before = [block for block in blocks if block.at_s < START_S + 1.25]
    assert sum(len(block.samples) for block in before) == 1.25 * 16_000
    assert min(block.at_s for block in blocks if block not in before) == START_S + 1.5


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "opus", "mp3", "aiff"])
def test_a_truncated_file_gives_its_audio_and_then_an_error(tmp_path: Path, kind: str) -> None:
    """Half a file: its audio is returned first, then the error is raised."""
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, 64_000).astype(np.float32)
    whole = write_sound(tmp_path / f"noise.{kind}", noise)
    blocks, file, error_text = read(cut(whole, 0.5))
    assert f"audio: {tmp_path / f'cut_noise.{kind}'} is truncated" in error_text
    assert error_text.endswith(f"Its first {file.duration_s:.1f} s were read and used.")
    assert 0.5 < file.duration_s < 3
    assert sum(len(block.samples) for block in blocks) == file.read


def test_a_wav_from_a_pipe_is_whole(tmp_path: Path) -> None:
    """A writer to a pipe cannot know the length and writes the largest number, which is ignored."""
    path = write_sound(tmp_path / "pipe.wav", tone(1.0))
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[4:8] = data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    _, file, error_text = read(path)
    assert (error_text, file.duration_s) == ("", 1.0)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("missing", "there is no such file"),
        ("folder", "that is not a file"),
        ("empty", "the file is empty"),
        ("text", "It must be WAV, FLAC"),
        ("silent", "it contains no sound"),
    ],
)
def test_an_unusable_file_gives_an_error_of_one_line(tmp_path: Path, kind: str, part: str) -> None:
    """No block is returned, and the error says that nothing was read."""
    path = tmp_path / "shop.wav"
    match kind:
        case "folder":
            path.mkdir()
        case "empty":
            path.touch()
        case "text":
            path.write_text("hello " * 100)
        case "silent":
            write_sound(path, tone(0.0))
    with pytest.raises(RecordingError) as caught:
        list(AudioFile(path, START_S).read_blocks())
    assert caught.value.frames == 0
    assert str(caught.value).startswith(f"audio: {path} could not be ")
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("rate_hz", "is_read"), [(384_000, True), (384_001, False)])
def test_a_header_may_not_state_any_rate(tmp_path: Path, rate_hz: int, is_read: bool) -> None:
    """The memory of the resampler grows with the rate."""
    blocks, _, error_text = read(write_sound(tmp_path / "fast.wav", tone(0.5, rate_hz), rate_hz))
    assert bool(blocks) is is_read
    assert is_read or f"it has {rate_hz} samples per second; at most 384000 are supported." in error_text
