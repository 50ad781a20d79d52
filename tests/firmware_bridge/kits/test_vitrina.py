"""Vitrina's own kit."""

import pytest

from firmware_bridge import cobs
from firmware_bridge.kits import vitrina
from firmware_bridge.kits.vitrina import Decoder
from firmware_bridge.simulator.device import WearerReading
from firmware_bridge.simulator.vitrina import Device, crc16, encode_frame
from tests.firmware_bridge.wire import start_device

# The frames in firmware_bridge/firmware/README.md.
DESCRIBE = bytes.fromhex("00 04 10 c1 f3 00")
DESCRIPTION = bytes.fromhex("00 04 02 01 01 02 07 06 04 03 02 01 14 04 40 42 0f 06 f7 ff 08 9f 3a 00")
SAMPLE = bytes.fromhex("00 08 01 02 01 18 03 02 01 02 20 04 40 10 2d 00")


def samples_of(device: Device, count: int, eda_us: float = 4.0) -> bytes:
    return b"".join(device.transmit(WearerReading(n / device.rate_hz, eda_us, 0.25)) for n in range(count))


def set_up(kit: Decoder, device: Device) -> None:
    """Exchange commands and answers until the decoder has no more commands."""
    kit.decode(device.receive(kit.hello()))
    while command := kit.reply():
        kit.decode(device.receive(command))


def test_the_crc_has_the_check_value_of_the_catalogues() -> None:
    """It is CRC-16/IBM-3740."""
    assert vitrina.append_crc(b"123456789")[-2:] == b"\xb1\x29"
    assert crc16(b"123456789") == 0x29B1


def test_frames_of_the_description() -> None:
    """A sample and a description, byte by byte; the simulated kit produces the same bytes."""
    kit = Decoder()
    assert kit.hello() == DESCRIBE
    sent = encode_frame(b"\x02\x01\x01\x00", (7, 2), (0x01020304, 4), (20, 2), (1_000_000, 4), (2**16 - 9, 2), (8, 1))
    assert sent == DESCRIPTION
    kit.decode(sent)
    assert kit.description == (1, 1, 0, 7, 0x01020304, 20, 1_000_000, -9, 8)
    assert encode_frame(b"\x01", (0x0102, 2), (0x01020318, 4), (0x2000, 2), (0x4000, 2)) == SAMPLE
    (sample,) = kit.decode(SAMPLE)
    assert sample.device_s == pytest.approx(0x01020318 / 1000)
    assert sample.eda_us == pytest.approx(vitrina.conductance_us(0x2000, 1_000_000, -9))
    assert sample.pulse == pytest.approx(256 / 1023)
    assert not sample.open_circuit


@pytest.mark.parametrize(
    ("count", "us"), [(1023.0, 0.000978), (975.24, 0.05), (512.0, 1.0), (93.09, 10.0), (48.76, 20.0), (0.0, 1023.0)]
)
def test_the_divider_formula(count: float, us: float) -> None:
    """With 1 Mohm in series with the skin, half of the range is 1 uS. A count of 0 gives a finite value."""
    assert vitrina.conductance_us(round(16 * count)) == pytest.approx(us, rel=2e-3)


@pytest.mark.parametrize("us", [0.05, 0.3, 4.0, 20.0])
def test_the_calibration_is_stored_in_the_kit(us: float) -> None:
    """With another resistor and an offset the conductance is the same, also for a decoder without settings."""
    kit, device = Decoder(reference_ohm=987_000, offset=25, kit=3), Device()
    set_up(kit, device)
    assert kit.description is not None
    assert (kit.description.kit, kit.description.reference_ohm, kit.description.offset) == (3, 987_000, 25)
    assert [sample.eda_us for sample in kit.decode(samples_of(device, 3, us))] == [pytest.approx(us, rel=2e-3)] * 3
    another = Decoder()
    set_up(another, device)
    assert another.description is not None
    assert another.description[3:4] + another.description[6:8] == (3, 987_000, 25)


