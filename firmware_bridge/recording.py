"""Reads a recording of one wearer into memory, from a plain or gzipped CSV file.

It has the columns that `vitrina replay --body` reads and `python -m firmware_bridge PORT --record` writes.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite, nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_bridge.errors import RecordingError

Floats = NDArray[np.float64]

TIME, EDA, HEART, INTERVAL = "time_s", "eda_us", "hr_bpm", "ibi_ms"
PULSES = ("pulse", "ppg")
TOPS = (1.0, 1023.0, 4095.0, 65535.0)
"""Possible full scales of a pulse wave. A wave without a unit is divided by the smallest of them that it does not
exceed. If it exceeds all of them or has negative values, it is scaled to its own range.
"""

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, eq=False)
class WearerRecording:
    """Columns of a recording, each with the shape (n,), where n is at least 1. NaN is a missing value."""

    times_s: Floats  # since the first row, rising
    eda_us: Floats
    pulse: Floats  # 0 to 1
    hr_bpm: Floats
    ibi_ms: Floats

    @property
    def duration_s(self) -> float:
        """Time of the last row, in seconds."""
        return float(self.times_s[-1])


def read(path: Path) -> WearerRecording:
    """Read a recording. Rows without a time, and rows that are not later than the row before, are skipped.

    Raises RecordingError if the file, its columns or its rows are missing.
    """
    if path.exists() and not path.is_file():  # a named pipe would be waited for
        raise RecordingError(f"recording: {path} could not be read: it is not a file.")
    try:
        rows = list(_read_rows(path))
    except (UnicodeDecodeError, csv.Error, OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else f"it is not CSV: {error}"
        raise RecordingError(f"recording: {path} could not be read: {reason}.") from error
    if not rows:
        raise RecordingError(f"recording: {path} could not be read: it has no rows.")
    times_s, eda_us, pulse, hr_bpm, ibi_ms = np.array(rows, np.float64).T
    return WearerRecording(times_s - times_s[0], eda_us, _scale_to_share(pulse), hr_bpm, ibi_ms)


def _read_rows(path: Path) -> Iterator[tuple[float, ...]]:
    with path.open("rb") as file:
        is_zipped = file.read(2) == _GZIP
    opened = gzip.open if is_zipped else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        names = [name.strip() for name in next(reader, [])]
        pulse = next((name for name in PULSES if name in names), "")
        if TIME not in names or not {EDA, HEART, INTERVAL, pulse} & set(names):
            wanted = f"{TIME} and at least one of {EDA}, {HEART}, {INTERVAL}, {', '.join(PULSES)}"
            raise RecordingError(
                f"recording: {path} could not be read. Its first line must name the columns {wanted}, but is:"
                f" {','.join(names)[:80]!r}."
            )
        last_s = -np.inf
        for cells in reader:
            row = dict(zip(names, cells, strict=False))
            time_s = _number(row, TIME)
            if time_s > last_s:
                last_s = time_s
                yield (time_s, *(_number(row, name) for name in (EDA, pulse, HEART, INTERVAL)))


def _number(row: Mapping[str, str], name: str) -> float:
    """Value of a cell; NaN if the cell is missing or is not a finite number."""
    try:
        value = float(row[name])
    except (KeyError, ValueError):
        return nan
    return value if isfinite(value) else nan


def _scale_to_share(wave: Floats) -> Floats:
    known = wave[np.isfinite(wave)]
    if not len(known):
        return wave
    low, high = float(known.min()), float(known.max())
    top = next((top for top in TOPS if high <= top), None)
    if low >= 0 and top is not None:
        return wave / top
    return (wave - low) / max(high - low, 1e-9)
