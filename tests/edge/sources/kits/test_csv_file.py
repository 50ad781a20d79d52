"""A CSV recording of a sensor kit is read by column name, with increasing times and without invalid values."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.signals import KitSamples
from edge.sources.kits.csv_file import KitRecording
from edge.sources.recordings import RecordingError
from tests.doubles.films import cut
from tests.doubles.recordings import write_worn

START_S = 1_767_225_600.0
REPLAY = Path(__file__).parents[4] / ".." / "shared" / "replay"


def read(path: Path) -> tuple[list[KitSamples], KitRecording, str]:
    """All samples, the file object, and the text of the final error, if there was one."""
    file, chunks, error_text = KitRecording(path, START_S, wearer="1", kit="k"), [], ""
    frames = -1
    try:
        for chunk in file.read_samples():
            chunks.append(chunk)
    except RecordingError as error:
        error_text, frames = str(error), error.frames
    assert frames == (file.read if error_text else -1)
    return chunks, file, error_text


def write_csv(folder: Path, text: str) -> Path:
    path = folder / "kit.csv"
    path.write_text(text, encoding="utf-8")
    return path


def values(chunks: list[KitSamples], name: str) -> list[float]:
    return [float(value) for chunk in chunks for value in getattr(chunk, name)]


def times_s(chunks: list[KitSamples]) -> list[float]:
    """Times of all samples from the start of the recording."""
    times = []
    for chunk in chunks:
        assert chunk.times_s is not None
        times += (chunk.at_s - START_S + chunk.times_s).tolist()
    return times


@pytest.mark.parametrize("name", ["kit.csv", "kit.csv.gz"])
def test_a_plain_or_gzipped_recording_is_read(tmp_path: Path, name: str) -> None:
    """Three seconds at 20 Hz give 60 rows and an end row, in chunks of a second, on the recording's clock."""
    chunks, file, error_text = read(write_worn(tmp_path / name, 3.0))
    assert (error_text, file.read, file.dropped) == ("", 60, 0)
    assert file.duration_s == pytest.approx(3.0)
    assert [len(chunk.eda_us) for chunk in chunks] == [20, 20, 20, 1]
    assert times_s(chunks) == pytest.approx(np.arange(61) / 20, abs=1e-6)
    assert values(chunks, "hr_bpm")[:60] == [75.0] * 60
    assert (chunks[0].wearer, chunks[0].kit, chunks[0].rate_hz) == ("1", "k", None)


def test_columns_may_have_any_order_and_others_are_ignored(tmp_path: Path) -> None:
    """The bridge writes one order and a spreadsheet may change it. A byte order mark is not part of a name."""
    text = "\ufeffquality,hr_bpm , ibi_ms,eda_us,pulse,time_s\n1.0,61,,2.5,,10.0\n1.0,,980,2.6,,10.5\n"
    chunks, file, error_text = read(write_csv(tmp_path, text))
    assert (error_text, file.read) == ("", 2)
    assert values(chunks, "eda_us")[:2] == pytest.approx([2.5, 2.6])
    assert times_s(chunks)[:2] == [0.0, 0.5]  # the recording begins with the first sample


def test_recordings_may_lack_skin_conductance_or_heart_rate(tmp_path: Path) -> None:
    """Values that the kit does not have are NaN."""
    chunks, _, _ = read(write_csv(tmp_path, "time_s,hr_bpm\n0,61\n1,62\n"))
    assert np.isnan(values(chunks, "eda_us")).all()
    assert values(chunks, "hr_bpm")[:2] == [61.0, 62.0]
    chunks, _, _ = read(write_csv(tmp_path, "time_s,eda_us\n0,2\n1,3\n"))
    assert np.isnan(values(chunks, "hr_bpm")).all()


def test_heart_rate_is_computed_from_the_pulse_wave_or_from_intervals(tmp_path: Path) -> None:
    """The wave has 75 beats a minute, in counts of a converter; the intervals are 800 ms."""
    chunks, _, _ = read(write_worn(tmp_path / "wave.csv", 40.0, rate_hz=50, heart="ppg"))
    assert values(chunks, "hr_bpm")[-50:-1] == pytest.approx([75.0] * 49, abs=1)
    assert np.isnan(values(chunks, "hr_bpm")[:50]).all()
    text = "".join(f"{0.8 * beat:.1f},800\n" for beat in range(50))
    chunks, _, _ = read(write_csv(tmp_path, f"time_s,ibi_ms\n{text}"))
    assert values(chunks, "hr_bpm")[-5:-1] == pytest.approx([75.0] * 4)


