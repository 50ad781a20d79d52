"""Vitrina's own kit (firmware_bridge/firmware): skin conductance and pulse on an ATmega328P, 38400 baud, 50 samples/s.

Frames are stuffed with COBS between zeros, and end in a CRC of 16 bits. A sample has a number and the kit's clock in
milliseconds. A description has the kit's number, its firmware version, its rate and its stored calibration. The kit
sends as soon as it has power. It sends a description at its start, and in answer to every command.

The names in capitals are those of firmware/vitrina_kit/protocol.h; a test compares them.
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
"""Number of analogue-to-digital conversions that are added up for one sample."""

REFERENCE_OHM, REFERENCE_LEAST_OHM, REFERENCE_MOST_OHM = 1_000_000, 100_000, 10_000_000
START_WATCHDOG = 0x08
"""Bit in the kit's reason for its last start. It is set if the watchdog restarted the kit."""

INFO = KitInfo("vitrina", "Vitrina kit", baud=BAUD, rate_hz=50.0, has_eda=True, has_pulse=True)

OPEN_COUNT = 1014
"""Converter count, of 1024, at which the circuit counts as open. It means 0.01 uS with the default resistor."""

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
    """Description of the kit, as the kit sends it."""

    protocol: int
    major: int
    minor: int
    kit: int  # number of the kit; 0 until one is set
    ms: int  # clock
    period_ms: int
    reference_ohm: int  # of the resistor in series with the skin
    offset: int  # of the converter, in the unit of a sample's sum
    start: int  # reason for the last start: bits of the processor's MCUSR, 0 if the bootloader has cleared them


def append_crc(body: bytes) -> bytes:
    """Append the CRC: CCITT polynomial, start value 0xFFFF, low byte first."""
    return body + crc_hqx(body, 0xFFFF).to_bytes(2, "little")


def conductance_us(total: int, reference_ohm: int = REFERENCE_OHM, offset: int = 0) -> float:
    """Skin conductance: G = (1024 - x) / (x R), x = (sum - offset) / 16.

    The resistor R to the supply and the skin to ground form a voltage divider. The converter uses the same supply as
    its reference (Ohm's law; x = 1024 V / Vref in the data sheet of the ATmega328P, section "ADC Conversion Result").
    """
    count = max((total - offset) / GSR_CONVERSIONS, 1.0)
    return max(0.0, (CONVERTER_STEPS - count) / (count * reference_ohm) * 1e6)


