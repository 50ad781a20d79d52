"""Sounds of the player's films: which are kept, what is logged, and what a play gets."""

from pathlib import Path

import numpy as np
import pytest

from edge.events import PlayStarted
from edge.media.sound import FfmpegMissingError, Samples, SoundError
from edge.screen.player.sounds import MOST_BYTES, PlayerSounds, SoundFilm


class Reader:
    """Stands for the child process: half of full scale, for as many samples as the file has bytes."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.is_missing = False

    def __call__(self, path: Path, rate_hz: int, most_bytes: int) -> Samples:
        self.read.append(path.name)
        if self.is_missing:
            raise FfmpegMissingError("player: ffmpeg missing.")
        data = path.read_bytes()
        if data == b"bad" or 2 * len(data) > most_bytes:
            raise SoundError(f"player: {path.name} is bad.")
        return np.full(len(data), 16384, np.int16)


def film(folder: Path, name: str, data: bytes = b"12345678") -> SoundFilm:
    (folder / name).write_bytes(data)
    return SoundFilm(f"sha of {name}", name.partition(".")[0], folder / name)


def play(name: str) -> PlayStarted:
    return PlayStarted(0.0, name.partition(".")[0], sha256=f"sha of {name}", duration_s=2.0)


def test_a_play_gets_the_sound_of_its_file(tmp_path: Path) -> None:
    """By its checksum, so that a file that was replaced under the same name is another one."""
    sounds = PlayerSounds(16_000, Reader())
    sounds.load([film(tmp_path, "a.mp4")])
    found = sounds.film_sound(play("a.mp4"))
    assert found is not None
    assert found.dtype == np.float32
    assert found.tolist() == [0.5] * 8
    assert sounds.film_sound(PlayStarted(0.0, "a", sha256="another")) is None
    sounds.load([SoundFilm("a", "a", tmp_path / "a.mp4")])
    assert sounds.film_sound(PlayStarted(0.0, "a")) is not None


def test_a_film_without_sound_is_silence_for_its_whole_length(tmp_path: Path) -> None:
    sounds = PlayerSounds(16_000, Reader())
    sounds.load([film(tmp_path, "a.mp4", b"")])
    found = sounds.film_sound(play("a.mp4"))
    assert found is not None
    assert len(found) == 32_000
    assert not found.any()
    unknown = sounds.film_sound(PlayStarted(0.0, "a", sha256="sha of a.mp4"))
    assert unknown is not None
    assert len(unknown) == 0


def test_only_what_is_new_is_read_and_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    reader = Reader()
    sounds = PlayerSounds(16_000, reader)
    first, second = film(tmp_path, "a.mp4"), film(tmp_path, "b.mp4")
    sounds.load([first])
    sounds.load([first, second, first])
    assert reader.read == ["a.mp4", "b.mp4"]
    sounds.load([second])
    assert sounds.film_sound(play("a.mp4")) is None
    assert sounds.film_sound(play("b.mp4")) is not None


def test_what_cannot_be_read_is_logged_once_and_the_rest_is_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sounds = PlayerSounds(16_000, Reader())
    films = [film(tmp_path, "a.mp4", b"bad"), film(tmp_path, "b.mp4")]
    sounds.load(films)
    sounds.load(films)
    assert [record.message for record in caplog.records] == [
        "player: a.mp4 is bad. Laughter is not reported while the video a plays."
    ]
    assert sounds.film_sound(play("a.mp4")) is None
    assert sounds.film_sound(play("b.mp4")) is not None


def test_the_memory_is_bounded(tmp_path: Path) -> None:
    """Films are taken in their order while there is room."""
    sounds = PlayerSounds(16_000, Reader(), most_bytes=40)
    sounds.load([film(tmp_path, f"{name}.mp4") for name in "abc"])
    assert [sounds.film_sound(play(f"{name}.mp4")) is not None for name in "abc"] == [True, True, False]


def test_half_an_hour_of_film_is_kept() -> None:
    """At 16 kHz, in two bytes a sample."""
    assert pytest.approx(33 * 60 * 16_000 * 2, rel=0.02) == MOST_BYTES


def test_missing_programs_are_logged_once_for_all_films(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """And looked for again when the list changes."""
    reader = Reader()
    reader.is_missing = True
    sounds = PlayerSounds(16_000, reader)
    films = [film(tmp_path, "a.mp4"), film(tmp_path, "b.mp4")]
    sounds.load(films)
    assert [record.message for record in caplog.records] == [
        "player: ffmpeg missing. Laughter is not reported while any video plays."
    ]
    reader.is_missing = False
    sounds.load(films)
    assert sounds.film_sound(play("b.mp4")) is not None
