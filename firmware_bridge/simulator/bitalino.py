"""Simulated BITalino. It is idle until it receives the start command, and then sends frames."""

from math import isnan

from firmware_bridge.simulator.device import WearerReading

_RATES_HZ = {0x03: 1, 0x43: 10, 0x83: 100, 0xC3: 1000}
_CRC = (0, 3, 6, 5, 12, 15, 10, 9, 11, 8, 13, 14, 7, 4, 1, 2)
_IDLE_COUNT = 512  # of an empty socket


class Device:
    def __init__(
        self,
        revision: str = "current",
        rate: int = 1000,
        eda: int = 3,
        pulse: int = 0,
        sockets: str = "",
        version: str = "v5.2",
    ) -> None:
        """`rate` and `sockets` are ignored, because they come from the reader's commands."""
        del rate, sockets
        self._revision = revision
        self._eda = eda
        self._pulse = pulse
        self._version = version
        self._sockets: list[int] = []  # sockets to send; empty while idle
        self._seq = 0
        self.rate_hz = 1000.0

    def receive(self, data: bytes) -> bytes:
        answer = b""
        for byte in data:
            if self._sockets:
                if byte in (0x00, 0xFF):
                    self._sockets = []
            elif byte == 0x07:
                answer += f"BITalino_{self._version}\n".encode()
            elif byte in _RATES_HZ:
                self.rate_hz = float(_RATES_HZ[byte])
            elif byte & 3 == 1:
                self._sockets = [socket for socket in range(1, 7) if byte >> socket + 1 & 1]
                self._seq = 0
        return answer

    def transmit(self, reading: WearerReading) -> bytes:
        if not self._sockets:
            return b""
        values = {self._eda: self._count(reading.eda_us), self._pulse: _pulse_count(reading.pulse)}
        data = encode_frame(self._seq, 0b0000, [values.get(socket, _IDLE_COUNT) for socket in self._sockets])
        self._seq = (self._seq + 1) % 16
        return data

    def _count(self, eda_us: float) -> int:
        if isnan(eda_us):
            return 0
        if self._revision == "first":
            share = 1 - 1 / max(eda_us, 1.0)
        else:
            volts = eda_us * 0.132 + (0.574 if self._revision == "early" else 0.0)
            share = volts / 3.3
        return min(max(round(share * 1024), 0), 1023)


def encode_frame(seq: int, lines: int, counts: list[int]) -> bytes:
    """Encode a frame. From the last byte to the first, its bits are: number, check, digital lines, 4 channels of 10
    bits, 2 channels of 6 bits.
    """
    bits = f"{seq:04b}0000{lines:04b}"
    bits += "".join(f"{count:010b}" for count in counts[:4]) + "".join(f"{count >> 4:06b}" for count in counts[4:])
    bits += "0" * (-len(bits) % 8)
    data = bytearray(int(bits, 2).to_bytes(len(bits) // 8, "little"))
    crc = 0
    for byte in data:  # nibble by nibble; the CRC's own nibble is 0
        crc = _CRC[_CRC[crc] ^ byte >> 4] ^ byte & 15
    data[-1] |= crc
    return bytes(data)


def _pulse_count(pulse: float) -> int:
    return _IDLE_COUNT if isnan(pulse) else min(max(round(pulse * 1023), 0), 1023)
