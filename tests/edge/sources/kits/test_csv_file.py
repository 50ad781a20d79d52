"""A recording of a sensor kit: columns by name, times that go on, and nothing of what is no number."""

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
    """All samples, the file that gave them, and the error with which it ended, if it did."""
    file, pieces, said = KitRecording(path, START_S, wearer="1", kit="k"), [], ""
    frames = -1
    try:
        for piece in file.samples():
            pieces.append(piece)
    except RecordingError as error:
        said, frames = str(error), error.frames
    assert frames == (file.read if said else -1)
    return pieces, file, said


def written(folder: Path, text: str) -> Path:
    path = folder / "kit.csv"
    path.write_text(text, encoding="utf-8")
    return path


def values(pieces: list[KitSamples], name: str) -> list[float]:
    return [float(value) for piece in pieces for value in getattr(piece, name)]


def times_s(pieces: list[KitSamples]) -> list[float]:
    """Of all samples, from the start of the recording."""
    found = []
    for piece in pieces:
        assert piece.times_s is not None
        found += (piece.at_s - START_S + piece.times_s).tolist()
    return found


@pytest.mark.parametrize("name", ["kit.csv", "kit.csv.gz"])
def test_a_recording_is_read_as_it_is_zipped_or_not(tmp_path: Path, name: str) -> None:
    """Three seconds at 20 Hz: 60 rows and a last moment, in pieces of a second, on the recording's clock."""
    pieces, file, said = read(write_worn(tmp_path / name, 3.0))
    assert (said, file.read, file.dropped) == ("", 60, 0)
    assert file.duration_s == pytest.approx(3.0)
    assert [len(piece.eda_us) for piece in pieces] == [20, 20, 20, 1]
    assert times_s(pieces) == pytest.approx(np.arange(61) / 20, abs=1e-6)
    assert values(pieces, "hr_bpm")[:60] == [75.0] * 60
    assert (pieces[0].wearer, pieces[0].kit, pieces[0].rate_hz) == ("1", "k", None)


def test_columns_stand_in_any_order_and_others_are_left_alone(tmp_path: Path) -> None:
    """As the bridge records them, and as a spreadsheet may have turned them; a byte order mark is no column."""
    text = "\ufeffquality,hr_bpm , ibi_ms,eda_us,pulse,time_s\n1.0,61,,2.5,,10.0\n1.0,,980,2.6,,10.5\n"
    pieces, file, said = read(written(tmp_path, text))
    assert (said, file.read) == ("", 2)
    assert values(pieces, "eda_us")[:2] == pytest.approx([2.5, 2.6])
    assert times_s(pieces)[:2] == [0.0, 0.5]  # the first sample is where the recording begins


def test_a_strap_without_skin_and_skin_without_a_heart(tmp_path: Path) -> None:
    """What the kit does not have is no number."""
    pieces, _, _ = read(written(tmp_path, "time_s,hr_bpm\n0,61\n1,62\n"))
    assert np.isnan(values(pieces, "eda_us")).all()
    assert values(pieces, "hr_bpm")[:2] == [61.0, 62.0]
    pieces, _, _ = read(written(tmp_path, "time_s,eda_us\n0,2\n1,3\n"))
    assert np.isnan(values(pieces, "hr_bpm")).all()


def test_a_heart_is_found_in_the_pulse_wave_or_in_intervals(tmp_path: Path) -> None:
    """A wave of 75 a minute, in counts of a converter and not a number in sight that says 75; and told intervals."""
    pieces, _, _ = read(write_worn(tmp_path / "wave.csv", 40.0, rate_hz=50, heart="ppg"))
    assert values(pieces, "hr_bpm")[-50:-1] == pytest.approx([75.0] * 49, abs=1)
    assert np.isnan(values(pieces, "hr_bpm")[:50]).all()
    text = "".join(f"{0.8 * beat:.1f},800\n" for beat in range(50))
    pieces, _, _ = read(written(tmp_path, f"time_s,ibi_ms\n{text}"))
    assert values(pieces, "hr_bpm")[-5:-1] == pytest.approx([75.0] * 4)


