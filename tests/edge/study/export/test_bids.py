"""BIDS: layout, grids, spans and beats of an export; and the offline validator's word where it is installed."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from edge.intended_purpose import purpose
from tests.edge.study.export.bids_check import FAULTS, PROGRAM, REASONS, STEM, found
from tests.edge.study.export.shared import TEXT, exported, exported_after_a_withdrawal


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(tmp_path_factory.mktemp("bids"), "bids")


def table(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    assert text.endswith("\n")
    return [line.split("\t") for line in text.splitlines()]


def test_physio_files_are_even_without_a_header_and_with_gaps(place: Path) -> None:
    """Two seconds that the kit did not send are twenty cells `n/a`; the face has its own 5 Hz."""
    rows = table(place / f"{STEM}_recording-kit1_physio.tsv.gz")
    about = json.loads((place / f"{STEM}_recording-kit1_physio.json").read_text())
    assert about["SamplingFrequency"] == pytest.approx(10, abs=0.01)
    assert about["StartTime"] == 0.5
    assert about["Columns"] == ["device_s", "conductance_us", "pulse", "heart_rate_bpm", "interval_ms", "quality"]
    assert about["conductance_us"]["Units"] == "uS"
    assert abs(len(rows) - 300) <= 1
    holes = [place for place, row in enumerate(rows) if row == ["n/a"] * 6]
    assert len(holes) in (19, 20, 21)
    assert holes == list(range(holes[0], holes[0] + len(holes)))
    face = json.loads((place / f"{STEM}_recording-face_physio.json").read_text())
    assert (face["SamplingFrequency"], face["StartTime"]) == (5.0, 0.0)
    assert [row[-1] for row in table(place / f"{STEM}_recording-face_physio.tsv.gz")].count("1") == 20


def test_gzip_tells_neither_a_name_nor_a_time(place: Path) -> None:
    for path in place.rglob("*.gz"):
        head = path.read_bytes()[:10]
        assert head[3] == 0  # no name, no comment
        assert head[4:8] == bytes(4)


def test_events_have_spans_marks_and_beats_in_order(place: Path) -> None:
    head, *rows = table(place / f"{STEM}_events.tsv")
    assert head[:4] == ["onset", "duration", "trial_type", "name"]
    by_type = {row[2]: row for row in rows}
    assert [row[:5] for row in rows if row[2] == "advert"] == [
        ["6.000000", "10.000000", "advert", "spring", "0.0000"],
        ["20.000000", "n/a", "advert", "summer", "2.5000"],
    ]
    assert by_type["baseline"][:2] == ["1.000000", "4.000000"]
    assert by_type["mark"][3] == TEXT
    assert [row[7:9] for row in rows if row[2] == "beat"] == [["n/a", "0"], ["900.0", "1"]]
    onsets = [float(row[0]) for row in rows]
    assert onsets == sorted(onsets)
    levels = json.loads((place / f"{STEM}_events.json").read_text())["trial_type"]["Levels"]
    assert set(by_type) <= set(levels)


def test_answers_are_behaviour_with_their_second_of_the_session(place: Path) -> None:
    head, *rows = (place / f"{STEM}_beh.tsv").read_text().splitlines()
    described = json.loads((place / f"{STEM}_beh.json").read_text())
    assert head.split("\t") == list(described)[2:]
    assert described["TaskName"] == "adverts"
    assert [row.split("\t")[:2] for row in rows] == [["20.000", "4.500"]] * 2
    assert rows[1].endswith(f"\t{TEXT}")
    assert not list(place.rglob("*recording-answers*"))


def test_people_and_sessions_are_described(place: Path) -> None:
    assert table(place / "participants.tsv") == [
        ["participant_id", "consent", "sessions"],
        ["sub-w1", "answers face kits share voice", "1"],
        ["sub-w2", "answers face kits share voice", "1"],
    ]
    assert table(place / "sub-w2" / "sub-w2_sessions.tsv")[1][:4] == ["ses-01", "30.000", "1", "not measured"]
    described = json.loads((place / "dataset_description.json").read_text())
    assert described["BIDSVersion"] == "1.10.1"
    assert described["GeneratedBy"][0]["Description"] == purpose("research", "en")


def test_the_offline_validator_finds_no_error_and_names_every_planted_fault(tmp_path: Path) -> None:
    program = shutil.which(PROGRAM)
    if program is None:
        pytest.skip(f"{PROGRAM} is not installed: make study-bids")
    codes, warned = found(program, tmp_path)
    assert codes.pop("") == []
    assert list(codes) == list(FAULTS)
    assert all(codes.values()), codes
    assert set(warned) == set(REASONS)


def test_an_export_has_each_session_and_nothing_of_who_withdrew_or_shares_nothing(tmp_path: Path) -> None:
    """The participant without the scope `face` has all else."""
    place = exported_after_a_withdrawal(tmp_path, "bids")
    assert [row[0] for row in table(place / "participants.tsv")] == ["participant_id", "sub-w1", "sub-w2", "sub-w3"]
    assert {path.parent.name for path in place.glob("sub-w1/*/beh")} == {"ses-01", "ses-02"}
    assert not list(place.rglob("*sub-w4*"))
    assert not list(place.rglob("*sub-w5*"))
    assert not list(place.rglob("sub-w3*recording-face*"))
    assert len(list(place.rglob("sub-w3*recording-sound_physio.tsv.gz"))) == 1
    assert len(list(place.rglob("*_beh.tsv"))) == 4
