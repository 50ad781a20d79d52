"""The firmware's protocol core, compiled for this machine, against the decoder."""

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

    def shown(self) -> tuple[int, int, int]:
        return self.kit, self.reference_ohm, self.offset


class CDescription(ctypes.Structure):
    _fields_ = (("kept", CCalibration), ("ms", U32), ("period_ms", U16), ("start", U8))


class CCommand(ctypes.Structure):
    _fields_ = (("type", U8), ("period_ms", U16), ("calibration", CCalibration))


class CHearing(ctypes.Structure):
    _fields_ = (("bytes", U8 * 24), ("count", U8))


class Core:
    """The compiled functions, in Python's terms."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._hearing = CHearing()

    def sample(self, *values: int) -> bytes:
        return self._frame(self._library.protocol_sample, CSample(*values))

    def description(self, kept: tuple[int, int, int], ms: int, period_ms: int, start: int) -> bytes:
        return self._frame(self._library.protocol_description, CDescription(CCalibration(*kept), ms, period_ms, start))

    def hear(self, data: bytes) -> list[CCommand]:
        """The commands in these bytes."""
        heard = []
        for byte in data:
            command = CCommand()
            if self._library.protocol_hear(ctypes.byref(self._hearing), U8(byte), ctypes.byref(command)):
                heard.append(command)
        return heard

    def keep(self, *kept: int) -> bytes:
        record = (U8 * 10)()
        self._library.protocol_keep(ctypes.byref(CCalibration(*kept)), record)
        return bytes(record)

    def kept(self, record: bytes) -> tuple[bool, tuple[int, int, int]]:
        calibration = CCalibration()
        is_intact = self._library.protocol_kept((U8 * 10)(*record), ctypes.byref(calibration))
        return is_intact, calibration.shown()

    def _frame(self, function: Any, told: ctypes.Structure) -> bytes:
        frame = (U8 * 24)()
        length = function(ctypes.byref(told), frame)
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
    """Each name that stands on both sides has one value; and no number of the header is left out unseen."""
    header = (building.SKETCH / "protocol.h").read_text()
    said = {name: int(value, 0) for name, value in re.findall(r"^#define (\w+) (\w+)", header, re.MULTILINE)}
    ours = {name: getattr(vitrina, name) for name in said if hasattr(vitrina, name)}
    assert ours == {name: said[name] for name in ours}
    assert set(said) - set(ours) == {
        "FIRMWARE_MAJOR", "FIRMWARE_MINOR", "PERIOD_MS", "OFFSET_MOST", "FRAME_MOST", "KEPT_SIZE"
    }  # fmt: skip
    assert 1000 / said["PERIOD_MS"] == vitrina.INFO.rate_hz
    assert said["FRAME_MOST"] == len(DESCRIPTION)


def test_frames_are_those_of_the_readme(core: Core) -> None:
    """The same bytes in C, in Python and in the text."""
    assert core.description((7, 1_000_000, -9), 0x01020304, 20, 8) == DESCRIPTION
    assert core.sample(0x0102, 0x01020318, 0x2000, 0x4000) == SAMPLE
    text = (building.FIRMWARE / "README.md").read_text()
    assert all(frame.hex(" ") in text for frame in (SAMPLE, DESCRIPTION, DESCRIBE))


@given(number=bits16, ms=bits32, gsr=bits16, pulse=bits16, kept=st.tuples(bits16, ohms, offsets))
def test_what_the_board_says_is_understood(
    core: Core, number: int, ms: int, gsr: int, pulse: int, kept: tuple[int, int, int]
) -> None:
    """Whatever the numbers are."""
    kit = Decoder()
    stream = core.description(kept, 0, 20, 1) + core.sample(number, ms, gsr, pulse)
    (sample,) = kit.decode(stream)
    assert kit.description is not None
    assert (kit.description.kit, *kit.description[6:8]) == kept
    assert sample.device_s == ms / 1000
    assert sample.eda_us == vitrina.microsiemens(gsr, *kept[1:])
    assert kit.counters.bad == kit.counters.skipped_bytes == 0


@given(rate=st.floats(1, 62.5), kit=st.integers(1, 2**16 - 1), ohm=ohms, offset=offsets, noise=st.binary(max_size=40))
def test_what_the_kit_is_told_is_understood(
    core: Core, rate: float, kit: int, ohm: int, offset: int, noise: bytes
) -> None:
    """After any noise, and the board takes every rate and calibration that the decoder lets pass."""
    decoder = Decoder(rate, kit, ohm, offset)
    core.hear(noise)
    (asked,) = core.hear(decoder.hello())
    assert asked.type == vitrina.COMMAND_DESCRIBE
    decoder.decode(core.description((0, 1_000_000, 0), 0, 8, 1))
    (period,) = core.hear(decoder.reply())
    assert period.type == vitrina.COMMAND_PERIOD
    decoder.decode(core.description((0, 1_000_000, 0), 0, period.period_ms, 1))
    (calibration,) = core.hear(decoder.reply())
    assert calibration.type == vitrina.COMMAND_CALIBRATION
    assert calibration.calibration.shown() == (kit, ohm, offset)
    decoder.decode(core.description((kit, ohm, offset), 0, period.period_ms, 1))
    assert decoder.reply() == b""


@pytest.mark.parametrize(
    "body", [b"\x11\x15\x00", b"\x11\x08\x00", b"\x11\xec\x03", b"\x12" + bytes(8), b"\x12\0\0\x40\x42\x0f\0\xe9\x03"]
)
def test_what_cannot_be_is_answered_with_what_is(core: Core, body: bytes) -> None:
    """A period that is no multiple of 4, too short, too long; no resistor; an offset of 1001."""
    (command,) = core.hear(vitrina._told(body))
    assert command.type == vitrina.COMMAND_DESCRIBE


@given(noise=st.binary(max_size=300))
def test_noise_is_no_command(core: Core, noise: bytes) -> None:
    """And what comes after it is heard."""
    assert core.hear(noise) == []
    assert len(core.hear(DESCRIBE)) == 1


@given(kept=st.tuples(bits16, ohms, offsets), at=st.integers(0, 9), flip=st.integers(1, 255))
def test_a_calibration_is_kept_whole_or_not_at_all(core: Core, kept: tuple[int, int, int], at: int, flip: int) -> None:
    """Written half when the power went, or never: the usual one, number 0."""
    record = bytearray(core.keep(*kept))
    assert core.kept(bytes(record)) == (True, kept)
    record[at] ^= flip
    assert core.kept(bytes(record)) == core.kept(b"\xff" * 10) == (False, (0, vitrina.REFERENCE_OHM, 0))
