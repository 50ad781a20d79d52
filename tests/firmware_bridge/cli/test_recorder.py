"""Writing recordings."""

import csv
import json
from datetime import datetime, timezone
from math import nan
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from edge.sources.kits.csv_file import KitRecording
from firmware_bridge import recording
from firmware_bridge.cli.recorder import KitCsvRecorder
from firmware_bridge.cli.watch import machine_time_zone
from firmware_bridge.errors import RecordingError
from firmware_bridge.kits import registry
from firmware_bridge.live_reader import TimedSample
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import VitalSignsEstimator

BERLIN = ZoneInfo("Europe/Berlin")
STARTED = datetime(2026, 11, 25, 15, 0, tzinfo=timezone.utc).astimezone(BERLIN)


def recorder(path: Path) -> KitCsvRecorder:
    return KitCsvRecorder(
        path, registry.make("grove", {"cal": 500}), settings={"cal": 500}, port="/dev/x", started=STARTED
    )


def timed_samples(count: int) -> list[TimedSample]:
    vitals = VitalSignsEstimator()
    samples = [Sample(None, eda_us=4.0, pulse=0.5 if n % 2 else nan, open_circuit=n == 2) for n in range(count)]
    return [
        TimedSample(100 + n / 50, sample, vitals.process_sample(100 + n / 50, sample))
        for n, sample in enumerate(samples)
    ]


def test_the_csv_file_has_the_rows_and_the_json_file_their_description(tmp_path: Path) -> None:
    """Times count from the start, missing values are empty cells. The JSON has kit, settings, time zone and counts."""
    path = tmp_path / "ada.csv"
    csv_recorder = recorder(path)
    assert json.loads((tmp_path / "ada.json").read_text())["kit"] == "grove"  # written before the first row
    csv_recorder.write(timed_samples(3), from_s=100.0)
    csv_recorder.close(STARTED)
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert rows[1] == {
        "time_s": "0.0200",
        "eda_us": "4.0000",
        "pulse": "0.5000",
        "hr_bpm": "",
        "ibi_ms": "",
        "scr_us": "",
        "contact": "1",
        "quality": "1.00",
    }
    assert (rows[0]["pulse"], rows[2]["eda_us"], rows[2]["contact"]) == ("", "0.0000", "0")
    description = json.loads((tmp_path / "ada.json").read_text())
    assert description["settings"] == {"cal": 500}
    assert (description["started"], description["time_zone"]) == ("2026-11-25T16:00:00.000+01:00", "Europe/Berlin")
    assert description["rows"] == 3
    assert set(description["columns"]) == set(rows[0])
    assert description["counts"]["bad"] == 0


def test_the_kiosk_and_the_simulated_kits_read_a_recording(tmp_path: Path) -> None:
    """As for `vitrina replay --body` and `simulate --from`."""
    path = tmp_path / "ada.csv"
    csv_recorder = recorder(path)
    csv_recorder.write(timed_samples(100), from_s=100.0)
    csv_recorder.close(STARTED)
    body = KitRecording(path, 0.0, wearer="w", kit="k")
    assert sum(len(samples.eda_us) for samples in body.read_samples()) == 101
    assert body.dropped == 0
    assert len(recording.read(path).times_s) == 100


@pytest.mark.parametrize("name", ["ada.csv", "ada.json"])
def test_existing_files_are_not_overwritten(tmp_path: Path, name: str) -> None:
    """Neither of the two files."""
    (tmp_path / name).write_text("of yesterday")
    with pytest.raises(RecordingError, match=f"{name} already exists"):
        recorder(tmp_path / "ada.csv")
    assert (tmp_path / name).read_text() == "of yesterday"


def test_a_file_that_cannot_be_written_raises_the_reason(tmp_path: Path) -> None:
    """At the start and during the recording."""
    with pytest.raises(RecordingError, match="cannot be written: No such file or directory"):
        recorder(tmp_path / "nowhere" / "ada.csv")
    csv_recorder = recorder(tmp_path / "ada.csv")
    full = Path("/dev/full").open("w")  # noqa: SIM115  closed below, with an error
    csv_recorder._file.close()
    csv_recorder._file = full
    csv_recorder._writer = csv.writer(full)
    with pytest.raises(RecordingError, match="No space left on device"):
        csv_recorder.write(timed_samples(100), from_s=100.0)
    with pytest.raises(OSError):
        full.close()


def test_the_time_zone_of_the_machine(tmp_path: Path) -> None:
    """From $TZ, else from the link; None if neither has a name."""
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Europe/Berlin")
    assert str(machine_time_zone("", link)) == "Europe/Berlin"
    assert str(machine_time_zone(":Asia/Tokyo", link)) == "Asia/Tokyo"
    assert str(machine_time_zone("nonsense/x", link)) == "Europe/Berlin"
    assert machine_time_zone("", tmp_path / "absent") is None