def test_the_decoder_sets_the_rate() -> None:
    """The kit uses the nearest of 250 / n."""
    kit, device = Decoder(rate=24.0), Device()
    assert kit.info.rate_hz == 25.0
    set_up(kit, device)
    assert device.rate_hz == kit.info.rate_hz == 25.0
    assert [sample.device_s for sample in kit.decode(samples_of(device, 3))] == [0.0, 0.04, 0.08]


def test_samples_before_the_first_description_are_skipped() -> None:
    """Sums have no meaning without the resistor. The description is requested every second of the kit's clock."""
    kit, device = Decoder(), Device()
    start_device(kit, device)
    kit.hello()
    replies = []
    for _ in range(101):
        assert kit.decode(samples_of(device, 1)) == []
        replies.append(kit.reply())
    assert [n for n, reply in enumerate(replies) if reply] == [0, 50, 100]
    assert kit.counters.skipped_bytes == 101 * 16
    kit.decode(device.receive(replies[-1]))
    assert len(kit.decode(samples_of(device, 5))) == 5


def test_a_silent_kit_is_asked_every_second() -> None:
    """Its cable may have been pulled out at the other end."""
    kit, device = Decoder(), Device()
    set_up(kit, device)
    replies = []
    for _ in range(10):
        kit.decode(b"")
        replies.append(kit.reply())
    assert [n for n, reply in enumerate(replies) if reply == DESCRIBE] == [4, 9]


def test_a_restarted_kit_gets_its_rate_again() -> None:
    """The kit sends its description. Clock and numbers begin again, and no sample counts as lost."""
    kit, device = Decoder(rate=10.0), Device(start_ms=5000)
    set_up(kit, device)
    kit.decode(samples_of(device, 20))
    kit.decode(device.restart_device())
    assert (kit.counters.restarts, kit.counters.faults) == (1, 1)
    assert kit.info.rate_hz == 50.0
    kit.decode(device.receive(kit.reply()))
    assert kit.info.rate_hz == 10.0
    samples = kit.decode(samples_of(device, 20))
    assert [sample.device_s for sample in samples[:2]] == [0.0, 0.1]
    assert (kit.counters.restarts, kit.counters.lost, kit.counters.bad) == (1, 0, 0)


def test_a_restart_is_detected_by_the_clock_too() -> None:
    """If the description at the start is lost, the decoder asks for it, and counts one restart."""
    kit, device = Decoder(), Device(start_ms=5000)
    set_up(kit, device)
    kit.decode(samples_of(device, 20))
    device.restart_device(reason=0x02)
    assert kit.decode(samples_of(device, 2)) == []
    kit.decode(device.receive(kit.reply()))
    assert len(kit.decode(samples_of(device, 2))) == 2
    assert (kit.counters.restarts, kit.counters.faults) == (1, 0)


@pytest.mark.parametrize("is_described", [True, False])
def test_a_restart_before_the_first_sample_is_detected(is_described: bool) -> None:
    """The kit had described itself with a clock of days, and the command for its rate was lost in a reset."""
    kit, device = Decoder(rate=25.0), Device(start_ms=500_000_000)
    kit.decode(device.receive(kit.hello()))
    assert kit.reply()  # the device does not receive it
    description = device.restart_device()
    kit.decode(description if is_described else samples_of(device, 1))
    assert kit.counters.restarts == 1
    command = kit.reply()
    if not is_described:
        kit.decode(device.receive(command))
        command = kit.reply()
    kit.decode(device.receive(command))
    assert device.rate_hz == kit.info.rate_hz == 25.0


def test_a_sample_older_than_the_last_description_is_no_restart() -> None:
    """A sample has the time of its middle and is sent at its end: at one a second, most of a second later."""
    kit, device = Decoder(rate=1.0), Device(start_ms=100_000)
    set_up(kit, device)
    kit.decode(encode_frame(b"\x01", (1, 2), (99_400, 4), (8192, 2), (0, 2)))
    assert (kit.counters.restarts, kit.counters.samples) == (0, 1)


