"""Writes a recording: a CSV file for `vitrina replay --body`, and a JSON file beside it that describes the recording.

The JSON file is written before the first row, so that an interrupted recording has this file too. At the end, it is
written again with the counts.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from math import isfinite, nan
from pathlib import Path
from typing import Any

from firmware_bridge.errors import RecordingError
from firmware_bridge.live_reader import TimedSample
from firmware_bridge.samples import Kit

FORMAT = "firmware_bridge.recording/1"

COLUMNS: Mapping[str, str] = {
    "time_s": "seconds since `started`",
    "eda_us": "skin conductance, microsiemens; 0 while the circuit of the electrodes is open",
    "pulse": "pulse wave, 0 to 1 of the converter's range",
    "hr_bpm": "heart rate, beats per minute: computed from the pulse or the intervals; from the kit "
    "itself if it has neither",
    "ibi_ms": "interval between two beats as the kit reports it, ms",
    "scr_us": "height of a skin conductance response, microsiemens, in the row where its rise was found to end",
    "contact": "1: the circuit of the electrodes is closed; 0: it is open",
    "quality": "0 to 1: reliability of the skin conductance",
}
"""Columns of the CSV file, with the descriptions for the JSON file. An empty cell is a missing value."""

_FLUSH_S = 1.0


class KitCsvRecorder:
    """Writer of one recording. Raises RecordingError if one of its files already exists or cannot be written."""

    def __init__(self, path: Path, kit: Kit, *, settings: Mapping[str, object], port: str, started: datetime) -> None:
        """Open the files. `started`: start time, with a time zone. `settings`: all settings of the kit, including
        defaults.
        """
        self.path = path
        self.rows = 0
        self._kit = kit
        self._flushed_s = 0.0
        self._json_path = path.with_suffix(".json")
        self._description: dict[str, Any] = {
            "format": FORMAT,
            "kit": kit.info.name,
            "title": kit.info.title,
            "port": port,
            "settings": dict(settings),
            "started": started.isoformat(timespec="milliseconds"),
            "time_zone": str(started.tzinfo),
            "columns": COLUMNS,
        }
        if path.exists() or self._json_path.exists():
            existing = path if path.exists() else self._json_path
            raise RecordingError(f"recording: {existing} already exists. Name another file.")
        try:
            self._file = path.open("x", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file, lineterminator="\n")
            self._writer.writerow(COLUMNS)
            self._write_description()
        except OSError as error:
            raise self._unwritable(error) from error

    def write(self, samples: Sequence[TimedSample], from_s: float) -> None:
        """Write one row per sample. `from_s`: the time `started` on the clock of the samples, in seconds."""
        try:
            for timed in samples:
                sample, vital = timed.sample, timed.vital
                scr_us = vital.response.height_us if vital.response else nan
                values = (vital.eda_us, sample.pulse, vital.hr_bpm, sample.ibi_ms, scr_us)
                cells = [_cell(value, digits) for value, digits in zip(values, (4, 4, 1, 1, 3), strict=True)]
                contact = "" if vital.contact is None else int(vital.contact)
                self._writer.writerow([f"{timed.at_s - from_s:.4f}", *cells, contact, _cell(vital.quality, 2)])
            self.rows += len(samples)
            if samples and samples[-1].at_s >= self._flushed_s + _FLUSH_S:
                self._flushed_s = samples[-1].at_s
                self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from error

    def close(self, ended: datetime) -> None:
        """Close the CSV file, and write the end time and the counts into the JSON file."""
        self._description |= {
            "ended": ended.isoformat(timespec="milliseconds"),
            "rows": self.rows,
            "counts": asdict(self._kit.counters),
        }
        try:
            self._file.close()
            self._write_description()
        except OSError as error:
            raise self._unwritable(error) from error

    def _write_description(self) -> None:
        """Write the JSON file, with the sample rate and the stored calibration if the kit has reported them."""
        self._description["rate_hz"] = self._kit.info.rate_hz
        description = getattr(self._kit, "description", None)
        if description is not None:
            self._description["description"] = description._asdict()
        self._json_path.write_text(json.dumps(self._description, indent=2) + "\n", encoding="utf-8")

    def _unwritable(self, error: OSError) -> RecordingError:
        return RecordingError(
            f"recording: {self.path} cannot be written: {error.strerror}. Check its folder and the free disk space."
        )


def _cell(value: float, digits: int) -> str:
    return f"{value:.{digits}f}" if isfinite(value) else ""
