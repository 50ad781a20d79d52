"""The firmware's protocol code, compiled for this machine, compared with the decoder."""

import ctypes
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.kits import vitrina
from firmware_bridge.kits.vitrina import Decoder
from tests.firmware_bridge.board import building
from tests.firmware_bridge.kits.test_vitrina import DESCRIBE, DESCRIPTION, SAMPLE

U8, U16, U32 = ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32
bits16, bits32 = st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1)
ohms = st.integers(vitrina.REFERENCE_LEAST_OHM, vitrina.REFERENCE_MOST_OHM)
offsets = st.integers(-1000, 1000)


class CSample(ctypes.Structure):
    _fields_ = (("number", U16), ("ms", U32), ("gsr", U16), ("pulse", U16))


class CCalibration(ctypes.Structure):
    _fields_ = (("kit", U16), ("reference_ohm", U32), ("offset", ctypes.c_int16))

    def values(self) -> tuple[int, int, int]:
        return self.kit, self.reference_ohm, self.offset


class CDescription(ctypes.Structure):
    _fields_ = (("kept", CCalibration), ("ms", U32), ("period_ms", U16), ("start", U8))


class CCommand(ctypes.Structure):
    _fields_ = (("type", U8), ("period_ms", U16), ("calibration", CCalibration))


class CReceived(ctypes.Structure):
    _fields_ = (("bytes", U8 * 24), ("count", U8))


