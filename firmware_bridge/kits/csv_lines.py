"""Any sketch that prints numbers, 115200 baud: a header line with column names and units, then one line per sample.

Example: `time_ms,eda_us,pulse_10bit` and then `1200,4.05,518`. Commas, semicolons or tabs separate the fields. An empty
field is a missing value. Columns with other names are ignored. The last column can be `xor`, with two hex digits: the
XOR of all characters before its separator. The XOR does not change if two equal neighbouring characters are lost.
Without this column, a line has no check.
"""

import re
from collections.abc import Mapping
from functools import reduce
from math import inf, isfinite, nan
from operator import xor
from typing import ClassVar, NamedTuple

from firmware_bridge.lines import LineDecoder
from firmware_bridge.samples import Counters, KitInfo, Sample

INFO = KitInfo("csv_lines", "CSV lines", baud=115200, rate_hz=None, has_eda=True, has_pulse=True)


class _CsvColumn(NamedTuple):
    field: str  # of Sample
    scale: float
    is_inverse: bool = False  # a resistance


COLUMNS: Mapping[str, _CsvColumn] = {
    "time_s": _CsvColumn("device_s", 1.0),
    "time_ms": _CsvColumn("device_s", 1e-3),
    "time_us": _CsvColumn("device_s", 1e-6),
    "eda_us": _CsvColumn("eda_us", 1.0),  # microsiemens
    "gsr_us": _CsvColumn("eda_us", 1.0),
    "eda_ns": _CsvColumn("eda_us", 1e-3),
    "eda_kohm": _CsvColumn("eda_us", 1e3, is_inverse=True),
    "eda_ohm": _CsvColumn("eda_us", 1e6, is_inverse=True),
    "pulse": _CsvColumn("pulse", 1.0),
    "pulse_8bit": _CsvColumn("pulse", 1 / 255),
    "pulse_10bit": _CsvColumn("pulse", 1 / 1023),
    "pulse_12bit": _CsvColumn("pulse", 1 / 4095),
    "pulse_16bit": _CsvColumn("pulse", 1 / 65535),
    "hr_bpm": _CsvColumn("hr_bpm", 1.0),
    "ibi_ms": _CsvColumn("ibi_ms", 1.0),
    "rr_ms": _CsvColumn("ibi_ms", 1.0),
}
"""Columns that a header may name, in addition to `seq` (a counter with any start), `contact` (0 or 1) and `xor`."""

_HEADER = re.compile(r"[A-Za-z_]\w*(?:([,;\t])[A-Za-z_]\w*(?:\1[A-Za-z_]\w*)*)?")
_MOST = {"device_s": inf, "eda_us": 1000.0, "pulse": 1.0, "hr_bpm": 300.0, "ibi_ms": 10_000.0}
_MAX_LOST = 1000  # a larger gap is a damaged number


class Decoder:
    """Converts the lines under a header to samples. Unless `header` is set, lines before the first header are bad."""

    info: KitInfo = INFO
    settings: ClassVar = {"header": "the names of the columns, for a sketch that prints none"}

    def __init__(self, header: str = "") -> None:
        """Raises ValueError if the header contains no known column."""
        self.counters = Counters()
        self._lines = LineDecoder(self.counters)
        self._names: list[str] = []
        self._separator = ","
        if header and not self._parse_header(header):
            raise ValueError(
                f"header = {header!r} is not valid: use names separated by commas, at least one of {', '.join(COLUMNS)}"
            )
        self.hello()

    def hello(self) -> bytes:
        self._lines.forget()
        self._seq: int | None = None
        self._device_s = -inf
        return b""

    def decode(self, data: bytes) -> list[Sample]:
        samples = []
        for line in self._lines.feed(data):
            sample = self._sample(line)
            if sample is not None:
                samples.append(sample)
            elif not self._parse_header(line):
                self._lines.refuse(line)
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        return b""

    def goodbye(self) -> bytes:
        return b""

    def _parse_header(self, line: str) -> bool:
        match = _HEADER.fullmatch(line.strip())
        if match is None:
            return False
        separator = match[1] or ","
        names = line.strip().lower().split(separator)
        if not any(name in COLUMNS and not name.startswith("time") for name in names) or len(set(names)) < len(names):
            return False
        self._separator, self._names = separator, names
        return True

    def _sample(self, line: str) -> Sample | None:
        """Parse the sample in a line. None if the line is not a row of numbers, its check fails, or a number is not
        valid.
        """
        fields = line.split(self._separator)
        if not self._names or len(fields) != len(self._names):
            return None
        try:
            values = {
                name: self._parse_number(name, field, line) for name, field in zip(self._names, fields, strict=True)
            }
        except ValueError:
            return None
        fields_by_name = {"device_s": nan, "eda_us": nan, "pulse": nan, "hr_bpm": nan, "ibi_ms": nan}
        for name, value in values.items():
            if name in COLUMNS:
                fields_by_name[COLUMNS[name].field] = value
        self._count(values.get("seq", nan), fields_by_name["device_s"])
        device_s = fields_by_name.pop("device_s")
        is_open = values.get("contact") == 0
        return Sample(None if device_s != device_s else device_s, **fields_by_name, open_circuit=is_open)

    def _parse_number(self, name: str, text: str, line: str) -> float:
        """Value of a field in the unit of Sample; NaN for an empty or ignored field. Raises ValueError if the field is
        not valid.
        """
        text = text.strip()
        if name == "xor":
            checked, _, _ = line.rpartition(self._separator)
            if not re.fullmatch("[0-9A-Fa-f]{2}", text) or int(text, 16) != reduce(xor, checked.encode(), 0):
                raise ValueError
            return nan
        if name not in COLUMNS and name not in ("seq", "contact"):
            return nan
        if not text:
            return nan
        value = float(text)
        if not isfinite(value) or "_" in text or value < 0:
            raise ValueError
        if name not in COLUMNS:
            return value
        column = COLUMNS[name]
        if column.is_inverse:
            value = column.scale / value if value else inf
        else:
            value *= column.scale
        if value > _MOST[column.field]:
            raise ValueError
        return value

    def _count(self, seq: float, device_s: float) -> None:
        if device_s < self._device_s:
            self.counters.restarts += 1
            self._seq = None
        if device_s == device_s:
            self._device_s = device_s
        if seq == seq:
            if self._seq is not None and 0 < seq - self._seq - 1 <= _MAX_LOST:
                self.counters.lost += int(seq) - self._seq - 1
            self._seq = int(seq)
