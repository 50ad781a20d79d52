"""BITalino."""

import pytest

from firmware_bridge.kits import bitalino
from firmware_bridge.kits.bitalino import Decoder
from firmware_bridge.simulator.bitalino import Device, encode_frame
from firmware_bridge.simulator.device import WearerReading
from tests.firmware_bridge.wire import start_device

# Frames of 1 to 6 channels, computed by hand from the firmware's description: number, digital lines, counts, bytes.
FRAMES = [
    (5, 0b1100, [512], "00 c8 59"),
    (0, 0b1111, [1, 1023], "ff 07 f0 0f"),
    (9, 0b1000, [700, 300, 41], "40 0a 2c f1 8a 9f"),
    (15, 0b1101, [100, 200, 300, 400], "00 19 4b c8 90 d1 f3"),
    (3, 0b1100, [100, 200, 300, 400, 992], "80 0f 19 4b c8 90 c1 32"),
    (12, 0b1100, [1023, 0, 512, 3, 1008, 16], "c1 3f 00 80 00 fc cf c1"),
]


def live(decoder: Decoder, device: Device | None = None) -> tuple[Decoder, Device]:
    """Both, after the set-up."""
    device = device or Device()
    start_device(decoder, device)
    return decoder, device


@pytest.mark.parametrize(("seq", "lines", "counts", "encoded"), FRAMES)
def test_frames_of_the_description(seq: int, lines: int, counts: list[int], encoded: str) -> None:
    """Size, check and counts are right; the simulated board produces the same bytes."""
    data = bytes.fromhex(encoded)
    assert bitalino.frame_size_bytes(len(counts)) == len(data)
    assert bitalino.crc4(data) == data[-1] & 15
    assert list(bitalino.channel_counts(data, len(counts))) == counts
    assert encode_frame(seq, lines, counts) == data


def test_each_revision_of_the_sensor_has_its_transfer_function() -> None:
    """A wrong revision is 4.35 uS off."""
    assert bitalino.conductance_us(1024, "current") == pytest.approx(25.0)
    assert bitalino.conductance_us(1024, "early") == pytest.approx(25.0 - 0.574 / 0.132)
    assert bitalino.conductance_us(0, "early") == 0.0
    assert bitalino.conductance_us(512, "first") == pytest.approx(2.0)
    assert bitalino.conductance_us(0, "first") == 1.0


def test_the_set_up_sends_its_commands_one_by_one() -> None:
    """Stop, version, rate, start for A1 and A3, each after a silence."""
    kit = Decoder("current", rate=1000, pulse=1)
    commands = [kit.hello()]
    for answer in (b"", b"BITalino_v5.2\n", b"", b""):
        kit.decode(answer)
        commands.append(kit.reply())
    assert commands == [b"\x00", b"\x07", b"", b"\xc3", bytes([0b00010101])]
    assert kit.version == "BITalino_v5.2"
    assert kit.goodbye() == b"\x00"


def test_the_stop_command_is_repeated_if_the_board_does_not_stop() -> None:
    """The board may send other sockets, so its bytes are not decoded."""
    kit = Decoder("current")
    kit.hello()
    stream = b"".join(encode_frame(n % 16, 0, [512]) for n in range(400))
    assert kit.decode(stream) == []
    assert kit.reply() == b"\x00"


def test_a_silent_board_is_set_up_again() -> None:
    """It may have been switched off and on. The set-up begins after 2 s."""
    kit, board = live(Decoder("current"))
    assert kit.decode(b"".join(board.transmit(WearerReading(n / 100, 4.0)) for n in range(20)))
    commands = b""
    for _ in range(10):
        kit.decode(b"")
        commands += kit.reply()
    assert commands == b"\x00"
    assert kit.counters.restarts == 1
    start_device(kit, Device())
    board = Device()
    start_device(kit, board)
    assert kit.decode(b"".join(board.transmit(WearerReading(n / 100, 4.0)) for n in range(20)))


def test_frames_that_the_board_did_not_send_are_counted() -> None:
    """With a full buffer the board counts frames without sending them. Times continue over the 7 missing frames."""
    kit, _ = live(Decoder("current", rate=100))
    numbers = [*range(30), *range(37, 60)]
    samples = kit.decode(b"".join(encode_frame(n % 16, 0, [160]) for n in numbers))
    # The neighbours of a gap are not returned.
    assert [round((sample.device_s or 0) * 100) + 1 for sample in samples] == [*range(1, 29), *range(38, 59)]
    assert kit.counters.lost == 9
    assert kit.counters.bad <= 1


def test_the_count_0_is_an_open_circuit() -> None:
    """No current flows through bare electrodes."""
    kit, board = live(Decoder("current"))
    samples = kit.decode(b"".join(board.transmit(WearerReading(0.0)) for _ in range(10)))
    assert samples
    assert all(sample.open_circuit and sample.eda_us == 0 for sample in samples)


@pytest.mark.parametrize(
    "settings",
    [
        {"revision": "newest"},
        {"revision": "current", "rate": 50},
        {"revision": "current", "eda": 7},
        {"revision": "current", "eda": 5, "sockets": "123456"},
        {"revision": "current", "eda": 3, "sockets": "12"},
        {"revision": "current", "eda": 3, "pulse": 3},
    ],
)
def test_unsupported_settings_are_rejected(settings: dict[str, object]) -> None:
    """Including skin conductance on a channel with 6 bits."""
    with pytest.raises(ValueError, match=r"revision|rate|eda"):
        Decoder(**settings)  # type: ignore[arg-type]
