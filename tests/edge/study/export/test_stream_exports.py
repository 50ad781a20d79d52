"""Streams of other programs in every export: all samples with their own times, and the error of their clock."""

import csv
import gzip
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from edge.study.export.export import ExportRequest, export_study
from tests.doubles.study import START_S, Lab
from tests.doubles.study_streams import record_streams
from tests.edge.study.export.xdf_reader import read_xdf

KINDS = ("csv", "xdf", "bids", *(["parquet"] if find_spec("pyarrow") else []))
SCOPES = frozenset({"eye", "stim", "share"})
STEM = "bids/sub-w1/ses-01/beh/sub-w1_ses-01_task-adverts"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports of w1 with both streams, and of w2, who does not consent to the gaze any more."""
    place = tmp_path_factory.mktemp("streams")
    lab = Lab(place)
    with lab.open() as study:
        for name in ("w1", "w2"):
            study.participants.add(name, lab.terms(SCOPES))
            record_streams(study, name, 0.1, "cue")
        study.participants.replace_consent("w2", lab.terms(SCOPES - {"eye"}))
        for kind in KINDS:
            export_study(study, ExportRequest(kind, place / kind), lambda: lab.now_s)
    return place


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_a_table_has_every_sample_and_the_dictionary_every_channel(place: Path) -> None:
    place = place / "csv"
    head, *samples = rows(place / "w1/session-01/stream-eye.csv")
    assert head == ["time_s", "device_s", "x", "y"]
    assert [row[1] for row in samples] == [f"{100 + step / 50:.6f}" for step in range(100)]
    assert [row[2:] for row in samples[:2]] == [["0.1", "0.0"], ["0.1", repr(1 / 7)]]
    assert rows(place / "w1/session-01/streamclock-eye.csv")[2][2] == "0.000200"
    assert rows(place / "w2/session-01/stream-stim.csv")[1][2] == "cue"
    assert sorted(path.stem for path in (place / "w2/session-01").iterdir()) == ["events", "stream-stim"]
    words = {(row[0], row[1]): row[2:4] for row in rows(place / "dictionary.csv")}
    assert words["stream-eye", "x"] == ["px", "float64"]
    assert words["stream-stim", "channel_1"] == ["1", "string"]
    assert words["streamclock-eye", "error_s"] == ["s", "float64"]


def test_xdf_keeps_the_type_of_the_stream_and_every_time(place: Path) -> None:
    streams = read_xdf((place / "xdf/w1_session-01.xdf").read_bytes())
    eye, stimulus = streams["w1_session-01_stream-eye"], streams["w1_session-01_stream-stim"]
    assert eye.times_s == pytest.approx([START_S + step / 50 for step in range(100)], abs=1e-6)
    assert [row[2] for row in eye.rows] == [step / 7 for step in [*range(50), 50, 51, *range(52, 100)]]
    assert (eye.header.findtext("type"), eye.labels) == ("Gaze", ["device_s", "x", "y"])
    about = {
        name: eye.header.findtext(f"./desc/stream_{name}") for name in ("name", "nominal_rate_hz", "clock_error_s")
    }
    assert about == {"name": "Tobii", "nominal_rate_hz": "50", "clock_error_s": "0.000200"}
    assert stimulus.header.findtext("type") == "Markers"
    assert stimulus.rows == [("101.000000", "cue")]


def test_bids_has_numbers_on_a_grid_and_texts_as_events(place: Path) -> None:
    about = json.loads((place / f"{STEM}_recording-eye_physio.json").read_text())
    assert (about["SamplingFrequency"], about["Columns"]) == (50.0, ["device_s", "x", "y"])
    assert (about["StreamName"], about["StreamClockErrorS"], about["x"]["Units"]) == ("Tobii", "0.000200", "px")
    cells = gzip.decompress((place / f"{STEM}_recording-eye_physio.tsv.gz").read_bytes()).decode().splitlines()
    assert len(cells) == 100
    texts = [line.split("\t") for line in (place / f"{STEM}_events.tsv").read_text().splitlines()]
    assert [row[:4] for row in texts if row[2] == "stream_text"] == [["1.000000", "0.000000", "stream_text", "cue"]]
    assert "stream_text" in json.loads((place / f"{STEM}_events.json").read_text())["trial_type"]["Levels"]
    names = {path.name for path in (place / "bids").rglob("*")}
    assert not [name for name in names if "stim_physio" in name or "clock" in name]
    assert not [name for name in names if name.startswith("sub-w2") and "recording-eye" in name]


def test_no_export_names_the_computer_that_sent_a_stream(place: Path) -> None:
    files = [path for kind in KINDS for path in (place / kind).rglob("*") if path.is_file() and path.suffix != ".gz"]
    assert len(files) > 20
    assert not [path for path in files if b"lab-1" in path.read_bytes()]


def test_parquet_has_the_channels_with_their_units(place: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="Parquet wants pyarrow: make setup")
    table = pq.read_table(place / "parquet/w1/session-01/stream-eye.parquet")
    assert table.column_names == ["time_s", "device_s", "x", "y"]
    assert table["y"].to_pylist()[3] == 3 / 7
    assert table.schema.field("x").metadata[b"unit"] == b"px"
