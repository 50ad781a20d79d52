"""Interpolating a recording of a wearer."""

from math import isnan, nan
from pathlib import Path

import numpy as np
import pytest

from firmware_bridge.recording import WearerRecording, read
from firmware_bridge.simulator.wearer import RecordedWearer
from tests.firmware_bridge.bodies import BPM, write_recording


def recorded(times_s: list[float], **columns: list[float]) -> WearerRecording:
    empty = [nan] * len(times_s)
    names = ("eda_us", "pulse", "hr_bpm", "ibi_ms")
    return WearerRecording(np.array(times_s), *(np.array(columns.get(name, empty)) for name in names))


def test_values_are_interpolated_linearly() -> None:
    """Also over a row without a value. In a gap, before the first and after the last value there is NaN."""
    wearer = RecordedWearer(recorded([0.0, 0.5, 1.0, 5.0, 6.0], eda_us=[4.0, nan, 6.0, 8.0, nan]))
    readings = [wearer.read_at(at_s).eda_us for at_s in (0.0, 0.25, 0.75, 1.0, 3.0, 5.0, 5.5)]
    assert readings == pytest.approx([4.0, 4.5, 5.5, 6.0, nan, 8.0, nan], nan_ok=True)


def test_each_interval_is_in_one_reading() -> None:
    """The heart rate is the recording's own, else the mean of the last intervals."""
    wearer = RecordedWearer(recorded([0.0, 1.0, 2.0, 3.0], ibi_ms=[nan, 800.0, nan, 1000.0]))
    readings = [wearer.read_at(at_s) for at_s in (0.0, 0.9, 1.5, 1.6, 4.0)]
    assert [reading.ibi_ms for reading in readings] == [(), (), (800.0,), (), (1000.0,)]
    assert isnan(readings[0].hr_bpm)
    assert readings[-1].hr_bpm == pytest.approx(60_000 / 900)
    assert RecordedWearer(recorded([0.0], hr_bpm=[71.0], ibi_ms=[800.0])).read_at(0.0).hr_bpm == 71.0


def test_beats_are_found_in_the_wave_if_the_recording_has_no_intervals(tmp_path: Path) -> None:
    """After a restart the readings are the same."""
    wearer = RecordedWearer(read(write_recording(tmp_path / "a.csv")))
    readings = [wearer.read_at(n / 50) for n in range(1000)]
    intervals = [interval for reading in readings for interval in reading.ibi_ms]
    assert len(intervals) == pytest.approx(20 * BPM / 60, abs=5)
    assert intervals == pytest.approx([60_000 / BPM] * len(intervals), abs=10)
    assert readings[-1].hr_bpm == pytest.approx(BPM, abs=1)
    wearer.restart()
    again = [wearer.read_at(n / 50) for n in range(1000)]
    assert list(map(repr, again)) == list(map(repr, readings))  # NaN equals nothing
