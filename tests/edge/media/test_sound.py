"""Sound of films: real files of every kind, decoded by the ffmpeg program within its limits."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from edge.media import ffmpeg
from edge.media.child import ChildLimits
from edge.media.ffmpeg import missing_programs
from edge.media.sound import FfmpegMissingError, Samples, SoundError, read_sound
from tests.doubles.adverts import write_advert, write_sounding

RATE_HZ = 16_000
MOST = 10_000_000

Wave = NDArray[np.float64]

pytestmark = pytest.mark.skipif(bool(missing_programs()), reason="no ffmpeg: apt-get install ffmpeg")


def chirps(seconds: float) -> Wave:
    """A sound whose place in time can be found to the sample."""
    rng = np.random.default_rng(5)
    swell = np.repeat(rng.uniform(0, 0.3, round(seconds * 20)), RATE_HZ // 20)
    return np.asarray(rng.standard_normal(len(swell)) * swell * 0.3)


def lag(samples: Samples, wanted: Wave) -> int:
    """Samples by which the sound is late, within 50 ms."""
    wanted = np.pad(wanted, (0, max(0, len(samples) - len(wanted))))[: len(samples)]
    shifts = range(-800, 801)
    return max(shifts, key=lambda shift: float(np.dot(np.roll(wanted, shift), samples)))


@pytest.mark.parametrize("ending", [".mp4", ".webm"])
def test_the_first_sample_is_that_of_media_second_0(tmp_path: Path, ending: str) -> None:
    """The samples with which a coder begins are taken out, as the browser takes them out; the length is the film's."""
    sound = chirps(3.0)
    soundfile.write(tmp_path / "a.wav", sound, RATE_HZ)
    samples = read_sound(write_sounding(tmp_path / f"a{ending}", tmp_path / "a.wav"), RATE_HZ, MOST)
    assert samples.dtype == np.int16
    assert len(samples) == pytest.approx(3.0 * RATE_HZ, abs=0.3 * RATE_HZ)
    assert abs(lag(samples, sound)) <= 160  # 10 ms; the canceller looks for it within half a second


def test_a_sound_that_begins_late_or_ends_early_is_padded_with_silence(tmp_path: Path) -> None:
    sound = chirps(1.0)
    soundfile.write(tmp_path / "a.wav", sound, RATE_HZ)
    picture = ["-f", "lavfi", "-i", "color=gray:size=64x36:rate=10:duration=4"]
    codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    command = ["ffmpeg", "-v", "error", *picture, "-itsoffset", "1.5", "-i", "a.wav", *codecs, "late.mp4"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    samples = read_sound(tmp_path / "late.mp4", RATE_HZ, MOST)
    assert len(samples) == pytest.approx(4.0 * RATE_HZ, abs=200)
    assert abs(samples[: round(1.4 * RATE_HZ)]).max() < 300
    assert abs(samples[round(2.7 * RATE_HZ) :]).max() < 300
    assert abs(lag(samples[round(1.5 * RATE_HZ) :], sound)) <= 160


def test_a_film_without_sound_has_no_samples(tmp_path: Path) -> None:
    assert len(read_sound(write_advert(tmp_path / "a.mp4"), RATE_HZ, MOST)) == 0


def test_what_cannot_be_decoded_is_named_with_its_cure(tmp_path: Path) -> None:
    """Bytes that are none, another container, a cut film, and a playlist of addresses that only says that it is mp4."""
    whole = write_advert(tmp_path / "whole.mp4", sound=True).read_bytes()
    files = {
        "random.mp4": bytes(range(256)) * 40,
        "empty.mp4": b"",
        "sound.mp4": b"RIFF\0\0\0\0WAVEfmt ",
        "cut.mp4": whole[: len(whole) // 2],
        "list.mp4": b"\0\0\0\x18ftypmp42#EXTM3U\nhttp://127.0.0.1:9/a.ts\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(SoundError, match=name):
            read_sound(tmp_path / name, RATE_HZ, MOST)
    with pytest.raises(SoundError, match=r"gone.mp4 cannot be read \(No such file"):
        read_sound(tmp_path / "gone.mp4", RATE_HZ, MOST)


def test_more_than_there_is_memory_for_is_refused(tmp_path: Path) -> None:
    film = write_advert(tmp_path / "a.mp4", sound=True)
    with pytest.raises(SoundError, match=r"needs 0 MB, but only 0 MB of memory are left"):
        read_sound(film, RATE_HZ, 1000)


def test_without_ffmpeg_the_error_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FfmpegMissingError, match=r"without ffmpeg and ffprobe and prlimit.*apt-get install ffmpeg"):
        read_sound(tmp_path / "a.mp4", RATE_HZ, MOST)


def test_a_child_that_hangs_or_takes_all_time_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = write_advert(tmp_path / "a.mp4", sound=True)
    monkeypatch.setattr(ffmpeg, "LIMITS", ChildLimits(wall_s=0.001))
    with pytest.raises(SoundError, match="does not state its sound format"):
        read_sound(film, RATE_HZ, MOST)
