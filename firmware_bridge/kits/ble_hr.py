"""Heart-rate strap (Bluetooth LE, service 0x180D) behind a dongle that prints its notifications, 115200 baud.

Each line is one notification of characteristic 0x2A37 in hex: `10 48 40 03`. Blanks, dashes or colons between the bytes
are optional. The line may start with a word that ends in `:` and a blank, or in `=` (`HRM: 10484003`,
`value=10-48-40-03`). It may end in `*` and two hex digits, the XOR of the bytes as in NMEA, which is checked. The
setting `check` rejects lines without this XOR.
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


def interval_ms(ticks: int) -> float:
    """Convert an interval from units of 1/1024 s to milliseconds (Bluetooth SIG, characteristic 0x2A37)."""
    return ticks * 1000 / 1024


class Decoder:
    """Converts notifications to heart rate and intervals. Each interval becomes a sample, oldest first."""

    info: KitInfo = INFO
    settings: ClassVar = {
        "contact": "use the strap's own contact flag (Polar straps report lost contact at the wrong times)",
        "check": "reject lines without a checksum",
    }

    def __init__(self, contact: bool = False, check: bool = False) -> None:
        self._uses_contact = contact
        self._needs_check = check
        self.counters = Counters()
        self._lines = LineDecoder(self.counters)

    def hello(self) -> bytes:
        self._lines.forget()
        return b""

    def decode(self, data: bytes) -> list[Sample]:
        samples = []
        for line in self._lines.feed(data):
            decoded = self._read_notification(line)
            if decoded:
                samples += decoded
            else:
                self._lines.refuse(line)
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        return b""

    def goodbye(self) -> bytes:
        return b""

    def _read_notification(self, line: str) -> list[Sample]:
        """The samples of a line; empty if the line is not a valid notification."""
        match = _LINE.fullmatch(line)
        if match is None:
            return []
        value = bytes.fromhex(re.sub("[ :-]", "", match["bytes"]))
        if match["xor"] is None:
            return [] if self._needs_check else self._notification_samples(value)
        return self._notification_samples(value) if int(match["xor"], 16) == reduce(xor, value) else []

    def _notification_samples(self, value: bytes) -> list[Sample]:
        flags = value[0]
        at = 3 if flags & _WIDE else 2
        hr_bpm = int.from_bytes(value[1:at], "little")
        at += 2 if flags & _ENERGY else 0
        rest = len(value) - at
        if flags & _RESERVED or rest < 0 or rest % 2 or (rest and not flags & _INTERVALS) or hr_bpm > _MAX_BPM:
            return []
        ticks = [int.from_bytes(value[start : start + 2], "little") for start in range(at, len(value), 2)]
        if self._uses_contact and flags & _CONTACT_KNOWN and not flags & _CONTACT:
            self.counters.faults += 1
            return [Sample(None, open_circuit=True)]
        intervals_ms = [interval_ms(interval) for interval in ticks if interval] or [nan]
        return [
            Sample(None, hr_bpm=hr_bpm or nan, ibi_ms=intervals_ms[0]),
            *(Sample(None, ibi_ms=interval) for interval in intervals_ms[1:]),
        ]
