"""The adverts of tests/made_rooms.py as films: H.264 and AAC in mp4, VP9 and Opus in webm, in turn."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path

import soundfile

from edge.screen.player.sounds import PlayerSounds, SoundFilm
from edge.sources.microphone.advert_tracks import AdvertTracks
from models.serving.features.voice import RATE_HZ, Floats
from tests.doubles.adverts import SOUNDING, write_sounding
from tests.made_rooms import tracks


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory()


@cache
def films() -> tuple[SoundFilm, ...]:
    """A film of each advert."""
    made = []
    for number, (name, samples) in enumerate(sorted(tracks().items())):
        sound = Path(_folder().name) / f"{name}.source.wav"
        soundfile.write(sound, samples, RATE_HZ, subtype="FLOAT")
        ending = list(SOUNDING)[number % len(SOUNDING)]
        made.append(SoundFilm(name, name, write_sounding(sound.with_name(f"{name}{ending}"), sound)))
    return tuple(made)


@cache
def film_sounds() -> PlayerSounds:
    """Their sound as the kiosk reads it."""
    sounds = PlayerSounds(RATE_HZ)
    sounds.load(films())
    return sounds


@cache
def film_tracks() -> dict[str, Floats]:
    """Their sound as a person takes it out of them for `advert_tracks`: this is what the player plays."""
    folder = Path(_folder().name)
    found: dict[str, Floats] = {}
    for film in films():
        track = folder / f"{film.creative}.flac"
        command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(film.path), "-vn", str(track)]
        subprocess.run(command, check=True, timeout=120)
        samples = AdvertTracks(folder).read_track(film.creative)
        assert samples is not None
        found[film.creative] = samples
    return found
