"""Shimmer3 GSR+ with the LogAndStream firmware, over Bluetooth SPP.

The kit acknowledges every command, so it is set up step by step. Channel order and rate come from its answer to the
inquiry. Packets end in a CRC if the firmware supports it (0.13.7 and later). Without a CRC, a packet is recognized by
its leading 00 and its time, and a damaged value is not detected. An alignment then needs RUN_UNCHECKED packets in a
row. Firmware 0.15.4 and later is fully supported.
"""

import re
from binascii import crc_hqx
from dataclasses import replace
from math import nan
from typing import ClassVar, NamedTuple

from firmware_bridge.frames import FrameDecoder
from firmware_bridge.samples import SILENCE_S, Counters, KitInfo, Sample

INFO = KitInfo("shimmer3", "Shimmer3 GSR+", baud=115200, rate_hz=51.2, has_eda=True, has_pulse=True)

CLOCK_HZ = 32768
DATA = 0x00
INQUIRY, VERSION = 0x01, 0x2E
SET_RATE, SET_SENSORS, SET_RANGE, SET_POWER, SET_CRC, START, STOP = 0x05, 0x08, 0x21, 0x5E, 0x8B, 0x07, 0x20
GSR, PPG = 0x1C, 0x12  # channel ids
AUTO_RANGE = 4
RESISTORS_KOHM = (40.2, 287.0, 1000.0, 3300.0)
RUN_CHECKED, RUN_UNCHECKED = 2, 4

_TOP = 4095
_OPEN_COUNT = 683  # 0.5 V: no current flows
_WRAP = 1 << 24
_MAX_GAP = 512  # packets; after a longer gap the alignment is searched anew
_JITTER = 2  # ticks
_WITH_CRC = (0, 13, 7)
_TRIES = 3
_ROUNDS = round(1.0 / SILENCE_S)  # silences until a command is repeated
_PATIENCE = round(3.0 / SILENCE_S)  # silences of a streaming kit until it is set up anew
_STOP_AGAIN_BYTES = 4096
_LONGEST_ANSWER = 256


def crc16(data: bytes) -> int:
    """CRC of the maker's firmware: CCITT polynomial, start value 0xB0CA. Data of odd length are padded with 00.

    ShimmerBluetooth.cs computes the same CRC without a table.
    """
    return crc_hqx(data + bytes(len(data) % 2), 0xB0CA)


def conductance_us(word: int) -> float:
    """Skin conductance: R = Rf / (V / 0.5 - 1) with V = adc * 3 / 4095. Rf depends on the range in the upper two
    bits.

    The formula is from the maker's SensorGSR.java and ShimmerBluetooth.cs. The result is 0 if no current flows. The
    maker's own software then shows 0.213 uS, like dry skin.
    """
    volts = (word & 0xFFF) * 3.0 / _TOP
    return max(0.0, (volts / 0.5 - 1) / RESISTORS_KOHM[word >> 14] * 1000)


class _KitSetupStep(NamedTuple):
    command: bytes
    answer: re.Pattern[bytes]  # the answer that ends the step; _SILENCE: a silence ends it
    is_needed: bool = True


_ACKED = re.compile(b"\xff", re.DOTALL)
# The CRC may still be on from an earlier session: then two bytes follow the acknowledgement.
_VERSION = re.compile(rb"\xff(?:..)?\x2f..(..)(.)(.)", re.DOTALL)  # major, minor, internal
_INQUIRY = re.compile(rb"\xff(?:..)?\x02(?P<rate>..)(?P<config>....)(?P<count>[\x01\x02]).(?P<ids>.+)", re.DOTALL)
_SILENCE = re.compile(rb"(?!)")


