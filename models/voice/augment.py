"""Rows of training sound, composed from the powers of clips: a bed, what starts in it, what room and microphone do.

Powers of sounds that have nothing to do with each other add up, so mixing needs no waveform and an epoch no decoding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from models.serving.features.voice import BANDS, CONTEXT, FRAMES, HOP, RATE_HZ, Floats, normalise
from models.voice.data import VoiceClip
from models.voice.recipe import CLASSES, NONE, VoiceAugmentation

Rng = np.random.Generator

BEDS = (
    ("crowd_indoor",), ("crowd_indoor", "crowd_synthetic"), ("babble",), ("street", "station", "vehicle"),
    ("office", "library", "church"), ("music", "music_vocal", "radio"), ("weather", "fairground", "playground"),
    ("appliance", "machine", "construction"), ("speech_plain",),
)  # fmt: skip
"""Beds are drawn evenly from these groups, so that ten sneezes do not outweigh a bar."""

STARTERS = (
    ("speech_plain",), ("speech_plain",), ("speech_plain",), ("speech_plain",), ("radio", "music", "music_vocal"),
    ("dog", "baby_cry", "sneeze"), ("beeps_clicks", "keys", "paper", "alarm", "clock", "bells"), ("pulses",),
)  # fmt: skip
"""What begins in the middle of a row and is no reaction. Half is speech: it pulses at the rate of laughter."""


@dataclass(frozen=True, eq=False)
class VoiceBatch:
    """Rows for the network. Decision d of a row ends with frame CONTEXT + (d + 1) FRAMES."""

    mel: Floats  # (B, CONTEXT + D FRAMES, BANDS)
    targets: NDArray[np.int64]  # (B, D): index into CLASSES
    weights: Floats  # (B, D): 0 where a burst is too little heard, or too long over, to ask
    whole: NDArray[np.int64]  # (B,): class of the burst in the row; NONE without one


class TrainingSoundComposer:
    """Makes rows out of clips of the training part."""

    def __init__(self, bursts: Sequence[VoiceClip], ambience: Sequence[VoiceClip], spoil: VoiceAugmentation) -> None:
        self._bursts, self._spoil = bursts, spoil
        self._kinds: Mapping[str, list[VoiceClip]] = {}
        for clip in ambience:
            self._kinds.setdefault(clip.kind, []).append(clip)
        self._length = CONTEXT + spoil.half_seconds * FRAMES

    def batch(self, chosen: Sequence[int | None], rng: Rng) -> VoiceBatch:
        """A row for each index into the bursts; None: a row in which nobody reacts."""
        made = [self._row(None if index is None else self._bursts[index], rng) for index in chosen]
        mel = normalise(np.stack([powers for powers, _ in made]))
        for row in mel:
            blank(row, self._spoil.masks, rng)
        labels = np.array([NONE if index is None else CLASSES.index(self._bursts[index].kind) for index in chosen])
        heard = np.stack([active for _, active in made])[:, CONTEXT:]
        targets, weights = ask(heard, labels)
        return VoiceBatch(mel, targets, weights, labels)

    def _row(self, burst: VoiceClip | None, rng: Rng) -> tuple[Floats, NDArray[np.bool_]]:
        """Powers (length, BANDS) of one row, and in which frames its burst is heard."""
        spoil, length = self._spoil, self._length
        level = 10 ** (rng.uniform(*spoil.level) / 10)
        powers = hiss(length, rng) * 10 ** (rng.uniform(*spoil.hiss) / 10)
        active: NDArray[np.bool_] = np.zeros(length, bool)
        bare = burst is not None and rng.random() < spoil.bare
        if not bare:
            bed = self._bed(rng)
            powers += bed * (level / bed.sum(axis=1).mean())
        if burst is not None:
            sound, active = self._placed(burst, rng)
            loud = sound[active].sum(axis=1).mean()
            over = 1.0 if bare else 10 ** (rng.uniform(*spoil.snr) / 10)
            powers += sound * (level * over / loud)
        if rng.random() < (spoil.distractor if burst is None else spoil.beside * (not bare)):
            sound = self._starter(rng)
            powers += sound * (level * 10 ** (rng.uniform(-5, 20) / 10) / (sound.max(axis=0).sum() + 1e-12))
        if rng.random() < spoil.equaliser:
            powers *= curve(rng, 3.0)
        # The mix came out louder than one of its parts was meant to be, by up to 25 dB.
        top = 10 ** (spoil.level[1] / 10)
        return powers * min(1.0, top / (powers.sum(axis=1).max() + 1e-12)), active

    def _placed(self, burst: VoiceClip, rng: Rng) -> tuple[Floats, NDArray[np.bool_]]:
        """A burst that begins half a second before the row's end at the latest: powers (length, BANDS) and active
        frames (length,)."""
        spoil = self._spoil
        speed = float(np.exp(rng.uniform(-spoil.speed, spoil.speed)))
        at = np.arange(0, len(burst) - 1, speed)
        sound = warp(burst.logs, at, rng.uniform(-spoil.bands, spoil.bands))
        heard = burst.active[at.astype(int)]
        onset = int(heard.argmax())
        first = int(rng.integers(CONTEXT, self._length - FRAMES)) - onset
        begin, end = max(0, first), min(self._length, first + len(at))
        powers: Floats = np.zeros((self._length, BANDS), np.float32)
        active: NDArray[np.bool_] = np.zeros(self._length, bool)
        powers[begin:end] = sound[begin - first : end - first]
        active[begin:end] = heard[begin - first : end - first]
        if not active.any():
            active[max(begin, CONTEXT)] = True
        if rng.random() < spoil.reverb:
            powers = reverberate(powers, rng)
        if rng.random() < spoil.equaliser:
            powers *= curve(rng, 2.0)
        return powers, active

    def _bed(self, rng: Rng) -> Floats:
        """What goes on all the time: one recording, or two."""
        bed = self._piece(BEDS, rng)
        if rng.random() < 0.3:
            other = self._piece(BEDS, rng)
            bed = bed / bed.sum() + other * (10 ** (rng.uniform(-10, 0) / 10) / other.sum())
        faint = bed.sum(axis=1).mean() * 10 ** (rng.uniform(-40, -3) / 10)
        return np.asarray(bed + hiss(self._length, rng) * faint, np.float32)

    def _starter(self, rng: Rng) -> Floats:
        """Something that begins, and mostly ends, within the row."""
        sound = self._piece(STARTERS, rng, wide=True)
        begin = int(rng.integers(0, self._length - FRAMES))
        sound[:begin] = 0.0
        sound[begin + int(rng.integers(FRAMES, 4 * FRAMES)) :] = 0.0
        return reverberate(sound, rng) if rng.random() < self._spoil.reverb else sound

    def _piece(self, groups: Sequence[tuple[str, ...]], rng: Rng, *, wide: bool = False) -> Floats:
        """Powers (length, BANDS) of a moment of a recording of one group, turned into another voice or room."""
        while True:
            group = groups[int(rng.integers(len(groups)))]
            if group == ("pulses",):
                return pulses(self._length, rng)
            if group == ("babble",) and "speech_plain" in self._kinds:
                voices = [self._moment(self._kinds["speech_plain"], rng, wide=True) for _ in range(rng.integers(2, 7))]
                return np.asarray(sum(voice / voice.sum() * np.exp(rng.normal()) for voice in voices), np.float32)
            clips = [clip for kind in group for clip in self._kinds.get(kind, [])]
            if clips:
                return self._moment(clips, rng, wide=wide)

    def _moment(self, clips: Sequence[VoiceClip], rng: Rng, *, wide: bool) -> Floats:
        """Any stretch of any of the clips, round and round where it is too short; faster, slower, higher or lower."""
        weights = np.array([len(clip) for clip in clips], np.float64)
        clip = clips[int(rng.choice(len(clips), p=weights / weights.sum()))]
        speed = float(np.exp(rng.uniform(-0.25, 0.25)))
        if rng.random() < 0.15:
            speed = -speed  # speech backwards is still no laughter
        at = (rng.uniform(0, len(clip)) + np.arange(self._length) * speed) % (len(clip) - 1)
        shift: float | Floats = rng.uniform(-3, 3)
        if wide and rng.random() < 0.4:  # a livelier melody than reading has
            wave = np.sin(np.arange(self._length) * (2 * np.pi * rng.uniform(0.3, 3.0) * HOP / RATE_HZ))
            shift = (shift + rng.uniform(0.5, 2.0) * wave).astype(np.float32)
        return warp(clip.logs, at, shift)


def warp(logs: NDArray[np.float32], at: NDArray[np.floating], shift: "float | Floats") -> Floats:
    """Powers (n, BANDS) of a clip at the fractional frames `at` (n,), every voice `shift` bands higher."""
    low = np.minimum(at.astype(int), len(logs) - 2)  # a remainder may round up to what it was divided by
    share = (at - low)[:, None].astype(np.float32)
    here = logs[low]
    here += share * (logs[low + 1] - here)
    down = np.floor(shift)
    part = np.asarray(shift - down, np.float32).reshape(-1, 1)
    if isinstance(shift, float):
        bands = np.arange(BANDS) - int(down)
        upper = here.take(np.clip(bands, 0, BANDS - 1), axis=1)
        lower = here.take(np.clip(bands - 1, 0, BANDS - 1), axis=1)
    else:
        moved = np.arange(BANDS) - down.astype(int)[:, None]
        upper = np.take_along_axis(here, np.clip(moved, 0, BANDS - 1), axis=1)
        lower = np.take_along_axis(here, np.clip(moved - 1, 0, BANDS - 1), axis=1)
    return np.asarray(np.exp(upper + part * (lower - upper)), np.float32)


def curve(rng: Rng, spread_db: float) -> Floats:
    """Smooth gains (BANDS,), as powers: a tilt and two waves."""
    x = np.linspace(-1.0, 1.0, BANDS)
    gains = rng.normal() * x + rng.normal() * np.cos(np.pi * (x + rng.random())) + rng.normal() * np.cos(3 * np.pi * x)
    return np.asarray(10 ** (np.clip(gains * spread_db, -15, 15) / 10), np.float32)


def _grain(length: int = 4096) -> Floats:
    bins = np.linspace(1.0, 8.0, BANDS)  # wide bands hold more bins of the spectrum, so they waver less
    return (np.random.default_rng(0).standard_gamma(bins, (length, BANDS)) / bins).astype(np.float32)


_GRAIN = _grain()
"""Powers of white noise, drawn once: to draw it anew for each row costs as much as all the rest."""


def hiss(length: int, rng: Rng) -> Floats:
    """Steady noise of some colour, powers (length, BANDS) whose sums over the bands have mean 1."""
    colour = curve(rng, 5.0)
    at = int(rng.integers(0, len(_GRAIN) - length))
    return np.asarray(_GRAIN[at : at + length] * (colour / colour.sum()), np.float32)


def pulses(length: int, rng: Rng) -> Floats:
    """Noise that swells and dies as laughter does, 2 to 9 times a second, but has no voice: powers (length, BANDS)."""
    phase = np.cumsum(rng.uniform(2, 9) * np.exp(rng.normal(0, 0.2, length))) * (2 * np.pi * HOP / RATE_HZ)
    swell = (0.5 + 0.5 * np.sin(phase)) ** rng.uniform(1, 8)
    peak = np.exp(-0.5 * ((np.arange(BANDS) - rng.uniform(0, BANDS)) / rng.uniform(1, 15)) ** 2)
    return np.asarray(hiss(length, rng) * (swell[:, None] * (peak + 0.01)), np.float32)


def reverberate(powers: Floats, rng: Rng) -> Floats:
    """The same in a room: each band dies away exponentially behind itself, the high ones sooner."""
    rt60_s = rng.uniform(0.15, 1.0)
    wet = 10 ** (-rng.uniform(-4, 8) / 10)
    out = powers.copy()
    for part, factor in ((slice(0, BANDS // 2), 1.0), (slice(BANDS // 2, BANDS), 0.7)):
        decay = 10 ** (-6 * HOP / RATE_HZ / (rt60_s * factor))
        out[:, part] += wet * lfilter([0.0, 1.0 - decay], [1.0, -decay], powers[:, part], axis=0)
    return out


def blank(row: Floats, masks: int, rng: Rng) -> None:
    """SpecAugment in place: up to `masks` groups of bands and moments are set to the row's mean."""
    mean = row.mean()
    for _ in range(masks):
        width = int(rng.integers(0, 7))
        band = int(rng.integers(0, BANDS - width))
        row[:, band : band + width] = mean
        span = int(rng.integers(0, 13))
        at = int(rng.integers(0, len(row) - span))
        row[at : at + span] = mean


def ask(heard: NDArray[np.bool_], labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """Targets and weights (B, D) from the frames (B, D FRAMES) in which a row's burst is heard.

    A half second is asked for the class where it holds 0.15 s of it, or the half of a short one; for "none" where it
    holds nothing of it. In between nobody could say, and the weight is 0.
    """
    halves = heard.reshape(len(heard), -1, FRAMES).sum(axis=2)  # (B, D)
    total = heard.sum(axis=1, keepdims=True)
    enough = (halves >= 12) | ((halves > 0) & (2 * halves >= total))
    sofar = halves.cumsum(axis=1)
    weights = np.where(enough, np.where(sofar >= np.minimum(24, total), 1.0, 0.5), halves == 0)
    return np.where(enough, labels[:, None], NONE), weights.astype(np.float32)
