"""Composes rows of training sound from the band powers of clips: a bed, events in it, room and microphone.

Powers of independent sounds add up, so mixing needs no waveforms, and an epoch needs no audio decoding.
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
"""Groups of kinds of background sound. Each group is drawn equally often, whatever its number of recordings."""

STARTERS = (
    ("speech_plain",), ("speech_plain",), ("speech_plain",), ("speech_plain",), ("radio", "music", "music_vocal"),
    ("dog", "baby_cry", "sneeze"), ("beeps_clicks", "keys", "paper", "alarm", "clock", "bells"), ("pulses",),
)  # fmt: skip
"""Groups of sounds that start in the middle of a row and are no reaction. Half of them are speech, which pulses at the
rate of laughter."""


@dataclass(frozen=True, eq=False)
class VoiceBatch:
    """Rows for the network. Prediction d of a row ends with frame CONTEXT + (d + 1) FRAMES."""

    mel: Floats  # (B, CONTEXT + D FRAMES, BANDS)
    targets: NDArray[np.int64]  # (B, D): index into CLASSES
    weights: Floats  # (B, D): 0 where too little of a burst is in the half second for a target
    whole: NDArray[np.int64]  # (B,): class of the burst in the row; NONE without one


class TrainingSoundComposer:
    """Composes rows from clips of the training part."""

    def __init__(
        self, bursts: Sequence[VoiceClip], ambience: Sequence[VoiceClip], augmentation: VoiceAugmentation
    ) -> None:
        self._bursts, self._augmentation = bursts, augmentation
        self._kinds: Mapping[str, list[VoiceClip]] = {}
        for clip in ambience:
            self._kinds.setdefault(clip.kind, []).append(clip)
        self._length = CONTEXT + augmentation.half_seconds * FRAMES

    def batch(self, chosen: Sequence[int | None], rng: Rng) -> VoiceBatch:
        """Composes a row for each index into the bursts; None gives a row without a burst."""
        rows = [self._row(None if index is None else self._bursts[index], rng) for index in chosen]
        mel = normalise(np.stack([powers for powers, _ in rows]))
        for row in mel:
            mask_bands_and_frames(row, self._augmentation.masks, rng)
        labels = np.array([NONE if index is None else CLASSES.index(self._bursts[index].kind) for index in chosen])
        active = np.stack([active for _, active in rows])[:, CONTEXT:]
        targets, weights = decision_targets(active, labels)
        return VoiceBatch(mel, targets, weights, labels)

    def _row(self, burst: VoiceClip | None, rng: Rng) -> tuple[Floats, NDArray[np.bool_]]:
        """Powers (length, BANDS) of one row, and True for the frames with its burst."""
        augmentation, length = self._augmentation, self._length
        level = 10 ** (rng.uniform(*augmentation.level) / 10)
        powers = hiss(length, rng) * 10 ** (rng.uniform(*augmentation.hiss) / 10)
        active: NDArray[np.bool_] = np.zeros(length, bool)
        bare = burst is not None and rng.random() < augmentation.bare
        if not bare:
            bed = self._bed(rng)
            powers += bed * (level / bed.sum(axis=1).mean())
        if burst is not None:
            sound, active = self._placed(burst, rng)
            loudness = sound[active].sum(axis=1).mean()
            gain = 1.0 if bare else 10 ** (rng.uniform(*augmentation.snr) / 10)
            powers += sound * (level * gain / loudness)
        if rng.random() < (augmentation.distractor if burst is None else augmentation.beside * (not bare)):
            sound = self._starter(rng)
            powers += sound * (level * 10 ** (rng.uniform(-5, 20) / 10) / (sound.max(axis=0).sum() + 1e-12))
        if rng.random() < augmentation.equaliser:
            powers *= random_gains(rng, 3.0)
        # The mix can be up to 25 dB louder than the level drawn for one of its parts.
        top = 10 ** (augmentation.level[1] / 10)
        return powers * min(1.0, top / (powers.sum(axis=1).max() + 1e-12)), active

    def _placed(self, burst: VoiceClip, rng: Rng) -> tuple[Floats, NDArray[np.bool_]]:
        """Places a burst in a row, with its onset at least half a second before the row's end.

        Returns powers (length, BANDS) and active frames (length,).
        """
        augmentation = self._augmentation
        speed = float(np.exp(rng.uniform(-augmentation.speed, augmentation.speed)))
        at = np.arange(0, len(burst) - 1, speed)
        sound = warp(burst.logs, at, rng.uniform(-augmentation.bands, augmentation.bands))
        clip_active = burst.active[at.astype(int)]
        onset = int(clip_active.argmax())
        first = int(rng.integers(CONTEXT, self._length - FRAMES)) - onset
        begin, end = max(0, first), min(self._length, first + len(at))
        powers: Floats = np.zeros((self._length, BANDS), np.float32)
        active: NDArray[np.bool_] = np.zeros(self._length, bool)
        powers[begin:end] = sound[begin - first : end - first]
        active[begin:end] = clip_active[begin - first : end - first]
        if not active.any():
            active[max(begin, CONTEXT)] = True
        if rng.random() < augmentation.reverb:
            powers = reverberate(powers, rng)
        if rng.random() < augmentation.equaliser:
            powers *= random_gains(rng, 2.0)
        return powers, active

    def _bed(self, rng: Rng) -> Floats:
        """Background of a whole row: one recording, or two."""
        bed = self._piece(BEDS, rng)
        if rng.random() < 0.3:
            other = self._piece(BEDS, rng)
            bed = bed / bed.sum() + other * (10 ** (rng.uniform(-10, 0) / 10) / other.sum())
        faint = bed.sum(axis=1).mean() * 10 ** (rng.uniform(-40, -3) / 10)
        return np.asarray(bed + hiss(self._length, rng) * faint, np.float32)

    def _starter(self, rng: Rng) -> Floats:
        """Sound that starts, and mostly ends, within the row."""
        sound = self._piece(STARTERS, rng, wide=True)
        begin = int(rng.integers(0, self._length - FRAMES))
        sound[:begin] = 0.0
        sound[begin + int(rng.integers(FRAMES, 4 * FRAMES)) :] = 0.0
        return reverberate(sound, rng) if rng.random() < self._augmentation.reverb else sound

    def _piece(self, groups: Sequence[tuple[str, ...]], rng: Rng, *, wide: bool = False) -> Floats:
        """Powers (length, BANDS) of a part of a recording of a random group, with speed and pitch changed."""
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
        """Random part of a random clip, repeated if the clip is too short, with speed and pitch changed."""
        weights = np.array([len(clip) for clip in clips], np.float64)
        clip = clips[int(rng.choice(len(clips), p=weights / weights.sum()))]
        speed = float(np.exp(rng.uniform(-0.25, 0.25)))
        if rng.random() < 0.15:
            speed = -speed  # reversed speech is still no laughter
        at = (rng.uniform(0, len(clip)) + np.arange(self._length) * speed) % (len(clip) - 1)
        shift: float | Floats = rng.uniform(-3, 3)
        if wide and rng.random() < 0.4:  # more intonation than read speech has
            wave = np.sin(np.arange(self._length) * (2 * np.pi * rng.uniform(0.3, 3.0) * HOP / RATE_HZ))
            shift = (shift + rng.uniform(0.5, 2.0) * wave).astype(np.float32)
        return warp(clip.logs, at, shift)


def warp(logs: NDArray[np.float32], at: NDArray[np.floating], shift: "float | Floats") -> Floats:
    """Powers (n, BANDS) of a clip at the fractional frames `at` (n,), shifted up by `shift` bands."""
    low = np.minimum(at.astype(int), len(logs) - 2)  # the result of % may round up to the divisor
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


def random_gains(rng: Rng, spread_db: float) -> Floats:
    """Random smooth power gains (BANDS,): a tilt and two waves."""
    x = np.linspace(-1.0, 1.0, BANDS)
    gains = rng.normal() * x + rng.normal() * np.cos(np.pi * (x + rng.random())) + rng.normal() * np.cos(3 * np.pi * x)
    return np.asarray(10 ** (np.clip(gains * spread_db, -15, 15) / 10), np.float32)


def _grain(length: int = 4096) -> Floats:
    bins = np.linspace(1.0, 8.0, BANDS)  # wide bands average more bins of the spectrum, so they vary less
    return (np.random.default_rng(0).standard_gamma(bins, (length, BANDS)) / bins).astype(np.float32)


_GRAIN = _grain()
"""Powers of white noise, drawn once: a new draw for each row would cost as much as all other steps."""


def hiss(length: int, rng: Rng) -> Floats:
    """Steady noise of a random colour: powers (length, BANDS) whose sums over the bands have mean 1."""
    colour = random_gains(rng, 5.0)
    at = int(rng.integers(0, len(_GRAIN) - length))
    return np.asarray(_GRAIN[at : at + length] * (colour / colour.sum()), np.float32)


def pulses(length: int, rng: Rng) -> Floats:
    """Voiceless noise that pulses like laughter, 2 to 9 times a second: powers (length, BANDS)."""
    phase = np.cumsum(rng.uniform(2, 9) * np.exp(rng.normal(0, 0.2, length))) * (2 * np.pi * HOP / RATE_HZ)
    swell = (0.5 + 0.5 * np.sin(phase)) ** rng.uniform(1, 8)
    peak = np.exp(-0.5 * ((np.arange(BANDS) - rng.uniform(0, BANDS)) / rng.uniform(1, 15)) ** 2)
    return np.asarray(hiss(length, rng) * (swell[:, None] * (peak + 0.01)), np.float32)


def reverberate(powers: Floats, rng: Rng) -> Floats:
    """Adds reverberation: each band decays exponentially, the high bands faster."""
    rt60_s = rng.uniform(0.15, 1.0)
    wet = 10 ** (-rng.uniform(-4, 8) / 10)
    out = powers.copy()
    for part, factor in ((slice(0, BANDS // 2), 1.0), (slice(BANDS // 2, BANDS), 0.7)):
        decay = 10 ** (-6 * HOP / RATE_HZ / (rt60_s * factor))
        out[:, part] += wet * lfilter([0.0, 1.0 - decay], [1.0, -decay], powers[:, part], axis=0)
    return out


def mask_bands_and_frames(row: Floats, masks: int, rng: Rng) -> None:
    """SpecAugment in place: sets up to `masks` groups of bands and of frames to the row's mean."""
    mean = row.mean()
    for _ in range(masks):
        width = int(rng.integers(0, 7))
        band = int(rng.integers(0, BANDS - width))
        row[:, band : band + width] = mean
        span = int(rng.integers(0, 13))
        at = int(rng.integers(0, len(row) - span))
        row[at : at + span] = mean


def decision_targets(active: NDArray[np.bool_], labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """Targets and weights (B, D) from the active frames (B, D FRAMES) of each row's burst.

    The target of a half second is the class if it holds 0.15 s of the burst, or half of a short burst. It is "none" if
    it holds nothing of the burst. In between the answer is unclear, and the weight is 0.
    """

    frames_active = active.reshape(len(active), -1, FRAMES).sum(axis=2)  # (B, D)
    total = active.sum(axis=1, keepdims=True)
    enough = (frames_active >= 12) | ((frames_active > 0) & (2 * frames_active >= total))
    frames_so_far = frames_active.cumsum(axis=1)
    weights = np.where(enough, np.where(frames_so_far >= np.minimum(24, total), 1.0, 0.5), frames_active == 0)
    return np.where(enough, labels[:, None], NONE), weights.astype(np.float32)
