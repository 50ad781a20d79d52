"""Adverts as a microphone hears them in rooms that never were: loudspeaker, walls, two clocks, and an audience."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import fftconvolve, resample_poly

from edge.events import PlayStarted
from edge.kiosk import build
from edge.settings.settings import Settings
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ, Floats
from models.voice.data import sounds
from models.voice.scores import StreamEvent

DATA = Path(__file__).parent.parent / ".." / "shared" / "data" / "voice"
ADVERTS = Path(__file__).parent / "fixtures" / "adverts"
START_S = 1_800_000_000.0
_FINE = 8  # so many times more samples, between which straight lines will do

Rng = np.random.Generator


@dataclass(frozen=True)
class Room:
    """What is between the player and the microphone, and what else is heard there."""

    name: str
    rt60_s: float = 0.4
    direct_db: float = -3.0  # over what the walls give back
    advert_db: float = -12.0  # at the microphone, over the track
    delay_s: float = 0.2
    drift_ppm: float = 0.0  # of the player's clock against the microphone's
    jitter_s: float = 0.0  # by so much at most is the start of a play told wrongly
    distortion: float = 0.0  # tanh(distortion * x) / distortion
    bed: str = "shop"  # a kind of ambience, or "noise"
    bed_db: float = -48.0  # dB of full scale
    laughs_db: tuple[float, float] = (10.0, 20.0)  # of the audience, over the bed
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Scene:
    """What the microphone heard, by its parts, and what the player told."""

    advert: Floats
    bed: Floats
    audience: Floats
    laughs: list[StreamEvent] = field(default_factory=list)
    plays: list[PlayStarted] = field(default_factory=list)
    output: list[AudioBlock] = field(default_factory=list)  # what a loopback gives


def shown(creatives: Sequence[str], tracks: dict[str, Floats], room: Room) -> Scene:
    """Creatives one after the other, each as long as its track."""
    rng = np.random.default_rng(room.seed)
    walls = _walls(room, rng)
    starts = np.cumsum([0, *(len(tracks[creative]) for creative in creatives)]).tolist()
    advert = np.zeros(starts[-1], np.float32)
    plays = []
    for creative, begin in zip(creatives, starts, strict=False):
        off_s = rng.uniform(-room.jitter_s, room.jitter_s)
        heard = _heard(tracks[creative], walls, room)
        advert[begin : begin + len(heard)] += heard[: len(advert) - begin]
        plays.append(PlayStarted(START_S + begin / RATE_HZ + off_s, creative))
    audience, laughs = _audience(len(advert), room, rng)
    output = _output([tracks[creative] for creative in creatives], starts, room)
    return Scene(advert, _bed(len(advert), room, rng), audience, laughs, plays, output)


def _output(played: Sequence[Floats], starts: Sequence[int], room: Room) -> list[AudioBlock]:
    """Tracks as a loopback records them, by the player's clock, in tenths of a second."""
    rate = 1 + room.drift_ppm * 1e-6  # of its samples in one of the microphone's
    samples = np.zeros(int(starts[-1] * rate) + 1, np.float32)
    for track, start in zip(played, starts, strict=False):
        begin = int(np.ceil(start * rate))
        fine = resample_poly(track, _FINE, 1)
        places = np.arange(min(len(track), len(samples) - begin)) + begin - start * rate
        samples[begin : begin + len(places)] = np.interp(places * _FINE, np.arange(len(fine)), fine)
    block = RATE_HZ // 10
    return [AudioBlock(START_S + at / rate / RATE_HZ, samples[at : at + block]) for at in range(0, len(samples), block)]


def _heard(track: Floats, walls: Floats, room: Room) -> Floats:
    """A track as the microphone hears it, from the moment in which the player starts it."""
    count = len(track) + int((room.delay_s + 1.0) * RATE_HZ)
    places = (np.arange(count) - room.delay_s * RATE_HZ) * (1 + room.drift_ppm * 1e-6)
    fine = resample_poly(track, _FINE, 1)
    played = np.interp(places * _FINE, np.arange(len(fine)), fine, left=0.0, right=0.0)
    if room.distortion:
        played = np.tanh(room.distortion * played) / room.distortion
    return np.asarray(fftconvolve(played, walls)[:count] * 10 ** (room.advert_db / 20), np.float32)


