"""Recording of one sensor kit: a CSV file, plain or gzipped, read as samples of one wearer."""

import csv
import gzip
import zlib
from collections.abc import Generator, Iterator, Mapping
from math import isfinite, nan
from pathlib import Path
from typing import TextIO

import numpy as np

from edge.signals import KitSamples
from edge.sources.kits.chunks import Row, kit_samples
from edge.sources.recordings import RecordingError, file_failure_text
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import VitalSignsEstimator

TIME, EDA, HEART, INTERVAL = "time_s", "eda_us", "hr_bpm", "ibi_ms"
PULSES = ("pulse", "ppg")
BLOCK_S = 1.0
LONGEST_S = 7 * 86_400.0  # a time further from the first one is invalid

_LARGEST = float(np.finfo(np.float32).max)
_GZIP = b"\x1f\x8b"
_WANTED = f"{TIME} and at least one of {EDA}, {HEART}, {INTERVAL}, {', '.join(PULSES)}"


class KitRecording:
    """Recording of one kit. Its first row was captured at `start_s` (seconds since 1970 UTC).

    Columns are found by name and may be in any order; unknown columns are ignored. Required are `time_s` and at least
    one of `eda_us` (microsiemens), `hr_bpm`, `ibi_ms` and the pulse wave (`pulse` or `ppg`, on any scale). An empty
    cell, or a cell that is not a number, is a missing value. Heart rate and quality are computed as for a live kit.
    """

    def __init__(self, path: Path, start_s: float, *, wearer: str, kit: str) -> None:
        self._path, self._start_s = path, start_s
        self._wearer, self._kit = wearer, kit
        self._end_s = 0.0
        self._vitals = VitalSignsEstimator()
        self.read = 0  # good rows
        self.dropped = 0  # rows without any value, or whose time is not after that of the previous row

    @property
    def duration_s(self) -> float:
        """Length in seconds of the part of the recording that has been read: time of the last row plus the time step
        before that row.
        """
        return self._end_s

    def read_samples(self) -> Generator[KitSamples, None, None]:
        """Samples in order, about one second at a time.

        Raises RecordingError if the file cannot be opened, lacks the columns, has no row or is truncated. In the last
        case, all existing rows are returned first.
        """
        self._end_s, self.read, self.dropped = 0.0, 0, 0
        self._vitals.reset()
        try:
            with _open(self._path) as file:
                yield from self._read_chunks(file)
        except (UnicodeDecodeError, csv.Error, OSError, EOFError, zlib.error) as error:  # a bad gzip is an OSError
            raise self._error(
                file_failure_text(self._path, f"the file is not a readable CSV file ({error}).")
            ) from error
        if not self.read:
            raise self._error(file_failure_text(self._path, "the file contains no samples."))

    def _read_chunks(self, file: TextIO) -> Generator[KitSamples, None, None]:
        waiting: list[Row] = []
        broken: Exception | None = None
        rows = self._read_rows(file)
        while True:
            try:
                row = next(rows, None)
            except (UnicodeDecodeError, csv.Error, OSError, EOFError, zlib.error, RecordingError) as error:
                broken, row = error, None
            if waiting and (row is None or row[0] >= waiting[0][0] + BLOCK_S):
                yield self._as_samples(waiting)
                waiting = []
            if row is None:
                break
            waiting.append(row)
        if self.read:
            # a row without a value ends the last row, so that the last second is complete
            yield self._as_samples([(self._end_s, Sample(None))])
        if broken:
            raise broken

    def _read_rows(self, file: TextIO) -> Iterator[Row]:
        """The valid rows. Raises RecordingError if columns are missing or the last line is incomplete."""
        reader = csv.reader(file)
        names = [name.strip() for name in next(reader, [])]
        pulse = next((name for name in PULSES if name in names), "")
        if TIME not in names or not {EDA, HEART, INTERVAL, pulse} & set(names):
            wrong = f"its first line must name the columns {_WANTED}. It is: {','.join(names)[:80]!r}."
            raise self._error(file_failure_text(self._path, wrong))
        first_s = last_s = nan
        cells: list[str] = []
        for cells in reader:
            values = dict(zip(names, cells, strict=False))
            time_s, *measured = (_number(values, name) for name in (TIME, EDA, pulse, HEART, INTERVAL))
            eda_us, wave, hr_bpm, ibi_ms = measured
            first_s = time_s if not isfinite(first_s) else first_s
            at_s = time_s - first_s
            if not at_s <= LONGEST_S or at_s <= last_s or len(cells) < len(names) or not any(map(isfinite, measured)):
                self.dropped += bool(cells)
                continue
            self._end_s = at_s + (at_s - last_s if self.read else 0.0)
            self.read, last_s = self.read + 1, at_s
            yield at_s, Sample(None, eda_us, wave, hr_bpm, ibi_ms)
        if self.read and 0 < len(cells) < len(names):
            raise self._error("the last line of the file is incomplete.")

    def _as_samples(self, rows: list[Row]) -> KitSamples:
        return kit_samples(self._vitals, rows, self._start_s, wearer=self._wearer, kit=self._kit)

    def _error(self, why: str) -> RecordingError:
        if not self.read:
            return RecordingError(f"body: {self._path} could not be read: {why}", 0)
        used = f"Its first {self._end_s:.1f} s ({self.read} rows) were read and used."
        return RecordingError(f"body: {self._path} is truncated: {why} {used}", self.read)


def _open(path: Path) -> TextIO:
    if not path.is_file():  # a named pipe would be waited for
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        is_zipped = file.read(2) == _GZIP
    if is_zipped:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _number(values: Mapping[str, str], name: str) -> float:
    """Value of a cell; NaN if it is missing, not a number, or too large for float32."""
    try:
        value = float(values[name])
    except (KeyError, ValueError):
        return nan
    return value if abs(value) < _LARGEST else nan
