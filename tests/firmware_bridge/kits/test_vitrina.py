"""Our own kit."""

import pytest

from firmware_bridge import cobs
from firmware_bridge.kits import vitrina
from firmware_bridge.kits.vitrina import Decoder
from firmware_bridge.simulator.device import WearerReading
from firmware_bridge.simulator.vitrina import Device, crc16, frame
from tests.firmware_bridge.wire import greet

# Frames as in firmware_bridge/firmware/README.md.
DESCRIBE = bytes.fromhex("00 04 10 c1 f3 00")
DESCRIPTION = bytes.fromhex("00 04 02 01 01 02 07 06 04 03 02 01 14 04 40 42 0f 06 f7 ff 08 9f 3a 00")
SAMPLE = bytes.fromhex("00 08 01 02 01 18 03 02 01 02 20 04 40 10 2d 00")


def samples_of(device: Device, count: int, eda_us: float = 4.0) -> bytes:
    return b"".join(device.transmit(WearerReading(n / device.rate_hz, eda_us, 0.25)) for n in range(count))


def described(kit: Decoder, device: Device) -> None:
    """The kit asks, the device answers."""
    kit.decode(device.receive(kit.hello()))
    while told := kit.reply():
        kit.decode(device.receive(told))


def test_the_check_is_the_one_that_is_meant() -> None:
    """CRC-16/IBM-3740: its check value in the catalogues."""
    assert vitrina.signed(b"123456789")[-2:] == b"\xb1\x29"
    assert crc16(b"123456789") == 0x29B1


def test_frames_of_the_description() -> None:
    """A sample and a description, byte by byte; the simulated kit makes the same."""
    kit = Decoder()
    assert kit.hello() == DESCRIBE
    told = frame(b"\x02\x01\x01\x00", (7, 2), (0x01020304, 4), (20, 2), (1_000_000, 4), (2**16 - 9, 2), (8, 1))
    assert told == DESCRIPTION
    kit.decode(told)
    assert kit.description == (1, 1, 0, 7, 0x01020304, 20, 1_000_000, -9, 8)
    assert frame(b"\x01", (0x0102, 2), (0x01020318, 4), (0x2000, 2), (0x4000, 2)) == SAMPLE
    (sample,) = kit.decode(SAMPLE)
    assert sample.device_s == pytest.approx(0x01020318 / 1000)
    assert sample.eda_us == pytest.approx(vitrina.microsiemens(0x2000, 1_000_000, -9))
    assert sample.pulse == pytest.approx(256 / 1023)
    assert not sample.open_circuit


@pytest.mark.parametrize(
    ("count", "us"), [(1023.0, 0.000978), (975.24, 0.05), (512.0, 1.0), (93.09, 10.0), (48.76, 20.0), (0.0, 1023.0)]
)
def test_the_divider(count: float, us: float) -> None:
    """1 Mohm beside the skin: half of the range is 1 uS. A converter that reads 0 gives a number all the same."""
    assert vitrina.microsiemens(round(16 * count)) == pytest.approx(us, rel=2e-3)


@pytest.mark.parametrize("us", [0.05, 0.3, 4.0, 20.0])
def test_calibration_is_what_the_kit_keeps(us: float) -> None:
    """With another resistor and an offset the conductance is the same."""
    kit, device = Decoder(reference_ohm=987_000, offset=25, kit=3), Device()
    described(kit, device)
    assert kit.description is not None
    assert (kit.description.kit, kit.description.reference_ohm, kit.description.offset) == (3, 987_000, 25)
    assert [sample.eda_us for sample in kit.decode(samples_of(device, 3, us))] == [pytest.approx(us, rel=2e-3)] * 3
    another = Decoder()
    described(another, device)
    assert another.description is not None
    assert another.description[3:4] + another.description[6:8] == (3, 987_000, 25)


def test_the_rate_is_asked_for() -> None:
    """The nearest of 250 / n; what the kit says holds."""
    kit, device = Decoder(rate=24.0), Device()
    assert kit.info.rate_hz == 25.0
    described(kit, device)
    assert device.rate_hz == kit.info.rate_hz == 25.0
    assert [sample.device_s for sample in kit.decode(samples_of(device, 3))] == [0.0, 0.04, 0.08]


def test_before_it_said_what_it_is_nothing_is_believed() -> None:
    """Its sums mean nothing without the resistor. It is asked every second of its clock."""
    kit, device = Decoder(), Device()
    greet(kit, device)
    kit.hello()
    asked = []
    for _ in range(101):
        assert kit.decode(samples_of(device, 1)) == []
        asked.append(kit.reply())
    assert [n for n, told in enumerate(asked) if told] == [0, 50, 100]
    assert kit.counters.skipped_bytes == 101 * 16
    kit.decode(device.receive(asked[-1]))
    assert len(kit.decode(samples_of(device, 5))) == 5


def test_a_silent_kit_is_asked_every_second() -> None:
    """Its cable may have been pulled on its other side."""
    kit, device = Decoder(), Device()
    described(kit, device)
    told = []
    for _ in range(10):
        kit.decode(b"")
        told.append(kit.reply())
    assert [n for n, asked in enumerate(told) if asked == DESCRIBE] == [4, 9]