@pytest.mark.skipif(not REPLAY.is_dir(), reason="../shared/replay is not here")
def test_there_is_no_heart_rate_after_the_kit_was_taken_off() -> None:
    """A real wristband was taken off at 217 s. From then on its wave is noise, and shortly before of low quality."""
    chunks, file, error_text = read(REPLAY / "body_e.csv.gz")
    assert (error_text, file.read, file.dropped) == ("", 21_000, 0)
    assert file.duration_s == pytest.approx(420.0)
    at_s, hr_bpm = np.array(times_s(chunks)), np.array(values(chunks, "hr_bpm"))
    assert np.isnan(hr_bpm[at_s > 222]).all()
    quality = np.array(values(chunks, "quality"))
    assert quality[at_s < 200].mean() > 0.9
    assert quality[at_s > 230].max() < 0.5


def test_invalid_rows_are_dropped_and_counted(tmp_path: Path) -> None:
    """Invalid: no time, a time that does not increase or is far away, no value, text, too few cells."""
    rows = ["0,2,60", "nan,2,60", "0.5,2,61", "0.4,9,99", "0.5,9,99", "1e300,9,99", "0.7,,", "0.8,nan,inf", "x,y,z"]
    rows += ["0.9,9", "", "1.0,2,x", "1.5,2,62"]
    chunks, file, error_text = read(write_csv(tmp_path, "time_s,eda_us,hr_bpm\n" + "\n".join(rows) + "\n"))
    assert (error_text, file.read, file.dropped) == ("", 4, 8)
    assert times_s(chunks) == pytest.approx([0, 0.5, 1.0, 1.5, 2.0])
    assert values(chunks, "eda_us")[:4] == [2.0] * 4
    assert np.isnan(values(chunks, "hr_bpm")[2])


@pytest.mark.parametrize("name", ["kit.csv", "kit.csv.gz"])
def test_a_truncated_recording_gives_its_rows_and_then_an_error(tmp_path: Path, name: str) -> None:
    """The file ends in the middle of a row, or of the gzip data."""
    path = write_worn(tmp_path / name, 60.0)
    share = 0.5 if name.endswith(".gz") else (path.read_bytes().index(b"\r\n30.00,") + 8) / path.stat().st_size
    chunks, file, error_text = read(cut(path, share))
    assert f"body: {tmp_path / f'cut_{name}'} is truncated" in error_text
    assert error_text.endswith(f"({file.read} rows) were read and used.")
    assert 10 < file.duration_s < 50
    assert len(values(chunks, "eda_us")) == file.read + 1


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "there is no such file"),
        (b"", "the file is empty"),
        (
            b"a,b\n1,2\n",
            "must name the columns time_s and at least one of eda_us, hr_bpm, ibi_ms, pulse, ppg. It is: 'a,b'",
        ),
        (b"time_s,temperature_c\n1,2\n", "at least one of"),
        (b"time_s,eda_us\n", "the file contains no samples"),
        (b"time_s,eda_us\nnan,1\n", "the file contains no samples"),
        (b"\xff\xfe\x00binary\n", "the file is not a readable CSV file"),
        (b"\x1f\x8b not gzip", "the file is not a readable CSV file"),
    ],
)
def test_an_unusable_file_gives_an_error_of_one_line(tmp_path: Path, content: bytes | None, part: str) -> None:
    """No sample is returned, and the error says that nothing was read."""
    path = tmp_path / "kit.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecordingError) as caught:
        list(KitRecording(path, START_S, wearer="1", kit="k").read_samples())
    assert caught.value.frames == 0
    assert str(caught.value).startswith(f"body: {path} could not be read: ")
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@given(lines=st.lists(st.text(alphabet='0123456789.,-enaif x"\x00\r', max_size=20), max_size=30))
def test_times_never_decrease_for_any_content(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    """Any text gives either samples in order of time or a RecordingError."""
    path = tmp_path_factory.mktemp("kit") / "kit.csv"
    path.write_text("time_s,eda_us,hr_bpm\n" + "\n".join(lines), encoding="utf-8")
    chunks, file, _ = read(path)
    times = times_s(chunks)
    assert all(later - earlier > -1e-6 for earlier, later in pairwise(times))
    assert len(times) == (file.read + 1 if file.read else 0)
    assert len({len(values(chunks, name)) for name in ("eda_us", "hr_bpm")}) == 1
