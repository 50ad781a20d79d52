"""Simulates the sound of adverts at a microphone: loudspeaker, walls, two clocks, and an audience."""

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
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ, Floats
from models.voice.data import read_sounds
from models.voice.scores import LabelledSoundEvent
from tests.research import laughter_detector

DATA = Path(__file__).parent.parent / ".." / "shared" / "data" / "voice"
ADVERTS = Path(__file__).parent / "fixtures" / "adverts"
START_S = 1_800_000_000.0
_FINE = 8  # oversampling, after which linear interpolation is exact enough

Rng = np.random.Generator


@dataclass(frozen=True)
class Room:
    """Path from the player to the microphone, and other sound in the room."""

    name: str
    rt60_s: float = 0.4
    direct_db: float = -3.0  # over the reverberation
    advert_db: float = -12.0  # at the microphone, over the track
    delay_s: float = 0.2
    drift_ppm: float = 0.0  # of the player's clock against the microphone's
    jitter_s: float = 0.0  # largest error of the reported start of a play
    distortion: float = 0.0  # tanh(distortion * x) / distortion
    bed: str = "shop"  # a kind of ambience, or "noise"
    bed_db: float = -48.0  # dB of full scale
    laughs_db: tuple[float, float] = (10.0, 20.0)  # of the audience, over the bed
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Scene:
    """Sound at the microphone by parts, and the player's reported plays."""

    advert: Floats
    bed: Floats
    audience: Floats
    laughs: list[LabelledSoundEvent] = field(default_factory=list)
    plays: list[PlayStarted] = field(default_factory=list)
    output: list[AudioBlock] = field(default_factory=list)  # output of the machine, as recorded by a loopback


def simulate(creatives: Sequence[str], tracks: dict[str, Floats], room: Room) -> Scene:
    """Simulates creatives one after the other, each as long as its track."""
    rng = np.random.default_rng(room.seed)
    walls = _walls(room, rng)
    starts = np.cumsum([0, *(len(tracks[creative]) for creative in creatives)]).tolist()
    advert = np.zeros(starts[-1], np.float32)
    plays = []
    for creative, begin in zip(creatives, starts, strict=False):
        off_s = rng.uniform(-room.jitter_s, room.jitter_s)
        received = _received(tracks[creative], walls, room)
        advert[begin : begin + len(received)] += received[: len(advert) - begin]
        plays.append(PlayStarted(START_S + begin / RATE_HZ + off_s, creative))
    audience, laughs = _audience(len(advert), room, rng)
    output = _output([tracks[creative] for creative in creatives], starts, room)
    return Scene(advert, _bed(len(advert), room, rng), audience, laughs, plays, output)


def _output(played: Sequence[Floats], starts: Sequence[int], room: Room) -> list[AudioBlock]:
    """Tracks as recorded by a loopback, on the player's clock, in blocks of 0.1 s."""
    rate = 1 + room.drift_ppm * 1e-6  # samples of the player per sample of the microphone
    samples = np.zeros(int(starts[-1] * rate) + 1, np.float32)
    for track, start in zip(played, starts, strict=False):
        begin = int(np.ceil(start * rate))
        fine = resample_poly(track, _FINE, 1)
        places = np.arange(min(len(track), len(samples) - begin)) + begin - start * rate
        samples[begin : begin + len(places)] = np.interp(places * _FINE, np.arange(len(fine)), fine)
    block = RATE_HZ // 10
    return [AudioBlock(START_S + at / rate / RATE_HZ, samples[at : at + block]) for at in range(0, len(samples), block)]


def _received(track: Floats, walls: Floats, room: Room) -> Floats:
    """A track at the microphone, from the moment when the player starts it."""
    count = len(track) + int((room.delay_s + 1.0) * RATE_HZ)
    places = (np.arange(count) - room.delay_s * RATE_HZ) * (1 + room.drift_ppm * 1e-6)
    fine = resample_poly(track, _FINE, 1)
    played = np.interp(places * _FINE, np.arange(len(fine)), fine, left=0.0, right=0.0)
    if room.distortion:
        played = np.tanh(room.distortion * played) / room.distortion
    return np.asarray(fftconvolve(played, walls)[:count] * 10 ** (room.advert_db / 20), np.float32)


