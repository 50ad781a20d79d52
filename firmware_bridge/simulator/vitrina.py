"""Simulated Vitrina kit. It sends from its start, answers every command with its description, and stores its
calibration.
"""

from math import isnan

from firmware_bridge.simulator.device import WearerReading

_TOP = 1023


class Device:
    def __init__(
        self,
        rate: float = 50.0,
        kit: int | None = None,
        reference_ohm: int | None = None,
        offset: int | None = None,
        start_ms: int = 0,
    ) -> None:
        """All arguments except the last are ignored, because they come from the reader's commands."""
        del rate, kit, reference_ohm, offset
        self._calibration = (0, 1_000_000, 0)
        self._rest = b""
        self.restart_device(start_ms=start_ms, reason=0x01)

    def restart_device(self, *, start_ms: int = 0, reason: int = 0x08) -> bytes:
        """Restart the kit, which keeps its calibration but not its rate. Return the description that the kit sends
        without a request.
        """
        self._ms = start_ms
        self._reason = reason
        self._period_ms = 20
        self._number = 0
        return self._description()

    @property
    def rate_hz(self) -> float:
        return 1000 / self._period_ms

    def receive(self, data: bytes) -> bytes:
        *commands, self._rest = (self._rest + data).split(b"\x00")
        return b"".join(self._answer(_unstuff(command)) for command in commands if command)

    def transmit(self, reading: WearerReading) -> bytes:
        _, reference_ohm, offset = self._calibration
        share = 1.0 if isnan(reading.eda_us) else 1 / (1 + reading.eda_us * 1e-6 * reference_ohm)
        gsr = min(round(share * 1024 * 16) + offset, 16 * _TOP)
        pulse = round(64 * _TOP * (0.5 if isnan(reading.pulse) else reading.pulse))
        sample = encode_frame(b"\x01", (self._number, 2), (self._ms, 4), (max(gsr, 0), 2), (pulse, 2))
        self._number = (self._number + 1) % 2**16
        self._ms = (self._ms + self._period_ms) % 2**32
        return sample

    def _answer(self, command: bytes) -> bytes:
        body, check = command[:-2], command[-2:]
        if not body or crc16(body).to_bytes(2, "little") != check:
            return b""
        if body[0] == 0x11 and len(body) == 3:
            self._period_ms = int.from_bytes(body[1:], "little")
        if body[0] == 0x12 and len(body) == 9:
            offset = int.from_bytes(body[7:], "little", signed=True)
            self._calibration = (int.from_bytes(body[1:3], "little"), int.from_bytes(body[3:7], "little"), offset)
        return self._description()

    def _description(self) -> bytes:
        kit, reference_ohm, offset = self._calibration
        numbers = ((kit, 2), (self._ms, 4), (self._period_ms, 2), (reference_ohm, 4), (offset % 2**16, 2))
        return encode_frame(b"\x02\x01\x01\x00", *numbers, (self._reason, 1))


def encode_frame(head: bytes, *numbers: tuple[int, int]) -> bytes:
    """Encode a frame: numbers with their sizes, low byte first, followed by the check. The frame is stuffed and placed
    between zeros.
    """
    body = head + b"".join(number.to_bytes(size, "little") for number, size in numbers)
    body += crc16(body).to_bytes(2, "little")
    stuffed = b"".join(bytes([len(run) + 1]) + run for run in body.split(b"\x00"))
    return b"\x00" + stuffed + b"\x00"


def crc16(body: bytes) -> int:
    """CRC, computed bit by bit: polynomial x^16 + x^12 + x^5 + 1, start value 0xFFFF, high bit first."""
    crc = 0xFFFF
    for byte in body:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


def _unstuff(stuffed: bytes) -> bytes:
    body = b""
    while stuffed:
        body += stuffed[1 : stuffed[0]] + b"\x00"
        stuffed = stuffed[stuffed[0] :]
    return body[:-1]