class Core:
    """The compiled functions, in Python's terms."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._received = CReceived()

    def sample(self, *values: int) -> bytes:
        return self._frame(self._library.protocol_sample, CSample(*values))

    def description(self, kept: tuple[int, int, int], ms: int, period_ms: int, start: int) -> bytes:
        return self._frame(self._library.protocol_description, CDescription(CCalibration(*kept), ms, period_ms, start))

    def receive(self, data: bytes) -> list[CCommand]:
        """The commands in these bytes."""
        commands = []
        for byte in data:
            command = CCommand()
            if self._library.protocol_hear(ctypes.byref(self._received), U8(byte), ctypes.byref(command)):
                commands.append(command)
        return commands

    def encode_record(self, *kept: int) -> bytes:
        record = (U8 * 10)()
        self._library.protocol_keep(ctypes.byref(CCalibration(*kept)), record)
        return bytes(record)

    def decode_record(self, record: bytes) -> tuple[bool, tuple[int, int, int]]:
        calibration = CCalibration()
        is_intact = self._library.protocol_kept((U8 * 10)(*record), ctypes.byref(calibration))
        return is_intact, calibration.values()

    def _frame(self, function: Any, content: ctypes.Structure) -> bytes:
        frame = (U8 * 24)()
        length = function(ctypes.byref(content), frame)
        return bytes(frame[:length])


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Core:
    if not building.has_compiler():
        pytest.skip("needs gcc and make: make test installs them")
    library = ctypes.CDLL(str(building.make("protocol", tmp_path_factory.mktemp("protocol")) / "protocol.so"))
    for name in ("protocol_sample", "protocol_description"):
        getattr(library, name).restype = U8
    for name in ("protocol_hear", "protocol_kept"):
        getattr(library, name).restype = ctypes.c_bool
    return Core(library)


def test_constants_are_those_of_the_header() -> None:
    """Each name on both sides has the same value. Names that only the header has are listed here."""
    header = (building.SKETCH / "protocol.h").read_text()
    defined = {name: int(value, 0) for name, value in re.findall(r"^#define (\w+) (\w+)", header, re.MULTILINE)}
    ours = {name: getattr(vitrina, name) for name in defined if hasattr(vitrina, name)}
    assert ours == {name: defined[name] for name in ours}
    assert set(defined) - set(ours) == {
        "FIRMWARE_MAJOR", "FIRMWARE_MINOR", "PERIOD_MS", "OFFSET_MOST", "FRAME_MOST", "KEPT_SIZE"
    }  # fmt: skip
    assert 1000 / defined["PERIOD_MS"] == vitrina.INFO.rate_hz
    assert defined["FRAME_MOST"] == len(DESCRIPTION)


def test_frames_are_those_of_the_readme(core: Core) -> None:
    """The bytes are the same in C, in Python and in the text."""
    assert core.description((7, 1_000_000, -9), 0x01020304, 20, 8) == DESCRIPTION
    assert core.sample(0x0102, 0x01020318, 0x2000, 0x4000) == SAMPLE
    text = (building.FIRMWARE / "README.md").read_text()
    assert all(frame.hex(" ") in text for frame in (SAMPLE, DESCRIPTION, DESCRIBE))


@given(number=bits16, ms=bits32, gsr=bits16, pulse=bits16, kept=st.tuples(bits16, ohms, offsets))
def test_the_decoder_reads_frames_of_the_board(
    core: Core, number: int, ms: int, gsr: int, pulse: int, kept: tuple[int, int, int]
) -> None:
    """For any numbers."""
    kit = Decoder()
    stream = core.description(kept, 0, 20, 1) + core.sample(number, ms, gsr, pulse)
    (sample,) = kit.decode(stream)
    assert kit.description is not None
    assert (kit.description.kit, *kit.description[6:8]) == kept
    assert sample.device_s == ms / 1000
    assert sample.eda_us == vitrina.conductance_us(gsr, *kept[1:])
    assert kit.counters.bad == kit.counters.skipped_bytes == 0


@given(rate=st.floats(1, 62.5), kit=st.integers(1, 2**16 - 1), ohm=ohms, offset=offsets, noise=st.binary(max_size=40))
def test_the_board_reads_commands_of_the_decoder(
    core: Core, rate: float, kit: int, ohm: int, offset: int, noise: bytes
) -> None:
    """After any noise. The board accepts every rate and calibration that the decoder accepts."""
    decoder = Decoder(rate, kit, ohm, offset)
    core.receive(noise)
    (asked,) = core.receive(decoder.hello())
    assert asked.type == vitrina.COMMAND_DESCRIBE
    decoder.decode(core.description((0, 1_000_000, 0), 0, 8, 1))
    (period,) = core.receive(decoder.reply())
    assert period.type == vitrina.COMMAND_PERIOD
    decoder.decode(core.description((0, 1_000_000, 0), 0, period.period_ms, 1))
    (calibration,) = core.receive(decoder.reply())
    assert calibration.type == vitrina.COMMAND_CALIBRATION
    assert calibration.calibration.values() == (kit, ohm, offset)
    decoder.decode(core.description((kit, ohm, offset), 0, period.period_ms, 1))
    assert decoder.reply() == b""


@pytest.mark.parametrize(
    "body", [b"\x11\x15\x00", b"\x11\x08\x00", b"\x11\xec\x03", b"\x12" + bytes(8), b"\x12\0\0\x40\x42\x0f\0\xe9\x03"]
)
def test_a_command_with_invalid_values_is_answered_with_the_description(core: Core, body: bytes) -> None:
    """A period that is no multiple of 4, too short or too long; no resistor; an offset of 1001."""
    (command,) = core.receive(vitrina._to_frame(body))
    assert command.type == vitrina.COMMAND_DESCRIBE


@given(noise=st.binary(max_size=300))
def test_noise_is_no_command(core: Core, noise: bytes) -> None:
    """A command after the noise is received."""
    assert core.receive(noise) == []
    assert len(core.receive(DESCRIBE)) == 1


@given(kept=st.tuples(bits16, ohms, offsets), at=st.integers(0, 9), flip=st.integers(1, 255))
def test_a_damaged_calibration_is_replaced_by_the_default(
    core: Core, kept: tuple[int, int, int], at: int, flip: int
) -> None:
    """Half written during a power loss, or never written: the default has number 0."""
    record = bytearray(core.encode_record(*kept))
    assert core.decode_record(bytes(record)) == (True, kept)
    record[at] ^= flip
    damaged = core.decode_record(bytes(record))
    assert damaged == core.decode_record(b"\xff" * 10) == (False, (0, vitrina.REFERENCE_OHM, 0))