class Decoder:
    """Sets up the kit for skin conductance and pulse, and converts packets to samples on the kit's clock."""

    info: KitInfo = INFO
    settings: ClassVar = {
        "rate": "packets per second; the kit uses the nearest of 32768 / n",
        "range": "resistance range: 0 (8-63 kohm), 1 (63-220), 2 (220-680), 3 (680-4700), 4 (the kit chooses)",
        "pulse": "also read the pulse sensor",
        "crc": "use checksums, if the firmware supports them",
    }

    def __init__(self, rate: float = 51.2, range: int = AUTO_RANGE, pulse: bool = True, crc: bool = True) -> None:
        """Raises ValueError if the kit does not support a setting."""
        if not 1 <= rate <= 512:
            raise ValueError(f"rate = {rate:g} is not valid: use 1 to 512")
        if range not in (0, 1, 2, 3, AUTO_RANGE):
            raise ValueError(f"range = {range} is not valid: use 0 to 4")
        word = round(CLOCK_HZ / rate)
        self.info = replace(INFO, rate_hz=CLOCK_HZ / word, has_pulse=pulse)
        self.counters = Counters()
        self._range = range
        self._use_crc = crc
        self._steps = (
            _KitSetupStep(bytes([STOP]), _SILENCE),
            _KitSetupStep(bytes([VERSION]), _VERSION, is_needed=False),
            _KitSetupStep(bytes([SET_SENSORS, 0x04, pulse, 0x00]), _ACKED),
            _KitSetupStep(bytes([SET_RATE, *word.to_bytes(2, "little")]), _ACKED),
            _KitSetupStep(bytes([SET_RANGE, range]), _ACKED),
            _KitSetupStep(bytes([SET_POWER, pulse]), _ACKED),
            _KitSetupStep(bytes([INQUIRY]), _INQUIRY),
            _KitSetupStep(bytes([SET_CRC, 2 if crc else 0]), _SILENCE),
            _KitSetupStep(bytes([START]), _SILENCE),
        )
        self._ticks: int | None = None  # clock of the previous packet, unwrapped
        self.hello()

    def hello(self) -> bytes:
        """Return the stop command, because the kit may already be streaming. All other commands follow step by step."""
        self._frames: FrameDecoder | None = None  # while the kit streams
        self._step = 0
        self._tries = 1
        self._silences = 0
        self._answer = b""
        self._reply = b""
        self._version = (0, 0, 0)
        self._channels: list[int] = []
        self._word = 1
        self._range_before: int | None = None
        return self._steps[0].command

    def decode(self, data: bytes) -> list[Sample]:
        self.counters.bytes += len(data)
        self._silences = 0 if data else self._silences + 1
        if self._frames is None:
            self._set_up(data)
            return []
        if not data and self._silences >= _PATIENCE:
            self.counters.restarts += self._ticks is not None
            self._reply = self.hello()
            return []
        samples = [self._sample(packet) for _, packet in self._frames.feed(data)]
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        reply, self._reply = self._reply, b""
        return reply

    def goodbye(self) -> bytes:
        return bytes([STOP])

    def _set_up(self, data: bytes) -> None:
        """Handle data that arrive before the kit streams: an answer, or old data."""
        self.counters.skipped_bytes += len(data)
        self._answer += data
        step = self._steps[self._step]
        match = step.answer.search(self._answer)
        if match and self._accept_answer(match):
            self._send_next_setup_command()
        elif step.answer is _SILENCE:
            if not data:
                self._send_next_setup_command()
            elif len(self._answer) > _STOP_AGAIN_BYTES:  # the kit did not receive the stop command
                self._reply, self._answer = step.command, b""
        elif self._silences >= _ROUNDS:
            self._repeat_setup_command(step)
        elif len(self._answer) > _LONGEST_ANSWER:
            self._answer = b""

    def _accept_answer(self, match: re.Match[bytes]) -> bool:
        """Use the content of an answer. Return False if the answer is incomplete, or if it has other channels than
        requested.
        """
        if match.re is _VERSION:
            self._version = (int.from_bytes(match[1], "little"), match[2][0], match[3][0])
        if match.re is _INQUIRY:
            ids = list(match["ids"][: match["count"][0]])
            word = int.from_bytes(match["rate"], "little")
            if len(ids) < match["count"][0] or not word or sorted(set(ids) - {PPG}) != [GSR]:
                return False
            self._channels, self._word = ids, word
            self.info = replace(self.info, rate_hz=CLOCK_HZ / word, has_pulse=PPG in ids)
        return True

    def _repeat_setup_command(self, step: _KitSetupStep) -> None:
        self._silences, self._answer = 0, b""
        self._tries += 1
        if self._tries <= _TRIES:
            self._reply = step.command
        elif step.is_needed:
            self.counters.faults += 1
            self._reply = self.hello()
        else:
            self._send_next_setup_command()

    def _send_next_setup_command(self) -> None:
        self._step += 1
        has_crc = self._version >= _WITH_CRC
        if self._steps[self._step].command[0] == SET_CRC and not has_crc:
            self._step += 1
        self._tries, self._silences, self._answer = 1, 0, b""
        self._reply = self._steps[self._step].command
        if self._step == len(self._steps) - 1:
            is_checked = has_crc and self._use_crc
            self._frames = FrameDecoder(
                self.counters,
                size=4 + 2 * len(self._channels) + 2 * is_checked,
                run=RUN_CHECKED if is_checked else RUN_UNCHECKED,
                is_intact=_is_checked if is_checked else self._is_likely,
                follows=self._follows,
                is_weak=not is_checked,
            )

    def _is_likely(self, packet: bytes) -> bool:
        """Plausibility check for packets without a CRC: the first byte, and the pulse value, which has 12 bits."""
        if packet[0] != DATA:
            return False
        return PPG not in self._channels or self._value(packet, PPG) <= _TOP

    def _follows(self, before: bytes, after: bytes) -> bool:
        ticks = int.from_bytes(after[1:4], "little") - int.from_bytes(before[1:4], "little") & _WRAP - 1
        steps = round(ticks / self._word)
        return 1 <= steps <= _MAX_GAP and abs(ticks - steps * self._word) <= _JITTER

    def _value(self, packet: bytes, channel: int) -> int:
        at = 4 + 2 * self._channels.index(channel)
        return int.from_bytes(packet[at : at + 2], "little")

    def _sample(self, packet: bytes) -> Sample:
        now = int.from_bytes(packet[1:4], "little")
        if self._ticks is None:
            self._ticks = now
        else:
            passed = now - self._ticks & _WRAP - 1
            self.counters.lost += max(0, round(passed / self._word) - 1)
            self._ticks += passed
        word = self._value(packet, GSR)
        eda_us, is_open = self._read_conductance(word)
        pulse = self._value(packet, PPG) / _TOP if PPG in self._channels else nan
        return Sample(self._ticks / CLOCK_HZ, eda_us=eda_us, pulse=pulse, open_circuit=is_open)

    def _read_conductance(self, word: int) -> tuple[float, bool]:
        """Conductance, and whether the circuit is open. The conductance is NaN while the kit is switching its range."""
        in_range, count = word >> 14, word & 0xFFF
        is_switching = self._range_before not in (None, in_range)
        self._range_before = in_range
        flows = count > _OPEN_COUNT
        is_last = in_range == 3 or self._range != AUTO_RANGE  # no higher resistance is left to try
        if is_switching or not (flows or is_last):
            return nan, False
        return (conductance_us(word), False) if flows else (0.0, True)


def _is_checked(packet: bytes) -> bool:
    return packet[0] == DATA and crc16(packet[:-2]) == int.from_bytes(packet[-2:], "little")
