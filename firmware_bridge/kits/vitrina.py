"""Our own kit (firmware_bridge/firmware): skin conductance and pulse on an ATmega328P board, 38400 baud, 50 samples a
second.

Frames are stuffed with COBS between zeros and end in a CRC of 16 bits. A sample has a number and the kit's clock in
milliseconds; a description tells which kit it is, its firmware, its rate, and the calibration that it keeps. The kit
sends from the moment it has power. A description comes at its start, and in answer to every command.

The capital names are those of firmware/vitrina_kit/protocol.h, and a test compares them.
"""

from binascii import crc_hqx
from dataclasses import replace
from struct import Struct
from typing import ClassVar, NamedTuple

from firmware_bridge import cobs
from firmware_bridge.samples import SILENCE_S, Counters, KitInfo, Sample

BAUD = 38400
PROTOCOL_VERSION = 1
TYPE_SAMPLE, TYPE_DESCRIPTION = 0x01, 0x02
COMMAND_DESCRIBE, COMMAND_PERIOD, COMMAND_CALIBRATION = 0x10, 0x11, 0x12
PERIOD_UNIT_MS, PERIOD_LEAST_MS, PERIOD_MOST_MS = 4, 16, 1000
CONVERTER_STEPS = 1024
GSR_CONVERSIONS, PULSE_CONVERSIONS = 16, 64
"""A sample brings the sums of so many."""

REFERENCE_OHM, REFERENCE_LEAST_OHM, REFERENCE_MOST_OHM = 1_000_000, 100_000, 10_000_000
START_WATCHDOG = 0x08
"""Of the reasons for its last start that the kit tells."""

INFO = KitInfo("vitrina", "Vitrina kit", baud=BAUD, rate_hz=50.0, has_eda=True, has_pulse=True)

OPEN_COUNT = 1014
"""From here on nothing closes the circuit: 0.01 uS with the usual resistor, of 1024 steps of the converter."""

_SAMPLE = Struct("<BHIHH")  # type, number, ms, sums of skin conductance and pulse
_DESCRIPTION = Struct("<BBBBHIHIhB")
_PERIOD = Struct("<BH")
_CALIBRATION = Struct("<BHIh")
_LONGEST = _DESCRIPTION.size + 2 + 1
_CLOCK, _NUMBERS = 1 << 32, 1 << 16
_ASK_AGAIN_MS = 1000
_PATIENCE = round(_ASK_AGAIN_MS / 1000 / SILENCE_S)  # silences
_TRIES = 3


class KitDescription(NamedTuple):
    """What the kit says of itself."""

    protocol: int
    major: int
    minor: int
    kit: int  # its number; 0 as long as none was given
    ms: int  # its clock
    period_ms: int
    reference_ohm: int  # of the resistor beside the skin
    offset: int  # of the converter, in the unit of a sample's sum
    start: int  # why it started last: bits of the processor's MCUSR, 0 where its bootloader has cleared them


def signed(body: bytes) -> bytes:
    """With its CRC: CCITT, start 0xFFFF, low byte first."""
    return body + crc_hqx(body, 0xFFFF).to_bytes(2, "little")


def microsiemens(total: int, reference_ohm: int = REFERENCE_OHM, offset: int = 0) -> float:
    """G = (1024 - x) / (x R), x = (sum - offset) / 16: a divider of the resistor R to the supply and the skin to
    ground, read by a converter whose reference is the same supply (Ohm's law; x = 1024 V / Vref in the data sheet of
    the ATmega328P, section "ADC Conversion Result")."""
    count = max((total - offset) / GSR_CONVERSIONS, 1.0)
    return max(0.0, (CONVERTER_STEPS - count) / (count * reference_ohm) * 1e6)


