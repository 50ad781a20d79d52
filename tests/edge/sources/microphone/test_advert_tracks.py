"""The audio track of a creative is read from its file at each play (advert_tracks.py)."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from edge.sources.microphone.advert_tracks import AdvertTracks


def tone(seconds: float, rate_hz: int, channels: int) -> NDArray[np.float64]:
    """Tone of 440 Hz, (n, channels)."""
    wave = 0.1 * np.sin(2 * np.pi * 440 / rate_hz * np.arange(round(seconds * rate_hz)))
    return np.repeat(wave[:, None], channels, axis=1)


@pytest.mark.parametrize(("kind", "rate_hz", "channels"), [("flac", 44_100, 2), ("wav", 48_000, 1), ("ogg", 16_000, 2)])
def test_a_track_is_at_16_khz_for_any_file(tmp_path: Path, kind: str, rate_hz: int, channels: int) -> None:
    """The track is as long as the file and starts with its first sample."""
    soundfile.write(tmp_path / f"spring_a.{kind}", tone(1.3, rate_hz, channels), rate_hz)
    track = AdvertTracks(tmp_path).read_track("spring_a")
    assert track is not None
    assert track.dtype == np.float32
    assert len(track) == round(1.3 * 16_000)
    expected = tone(1.3, 16_000, 1)[:, 0]
    assert track[200:-200] == pytest.approx(expected[200:-200], abs=0.02)


def test_a_missing_track_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The log names the remedy, and logs again after the file came and went."""
    tracks = AdvertTracks(tmp_path)
    assert tracks.read_track("spring_a") is None
    assert tracks.read_track("spring_a") is None
    (message,) = [record.message for record in caplog.records]
    assert message.startswith(f"advert: there is no spring_a.flac, .wav, .ogg, .opus or .mp3 in {tmp_path}.")
    assert "ffmpeg -i spring_a.mp4 -vn spring_a.flac" in message
    assert message.endswith("while the ad spring_a plays.")
    assert "Laughter is not reported" in message
    soundfile.write(tmp_path / "spring_a.wav", tone(0.5, 16_000, 1), 16_000)
    assert tracks.read_track("spring_a") is not None
    (tmp_path / "spring_a.wav").unlink()
    assert tracks.read_track("spring_a") is None
    assert len(caplog.records) == 2


def test_an_unreadable_or_truncated_file_gives_no_track(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The missing part of a truncated track would be mistaken for the audience."""
    (tmp_path / "spring_a.flac").write_bytes(b"no sound at all")
    soundfile.write(tmp_path / "spring_b.wav", tone(1, 16_000, 1), 16_000)
    (tmp_path / "spring_b.wav").write_bytes((tmp_path / "spring_b.wav").read_bytes()[:-8000])
    tracks = AdvertTracks(tmp_path)
    assert tracks.read_track("spring_a") is None
    assert tracks.read_track("spring_b") is None
    assert "spring_a.flac could not be opened" in caplog.text
    assert "spring_b.wav is truncated" in caplog.text


def test_an_invalid_block_leaves_silence_and_moves_nothing(tmp_path: Path) -> None:
    """A quarter of a second with a sample that is not a number is silent, and the rest stays in place."""
    samples = tone(2, 16_000, 1)[:, 0]
    broken = samples.copy()
    broken[9000] = np.nan
    soundfile.write(tmp_path / "spring_a.wav", broken, 16_000, subtype="FLOAT")
    track = AdvertTracks(tmp_path).read_track("spring_a")
    assert track is not None
    assert track[12_000:] == pytest.approx(samples[12_000:], abs=1e-6)
    assert (track[8000:12_000] == 0).all()
