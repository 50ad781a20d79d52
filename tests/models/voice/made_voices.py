"""A small folder in the layout of data/voice with synthetic sounds, without voices of real people."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE_HZ = 16_000
BURSTS = ("amusement", "anger", "relief")
ROOMS = (
    ("crowd_indoor", "made/hall"), ("crowd_indoor", "moodist/urban/crowd"), ("street", "made/street"),
    ("playground", "made/playground"), ("speech_plain", "LibriSpeech/1-2-3"), ("speech_plain", "LibriSpeech/374-5-6"),
    ("dog", "ESC-10/1-1-A"),
)  # fmt: skip
BURST_COLUMNS = ("clip_id", "speaker", "class", "split", "file", "start", "n", "onset_s", "offset_s")
ROOM_COLUMNS = ("clip_id", "kind", "split", "file", "start", "n", "source")


def burst(kind: str, rng: np.random.Generator) -> Floats:
    """1.2 s of sound: silence, then 0.8 s of a laugh (pulses), growl (low pitch) or sigh (decaying noise)."""
    time_s = np.arange(int(0.8 * RATE_HZ)) / RATE_HZ
    pitch_hz = rng.uniform(150, 300) * (0.4 if kind == "anger" else 1.0)
    voice: NDArray[np.float64] = np.zeros(len(time_s))
    for harmonic in range(1, 12):
        voice += np.sin(2 * np.pi * pitch_hz * harmonic * time_s + rng.uniform(0, 6)) / harmonic
    if kind == "amusement":
        voice = voice * (np.sin(2 * np.pi * rng.uniform(4.5, 6) * time_s) > 0)
    if kind == "relief":
        voice = rng.standard_normal(len(time_s)) * np.exp(-3 * time_s)
    sound = np.concatenate([np.zeros(int(0.3 * RATE_HZ)), voice, np.zeros(int(0.1 * RATE_HZ))])
    return np.asarray(0.1 * sound / np.abs(sound).max() + 1e-4 * rng.standard_normal(len(sound)), np.float32)


def room(kind: str, seconds: float, rng: np.random.Generator) -> Floats:
    """Noise; for speech and dogs it pulses, without a voice."""
    noise = np.convolve(rng.standard_normal(int(seconds * RATE_HZ)), np.ones(4) / 4, mode="same")
    if kind in ("speech_plain", "dog"):
        noise *= 0.3 + (np.sin(2 * np.pi * 1.5 * np.arange(len(noise)) / RATE_HZ) > 0)
    return np.asarray(0.01 * noise, np.float32)


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    """Writes a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def write_voices(folder: Path, speakers: int = 30, seconds: float = 12.0) -> Path:
    """Writes bursts of three classes and rooms, with a fifth of the speakers in val; returns `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    bursts: list[dict[str, object]] = []
    rooms: list[dict[str, object]] = []
    for split in ("train", "val"):
        sound: list[Floats] = []
        for speaker in range(speakers):
            if (speaker % 5 == 4) == (split == "val"):
                for kind in BURSTS:
                    clip = burst(kind, rng)
                    place = {"file": f"bursts_{split}.flac", "start": sum(map(len, sound)), "n": len(clip)}
                    name = {"clip_id": f"{speaker}-{kind}", "speaker": f"s{speaker:03}", "class": kind, "split": split}
                    bursts.append({**name, **place, "onset_s": 0.3, "offset_s": 1.1})
                    sound.append(clip)
        soundfile.write(folder / f"bursts_{split}.flac", np.concatenate(sound), RATE_HZ)
        sound = []
        for number, (kind, source) in enumerate(ROOMS):
            clip = room(kind, seconds, rng)
            place = {"file": f"ambience_{split}.flac", "start": sum(map(len, sound)), "n": len(clip)}
            rooms.append({"clip_id": f"{split}{number}", "kind": kind, "split": split, **place, "source": source})
            sound.append(clip)
        soundfile.write(folder / f"ambience_{split}.flac", np.concatenate(sound), RATE_HZ)
    write_table(folder / "bursts.csv", BURST_COLUMNS, bursts)
    write_table(folder / "ambience.csv", ROOM_COLUMNS, rooms)
    return folder
