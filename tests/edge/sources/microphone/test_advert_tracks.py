"""advert_tracks.py: the sound of a creative, from the file that is there when it is played."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from edge.sources.microphone.advert_tracks import AdvertTracks


def tone(seconds: float, rate_hz: int, channels: int) -> NDArray[np.float64]:
    """(n, channels), 440 Hz."""
    wave = 0.1 * np.sin(2 * np.pi * 440 / rate_hz * np.arange(round(seconds * rate_hz)))
    return np.repeat(wave[:, None], channels, axis=1)


@pytest.mark.parametrize(("kind", "rate_hz", "channels"), [("flac", 44_100, 2), ("wav", 48_000, 1), ("ogg", 16_000, 2)])
def test_a_track_is_at_16_khz_whatever_the_file(tmp_path: Path, kind: str, rate_hz: int, channels: int) -> None:
    """As long as the file, from its first sample on."""
    soundfile.write(tmp_path / f"spring_a.{kind}", tone(1.3, rate_hz, channels), rate_hz)
    track = AdvertTracks(tmp_path).of("spring_a")
    assert track is not None
    assert track.dtype == np.float32
    assert len(track) == round(1.3 * 16_000)
    expected = tone(1.3, 16_000, 1)[:, 0]
    assert track[200:-200] == pytest.approx(expected[200:-200], abs=0.02)


def test_what_is_not_there_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With what to do; and when the file came and went, again."""
    tracks = AdvertTracks(tmp_path)
    assert tracks.of("spring_a") is None
    assert tracks.of("spring_a") is None
    assert [record.message for record in caplog.records] == [
        f"advert: there is no spring_a.flac, .wav, .ogg, .opus or .mp3 in {tmp_path}. Make one of the advert: "
        "ffmpeg -i spring_a.mp4 -vn spring_a.flac Nothing is told of laughter while spring_a plays."
    ]
    soundfile.write(tmp_path / "spring_a.wav", tone(0.5, 16_000, 1), 16_000)
    assert tracks.of("spring_a") is not None
    (tmp_path / "spring_a.wav").unlink()
    assert tracks.of("spring_a") is None
    assert len(caplog.records) == 2


def test_a_file_that_is_no_sound_is_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Nor is one that breaks off: what is missing of it would be taken for the audience."""
    (tmp_path / "spring_a.flac").write_bytes(b"no sound at all")
    soundfile.write(tmp_path / "spring_b.wav", tone(1, 16_000, 1), 16_000)
    (tmp_path / "spring_b.wav").write_bytes((tmp_path / "spring_b.wav").read_bytes()[:-8000])
    tracks = AdvertTracks(tmp_path)
    assert tracks.of("spring_a") is None
    assert tracks.of("spring_b") is None
    assert "spring_a.flac could not be opened" in caplog.text
    assert "spring_b.wav is cut short" in caplog.text


def test_a_hole_in_a_track_moves_nothing(tmp_path: Path) -> None:
    """A quarter of a second with a sample that is no number is silent, and what follows is in its place."""
    samples = tone(2, 16_000, 1)[:, 0]
    broken = samples.copy()
    broken[9000] = np.nan
    soundfile.write(tmp_path / "spring_a.wav", broken, 16_000, subtype="FLOAT")
    track = AdvertTracks(tmp_path).of("spring_a")
    assert track is not None
    assert track[12_000:] == pytest.approx(samples[12_000:], abs=1e-6)
    assert (track[8000:12_000] == 0).all()
