"""Any sketch that prints numbers."""

import math

import pytest

from firmware_bridge.kits.csv_lines import Decoder


def test_the_header_names_columns_and_units() -> None:
    """Each value is converted to the unit of a sample; an empty field is a missing value."""
    kit = Decoder()
    first, second = kit.decode(b"\ntime_ms,eda_kohm,pulse_10bit,temperature\r\n1500,250,1023,31.5\r\n1520,,512,\r\n")
    assert (first.device_s, first.eda_us, first.pulse) == (1.5, 4.0, 1.0)
    assert math.isnan(second.eda_us)
    assert kit.counters.bad == 0


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("eda_ns", "4000", "eda_us", 4.0),
        ("eda_ohm", "250000", "eda_us", 4.0),
        ("gsr_us", "4", "eda_us", 4.0),
        ("pulse_16bit", "65535", "pulse", 1.0),
        ("rr_ms", "812.5", "ibi_ms", 812.5),
        ("HR_bpm", "72", "hr_bpm", 72.0),
    ],
)
def test_units_are_converted(name: str, value: str, field: str, expected: float) -> None:
    """One column each."""
    (sample,) = Decoder(header=name).decode(f"\n{value}\n".encode())
    assert getattr(sample, field) == pytest.approx(expected)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_header_decides_the_separator(separator: str) -> None:
    """Comma, semicolon or tab."""
    text = "\neda_us,hr_bpm\r\n4.5,72\r\n".replace(",", separator)
    (sample,) = Decoder().decode(text.encode())
    assert (sample.eda_us, sample.hr_bpm) == (4.5, 72)


@pytest.mark.parametrize(
    "line", ["nan,72", "4.5", "4.5,72,1", "-1,72", "4.5,301", "1001,72", "inf,72", "1_0,72", "a,b"]
)
def test_invalid_lines_are_bad(line: str) -> None:
    """Not a number, too few or too many fields, or out of range."""
    kit = Decoder(header="eda_us,hr_bpm")
    assert kit.decode(f"\n{line}\n".encode()) == []
    assert kit.counters.bad == 1


def test_without_a_header_no_line_is_read() -> None:
    """If the kit prints no header, the setting must name the columns."""
    kit = Decoder()
    assert kit.decode(b"\n4.5,72\n") == []
    assert kit.counters.bad == 1
    with pytest.raises(ValueError, match="header"):
        Decoder(header="temperature")


def test_losses_restarts_and_contact() -> None:
    """A gap in `seq` is a loss, a time that goes back is a restart, `contact` 0 is an open circuit."""
    kit = Decoder(header="seq,time_s,eda_us,contact")
    samples = kit.decode(b"\n7,1.0,4,1\n10,1.3,0,0\n0,0.1,4,1\n")
    assert [sample.open_circuit for sample in samples] == [False, True, False]
    assert (kit.counters.lost, kit.counters.restarts) == (2, 1)


def test_the_check_column_detects_damaged_lines() -> None:
    """Two hex digits: the XOR of all characters before their separator."""
    kit = Decoder(header="eda_us,hr_bpm,xor")
    line = b"4.5,72"
    check = 0
    for byte in line:
        check ^= byte
    assert len(kit.decode(b"\n%b,%02x\n" % (line, check))) == 1
    assert kit.decode(b"%b,%02x\n" % (line.replace(b"4", b"5"), check)) == []
