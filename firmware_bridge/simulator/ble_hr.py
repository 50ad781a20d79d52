"""A strap behind a dongle: a notification a second, printed in hex."""

from functools import reduce
from math import isnan
from operator import xor

from firmware_bridge.simulator.device import WearerReading


class Device:
    rate_hz = 1.0

    def __init__(self, contact: bool = False, check: bool = False) -> None:
        """With `contact` the strap says whether it is worn, with `check` the dongle adds its checksum."""
        self._says_contact = contact
        self._checks = check

    def receive(self, data: bytes) -> bytes:
        del data  # the dongle does not listen
        return b""

    def transmit(self, reading: WearerReading) -> bytes:
        is_worn = not isnan(reading.hr_bpm)
        flags = 0x10 * bool(reading.ibi_ms) | (0x04 | 0x02 * is_worn) * self._says_contact
        value = bytes([flags, min(round(reading.hr_bpm), 255) if is_worn else 0])
        value += b"".join(min(round(ms * 1.024), 65535).to_bytes(2, "little") for ms in reading.ibi_ms)
        check = f"*{reduce(xor, value):02X}" if self._checks else ""
        return f"{value.hex(' ').upper()}{check}\r\n".encode()