@pytest.mark.skipif(not REPLAY.is_dir(), reason="../shared/replay is not here")
def test_whoever_took_the_kit_off_has_no_heart_from_then_on() -> None:
    """A real wristband that was taken off at 217 s: its wave is noise from there, and good for little before."""
    pieces, file, said = read(REPLAY / "body_e.csv.gz")
    assert (said, file.read, file.dropped) == ("", 21_000, 0)
    assert file.duration_s == pytest.approx(420.0)
    at_s, hr_bpm = np.array(times_s(pieces)), np.array(values(pieces, "hr_bpm"))
    assert np.isnan(hr_bpm[at_s > 222]).all()
    quality = np.array(values(pieces, "quality"))
    assert quality[at_s < 200].mean() > 0.9
    assert quality[at_s > 230].max() < 0.5


def test_rows_that_are_none_are_dropped_and_counted(tmp_path: Path) -> None:
    """No time, a time that goes back or stands still, one of another age, no value at all, words, too few cells."""
    rows = ["0,2,60", "nan,2,60", "0.5,2,61", "0.4,9,99", "0.5,9,99", "1e300,9,99", "0.7,,", "0.8,nan,inf", "x,y,z"]
    rows += ["0.9,9", "", "1.0,2,x", "1.5,2,62"]
    pieces, file, said = read(written(tmp_path, "time_s,eda_us,hr_bpm\n" + "\n".join(rows) + "\n"))
    assert (said, file.read, file.dropped) == ("", 4, 8)
    assert times_s(pieces) == pytest.approx([0, 0.5, 1.0, 1.5, 2.0])
    assert values(pieces, "eda_us")[:4] == [2.0] * 4
    assert np.isnan(values(pieces, "hr_bpm")[2])


@pytest.mark.parametrize("name", ["kit.csv", "kit.csv.gz"])
def test_a_recording_that_was_cut_short_is_told_after_what_there_is(tmp_path: Path, name: str) -> None:
    """In the middle of a row, or of what is zipped."""
    path = write_worn(tmp_path / name, 60.0)
    share = 0.5 if name.endswith(".gz") else (path.read_bytes().index(b"\r\n30.00,") + 8) / path.stat().st_size
    pieces, file, said = read(cut(path, share))
    assert f"body: {tmp_path / f'cut_{name}'} is cut short" in said
    assert said.endswith(f"({file.read} rows) were read and used.")
    assert 10 < file.duration_s < 50
    assert len(values(pieces, "eda_us")) == file.read + 1


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
        (b"time_s,eda_us\n", "there is no sample in it"),
        (b"time_s,eda_us\nnan,1\n", "there is no sample in it"),
        (b"\xff\xfe\x00binary\n", "it is no CSV that can be read"),
        (b"\x1f\x8b not gzip", "it is no CSV that can be read"),
    ],
)
def test_what_is_no_recording_of_a_kit_is_said_in_a_line(tmp_path: Path, content: bytes | None, part: str) -> None:
    """Nothing is given, and the error says that nothing was read."""
    path = tmp_path / "kit.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecordingError) as caught:
        list(KitRecording(path, START_S, wearer="1", kit="k").samples())
    assert caught.value.frames == 0
    assert str(caught.value).startswith(f"body: {path} could not be read: ")
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@given(lines=st.lists(st.text(alphabet='0123456789.,-enaif x"\x00\r', max_size=20), max_size=30))
def test_whatever_stands_in_it_times_go_on(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    """No text makes it fail but with its own error, and no sample is before the one that came before it."""
    path = tmp_path_factory.mktemp("kit") / "kit.csv"
    path.write_text("time_s,eda_us,hr_bpm\n" + "\n".join(lines), encoding="utf-8")
    pieces, file, _ = read(path)
    found = times_s(pieces)
    assert all(later - earlier > -1e-6 for earlier, later in pairwise(found))
    assert len(found) == (file.read + 1 if file.read else 0)
    assert len({len(values(pieces, name)) for name in ("eda_us", "hr_bpm")}) == 1
