"""Shimmer3 GSR+."""

import math

import pytest

from firmware_bridge.kits import shimmer3
from firmware_bridge.kits.shimmer3 import Decoder
from firmware_bridge.simulator import shimmer3 as simulated
from firmware_bridge.simulator.device import WearerReading
from firmware_bridge.simulator.shimmer3 import Device
from tests.firmware_bridge.wire import greet


def live(decoder: Decoder, device: Device) -> Decoder:
    """The decoder, with the device streaming."""
    greet(decoder, device)
    return decoder


def stream(device: Device, *eda_us: float) -> bytes:
    return b"".join(device.transmit(WearerReading(0.0, value, 0.5)) for value in eda_us)


@pytest.mark.parametrize(
    ("word", "eda_us"),
    [(0x05DC, 29.7961), (0x45DC, 4.1735), (0x85DC, 1.1978), (0xC5DC, 0.3630), (0x0FFF, 124.378), (0xC2AB, 0.0)],
)
def test_the_makers_formula(word: int, eda_us: float) -> None:
    """A word of each range."""
    assert shimmer3.microsiemens(word) == pytest.approx(eda_us, abs=0.0005)


def test_the_check_of_packets() -> None:
    """Two packets with the CRC that the maker's description gives, an odd length among them."""
    assert shimmer3.crc16(bytes.fromhex("00ded0b22607")) == 0x92CB
    assert shimmer3.crc16(bytes.fromhex("00ded0b2260712")) == 0x73BF
    assert simulated.crc16(bytes.fromhex("00ded0b2260712")) == 0x73BF


def test_what_it_says_to_the_kit() -> None:
    """Stop; then set up, ask and start, each after the answer to the one before."""
    kit = Decoder(rate=512)
    told = [kit.hello()]
    answers = [b"", bytes.fromhex("ff2f03000000 0f04"), b"\xff", b"\xff", b"\xff", b"\xff"]
    answers += [bytes.fromhex("ff02400001ff0109 02 01 1c12"), b""]
    for answer in answers:
        assert kit.decode(answer) == []
        told.append(kit.reply())
    assert [command.hex() for command in told] == [
        *("20", "2e", "08040100", "054000", "2104", "5e01", "01"),
        *("8b02", "07"),
    ]
    assert kit.info.rate_hz == 512


def test_an_old_firmware_is_read_without_a_check() -> None:
    """Before 0.13.7 there is none to switch on; before 0.11 none answers the question for its version."""
    device = Device(firmware=(0, 11, 0))
    kit = live(Decoder(), device)
    assert len(kit.decode(stream(device, *[4.0] * 20))) == 18
    assert kit.info.rate_hz == pytest.approx(51.2)


def test_a_command_that_was_lost_is_told_again() -> None:
    """Three times, then the kit is greeted anew."""
    kit = Decoder()
    kit.hello()
    told = []
    for _ in range(60):
        kit.decode(b"")
        if reply := kit.reply():
            told.append(reply.hex())
    assert told[:7] == ["2e", "2e", "2e", "08040100", "08040100", "08040100", "20"]
    assert kit.counters.faults >= 1


def test_a_kit_with_other_channels_is_not_read() -> None:
    """What was not asked for has another length: never a guess."""
    kit = Decoder()
    kit.hello()
    for answer in (b"", bytes.fromhex("ff2f030000000f04"), *[b"\xff"] * 4):
        kit.decode(answer)
        kit.reply()
    kit.decode(bytes.fromhex("ff02400001ff0109 02 01 1c 05"))
    assert kit.reply() == b""


def test_time_goes_on_where_the_kits_clock_wraps() -> None:
    """After 512 s the 24 bits begin anew."""
    device = Device(start_ticks=2**24 - 10 * 640)
    kit = live(Decoder(), device)
    times = [sample.device_s or 0 for sample in kit.decode(stream(device, *[4.0] * 30))]
    assert times == sorted(times)
    assert times[-1] - times[0] == pytest.approx(29 / 51.2)


def test_packets_that_are_missing_show_in_the_clock() -> None:
    """Four lost between two that came."""
    device = Device()
    kit = live(Decoder(), device)
    before = stream(device, *[4.0] * 10)
    stream(device, *[4.0] * 4)
    kit.decode(before + stream(device, *[4.0] * 10))
    assert (kit.counters.lost, kit.counters.samples, kit.counters.bad) == (4, 20, 0)


def test_a_word_about_its_dock_between_packets() -> None:
    """It comes by itself; nothing is lost by it."""
    device = Device()
    kit = live(Decoder(), device)
    samples = kit.decode(stream(device, *[4.0] * 10) + device.status() + stream(device, *[4.0] * 10))
    assert len(samples) == 20


def test_electrodes_that_are_off_are_no_dry_skin() -> None:
    """The maker's software shows 0.213 uS then; the raw count says otherwise."""
    device = Device()
    kit = live(Decoder(), device)
    off = kit.decode(stream(device, *[math.nan] * 5))[2]
    assert off.open_circuit
    assert off.eda_us == 0.0


def test_a_change_of_range_is_no_response() -> None:
    """The first packet of another range is left without a value."""
    device = Device()
    kit = live(Decoder(), device)
    samples = kit.decode(stream(device, 4.0, 4.0, 20.0, 20.0))
    assert [round(sample.eda_us, 1) for sample in samples if not math.isnan(sample.eda_us)] == [4.0, 4.0, 20.0]


def test_a_kit_that_falls_silent_is_set_up_again() -> None:
    """Three seconds without a packet."""
    device = Device()
    kit = live(Decoder(), device)
    kit.decode(stream(device, *[4.0] * 10))
    told = b""
    for _ in range(15):
        kit.decode(b"")
        told += kit.reply()
    assert told == b"\x20"
    assert kit.counters.restarts == 1


@pytest.mark.parametrize("settings", [{"rate": 0.5}, {"rate": 1000.0}, {"range": 5}])
def test_what_the_kit_cannot_do_is_refused(settings: dict[str, float]) -> None:
    """Rates and ranges that it does not have."""
    with pytest.raises(ValueError, match=r"rate|range"):
        Decoder(**settings)  # type: ignore[arg-type]
