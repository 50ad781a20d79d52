"""Simulated Shimmer3 GSR+ with LogAndStream: acknowledges commands, answers inquiries, streams packets."""

from math import isnan

from firmware_bridge.simulator.device import WearerReading

_LENGTHS = {0x01: 1, 0x2E: 1, 0x07: 1, 0x20: 1, 0x05: 3, 0x08: 4, 0x21: 2, 0x5E: 2, 0x8B: 2, 0xA3: 2, 0x72: 1}
_RESISTORS_KOHM = (40.2, 287.0, 1000.0, 3300.0)
_RANGES_KOHM = (63.0, 220.0, 680.0)  # upper ends of all but the last
_OPEN_COUNT = 683
_CRC_SINCE = (0, 13, 7)


class Device:
    def __init__(
        self,
        rate: float = 51.2,
        range: int = 4,
        pulse: bool = True,
        crc: bool = True,
        firmware: tuple[int, int, int] = (0, 15, 4),
        start_ticks: int = 0,
    ) -> None:
        """All arguments except the last two are ignored, because they come from the reader's commands."""
        del rate, range, pulse, crc
        self._firmware = firmware
        self._ticks = start_ticks
        self._word = 640
        self._range = 4
        self._channels = [0x1C]
        self._crc_bytes = 0
        self._is_streaming = False
        self._received = b""

    @property
    def rate_hz(self) -> float:
        return 32768 / self._word

    def receive(self, data: bytes) -> bytes:
        self._received += data
        answer = b""
        while self._received:
            length = _LENGTHS.get(self._received[0], 1)
            if len(self._received) < length:
                break
            command, self._received = self._received[:length], self._received[length:]
            answer += self._answer(command)
        return answer

    def transmit(self, reading: WearerReading) -> bytes:
        if not self._is_streaming:
            return b""
        pulse = 0.5 if isnan(reading.pulse) else reading.pulse
        values = {0x1C: self._gsr(reading.eda_us), 0x12: round(pulse * 4095)}
        packet = b"\x00" + self._ticks.to_bytes(3, "little")
        packet += b"".join(values[channel].to_bytes(2, "little") for channel in self._channels)
        self._ticks = (self._ticks + self._word) % 2**24
        return self._with_crc(packet)

    def dock_status_message(self) -> bytes:
        """Return the message that the kit sends without a request when it is put into its dock or taken out."""
        return self._with_crc(b"\xff\x8a\x71\x11")

    def _answer(self, command: bytes) -> bytes:
        if command[0] not in _LENGTHS or (command[0] == 0x8B and self._firmware < _CRC_SINCE):
            return b""
        answer = b"\xff"
        match command[0]:
            case 0x01:
                config = 0x0001FF01 | self._range << 25
                answer += b"\x02" + self._word.to_bytes(2, "little") + config.to_bytes(4, "little")
                answer += bytes([len(self._channels), 1, *self._channels])
            case 0x2E:
                major, minor, internal = self._firmware
                answer += b"\x2f\x03\x00" + major.to_bytes(2, "little") + bytes([minor, internal])
            case 0x72:
                answer += b"\x8a\x71\x01"
            case 0x05:
                self._word = int.from_bytes(command[1:], "little")
            case 0x08:
                self._channels = [0x12] * (command[2] & 1) + [0x1C] * (command[1] >> 2 & 1)
            case 0x21:
                self._range = command[1]
            case 0x8B:
                self._crc_bytes = command[1]
            case 0x07 | 0x20:
                self._is_streaming = command[0] == 0x07
        return self._with_crc(answer)

    def _gsr(self, eda_us: float) -> int:
        if isnan(eda_us) or eda_us <= 0:
            return (3 if self._range == 4 else self._range) << 14 | _OPEN_COUNT
        kohm = 1000 / eda_us
        in_range = sum(kohm > end for end in _RANGES_KOHM) if self._range == 4 else self._range
        count = round((_RESISTORS_KOHM[in_range] / kohm + 1) * 0.5 * 4095 / 3)
        return in_range << 14 | min(max(count, 0), 4095)

    def _with_crc(self, answer: bytes) -> bytes:
        return answer + crc16(answer).to_bytes(2, "little")[: self._crc_bytes]


def crc16(data: bytes) -> int:
    """CRC as the maker describes it: the bytes are swapped, and then the register is XORed three times with shifted
    copies of itself.
    """
    crc = 0xB0CA
    for byte in data if len(data) % 2 == 0 else data + b"\x00":
        high, low = divmod(crc, 256)
        crc = (low * 256 + high) ^ byte
        crc ^= crc % 256 // 16
        crc ^= crc * 4096 % 65536
        crc ^= crc % 256 * 32
    return crc
