"""Composes rows of training sound from the band powers of clips: background, events, room and microphone.

Powers of independent sounds add up, so mixing needs no waveforms, and an epoch needs no audio decoding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.serving.features.voice import BANDS, CONTEXT, FRAMES, HOP, RATE_HZ, Floats, normalise
from models.voice.data import VoiceClip
from models.voice.powers import Rng, draw_hiss, draw_pulses, mask_bands_and_frames, random_gains, reverberate, warp_clip
from models.voice.recipe import CLASSES, NONE, VoiceAugmentation

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
"""Groups of sounds that start in the middle of a row and are not a reaction. Half of them are speech, which pulses at
the rate of laughter.
"""


@dataclass(frozen=True, eq=False)
class VoiceBatch:
    """Rows for the model. Prediction d of a row ends with frame CONTEXT + (d + 1) FRAMES."""

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
        self._pools = {group: ClipPool.build_pool(self._kinds, group) for group in {*BEDS, *STARTERS}}
        self._voices = ClipPool.build_pool(self._kinds, ("speech_plain",))
        self._length = CONTEXT + augmentation.half_seconds * FRAMES

    def compose_batch(self, chosen: Sequence[int | None], rng: Rng) -> VoiceBatch:
        """Compose one row for each index into the bursts. For None, compose a row without a burst."""
        rows = [self._compose_row(None if index is None else self._bursts[index], rng) for index in chosen]
        mel = normalise(np.stack([powers for powers, _ in rows]))
        for row in mel:
            mask_bands_and_frames(row, self._augmentation.masks, rng)
        labels = np.array([NONE if index is None else CLASSES.index(self._bursts[index].kind) for index in chosen])
        active = np.stack([active for _, active in rows])[:, CONTEXT:]
        targets, weights = decision_targets(active, labels)
        return VoiceBatch(mel, targets, weights, labels)

    def _compose_row(self, burst: VoiceClip | None, rng: Rng) -> tuple[Floats, NDArray[np.bool_]]:
        """Powers (length, BANDS) of one row, and True for the frames with its burst."""
        augmentation, length = self._augmentation, self._length
        level = 10 ** (rng.uniform(*augmentation.level) / 10)
        powers = draw_hiss(length, rng) * 10 ** (rng.uniform(*augmentation.hiss) / 10)
        active: NDArray[np.bool_] = np.zeros(length, bool)
        bare = burst is not None and rng.random() < augmentation.bare
        if not bare:
            bed = self._bed(rng)
            powers += bed * (level / bed.sum(axis=1).mean())
        if burst is not None:
            sound, active = self._place_burst(burst, rng)
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

    def _place_burst(self, burst: VoiceClip, rng: Rng) -> tuple[Floats, NDArray[np.bool_]]:
        """Place a burst in a row, with its onset at least half a second before the end of the row.

        Returns powers (length, BANDS) and active frames (length,).
        """
        augmentation = self._augmentation
        speed = float(np.exp(rng.uniform(-augmentation.speed, augmentation.speed)))
        at = np.arange(0, len(burst) - 1, speed)
        sound = warp_clip(burst.logs, at, rng.uniform(-augmentation.bands, augmentation.bands))
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
        """Background of a whole row, from one or two recordings."""
        bed = self._draw_piece(BEDS, rng)
        if rng.random() < 0.3:
            other = self._draw_piece(BEDS, rng)
            bed = bed / bed.sum() + other * (10 ** (rng.uniform(-10, 0) / 10) / other.sum())
        faint = bed.sum(axis=1).mean() * 10 ** (rng.uniform(-40, -3) / 10)
        return np.asarray(bed + draw_hiss(self._length, rng) * faint, np.float32)

    def _starter(self, rng: Rng) -> Floats:
        """A background sound that starts within the row, and usually also ends within the row."""
        sound = self._draw_piece(STARTERS, rng, wide=True)
        begin = int(rng.integers(0, self._length - FRAMES))
        sound[:begin] = 0.0
        sound[begin + int(rng.integers(FRAMES, 4 * FRAMES)) :] = 0.0
        return reverberate(sound, rng) if rng.random() < self._augmentation.reverb else sound

    def _draw_piece(self, groups: Sequence[tuple[str, ...]], rng: Rng, *, wide: bool = False) -> Floats:
        """Powers (length, BANDS) of a part of a recording from a random group, with changed speed and pitch."""
        while True:
            group = groups[int(rng.integers(len(groups)))]
            if group == ("pulses",):
                return draw_pulses(self._length, rng)
            if group == ("babble",) and self._voices.clips:
                voices = [self._draw_moment(self._voices, rng, wide=True) for _ in range(rng.integers(2, 7))]
                return np.asarray(sum(voice / voice.sum() * np.exp(rng.normal()) for voice in voices), np.float32)
            if self._pools[group].clips:
                return self._draw_moment(self._pools[group], rng, wide=wide)

    def _draw_moment(self, pool: "ClipPool", rng: Rng, *, wide: bool) -> Floats:
        """Random part of a random clip, repeated if the clip is too short, with changed speed and pitch."""
        clip = pool.draw(rng)
        speed = float(np.exp(rng.uniform(-0.25, 0.25)))
        if rng.random() < 0.15:
            speed = -speed  # reversed speech is still no laughter
        at = (rng.uniform(0, len(clip)) + np.arange(self._length) * speed) % (len(clip) - 1)
        shift: float | Floats = rng.uniform(-3, 3)
        if wide and rng.random() < 0.4:  # more intonation than read speech has
            wave = np.sin(np.arange(self._length) * (2 * np.pi * rng.uniform(0.3, 3.0) * HOP / RATE_HZ))
            shift = (shift + rng.uniform(0.5, 2.0) * wave).astype(np.float32)
        return warp_clip(clip.logs, at, shift)


@dataclass(frozen=True, eq=False)
class ClipPool:
    """Clips of some kinds. A clip is drawn with a probability in proportion to its length."""

    clips: Sequence[VoiceClip]
    shares: NDArray[np.float64]  # cumulated, up to 1

    @classmethod
    def build_pool(cls, kinds: Mapping[str, Sequence[VoiceClip]], names: Sequence[str]) -> "ClipPool":
        clips = [clip for kind in names for clip in kinds.get(kind, [])]
        lengths = np.cumsum([len(clip) for clip in clips], dtype=np.float64)
        return cls(clips, lengths / lengths[-1] if clips else lengths)

    def draw(self, rng: Rng) -> VoiceClip:
        """A random clip. A clip of twice the length is drawn twice as often."""
        return self.clips[int(self.shares.searchsorted(rng.random(), side="right"))]


def decision_targets(active: NDArray[np.bool_], labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """Targets and weights (B, D) from the active frames (B, D FRAMES) of each row's burst.

    The target of a half second is the class if it contains 0.15 s of the burst, or half of a short burst. It is "none"
    if it contains nothing of the burst. In between, the target is unclear, and the weight is 0.
    """

    frames_active = active.reshape(len(active), -1, FRAMES).sum(axis=2)  # (B, D)
    total = active.sum(axis=1, keepdims=True)
    enough = (frames_active >= 12) | ((frames_active > 0) & (2 * frames_active >= total))
    frames_so_far = frames_active.cumsum(axis=1)
    weights = np.where(enough, np.where(frames_so_far >= np.minimum(24, total), 1.0, 0.5), frames_active == 0)
    return np.where(enough, labels[:, None], NONE), weights.astype(np.float32)