def test_lost_samples_are_counted_when_number_and_clock_wrap_around() -> None:
    """The number has 16 bits. The clock has 32 bits, 49.7 days."""
    kit, device = Decoder(), Device()
    set_up(kit, device)
    numbers = [0xFFFE, 0xFFFF, 2, 3]
    stream = [
        encode_frame(b"\x01", (n, 2), ((2**32 - 20 + 20 * at) % 2**32, 4), (8192, 2), (0, 2))
        for at, n in zip((0, 1, 4, 5), numbers, strict=True)
    ]
    samples = kit.decode(b"".join(stream))
    assert [sample.device_s for sample in samples] == [
        pytest.approx(2**32 / 1000 + at) for at in (-0.02, 0, 0.06, 0.08)
    ]
    assert (kit.counters.lost, kit.counters.restarts) == (2, 0)


def test_a_kit_that_cannot_store_its_calibration_counts_as_a_fault() -> None:
    """Its EEPROM is defective: after three commands, a second apart, the kit's own values are used."""
    kit, device = Decoder(reference_ohm=990_000), Device()
    replies, samples = [kit.hello()], []
    for _ in range(600):
        if replies[-1]:
            kit.decode(device.receive(DESCRIBE))  # for every command
            replies.append(kit.reply())
        samples += kit.decode(samples_of(device, 1))
        replies.append(kit.reply())
    commands = [n for n, reply in enumerate(replies) if reply not in (b"", DESCRIBE)]
    assert len(commands) == 3
    assert commands[2] - commands[0] > 100
    assert kit.counters.faults == 1
    assert replies[-1] == b""
    assert len(samples) == 600
    assert samples[-1].eda_us == pytest.approx(4.0, rel=2e-3)


def test_a_command_without_an_answer_is_repeated_after_a_second() -> None:
    """Not at once: two descriptions in a row, from the kit's start and from our request, need one command."""
    kit, device = Decoder(rate=25.0), Device()
    kit.decode(device.restart_device() + device.receive(kit.hello()))
    assert device.receive(kit.reply())
    kit.decode(samples_of(device, 24))
    assert kit.reply() == b""
    kit.decode(samples_of(device, 2))
    assert kit.reply() == DESCRIBE
    kit.decode(device.receive(DESCRIBE))
    assert (kit.reply(), kit.info.rate_hz, kit.counters.faults) == (b"", 25.0, 0)


def test_bare_electrodes_are_an_open_circuit() -> None:
    """The converter shows its largest count."""
    kit, device = Decoder(), Device()
    set_up(kit, device)
    (sample,) = kit.decode(device.transmit(WearerReading(0.0)))
    assert sample.open_circuit
    assert sample.eda_us < 0.01


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x02\x02" + bytes(19),
        b"\x02\x01" + bytes(17),
        b"\x02",
        b"\x01",
        b"\x7f\x00\x00",
        bytes([2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0]),
    ],
)
def test_intact_frames_of_an_unknown_firmware_are_bad(body: bytes) -> None:
    """Another version, length or type, or a period or a resistor of 0. Nothing is raised."""
    kit = Decoder()
    assert kit.decode(cobs.encode_frame(vitrina.append_crc(body))) == []
    assert (kit.counters.bad, kit.description) == (1, None)


@pytest.mark.parametrize(
    "settings",
    [{"rate": 0.0}, {"rate": 63.0}, {"rate": float("nan")}, {"kit": 0}, {"reference_ohm": 1000}, {"offset": 2000}],
)
def test_unsupported_settings_are_rejected(settings: dict[str, object]) -> None:
    """The error names the valid range."""
    with pytest.raises(ValueError, match="to"):
        Decoder(**settings)  # type: ignore[arg-type]
