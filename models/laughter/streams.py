"""Streams of training sound. They are composed of the people and rooms of one fold, and are embedded once for all
training runs.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.data import file_hashes, read_table
from models.laughter.embedding import SHA256, SpeechEmbedding
from models.laughter.recipe import StreamComposition
from models.serving.features.speech import FRAMES, SPEECH
from models.serving.features.voice import CHUNK, RATE_HZ, Floats, LogMelFeatures
from models.voice.data import Row, read_sounds
from models.voice.folds import FOLDS, row_folds
from models.voice.recipe import AMUSEMENT, CLASSES, NONE
from models.voice.scores import LATE_S, LabelledSoundEvent
from models.voice.streams import SyntheticStreamSources, compose_stream

Rng = np.random.Generator
Sounds = list[tuple[Row, Floats]]

MINUTE = 60 * RATE_HZ
BATCH = 120  # half seconds that are embedded at a time
HALF_SECOND_S = CHUNK / RATE_HZ

ENOUGH_S = 0.15
"""Seconds of a burst that a half second must contain to get the class of the burst, as in training by rows."""


@dataclass(frozen=True, eq=False)
class EmbeddedStreams:
    """Streams of n half seconds each: embeddings, the class of each half second, and whether that class is unclear."""

    embeddings: NDArray[np.float16]  # (streams, n, STEPS, SIZE)
    targets: NDArray[np.int8]  # (streams, n): index into CLASSES
    weights: NDArray[np.float16]  # (streams, n): 0 where the class is unclear
    laughter: NDArray[np.float16]  # (streams, n): 0 where it is unclear whether there is laughter


class VariedClips(Sequence[tuple[Row, Floats]]):
    """Clips that can be drawn. The speed of a drawn clip varies a little each time."""

    def __init__(self, clips: Sequence[tuple[Row, Floats]], by: float, rng: Rng) -> None:
        self._clips, self._by, self._rng = clips, by, rng

    def __len__(self) -> int:
        return len(self._clips)

    def __getitem__(self, index: Any) -> Any:
        row, samples = self._clips[index]
        speed = float(np.exp(self._rng.uniform(-self._by, self._by)))
        at = np.arange(0, len(samples) - 1, speed)
        played = np.interp(at, np.arange(len(samples)), samples).astype(np.float32)
        moved = {name: str(float(row[name]) / speed) for name in ("onset_s", "offset_s") if name in row}
        return {**row, **moved}, played


def embedded_folds(
    folder: Path, composition: StreamComposition, embedding: SpeechEmbedding, store: Path
) -> list[EmbeddedStreams]:
    """Streams of every fold of the training part. They are loaded from the store if it contains them, otherwise created
    and stored.
    """
    tables = {folder / "bursts.csv", folder / "ambience.csv"}
    files = {folder / row["file"] for path in tables for row in read_table(path) if row.get("split") == "train"}
    facts = json.dumps([file_hashes(tables | files), asdict(composition), SHA256])
    key = hashlib.sha256(facts.encode()).hexdigest()[:16]
    paths = [store / f"fold{fold}-{key}.npz" for fold in range(FOLDS)]
    if not all(path.is_file() for path in paths):
        store.mkdir(parents=True, exist_ok=True)
        for fold, (path, sounds) in enumerate(zip(paths, training_sounds(folder), strict=True)):
            if not path.is_file():
                print(f"composing and embedding the streams of fold {fold}", file=sys.stderr, flush=True)
                _put(embed_streams(sounds, composition, embedding, fold), path)
    return [EmbeddedStreams(**np.load(path)) for path in paths]


def training_sounds(folder: Path) -> list[tuple[Sounds, Sounds]]:
    """Bursts and ambience for each fold of the training part."""
    parts: list[tuple[Sounds, Sounds]] = [([], []) for _ in range(FOLDS)]
    for index, table in enumerate(("bursts", "ambience")):
        pairs = list(read_sounds(folder, table, "train"))
        for pair, fold in zip(pairs, row_folds([row for row, _ in pairs]), strict=True):
            parts[fold][index].append(pair)
    return parts


def embed_streams(
    sounds: tuple[Sounds, Sounds], composition: StreamComposition, embedding: SpeechEmbedding, seed: int
) -> EmbeddedStreams:
    """Compose and embed the streams of one fold."""
    rng = np.random.default_rng((1, seed))
    sources = SyntheticStreamSources.collect_sources(*sounds)
    kinds: dict[str, Any] = dict(sources.kinds)
    for name, by in (
        ("amusement", composition.speed),
        ("burst", composition.speed),
        ("speech", composition.speech_speed),
    ):
        if name in kinds:
            kinds[name] = VariedClips(kinds[name], by, rng)
    parts = [
        _embed_stream(SyntheticStreamSources(kinds), composition, embedding, rng) for _ in range(composition.streams)
    ]
    return EmbeddedStreams(*(np.stack(arrays) for arrays in zip(*parts, strict=True)))


def _embed_stream(
    sources: SyntheticStreamSources, composition: StreamComposition, embedding: SpeechEmbedding, rng: Rng
) -> tuple[Any, ...]:
    shares = {name: getattr(composition, name) for name in ("amusement", "burst", "speech", "thing")}
    stream, events = compose_stream(
        sources, composition.minutes, float(rng.uniform(*composition.snr)), rng, shares=shares, gap_s=composition.gap_s
    )
    minutes = [stream[at : at + MINUTE] for at in range(0, len(stream), MINUTE)]
    heard = np.concatenate([_through_microphone(minute, composition, rng) for minute in minutes])
    embeddings = embed(heard, embedding)
    return embeddings, *half_second_targets(events, len(embeddings))


def _through_microphone(sound: Floats, composition: StreamComposition, rng: Rng) -> Floats:
    """The sound as another microphone would record it: with another gain and another, mostly smooth, frequency
    response.
    """
    gain = 10 ** (rng.uniform(-composition.gain, composition.gain) / 20)
    if rng.random() < 0.7:
        spectrum = np.fft.rfft(sound)
        across = np.linspace(-1.0, 1.0, len(spectrum))
        decibels = rng.normal() * across
        decibels += rng.normal() * np.cos(np.pi * (across + rng.random()))
        decibels += rng.normal() * np.cos(3 * np.pi * across)
        spectrum *= 10 ** (np.clip(composition.colour * decibels, -15.0, 15.0) / 20)
        sound = np.asarray(np.fft.irfft(spectrum, len(sound)), np.float32)
    return np.clip(sound * gain, -1.0, 1.0).astype(np.float32)


@torch.no_grad()
def embed(sound: Floats, embedding: SpeechEmbedding) -> NDArray[np.float16]:
    """Embeddings (n, STEPS, SIZE) of the half seconds of a sound, computed as on the kiosk."""
    halves = [frames for frames, _ in LogMelFeatures(SPEECH).process(sound)]
    mel = np.concatenate([np.full((SPEECH.context, SPEECH.bands), SPEECH.silence, np.float32), *halves])
    rows = np.lib.stride_tricks.sliding_window_view(mel, SPEECH.shape[0], axis=0)[::FRAMES].swapaxes(1, 2)
    batches = (np.ascontiguousarray(rows[at : at + BATCH]) for at in range(0, len(rows), BATCH))
    return np.concatenate([embedding(torch.from_numpy(batch)).numpy().astype(np.float16) for batch in batches])


def half_second_targets(
    events: Sequence[LabelledSoundEvent], count: int
) -> tuple[NDArray[np.int8], NDArray[np.float16], NDArray[np.float16]]:
    """Class of each half second, weight of that class, and weight of the distinction between laughter and anything
    else.

    A half second has the class of a burst if it contains ENOUGH_S seconds of it, or half of a short burst. If it
    contains less, the class is unclear. It is also unclear up to LATE_S seconds after a laugh, because a stretch of
    laughter may last that long.
    """
    targets = np.full(count, NONE, np.int8)
    weights, laughter = np.ones(count, np.float16), np.ones(count, np.float16)
    for event in sorted(events, key=lambda event: event.kind == CLASSES[AMUSEMENT]):  # laughs last: they count
        if event.kind not in CLASSES:
            continue
        is_laugh = event.kind == CLASSES[AMUSEMENT]
        for at, held_s in _held(event, count, LATE_S if is_laugh else 0.0):
            if held_s >= ENOUGH_S or (held_s > 0 and 2 * held_s >= event.offset_s - event.onset_s):
                targets[at], weights[at], laughter[at] = CLASSES.index(event.kind), 1.0, 1.0
            elif targets[at] != AMUSEMENT:
                weights[at] = 0.0
                laughter[at] = 0.0 if is_laugh else laughter[at]
    return targets, weights, laughter


def _held(event: LabelledSoundEvent, count: int, late_s: float) -> Iterator[tuple[int, float]]:
    """Half seconds that an event touches or that end up to `late_s` after it, and how much of the event each of them
    contains.
    """
    for at in range(int(event.onset_s / HALF_SECOND_S), min(count, ceil((event.offset_s + late_s) / HALF_SECOND_S))):
        begin_s = at * HALF_SECOND_S
        yield at, min(event.offset_s, begin_s + HALF_SECOND_S) - max(event.onset_s, begin_s)


def _put(streams: EmbeddedStreams, path: Path) -> None:
    """Write streams under a temporary name first, so that an interrupted write is repeated."""
    part = path.with_suffix(".part.npz")
    np.savez(part, **{name: getattr(streams, name) for name in EmbeddedStreams.__dataclass_fields__})
    part.replace(path)