def test_a_kit_that_started_anew_is_brought_back_to_its_rate() -> None:
    """It says so itself; its clock begins again, its numbers too, and nothing counts as lost."""
    kit, device = Decoder(rate=10.0), Device(start_ms=5000)
    described(kit, device)
    kit.decode(samples_of(device, 20))
    kit.decode(device.start())
    assert (kit.counters.restarts, kit.counters.faults) == (1, 1)
    assert kit.info.rate_hz == 50.0
    kit.decode(device.receive(kit.reply()))
    assert kit.info.rate_hz == 10.0
    samples = kit.decode(samples_of(device, 20))
    assert [sample.device_s for sample in samples[:2]] == [0.0, 0.1]
    assert (kit.counters.restarts, kit.counters.lost, kit.counters.bad) == (1, 0, 0)


def test_a_start_is_seen_by_the_clock_too() -> None:
    """What it said at its start was lost: it is asked, and counted once."""
    kit, device = Decoder(), Device(start_ms=5000)
    described(kit, device)
    kit.decode(samples_of(device, 20))
    device.start(reason=0x02)
    assert kit.decode(samples_of(device, 2)) == []
    kit.decode(device.receive(kit.reply()))
    assert len(kit.decode(samples_of(device, 2))) == 2
    assert (kit.counters.restarts, kit.counters.faults) == (1, 0)


@pytest.mark.parametrize("is_said", [True, False])
def test_a_start_before_any_sample_was_read(is_said: bool) -> None:
    """It had answered with a clock of days, and was told its rate; then somebody pressed reset."""
    kit, device = Decoder(rate=25.0), Device(start_ms=500_000_000)
    kit.decode(device.receive(kit.hello()))
    assert kit.reply()  # and it never came there
    said = device.start()
    kit.decode(said if is_said else samples_of(device, 1))
    assert kit.counters.restarts == 1
    told = kit.reply()
    if not is_said:
        kit.decode(device.receive(told))
        told = kit.reply()
    kit.decode(device.receive(told))
    assert device.rate_hz == kit.info.rate_hz == 25.0


def test_a_sample_that_is_older_than_what_was_said_is_no_start() -> None:
    """It is stamped in its middle and sent at its end: at one a second, most of a second later."""
    kit, device = Decoder(rate=1.0), Device(start_ms=100_000)
    described(kit, device)
    kit.decode(frame(b"\x01", (1, 2), (99_400, 4), (8192, 2), (0, 2)))
    assert (kit.counters.restarts, kit.counters.samples) == (0, 1)


def test_lost_samples_are_counted_over_the_end_of_number_and_clock() -> None:
    """The number has 16 bits, the clock 32: 49.7 days."""
    kit, device = Decoder(), Device()
    described(kit, device)
    numbers = [0xFFFE, 0xFFFF, 2, 3]
    stream = [
        frame(b"\x01", (n, 2), ((2**32 - 20 + 20 * at) % 2**32, 4), (8192, 2), (0, 2))
        for at, n in zip((0, 1, 4, 5), numbers, strict=True)
    ]
    samples = kit.decode(b"".join(stream))
    assert [sample.device_s for sample in samples] == [
        pytest.approx(2**32 / 1000 + at) for at in (-0.02, 0, 0.06, 0.08)
    ]
    assert (kit.counters.lost, kit.counters.restarts) == (2, 0)


def test_a_kit_that_keeps_nothing_is_left_as_it_is() -> None:
    """Its EEPROM is worn: told three times, a second apart, it counts as a fault, and what it says is used."""
    kit, device = Decoder(reference_ohm=990_000), Device()
    told, samples = [kit.hello()], []
    for _ in range(600):
        if told[-1]:
            kit.decode(device.receive(DESCRIBE))  # whatever it was told
            told.append(kit.reply())
        samples += kit.decode(samples_of(device, 1))
        told.append(kit.reply())
    commands = [n for n, command in enumerate(told) if command not in (b"", DESCRIBE)]
    assert len(commands) == 3
    assert commands[2] - commands[0] > 100
    assert kit.counters.faults == 1
    assert told[-1] == b""
    assert len(samples) == 600
    assert samples[-1].eda_us == pytest.approx(4.0, rel=2e-3)


def test_a_command_whose_answer_was_lost_is_told_again() -> None:
    """Not at once: two descriptions in a row, of its start and of our question, want one command."""
    kit, device = Decoder(rate=25.0), Device()
    kit.decode(device.start() + device.receive(kit.hello()))
    assert device.receive(kit.reply())
    kit.decode(samples_of(device, 24))
    assert kit.reply() == b""
    kit.decode(samples_of(device, 2))
    assert kit.reply() == DESCRIBE
    kit.decode(device.receive(DESCRIBE))
    assert (kit.reply(), kit.info.rate_hz, kit.counters.faults) == (b"", 25.0, 0)


def test_bare_electrodes() -> None:
    """The converter stands at its end."""
    kit, device = Decoder(), Device()
    described(kit, device)
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
def test_intact_frames_of_no_firmware_that_we_know(body: bytes) -> None:
    """Another version, another length, another type, a period or a resistor of 0: bad, and nothing is raised."""
    kit = Decoder()
    assert kit.decode(cobs.framed(vitrina.signed(body))) == []
    assert (kit.counters.bad, kit.description) == (1, None)


@pytest.mark.parametrize(
    "settings",
    [{"rate": 0.0}, {"rate": 63.0}, {"rate": float("nan")}, {"kit": 0}, {"reference_ohm": 1000}, {"offset": 2000}],
)
def test_what_the_kit_cannot_do_is_refused(settings: dict[str, object]) -> None:
    """With what it can."""
    with pytest.raises(ValueError, match="to"):
        Decoder(**settings)  # type: ignore[arg-type]
