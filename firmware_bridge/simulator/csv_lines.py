"""Simulated sketch that prints numbers under a header, and repeats the header every ten seconds."""

from functools import reduce
from math import isnan, nan
from operator import xor

from firmware_bridge.simulator.device import WearerReading

_HEADER = "seq,time_ms,eda_us,pulse_10bit,contact,xor"
_HEADER_EVERY = 500  # lines


class Device:
    rate_hz = 50.0

    def __init__(self, header: str = "") -> None:
        """`header`: columns to print. With this setting, no header line is printed."""
        self._prints_header = not header
        self._names = (header or _HEADER).split(",")
        self._seq = 0

    def receive(self, data: bytes) -> bytes:
        del data  # the sketch does not listen
        return b""

    def transmit(self, reading: WearerReading) -> bytes:
        has_contact = not isnan(reading.eda_us)
        values = {
            "seq": f"{self._seq}",
            "time_s": f"{reading.at_s:.3f}",
            "time_ms": f"{reading.at_s * 1000:.0f}",
            "eda_us": f"{reading.eda_us:.3f}" if has_contact else "0",
            "eda_kohm": f"{1000 / reading.eda_us:.3f}" if has_contact and reading.eda_us > 0 else "",
            "pulse": _number(reading.pulse, 4),
            "pulse_10bit": _number(reading.pulse * 1023, 0),
            "hr_bpm": _number(reading.hr_bpm, 0),
            "ibi_ms": _number(reading.ibi_ms[-1] if reading.ibi_ms else nan, 0),
            "contact": f"{has_contact:d}",
        }
        has_check = self._names[-1] == "xor"
        line = ",".join(values.get(name, "") for name in self._names[: len(self._names) - has_check])
        if has_check:
            line += f",{reduce(xor, line.encode()):02X}"
        is_due = self._prints_header and self._seq % _HEADER_EVERY == 0
        # An empty line first: a reader that opens the port in the middle of a line drops that line, not the header.
        header = "\r\n" + ",".join(self._names) + "\r\n" if is_due else ""
        self._seq += 1
        return f"{header}{line}\r\n".encode()


def _number(value: float, digits: int) -> str:
    return "" if isnan(value) else f"{value:.{digits}f}"
