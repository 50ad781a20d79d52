"""A heart-rate strap (Bluetooth LE, service 0x180D) behind a dongle that prints its notifications, 115200 baud.

One notification of characteristic 0x2A37 a line, in hex: `10 48 40 03`, with or without blanks, dashes or colons
between the bytes, and with or without a word before it that ends in `:` and a blank or in `=` (`HRM: 10484003`,
`value=10-48-40-03`). `*` and two hex digits at the end are the XOR of the bytes, as NMEA has it, and are checked;
the setting `check` refuses lines without.
"""

import re
from functools import reduce
from math import nan
from operator import xor
from typing import ClassVar

from firmware_bridge.lines import LineDecoder
from firmware_bridge.samples import Counters, KitInfo, Sample

INFO = KitInfo("ble_hr", "Heart-rate strap", baud=115200, rate_hz=None, has_eda=False, has_pulse=False)

_LINE = re.compile(
    r"(?:[A-Za-z][\w .]*(?:: +|= *))?(?:0x)?"
    r"(?P<bytes>[0-9A-Fa-f]{2}(?:[ :-]?[0-9A-Fa-f]{2}){1,40}) ?(?:\*(?P<xor>[0-9A-Fa-f]{2}))?"
)
_WIDE, _CONTACT, _CONTACT_KNOWN, _ENERGY, _INTERVALS, _RESERVED = 0x01, 0x02, 0x04, 0x08, 0x10, 0xE0
_MAX_BPM = 300


def milliseconds(ticks: int) -> float:
    """Intervals are in 1/1024 s (Bluetooth SIG, characteristic 0x2A37)."""
    return ticks * 1000 / 1024


class Decoder:
    """Notifications to heart rate and intervals. One with several intervals gives a sample for each, oldest first."""

    info: KitInfo = INFO
    settings: ClassVar = {
        "contact": "believe the strap when it says that it is not worn (Polar straps say so at the wrong times)",
        "check": "refuse lines without a checksum",
    }

    def __init__(self, contact: bool = False, check: bool = False) -> None:
        self._believes_contact = contact
        self._wants_check = check
        self.counters = Counters()
        self._lines = LineDecoder(self.counters)

    def hello(self) -> bytes:
        self._lines.forget()
        return b""

    def decode(self, data: bytes) -> list[Sample]:
        samples = []
        for line in self._lines.feed(data):
            found = self._notification(line)
            if found:
                samples += found
            else:
                self._lines.refuse(line)
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        return b""

    def goodbye(self) -> bytes:
        return b""

    def _notification(self, line: str) -> list[Sample]:
        """Its samples; none where the line is no notification, or a broken one."""
        match = _LINE.fullmatch(line)
        if match is None:
            return []
        value = bytes.fromhex(re.sub("[ :-]", "", match["bytes"]))
        if match["xor"] is None:
            return [] if self._wants_check else self._samples(value)
        return self._samples(value) if int(match["xor"], 16) == reduce(xor, value) else []

    def _samples(self, value: bytes) -> list[Sample]:
        flags = value[0]
        at = 3 if flags & _WIDE else 2
        hr_bpm = int.from_bytes(value[1:at], "little")
        at += 2 if flags & _ENERGY else 0
        rest = len(value) - at
        if flags & _RESERVED or rest < 0 or rest % 2 or (rest and not flags & _INTERVALS) or hr_bpm > _MAX_BPM:
            return []
        ticks = [int.from_bytes(value[start : start + 2], "little") for start in range(at, len(value), 2)]
        if self._believes_contact and flags & _CONTACT_KNOWN and not flags & _CONTACT:
            self.counters.faults += 1
            return [Sample(None, open_circuit=True)]
        intervals_ms = [milliseconds(interval) for interval in ticks if interval] or [nan]
        return [
            Sample(None, hr_bpm=hr_bpm or nan, ibi_ms=intervals_ms[0]),
            *(Sample(None, ibi_ms=interval) for interval in intervals_ms[1:]),
        ]
