"""Simulated heart-rate strap behind a dongle: one notification per second, printed in hex."""

from functools import reduce
from math import isnan
from operator import xor

from firmware_bridge.simulator.device import WearerReading


class Device:
    rate_hz = 1.0

    def __init__(self, contact: bool = False, check: bool = False) -> None:
        """`contact`: the strap sends its contact flag. `check`: the dongle adds a checksum."""
        self._sends_contact = contact
        self._sends_check = check

    def receive(self, data: bytes) -> bytes:
        del data  # the dongle does not listen
        return b""

    def transmit(self, reading: WearerReading) -> bytes:
        has_contact = not isnan(reading.hr_bpm)
        flags = 0x10 * bool(reading.ibi_ms) | (0x04 | 0x02 * has_contact) * self._sends_contact
        value = bytes([flags, min(round(reading.hr_bpm), 255) if has_contact else 0])
        value += b"".join(min(round(ms * 1.024), 65535).to_bytes(2, "little") for ms in reading.ibi_ms)
        check = f"*{reduce(xor, value):02X}" if self._sends_check else ""
        return f"{value.hex(' ').upper()}{check}\r\n".encode()
