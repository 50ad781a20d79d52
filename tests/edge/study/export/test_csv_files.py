"""CSV: the stored digits, a header of the dictionary, and tables that say what was recorded of whom."""

import csv
from pathlib import Path

import pytest

from edge.intended_purpose import purpose
from edge.study.dictionary import SERIES, find_series
from tests.edge.study.export.shared import COUNT, GAP, TEXT, exported


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(tmp_path_factory.mktemp("csv"), "csv")


def test_each_series_has_the_header_of_the_dictionary_and_its_stored_digits(place: Path) -> None:
    folder = place / "w1" / "session-01"
    files = sorted(path.stem for path in folder.iterdir())
    assert files == ["answers", "beats1", "clock", "events", "face", "kit1", "sound"]
    for name in files:
        assert tuple(rows(folder / f"{name}.csv")[0]) == find_series(name).column_names
    kit = rows(folder / "kit1.csv")
    assert len(kit) == 1 + COUNT - len(GAP)
    assert kit[1] == ["1796000000.500000", "0.000000", "2.0000", "n/a", "70.0", "850.0", "1.00"]
    assert rows(folder / "events.csv")[6][1:3] == ["mark", TEXT]
    assert rows(folder / "face.csv")[41][-2:] == ["n/a", "1"]


def test_the_tables_beside_say_what_was_recorded_and_how_well(place: Path) -> None:
    sessions = rows(place / "sessions.csv")
    assert [row[4] for row in sessions] == [
        "sync", "screen-camera +0.0815 s, spread 0.0042 s, 2026-11-29, 15 flashes", "not measured",
    ]  # fmt: skip
    assert sessions[1][:4] == ["w1", "01", "30.000", "1"]
    assert sessions[1][5:] == ["expression net-a; voice net-b", "1.2.3"]
    assert rows(place / "participants.csv")[1] == ["w1", "answers face kits share voice", "1"]
    dictionary = rows(place / "dictionary.csv")
    assert [row[1] for row in dictionary[1:]] == [column.name for series in SERIES for column in series.columns]
    assert {row[3] for row in dictionary[1:]} == {"float64", "boolean", "string"}


def test_the_text_beside_states_the_intended_purpose_of_research(place: Path) -> None:
    """README.md is written by one function for every kind of export."""
    assert f"\n\nIntended purpose: {purpose('research', 'en')}\n" in (place / "README.md").read_text(encoding="utf-8")


def test_pandas_reads_it_with_the_types_of_the_dictionary(place: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: pip install pandas")
    dictionary = pandas.read_csv(place / "dictionary.csv", keep_default_na=False)
    for path in (place / "w1" / "session-01").iterdir():
        own = dictionary[dictionary["series"] == find_series(path.stem).name]
        types = dict(zip(own["column"], own["type"], strict=True))
        table = pandas.read_csv(path, dtype=types, keep_default_na=False, na_values=["n/a"])
        assert {name: str(kind) for name, kind in table.dtypes.items()} == types
        never = own[own["missing"] == ""]["column"]
        assert not table[list(never)].isna().any().any()
