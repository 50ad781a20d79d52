"""A heart-rate strap behind a dongle."""

import math

import pytest

from firmware_bridge.kits.ble_hr import Decoder


@pytest.mark.parametrize(
    "line", ["10 48 40 03", "10484003", "10-48-40-03", "10:48:40:03", "HRM: 10484003", "value=0x10484003"]
)
def test_notifications_are_read_in_all_forms_that_dongles_print(line: str) -> None:
    """72 bpm and an interval of 832/1024 s."""
    (sample,) = Decoder().decode(f"\n{line}\r\n".encode())
    assert (sample.hr_bpm, sample.ibi_ms) == (72, 812.5)


def test_a_notification_may_have_a_wide_rate_energy_and_several_intervals() -> None:
    """Each interval gives a sample, oldest first."""
    samples = Decoder().decode(b"\n19 4801 1027 0004 0002\r\n" + b"19 48 00 10 27 00 04 00 02\r\n")
    assert [sample.ibi_ms for sample in samples] == [1000.0, 500.0]
    assert samples[0].hr_bpm == 72
    assert math.isnan(samples[1].hr_bpm)


def test_a_notification_without_an_interval_has_a_heart_rate() -> None:
    """Many straps send these before the first beats. 0 bpm is no heart rate."""
    samples = Decoder().decode(b"\n00 48\r\n00 00\r\n")
    assert samples[0].hr_bpm == 72
    assert math.isnan(samples[1].hr_bpm)
    assert all(math.isnan(sample.ibi_ms) for sample in samples)


def test_the_contact_flag_is_used_only_if_set() -> None:
    """Bit 2 means that bit 1 is valid; bit 1 alone has no meaning."""
    away, unknown = b"\n04 48\r\n", b"\n00 48\r\n"
    assert Decoder(contact=True).decode(away)[0].open_circuit
    assert math.isnan(Decoder(contact=True).decode(away)[0].hr_bpm)
    assert not Decoder(contact=True).decode(unknown)[0].open_circuit
    kit = Decoder(contact=True)
    kit.decode(away + unknown + away)
    assert kit.counters.faults == 2
    assert Decoder().decode(away)[0].hr_bpm == 72


@pytest.mark.parametrize("line", ["10 48 40", "30 48 40 03", "00 48 40 03", "01 48", "1048400", "08 48 10", "", "10"])
def test_invalid_notifications_are_bad(line: str) -> None:
    """Half an interval, reserved bits, more or fewer bytes than the flags announce."""
    kit = Decoder()
    assert kit.decode(f"\n{line}\r\n".encode()) == []
    assert kit.counters.bad == (line != "")


def test_the_checksum_is_checked_if_present_and_needed_with_the_setting() -> None:
    """A wrong checksum, or a missing one with `check`, gives no sample."""
    assert Decoder().decode(b"\n10484003*1B\r\n")
    assert Decoder().decode(b"\n10484003*1C\r\n") == []
    assert Decoder(check=True).decode(b"\n10484003\r\n") == []