def _walls(room: Room, rng: Rng) -> Floats:
    """An impulse response of power 1: the direct sound, and from 3 ms on noise that dies away."""
    time_s = np.arange(int(room.rt60_s * RATE_HZ)) / RATE_HZ
    response = rng.standard_normal(len(time_s)) * 10 ** (-3 * time_s / room.rt60_s) * (time_s >= 0.003)
    response *= 10 ** (-room.direct_db / 20) / np.sqrt((response**2).sum())
    response[0] = 1.0
    return np.asarray(response / np.sqrt((response**2).sum()), np.float32)


def _audience(count: int, room: Room, rng: Rng) -> tuple[Floats, list[StreamEvent]]:
    """A laugh every 2 to 5 s, over the bed."""
    heard, laughs = np.zeros(count, np.float32), []
    at = 2 * RATE_HZ
    while at < count - 3 * RATE_HZ:
        laugh = _scaled(voices()[1][int(rng.integers(len(voices()[1])))], room.bed_db + rng.uniform(*room.laughs_db))
        heard[at : at + len(laugh)] += laugh
        laughs.append(StreamEvent("amusement", at / RATE_HZ, (at + len(laugh)) / RATE_HZ))
        at += len(laugh) + int(rng.uniform(2, 5) * RATE_HZ)
    return heard, laughs


def _bed(count: int, room: Room, rng: Rng) -> Floats:
    """What is heard all the time, over a microphone's own noise."""
    own = _scaled(rng.standard_normal(count), -66.0)
    if room.bed == "noise":
        return _scaled(rng.standard_normal(count), room.bed_db)
    pieces = [samples for row, samples in sounds(DATA, "ambience", "val") if row["kind"] == room.bed]
    return _scaled(np.resize(pieces[0], count), room.bed_db) + own


def _scaled(samples: NDArray[Any], level_db: float) -> Floats:
    """At this level, in dB of full scale."""
    return np.asarray(samples * (10 ** (level_db / 20) / np.sqrt(np.mean(samples**2))), np.float32)


@cache
def voices() -> tuple[list[Floats], list[Floats]]:
    """Laughs from onset to offset, all of voices that no network was trained on: those of the adverts, and those of the
    audience. Nobody is in both."""
    found: tuple[list[Floats], list[Floats]] = ([], [])
    speakers: list[str] = []
    for row, samples in sounds(DATA, "bursts", "val"):
        if row["class"] == "amusement":
            speakers += [row["speaker"]] if row["speaker"] not in speakers else []
            onset, offset = (int(float(row[name]) * RATE_HZ) for name in ("onset_s", "offset_s"))
            found[speakers.index(row["speaker"]) % 2].append(samples[onset : offset + RATE_HZ // 20])
    return found


@cache
def tracks() -> dict[str, Floats]:
    """Two adverts with a tune, made laughter and speech; and three in which people laugh nearly all the time, of those
    whom the network hears."""
    made = {name: _read(ADVERTS / f"{name}.ogg") for name in ("ad_a", "ad_b")}
    return {**made, **{f"laughs_{seed}": laughing(made["ad_a"], seed) for seed in (1, 2, 3)}}


@cache
def contagious() -> list[Floats]:
    """Of the adverts' laughs those that the shipped network takes for laughter."""
    ear = build.build_laughter_detector(Settings())
    quiet = np.zeros(RATE_HZ // 2, np.float32)

    def is_heard(laugh: Floats) -> bool:
        ear.reset()
        return any(heard.laughter for heard in ear.process(AudioBlock(START_S, np.concatenate([quiet, laugh, quiet]))))

    return [laugh for laugh in (_scaled(laugh, -26.0) for laugh in voices()[0]) if is_heard(laugh)]


def laughing(tune: Floats, seed: int, seconds: int = 15) -> Floats:
    """An advert of laughs, one after the other, over a soft tune."""
    rng = np.random.default_rng(seed)
    laughs = contagious()
    made = np.resize(tune[: 5 * RATE_HZ], seconds * RATE_HZ) * np.float32(0.15)
    at = RATE_HZ // 2
    while at < len(made) - 2 * RATE_HZ:
        laugh = _scaled(laughs[int(rng.integers(len(laughs)))], -18.5)
        made[at : at + len(laugh)] += laugh[: len(made) - at]
        at += len(laugh) + int(rng.uniform(0.0, 0.3) * RATE_HZ)
    return np.clip(made, -1.0, 1.0)


def _read(path: Path) -> Floats:
    samples, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == RATE_HZ
    return np.asarray(samples, np.float32)
