"""Clips of the training part, decoded once and kept as memory-mapped files for all folds and processes of a run."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.data import file_hashes, read_table, row_split
from models.voice.data import Row, VoiceClip, make_clip, read_sounds


def training_clips(folder: Path, table: str, store: Path | None) -> tuple[list[Row], list[VoiceClip]]:
    """Rows of a table's training part, with their clips. The clips come from the store if it contains them; otherwise
    they are decoded and stored.

    Without a store, each process would decode the sound itself, which takes half a minute of processor time and 210 MB.
    """
    if store is None:
        pairs = list(read_sounds(folder, table, "train"))
        return [row for row, _ in pairs], [make_clip(*pair) for pair in pairs]
    rows = [row for row in read_table(folder / f"{table}.csv") if row_split(row) == "train"]
    hashes = file_hashes({folder / f"{table}.csv", *(folder / row["file"] for row in rows)})
    place = store / f"{table}-{hashlib.sha256(json.dumps(hashes).encode()).hexdigest()[:16]}"
    if not (place / "logs.npy").is_file():
        _put(training_clips(folder, table, None)[1], place)
    lengths, active = np.load(place / "lengths.npy"), np.load(place / "active.npy")
    logs = np.asarray(np.load(place / "logs.npy", mmap_mode="r"))
    ends = np.cumsum(lengths).tolist()
    spans = [slice(end - length, end) for end, length in zip(ends, lengths.tolist(), strict=True)]
    return rows, [
        VoiceClip(row["clip_id"], row.get("class") or row["kind"], logs[span], active[span])
        for row, span in zip(rows, spans, strict=True)
    ]


def _put(clips: list[VoiceClip], place: Path) -> None:
    """Write clips to the store. `logs.npy` comes last, so an incomplete store is written again."""
    place.mkdir(parents=True, exist_ok=True)
    _write(place / "lengths.npy", np.array([len(clip) for clip in clips]))
    _write(place / "active.npy", np.concatenate([clip.active for clip in clips]))
    _write(place / "logs.npy", np.concatenate([clip.logs for clip in clips]))


def _write(path: Path, array: NDArray[Any]) -> None:
    """Write an array under a temporary name first, because two processes may write it at the same time."""
    part = path.with_suffix(f".{os.getpid()}.npy")
    np.save(part, array)
    part.replace(path)
