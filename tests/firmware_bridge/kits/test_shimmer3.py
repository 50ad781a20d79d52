"""Shimmer3 GSR+."""

import math

import pytest

from firmware_bridge.kits import shimmer3
from firmware_bridge.kits.shimmer3 import Decoder
from firmware_bridge.simulator import shimmer3 as simulated
from firmware_bridge.simulator.device import WearerReading
from firmware_bridge.simulator.shimmer3 import Device
from tests.firmware_bridge.wire import start_device


def live(decoder: Decoder, device: Device) -> Decoder:
    """The decoder, after the set-up with the device."""
    start_device(decoder, device)
    return decoder


def stream(device: Device, *eda_us: float) -> bytes:
    return b"".join(device.transmit(WearerReading(0.0, value, 0.5)) for value in eda_us)


@pytest.mark.parametrize(
    ("word", "eda_us"),
    [(0x05DC, 29.7961), (0x45DC, 4.1735), (0x85DC, 1.1978), (0xC5DC, 0.3630), (0x0FFF, 124.378), (0xC2AB, 0.0)],
)
def test_the_makers_formula(word: int, eda_us: float) -> None:
    """One word of each range, the largest count and an open circuit."""
    assert shimmer3.conductance_us(word) == pytest.approx(eda_us, abs=0.0005)


def test_the_crc_of_packets() -> None:
    """Two packets with the CRC by the maker's description, one of odd length."""
    assert shimmer3.crc16(bytes.fromhex("00ded0b22607")) == 0x92CB
    assert shimmer3.crc16(bytes.fromhex("00ded0b2260712")) == 0x73BF
    assert simulated.crc16(bytes.fromhex("00ded0b2260712")) == 0x73BF


def test_the_set_up_sends_its_commands_one_by_one() -> None:
    """Stop, set-up, inquiry and start, each after the answer to the previous command."""
    kit = Decoder(rate=512)
    commands = [kit.hello()]
    answers = [b"", bytes.fromhex("ff2f03000000 0f04"), b"\xff", b"\xff", b"\xff", b"\xff"]
    answers += [bytes.fromhex("ff02400001ff0109 02 01 1c12"), b""]
    for answer in answers:
        assert kit.decode(answer) == []
        commands.append(kit.reply())
    assert [command.hex() for command in commands] == [
        *("20", "2e", "08040100", "054000", "2104", "5e01", "01"),
        *("8b02", "07"),
    ]
    assert kit.info.rate_hz == 512


def test_an_old_firmware_is_read_without_a_crc() -> None:
    """Firmware before 0.13.7 has no CRC; firmware before 0.11 does not answer the request for its version."""
    device = Device(firmware=(0, 11, 0))
    kit = live(Decoder(), device)
    assert len(kit.decode(stream(device, *[4.0] * 20))) == 18
    assert kit.info.rate_hz == pytest.approx(51.2)


def test_a_command_without_an_answer_is_repeated() -> None:
    """It is sent three times, then the set-up starts anew."""
    kit = Decoder()
    kit.hello()
    commands = []
    for _ in range(60):
        kit.decode(b"")
        if reply := kit.reply():
            commands.append(reply.hex())
    assert commands[:7] == ["2e", "2e", "2e", "08040100", "08040100", "08040100", "20"]
    assert kit.counters.faults >= 1


def test_a_kit_with_other_channels_is_not_read() -> None:
    """Packets with other channels have another length, so they are not guessed."""
    kit = Decoder()
    kit.hello()
    for answer in (b"", bytes.fromhex("ff2f030000000f04"), *[b"\xff"] * 4):
        kit.decode(answer)
        kit.reply()
    kit.decode(bytes.fromhex("ff02400001ff0109 02 01 1c 05"))
    assert kit.reply() == b""


def test_times_continue_when_the_kits_clock_wraps_around() -> None:
    """The clock has 24 bits and wraps after 512 s."""
    device = Device(start_ticks=2**24 - 10 * 640)
    kit = live(Decoder(), device)
    times = [sample.device_s or 0 for sample in kit.decode(stream(device, *[4.0] * 30))]
    assert times == sorted(times)
    assert times[-1] - times[0] == pytest.approx(29 / 51.2)


def test_missing_packets_are_counted_by_the_clock() -> None:
    """Four are lost between two that arrive."""
    device = Device()
    kit = live(Decoder(), device)
    before = stream(device, *[4.0] * 10)
    stream(device, *[4.0] * 4)
    kit.decode(before + stream(device, *[4.0] * 10))
    assert (kit.counters.lost, kit.counters.samples, kit.counters.bad) == (4, 20, 0)


def test_a_dock_message_between_packets_loses_no_packet() -> None:
    """The kit sends the message unasked."""
    device = Device()
    kit = live(Decoder(), device)
    samples = kit.decode(stream(device, *[4.0] * 10) + device.dock_status_message() + stream(device, *[4.0] * 10))
    assert len(samples) == 20


def test_electrodes_off_the_skin_are_an_open_circuit() -> None:
    """The maker's software shows 0.213 uS then, like dry skin; the raw count shows the difference."""
    device = Device()
    kit = live(Decoder(), device)
    off = kit.decode(stream(device, *[math.nan] * 5))[2]
    assert off.open_circuit
    assert off.eda_us == 0.0


def test_a_change_of_range_is_no_response() -> None:
    """The first packet of another range has no value."""
    device = Device()
    kit = live(Decoder(), device)
    samples = kit.decode(stream(device, 4.0, 4.0, 20.0, 20.0))
    assert [round(sample.eda_us, 1) for sample in samples if not math.isnan(sample.eda_us)] == [4.0, 4.0, 20.0]


def test_a_silent_kit_is_set_up_again() -> None:
    """After three seconds without a packet."""
    device = Device()
    kit = live(Decoder(), device)
    kit.decode(stream(device, *[4.0] * 10))
    commands = b""
    for _ in range(15):
        kit.decode(b"")
        commands += kit.reply()
    assert commands == b"\x20"
    assert kit.counters.restarts == 1


@pytest.mark.parametrize("settings", [{"rate": 0.5}, {"rate": 1000.0}, {"range": 5}])
def test_unsupported_settings_are_rejected(settings: dict[str, float]) -> None:
    """Rates and ranges that the kit does not have."""
    with pytest.raises(ValueError, match=r"rate|range"):
        Decoder(**settings)  # type: ignore[arg-type]
