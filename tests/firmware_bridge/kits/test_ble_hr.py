"""A heart-rate strap behind a dongle."""

import math

import pytest

from firmware_bridge.kits.ble_hr import Decoder


@pytest.mark.parametrize(
    "line", ["10 48 40 03", "10484003", "10-48-40-03", "10:48:40:03", "HRM: 10484003", "value=0x10484003"]
)
def test_a_notification_in_the_forms_that_dongles_print(line: str) -> None:
    """72 bpm and an interval of 832/1024 s."""
    (sample,) = Decoder().decode(f"\n{line}\r\n".encode())
    assert (sample.hr_bpm, sample.ibi_ms) == (72, 812.5)


def test_everything_that_a_notification_may_carry() -> None:
    """A wide rate, energy, and intervals oldest first; a sample for each."""
    samples = Decoder().decode(b"\n19 4801 1027 0004 0002\r\n" + b"19 48 00 10 27 00 04 00 02\r\n")
    assert [sample.ibi_ms for sample in samples] == [1000.0, 500.0]
    assert samples[0].hr_bpm == 72
    assert math.isnan(samples[1].hr_bpm)


def test_without_an_interval_there_is_the_rate() -> None:
    """As many straps send it before the first beats; 0 bpm is no rate."""
    samples = Decoder().decode(b"\n00 48\r\n00 00\r\n")
    assert samples[0].hr_bpm == 72
    assert math.isnan(samples[1].hr_bpm)
    assert all(math.isnan(sample.ibi_ms) for sample in samples)


def test_contact_is_believed_where_told_to() -> None:
    """Bits 1 and 2; bit 1 alone says nothing."""
    away, unknown = b"\n04 48\r\n", b"\n00 48\r\n"
    assert Decoder(contact=True).decode(away)[0].open_circuit
    assert math.isnan(Decoder(contact=True).decode(away)[0].hr_bpm)
    assert not Decoder(contact=True).decode(unknown)[0].open_circuit
    assert Decoder().decode(away)[0].hr_bpm == 72


@pytest.mark.parametrize("line", ["10 48 40", "30 48 40 03", "00 48 40 03", "01 48", "1048400", "08 48 10", "", "10"])
def test_what_is_no_notification_is_bad(line: str) -> None:
    """Half an interval, reserved bits, more than the flags say, less than they say."""
    kit = Decoder()
    assert kit.decode(f"\n{line}\r\n".encode()) == []
    assert kit.counters.bad == (line != "")


def test_the_checksum() -> None:
    """Checked where it is there, missed where it is wanted."""
    assert Decoder().decode(b"\n10484003*1B\r\n")
    assert Decoder().decode(b"\n10484003*1C\r\n") == []
    assert Decoder(check=True).decode(b"\n10484003\r\n") == []