class Decoder:
    """Brings the kit to the rate and the calibration that are wanted, and turns its frames into samples.

    `description` is what it said last; before it has said, its sums mean nothing and are skipped.
    """

    info: KitInfo = INFO
    settings: ClassVar = {
        "rate": "samples a second, 1 to 62.5; the kit takes the nearest of 250 / n",
        "kit": "number that the kit is to keep, 1 to 65535; not given: as it is",
        "reference_ohm": "of the resistor beside the skin, for the kit to keep; not given: as it is",
        "offset": "of its converter, in sixteenths of a count, for the kit to keep; not given: as it is",
    }

    def __init__(
        self, rate: float = 50.0, kit: int | None = None, reference_ohm: int | None = None, offset: int | None = None
    ) -> None:
        """ValueError: what the kit cannot do."""
        if not 1000 / PERIOD_MOST_MS <= rate <= 1000 / PERIOD_LEAST_MS:
            raise ValueError(f"rate = {rate:g}: 1 to 62.5")
        if kit is not None and not 1 <= kit < _NUMBERS:
            raise ValueError(f"kit = {kit}: 1 to {_NUMBERS - 1}")
        if reference_ohm is not None and not REFERENCE_LEAST_OHM <= reference_ohm <= REFERENCE_MOST_OHM:
            raise ValueError(f"reference_ohm = {reference_ohm}: {REFERENCE_LEAST_OHM} to {REFERENCE_MOST_OHM}")
        if offset is not None and not -1000 <= offset <= 1000:
            raise ValueError(f"offset = {offset}: -1000 to 1000")
        self._period_ms = PERIOD_UNIT_MS * round(1000 / PERIOD_UNIT_MS / rate)
        self.info = replace(INFO, rate_hz=1000 / self._period_ms)
        self.counters = Counters()
        self._kept = (kit, reference_ohm, offset)
        self._packets = cobs.CobsDecoder(self.counters, longest=_LONGEST)
        self.hello()

    def hello(self) -> bytes:
        """Ask what it is: it may have started long ago."""
        self._packets.forget()
        self.description: KitDescription | None = None
        self._number: int | None = None  # of the sample before
        self._ms: int | None = None  # its clock
        self._at_ms = 0  # the same, gone on counting where the clock went over its end
        self._asked_ms: int | None = None
        self._command = b""  # that brings it nearer to what is wanted
        self._told_ms = 0
        self._tries = 0
        self._silences = 0
        self._reply = b""
        return _told(bytes([COMMAND_DESCRIBE]))

    def decode(self, data: bytes) -> list[Sample]:
        self.counters.bytes += len(data)
        self._silences = 0 if data else self._silences + 1
        if self._silences >= _PATIENCE:
            self._ask()
        samples = []
        for packet in self._packets.feed(data):
            body = packet[:-2]
            is_intact = len(body) > 0 and signed(body) == packet
            if is_intact and body[0] == TYPE_SAMPLE and len(body) == _SAMPLE.size:
                samples += self._sample(*_SAMPLE.unpack(body)[1:])
            elif is_intact and (said := _description(body)):
                self._described(said)
            else:
                self._packets.refuse(packet)
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        reply, self._reply = self._reply, b""
        return reply

    def goodbye(self) -> bytes:
        return b""

    def _ask(self) -> None:
        self._silences = 0
        self._reply = _told(bytes([COMMAND_DESCRIBE]))

    def _described(self, said: KitDescription) -> None:
        if self._is_over(said.ms):
            self._restarted()
            self.counters.faults += bool(said.start & START_WATCHDOG)
        self.description = said
        self.info = replace(self.info, rate_hz=1000 / said.period_ms)
        command = self._wanted(said)
        if command != self._command:
            self._command, self._tries = command, 0
        elif _passed_ms(self._told_ms, said.ms) < _ASK_AGAIN_MS:
            return  # its answer is under way
        if command and self._tries <= _TRIES:
            self._tries += 1
            self._told_ms = self._asked_ms = said.ms
            if self._tries <= _TRIES:
                self._reply = _told(command)
            else:  # it will not have it: what it says is what holds
                self.counters.faults += 1

    def _wanted(self, said: KitDescription) -> bytes:
        """The next command; none where all is as it should be."""
        if said.period_ms != self._period_ms:
            return _PERIOD.pack(COMMAND_PERIOD, self._period_ms)
        has = (said.kit, said.reference_ohm, said.offset)
        kept = tuple(own if wanted is None else wanted for wanted, own in zip(self._kept, has, strict=True))
        return b"" if kept == has else _CALIBRATION.pack(COMMAND_CALIBRATION, *kept)

    def _is_over(self, ms: int, *, late_ms: int = 0) -> bool:
        """Whether a time lies before that of the last sample, or by more than `late_ms` before that of the last
        description: the kit started anew."""
        said_ms = None if self.description is None else self.description.ms - late_ms
        return any(last is not None and (ms - last) % _CLOCK >= _CLOCK // 2 for last in (self._ms, said_ms))

    def _restarted(self) -> None:
        self.counters.restarts += 1
        self.description = self._number = self._ms = self._asked_ms = None
        self._command = b""

    def _sample(self, number: int, ms: int, gsr: int, pulse: int) -> list[Sample]:
        # A sample is stamped in its middle and sent at its end; what the kit said at its start was lost.
        if self._is_over(ms, late_ms=PERIOD_MOST_MS):
            self._restarted()
        if self._number is not None:
            gap = (number - self._number - 1) % _NUMBERS
            self.counters.lost += gap if gap < _NUMBERS // 2 else 0
        self._at_ms = ms if self._ms is None else self._at_ms + (ms - self._ms) % _CLOCK
        self._number, self._ms = number, ms
        if self.description is None or (self._command and self._tries <= _TRIES):
            self._wait(ms)
        if self.description is None:
            self.counters.skipped_bytes += len(cobs.framed(signed(bytes(_SAMPLE.size))))
            return []
        eda_us = microsiemens(gsr, self.description.reference_ohm, self.description.offset)
        is_open = gsr - self.description.offset >= OPEN_COUNT * GSR_CONVERSIONS
        share = pulse / (PULSE_CONVERSIONS * (CONVERTER_STEPS - 1))
        return [Sample(self._at_ms / 1000, eda_us=eda_us, pulse=min(share, 1.0), open_circuit=is_open)]

    def _wait(self, ms: int) -> None:
        """It sends, and has not yet said what it is, or that it did what it was told."""
        if self._asked_ms is None or _passed_ms(self._asked_ms, ms) >= _ASK_AGAIN_MS:
            self._asked_ms = ms
            self._ask()


def _passed_ms(since_ms: int, ms: int) -> int:
    """0 where it went back, as from a description to a sample that was under way."""
    passed_ms = (ms - since_ms) % _CLOCK
    return passed_ms if passed_ms < _CLOCK // 2 else 0


def _description(body: bytes) -> KitDescription | None:
    """None: it is none, or of a firmware that we do not know."""
    if body[0] != TYPE_DESCRIPTION or len(body) != _DESCRIPTION.size:
        return None
    said = KitDescription(*_DESCRIPTION.unpack(body)[1:])
    return said if said.protocol == PROTOCOL_VERSION and said.period_ms and said.reference_ohm else None


def _told(body: bytes) -> bytes:
    return cobs.framed(signed(body))
