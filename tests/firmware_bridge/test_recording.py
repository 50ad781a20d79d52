"""Reading recordings of wearers."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from firmware_bridge import recording
from firmware_bridge.errors import RecordingError
from tests.firmware_bridge.bodies import write_recording


def test_columns_are_read_by_name_from_plain_and_gzipped_files(tmp_path: Path) -> None:
    """Times count from the first row, the wave is a share of ten bits, and other columns are ignored."""
    text = "mood,ppg,time_s,eda_us\nglad,0,7.0,4.0\nglad,1023,7.1,\nglad,x,7.2,4.2\n"
    plain, zipped = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    plain.write_text(text)
    zipped.write_bytes(gzip.compress(text.encode()))
    for path in (plain, zipped):
        read = recording.read(path)
        assert read.times_s == pytest.approx([0, 0.1, 0.2])
        assert read.duration_s == pytest.approx(0.2)
        np.testing.assert_array_equal(read.eda_us, [4.0, np.nan, 4.2])
        np.testing.assert_array_equal(read.pulse, [0.0, 1.0, np.nan])
        assert np.isnan(read.hr_bpm).all()


@pytest.mark.parametrize(
    ("wave", "shares"),
    [
        ("0.2,0.4", (0.2, 0.4)),
        ("0,4095", (0, 1)),
        ("0,65535", (0, 1)),
        ("0,65536", (0, 1)),
        ("0,1", (0, 1)),
        ("-3,9", (0, 1)),
    ],
)
def test_a_wave_of_any_unit_is_scaled_to_a_share(tmp_path: Path, wave: str, shares: tuple[float, float]) -> None:
    """A share is unchanged, counts are divided by the converter's range, a filtered wave by its own range."""
    path = tmp_path / "a.csv"
    path.write_text("time_s,pulse\n" + "\n".join(f"{n},{value}" for n, value in enumerate(wave.split(","))))
    assert recording.read(path).pulse == pytest.approx(shares)


def test_rows_whose_time_does_not_rise_are_left_out(tmp_path: Path) -> None:
    """Rows without a time too."""
    path = tmp_path / "a.csv"
    path.write_text("time_s,eda_us\n1,4\n1,5\n0.5,6\n,7\n2,8\n")
    assert recording.read(path).eda_us == pytest.approx([4, 8])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"time_s,mood\n1,2\n", "must name the columns time_s and at least one of"),
        (b"time_s,eda_us\n", "it has no rows"),
        (b"\x1f\x8bnonsense", "it is not CSV"),
        (b"\xff\xfe\x00", "it is not CSV"),
    ],
)
def test_a_file_that_is_no_recording_raises_the_reason(tmp_path: Path, content: bytes, why: str) -> None:
    """Missing columns, no rows, or no CSV at all."""
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=why):
        recording.read(path)


def test_absent_and_truncated_files_raise_recording_errors(tmp_path: Path) -> None:
    """With the reason of the system or of gzip."""
    with pytest.raises(RecordingError, match="No such file"):
        recording.read(tmp_path / "absent.csv")
    whole = gzip.compress(write_recording(tmp_path / "a.csv").read_bytes())
    (tmp_path / "b.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RecordingError, match=r"b\.csv\.gz could not be read"):
        recording.read(tmp_path / "b.csv.gz")
