"""PulseSensor."""

import math

import pytest

from firmware_bridge.kits.pulsesensor import Decoder


def test_lines_of_the_default_form() -> None:
    """BPM, IBI and signal in a line; an interval counts only if it differs from the line before."""
    samples = Decoder().decode(b"\n0,750,512\r\n72,750,518\r\n72,833,1023\r\n72,833,0\r\n")
    assert [sample.pulse for sample in samples] == pytest.approx([512 / 1023, 518 / 1023, 1.0, 0.0])
    assert math.isnan(samples[0].hr_bpm)
    assert samples[1].hr_bpm == 72
    assert [sample.ibi_ms for sample in samples if not math.isnan(sample.ibi_ms)] == [833]


def test_lines_with_letters() -> None:
    """Rate and interval of a beat are in the sample after them."""
    samples = Decoder().decode(b"\nS518\r\nB72\r\nQ833\r\nS520\r\nS521\r\n")
    assert len(samples) == 3
    assert (samples[1].hr_bpm, samples[1].ibi_ms) == (72, 833)
    assert math.isnan(samples[2].ibi_ms)


def test_lines_of_newer_sketches_have_numbers_and_times() -> None:
    """Losses and restarts are counted, samples have the kit's time, and simulated lines are left out."""
    kit = Decoder()
    samples = kit.decode(
        b"\nPSWS,1,LIVE,10,1000,518,72,833,0,80,TRACKING\r\n"
        b"PSWS,1,LIVE,13,1060,600,72,840,1,80,TRACKING\r\n"
        b"PSWS,1,SIM,14,1080,600,72,840,1,80,TRACKING\r\n"
        b"PSWS,1,LIVE,0,20,512,0,750,0,0,IDLE\r\n"
    )
    assert [sample.device_s for sample in samples] == [1.0, 1.06, 0.02]
    assert (samples[1].ibi_ms, samples[1].hr_bpm) == (840, 72)
    assert math.isnan(samples[0].ibi_ms)
    assert (kit.counters.lost, kit.counters.bad, kit.counters.restarts) == (2, 1, 1)


def test_a_sketch_that_could_not_start_counts_as_a_fault() -> None:
    """It keeps printing `!`. The line is not bad: the kit is broken, not the wire."""
    kit = Decoder()
    assert kit.decode(b"\n!\r\n!\r\n") == []
    assert (kit.counters.faults, kit.counters.bad) == (2, 0)


@pytest.mark.parametrize("line", ["S1024", "72,833,1024", "72,833", "512", "Q", "SS512", "B1000"])
def test_invalid_lines_are_bad(line: str) -> None:
    """Values above the converter's range, several sensors, cut lines."""
    kit = Decoder()
    assert kit.decode(f"\n{line}\r\n".encode()) == []
    assert kit.counters.bad == 1


def test_the_converter_may_have_twelve_bits() -> None:
    """As on an ESP32."""
    (sample,) = Decoder(bits=12).decode(b"\nS4095\r\n")
    assert sample.pulse == 1.0
    with pytest.raises(ValueError, match="bits"):
        Decoder(bits=16)