def _walls(room: Room, rng: Rng) -> Floats:
    """Impulse response of power 1: the direct sound, and decaying noise from 3 ms on."""
    time_s = np.arange(int(room.rt60_s * RATE_HZ)) / RATE_HZ
    response = rng.standard_normal(len(time_s)) * 10 ** (-3 * time_s / room.rt60_s) * (time_s >= 0.003)
    response *= 10 ** (-room.direct_db / 20) / np.sqrt((response**2).sum())
    response[0] = 1.0
    return np.asarray(response / np.sqrt((response**2).sum()), np.float32)


def _audience(count: int, room: Room, rng: Rng) -> tuple[Floats, list[LabelledSoundEvent]]:
    """Laughs with pauses of 2 to 5 s, over the bed."""
    samples, laughs = np.zeros(count, np.float32), []
    at = 2 * RATE_HZ
    while at < count - 3 * RATE_HZ:
        laugh = _scaled(voices()[1][int(rng.integers(len(voices()[1])))], room.bed_db + rng.uniform(*room.laughs_db))
        samples[at : at + len(laugh)] += laugh
        laughs.append(LabelledSoundEvent("amusement", at / RATE_HZ, (at + len(laugh)) / RATE_HZ))
        at += len(laugh) + int(rng.uniform(2, 5) * RATE_HZ)
    return samples, laughs


def _bed(count: int, room: Room, rng: Rng) -> Floats:
    """Continuous background sound, with the microphone's own noise."""
    own = _scaled(rng.standard_normal(count), -66.0)
    if room.bed == "noise":
        return _scaled(rng.standard_normal(count), room.bed_db)
    pieces = [samples for row, samples in read_sounds(DATA, "ambience", "val") if row["kind"] == room.bed]
    return _scaled(np.resize(pieces[0], count), room.bed_db) + own


def _scaled(samples: NDArray[Any], level_db: float) -> Floats:
    """Scales samples to this level, in dB of full scale."""
    return np.asarray(samples * (10 ** (level_db / 20) / np.sqrt(np.mean(samples**2))), np.float32)


@cache
def voices() -> tuple[list[Floats], list[Floats]]:
    """Laughs for the adverts, and laughs for the audience, from onset to offset. The speakers are not in the training
    data, and no speaker is in both lists."""
    found: tuple[list[Floats], list[Floats]] = ([], [])
    speakers: list[str] = []
    for row, samples in read_sounds(DATA, "bursts", "val"):
        if row["class"] == "amusement":
            speakers += [row["speaker"]] if row["speaker"] not in speakers else []
            onset, offset = (int(float(row[name]) * RATE_HZ) for name in ("onset_s", "offset_s"))
            found[speakers.index(row["speaker"]) % 2].append(samples[onset : offset + RATE_HZ // 20])
    return found


@cache
def tracks() -> dict[str, Floats]:
    """Two adverts with a tune, synthetic laughter and speech; and three of nearly continuous laughs that the network
    detects."""
    files = {name: _read(ADVERTS / f"{name}.ogg") for name in ("ad_a", "ad_b")}
    return {**files, **{f"laughs_{seed}": laughing_advert(files["ad_a"], seed) for seed in (1, 2, 3)}}


@cache
def detected_laughs() -> list[Floats]:
    """Laughs for adverts that the shipped network detects."""
    detector = laughter_detector()
    quiet = np.zeros(RATE_HZ // 2, np.float32)

    def is_detected(laugh: Floats) -> bool:
        detector.reset()
        block = AudioBlock(START_S, np.concatenate([quiet, laugh, quiet]))
        return any(observation.laughter for observation in detector.process(block))

    return [laugh for laugh in (_scaled(laugh, -26.0) for laugh in voices()[0]) if is_detected(laugh)]


def laughing_advert(tune: Floats, seed: int, seconds: int = 15) -> Floats:
    """An advert of laughs, one after the other, over a soft tune."""
    rng = np.random.default_rng(seed)
    laughs = detected_laughs()
    advert = np.resize(tune[: 5 * RATE_HZ], seconds * RATE_HZ) * np.float32(0.15)
    at = RATE_HZ // 2
    while at < len(advert) - 2 * RATE_HZ:
        laugh = _scaled(laughs[int(rng.integers(len(laughs)))], -18.5)
        advert[at : at + len(laugh)] += laugh[: len(advert) - at]
        at += len(laugh) + int(rng.uniform(0.0, 0.3) * RATE_HZ)
    return np.clip(advert, -1.0, 1.0)


def _read(path: Path) -> Floats:
    samples, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == RATE_HZ
    return np.asarray(samples, np.float32)
