"""Loads data/voice as arrays: clips, samples, band powers, and the rows held out from training."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.data import DataMissingError, is_held_out, read_table, row_split
from models.serving.features.voice import HOP, RATE_HZ, WINDOW, Floats, band_powers

Row = dict[str, str]

_RECORDINGS_KEPT_OUT = (
    "moodist/urban/crowd", "moodist/places/church", "syn_train_babble10",
    "librosa-data/P_I_Tchaikovsky_Dance_of_the_Sugar_Plum_",
)  # fmt: skip
"""Recordings that are excluded from training, to fit thresholds: a crowd of each sort, an echo, music. They are listed
by name: there are so few long recordings that a hash would choose no recording of some kinds.
"""

_FAINT = 1e-12  # added before the logarithm of band powers; below everything audible


@dataclass(frozen=True, eq=False)
class VoiceClip:
    """One clip: its kind, and the logarithms of its band powers (frames, BANDS)."""

    id: str
    kind: str  # a class of bursts.csv or a kind of ambience.csv
    logs: NDArray[np.float32]
    active: NDArray[np.bool_]  # (frames,): within 20 dB of the loudest frame, and between onset and offset

    def __len__(self) -> int:
        return len(self.logs)


def read_audio(path: Path) -> Floats:
    """Read a mono file of 16 kHz as float32. Raises DataMissingError for any other file.

    Integer samples would overflow where Opus exceeds full scale.
    """
    import soundfile

    try:
        samples, rate_hz = soundfile.read(path, dtype="float32")
    except (OSError, soundfile.LibsndfileError) as missing:
        raise DataMissingError(f"data: {path} does not exist, or is not a sound file ({missing}).") from missing
    if rate_hz != RATE_HZ or samples.ndim != 1:
        raise DataMissingError(
            f"data: {path} has {rate_hz} Hz and the shape {samples.shape}, but must be 16000 Hz, mono."
        )
    return np.asarray(samples, np.float32)


def read_sounds(folder: Path, table: str, split: str) -> Iterator[tuple[Row, Floats]]:
    """Rows of a table with their samples, in the order of the table. The `split` "all" selects every row."""
    name = ""
    samples: Floats = np.zeros(0, np.float32)
    for row in read_table(folder / f"{table}.csv"):
        if split in ("all", row_split(row)):
            if row["file"] != name:  # rows of one file are consecutive, so it is decoded once
                name, samples = row["file"], read_audio(folder / row["file"])
            start = int(row["start"])
            yield row, samples[start : start + int(row["n"])]


def table_splits(folder: Path, table: str) -> set[str]:
    """Names of all parts (splits) of the data in a table."""
    return {value for row in read_table(folder / f"{table}.csv") if (value := row_split(row))}


def log_powers(samples: Floats) -> NDArray[np.float32]:
    """Logarithms of the band powers (frames, BANDS), with the same frames as `LogMelFeatures`."""
    powers = band_powers(np.concatenate([np.zeros(WINDOW - HOP, np.float32), samples]))
    return np.asarray(np.log(powers + _FAINT), np.float32)


def make_clip(row: Row, samples: Floats) -> VoiceClip:
    """Clip of a row in bursts.csv or ambience.csv."""
    logs = log_powers(samples)
    loudness = np.log(np.exp(logs).sum(axis=1))
    active = loudness > loudness.max() - 2.0 * np.log(10.0)
    if "onset_s" in row:
        active[: int(float(row["onset_s"]) * RATE_HZ) // HOP] = False
        active[int(float(row["offset_s"]) * RATE_HZ) // HOP + 1 :] = False
    return VoiceClip(row["clip_id"], row.get("class") or row["kind"], logs, active)


def copy_group(row: Row) -> str:
    """Near-copy group of a row: the speaker of a burst, or the recording or reader of ambience."""
    if "speaker" in row:
        return row["speaker"]
    if row["source"].startswith("mix of"):
        return row["clip_id"]
    if row["kind"] == "speech_plain":
        return row["source"].split("-")[0]  # LibriSpeech/READER-CHAPTER-SENTENCE
    return row["source"].rpartition("-")[0] if row["source"].startswith("ESC-10") else row["source"]


def is_kept_out(row: Row) -> bool:
    """True if this row of the training split is held out from training, to fit thresholds and choose models."""
    return is_held_out(copy_group(row)) or copy_group(row) in _RECORDINGS_KEPT_OUT
