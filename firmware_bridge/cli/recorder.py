"""A recording on the disk: a CSV file that `vitrina replay --body` takes, and a JSON file beside it that describes it.

The JSON file is written before the first row, so that a recording which was cut off is described too, and again at
the end, with the counts.
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
    "time_s": "s since `started`",
    "eda_us": "skin conductance, microsiemens; 0 where nothing closes the circuit of the electrodes",
    "pulse": "pulse wave, 0 to 1 of the converter's range",
    "hr_bpm": "heart rate, beats per minute: ours from the pulse or the intervals; of a kit that has neither, its own",
    "ibi_ms": "interval between two beats as the kit says it, ms",
    "scr_us": "height of a skin conductance response, microsiemens, in the row in which its rise was seen to end",
    "contact": "1: something closes the circuit of the electrodes; 0: nothing does",
    "quality": "0 to 1: how far the skin conductance can be trusted",
}
"""An empty cell is a value that was not there."""

_FLUSH_S = 1.0


class CsvRecorder:
    """One recording. RecordingError: the file is there already, or cannot be written."""

    def __init__(self, path: Path, kit: Kit, *, settings: Mapping[str, object], port: str, started: datetime) -> None:
        """`started`: with its time zone; `settings`: those of the kit, given or not."""
        self.path = path
        self.rows = 0
        self._kit = kit
        self._flushed_s = 0.0
        self._beside = path.with_suffix(".json")
        self._said: dict[str, Any] = {
            "format": FORMAT,
            "kit": kit.info.name,
            "title": kit.info.title,
            "port": port,
            "settings": dict(settings),
            "started": started.isoformat(timespec="milliseconds"),
            "time_zone": str(started.tzinfo),
            "columns": COLUMNS,
        }
        if path.exists() or self._beside.exists():
            there = path if path.exists() else self._beside
            raise RecordingError(f"recording: {there} is there already. Name another file.")
        try:
            self._file = path.open("x", encoding="utf-8", newline="")
            self._rows = csv.writer(self._file, lineterminator="\n")
            self._rows.writerow(COLUMNS)
            self._describe()
        except OSError as error:
            raise self._unwritable(error) from error

    def write(self, known: Sequence[TimedSample], from_s: float) -> None:
        """Write them down; `from_s`: `started` on their clock."""
        try:
            for one in known:
                sample, vital = one.sample, one.vital
                scr_us = vital.response.height_us if vital.response else nan
                values = (vital.eda_us, sample.pulse, vital.hr_bpm, sample.ibi_ms, scr_us)
                cells = [_cell(value, digits) for value, digits in zip(values, (4, 4, 1, 1, 3), strict=True)]
                contact = "" if vital.contact is None else int(vital.contact)
                self._rows.writerow([f"{one.at_s - from_s:.4f}", *cells, contact, _cell(vital.quality, 2)])
            self.rows += len(known)
            if known and known[-1].at_s >= self._flushed_s + _FLUSH_S:
                self._flushed_s = known[-1].at_s
                self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from error

    def close(self, ended: datetime) -> None:
        """The counts beside it, and all on the disk."""
        self._said |= {
            "ended": ended.isoformat(timespec="milliseconds"),
            "rows": self.rows,
            "counts": asdict(self._kit.counters),
        }
        try:
            self._file.close()
            self._describe()
        except OSError as error:
            raise self._unwritable(error) from error

    def _describe(self) -> None:
        """What the kit has said of itself belongs to it: its rate, and the calibration that it keeps."""
        self._said["rate_hz"] = self._kit.info.rate_hz
        description = getattr(self._kit, "description", None)
        if description is not None:
            self._said["description"] = description._asdict()
        self._beside.write_text(json.dumps(self._said, indent=2) + "\n", encoding="utf-8")

    def _unwritable(self, error: OSError) -> RecordingError:
        return RecordingError(f"recording: {self.path} cannot be written: {error.strerror}.")


def _cell(value: float, digits: int) -> str:
    return f"{value:.{digits}f}" if isfinite(value) else ""
