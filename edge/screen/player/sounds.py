"""Sound of the player's videos. It is used to remove the ads' sound from the room's audio."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.events import PlayStarted
from edge.media.sound import FfmpegMissingError, Samples, SoundError, read_sound

log = logging.getLogger(__name__)

MOST_BYTES = 64_000_000  # 33 minutes of video at 16 kHz
_FULL_SCALE = 32768.0

ReadSound = Callable[[Path, int, int], Samples]


@dataclass(frozen=True, slots=True)
class SoundFilm:
    """A video with sound to load. `key`: first digits of its SHA-256, or its creative if the SHA-256 is unknown."""

    key: str
    creative: str
    path: Path


class PlayerSounds:
    """Sounds of the player's videos, in memory. One thread loads them; another thread reads them."""

    def __init__(self, rate_hz: int, read: ReadSound = read_sound, most_bytes: int = MOST_BYTES) -> None:
        self._rate_hz, self._read, self._most_bytes = rate_hz, read, most_bytes
        self._sounds: dict[str, Samples] = {}  # replaced as a whole
        self._reported: frozenset[str] = frozenset()

    @property
    def loaded_keys(self) -> frozenset[str]:
        """Keys of the videos with sound in memory."""
        return frozenset(self._sounds)

    def load(self, films: Sequence[SoundFilm]) -> None:
        """Load the missing sounds in order, and drop sounds that are not in the list. Waits for child processes.

        If the sound of a video cannot be read, this is logged once while the video stays in the list.
        """
        wanted = {film.key: film for film in films}
        self._sounds = {key: sound for key, sound in self._sounds.items() if key in wanted}
        self._reported &= wanted.keys()
        for film in wanted.values():
            if film.key in self._sounds or film.key in self._reported:
                continue
            try:
                left = self._most_bytes - sum(sound.nbytes for sound in self._sounds.values())
                self._sounds = {**self._sounds, film.key: self._read(film.path, self._rate_hz, left)}
            except FfmpegMissingError as error:
                log.warning("%s Laughter is not reported while %s plays.", error, "any video")
                return
            except SoundError as error:
                self._reported |= {film.key}
                log.warning("%s Laughter is not reported while the video %s plays.", error, film.creative)

    def film_sound(self, play: PlayStarted) -> NDArray[np.float32] | None:
        """Sound (n,) of a play's video from media second 0. None if it is not loaded."""
        sound = self._sounds.get(play.sha256 or play.creative)
        if sound is None:
            return None
        if not len(sound):  # the video has no sound
            return np.zeros(round((play.duration_s or 0.0) * self._rate_hz), np.float32)
        return np.asarray(sound, np.float32) / np.float32(_FULL_SCALE)