class Decoder:
    """Sets the kit's rate and calibration, and converts its frames to samples.

    `description`: the kit's last description. Samples before the first description are skipped, because their sums have
    no meaning without the calibration.
    """

    info: KitInfo = INFO
    settings: ClassVar = {
        "rate": "samples per second, 1 to 62.5; the kit uses the nearest of 250 / n",
        "kit": "number to store in the kit, 1 to 65535; default: unchanged",
        "reference_ohm": "resistance of R1 to store in the kit, in ohms; default: unchanged",
        "offset": "converter offset to store in the kit, in sixteenths of a count; default: unchanged",
    }

    def __init__(
        self, rate: float = 50.0, kit: int | None = None, reference_ohm: int | None = None, offset: int | None = None
    ) -> None:
        """Raises ValueError if the kit does not support a setting."""
        if not 1000 / PERIOD_MOST_MS <= rate <= 1000 / PERIOD_LEAST_MS:
            raise ValueError(f"rate = {rate:g} is not valid: use 1 to 62.5")
        if kit is not None and not 1 <= kit < _NUMBERS:
            raise ValueError(f"kit = {kit} is not valid: use 1 to {_NUMBERS - 1}")
        if reference_ohm is not None and not REFERENCE_LEAST_OHM <= reference_ohm <= REFERENCE_MOST_OHM:
            raise ValueError(
                f"reference_ohm = {reference_ohm} is not valid: use {REFERENCE_LEAST_OHM} to {REFERENCE_MOST_OHM}"
            )
        if offset is not None and not -1000 <= offset <= 1000:
            raise ValueError(f"offset = {offset} is not valid: use -1000 to 1000")
        self._period_ms = PERIOD_UNIT_MS * round(1000 / PERIOD_UNIT_MS / rate)
        self.info = replace(INFO, rate_hz=1000 / self._period_ms)
        self.counters = Counters()
        self._calibration = (kit, reference_ohm, offset)  # None: leave unchanged
        self._packets = cobs.CobsDecoder(self.counters, longest=_LONGEST)
        self.hello()

    def hello(self) -> bytes:
        """Return a request for the description, because the kit may have started long ago."""
        self._packets.forget()
        self.description: KitDescription | None = None
        self._number: int | None = None  # of the previous sample
        self._ms: int | None = None  # clock of the previous sample
        self._unwrapped_ms = 0  # the same, without the wraps of the clock
        self._asked_ms: int | None = None
        self._command = b""  # the command that the kit has not yet carried out
        self._commanded_ms = 0
        self._tries = 0
        self._silences = 0
        self._reply = b""
        return _to_frame(bytes([COMMAND_DESCRIBE]))

    def decode(self, data: bytes) -> list[Sample]:
        self.counters.bytes += len(data)
        self._silences = 0 if data else self._silences + 1
        if self._silences >= _PATIENCE:
            self._ask()
        samples = []
        for packet in self._packets.feed(data):
            body = packet[:-2]
            is_intact = len(body) > 0 and append_crc(body) == packet
            if is_intact and body[0] == TYPE_SAMPLE and len(body) == _SAMPLE.size:
                samples += self._sample(*_SAMPLE.unpack(body)[1:])
            elif is_intact and (description := _description(body)):
                self._handle_description(description)
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
        self._reply = _to_frame(bytes([COMMAND_DESCRIBE]))

    def _handle_description(self, description: KitDescription) -> None:
        if self._has_restarted(description.ms):
            self._on_restart()
            self.counters.faults += bool(description.start & START_WATCHDOG)
        self.description = description
        self.info = replace(self.info, rate_hz=1000 / description.period_ms)
        command = self._next_command(description)
        if command != self._command:
            self._command, self._tries = command, 0
        elif _passed_ms(self._commanded_ms, description.ms) < _ASK_AGAIN_MS:
            return  # the answer to the command may still arrive
        if command and self._tries <= _TRIES:
            self._tries += 1
            self._commanded_ms = self._asked_ms = description.ms
            if self._tries <= _TRIES:
                self._reply = _to_frame(command)
            else:  # the kit does not accept the command: its own values are used
                self.counters.faults += 1

    def _next_command(self, description: KitDescription) -> bytes:
        """The next command to send; empty if the kit already has the wanted rate and calibration."""
        if description.period_ms != self._period_ms:
            return _PERIOD.pack(COMMAND_PERIOD, self._period_ms)
        stored = (description.kit, description.reference_ohm, description.offset)
        wanted = tuple(own if new is None else new for new, own in zip(self._calibration, stored, strict=True))
        return b"" if wanted == stored else _CALIBRATION.pack(COMMAND_CALIBRATION, *wanted)

    def _has_restarted(self, ms: int, *, late_ms: int = 0) -> bool:
        """True if a time is before that of the last sample, or more than `late_ms` before that of the last
        description.
        """
        described_ms = None if self.description is None else self.description.ms - late_ms
        return any(last is not None and (ms - last) % _CLOCK >= _CLOCK // 2 for last in (self._ms, described_ms))

    def _on_restart(self) -> None:
        self.counters.restarts += 1
        self.description = self._number = self._ms = self._asked_ms = None
        self._command = b""

    def _sample(self, number: int, ms: int, gsr: int, pulse: int) -> list[Sample]:
        # A sample has the time of its middle and is sent at its end, so it may be older than the last description.
        # If it is much older, the kit has restarted, and the description that it sent at its start is lost.
        if self._has_restarted(ms, late_ms=PERIOD_MOST_MS):
            self._on_restart()
        if self._number is not None:
            gap = (number - self._number - 1) % _NUMBERS
            self.counters.lost += gap if gap < _NUMBERS // 2 else 0
        self._unwrapped_ms = ms if self._ms is None else self._unwrapped_ms + (ms - self._ms) % _CLOCK
        self._number, self._ms = number, ms
        if self.description is None or (self._command and self._tries <= _TRIES):
            self._ask_if_due(ms)
        if self.description is None:
            self.counters.skipped_bytes += len(cobs.encode_frame(append_crc(bytes(_SAMPLE.size))))
            return []
        eda_us = conductance_us(gsr, self.description.reference_ohm, self.description.offset)
        is_open = gsr - self.description.offset >= OPEN_COUNT * GSR_CONVERSIONS
        share = pulse / (PULSE_CONVERSIONS * (CONVERTER_STEPS - 1))
        return [Sample(self._unwrapped_ms / 1000, eda_us=eda_us, pulse=min(share, 1.0), open_circuit=is_open)]

    def _ask_if_due(self, ms: int) -> None:
        """Request the description again from a kit that sends samples but has not described itself or confirmed a
        command.
        """
        if self._asked_ms is None or _passed_ms(self._asked_ms, ms) >= _ASK_AGAIN_MS:
            self._asked_ms = ms
            self._ask()


def _passed_ms(since_ms: int, ms: int) -> int:
    """Time in milliseconds since `since_ms`; 0 if the clock went back, as from a description to an older sample."""
    passed_ms = (ms - since_ms) % _CLOCK
    return passed_ms if passed_ms < _CLOCK // 2 else 0


def _description(body: bytes) -> KitDescription | None:
    """Parse a description. None if the body is not a description, or has an unknown protocol version."""
    if body[0] != TYPE_DESCRIPTION or len(body) != _DESCRIPTION.size:
        return None
    parsed = KitDescription(*_DESCRIPTION.unpack(body)[1:])
    return parsed if parsed.protocol == PROTOCOL_VERSION and parsed.period_ms and parsed.reference_ohm else None


def _to_frame(body: bytes) -> bytes:
    return cobs.encode_frame(append_crc(body))
