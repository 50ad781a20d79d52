"""--split: any value of the table's column, whatever it is called; `all` where there is none."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from models.data import read_table
from models.evaluate import command
from models.serving.formats import EXPRESSIONS
from tests.doubles.own_network import OwnNetwork
from tests.models.expression.drawn_faces import write_faces


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    """Drawn faces in the layout of data/faces."""
    return write_faces(tmp_path / "faces", train=32, public=32)


def rewrite(path: Path, column: str, values: dict[str, str]) -> None:
    """Renames the column `usage` of a table, and its values."""
    rows = [{column if key == "usage" else key: value for key, value in row.items()} for row in read_table(path)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, column: values[row[column]]} for row in rows)


def n_of(capsys: pytest.CaptureFixture[str], task: str, folder: Path, split: str) -> int:
    """Number of rows that the command measures."""
    assert command.main([task, "--data", str(folder), "--split", split]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return int(result["n"])


@pytest.mark.parametrize("column", ["usage", "split"])
def test_any_value_of_the_column_is_a_split(column: str, faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table that is split into parts of other names is measured by them, and as a whole."""
    rewrite(faces / "ferplus.csv", column, {"train": "Spring 2026", "public": "private"})
    assert n_of(capsys, "expression", faces, "private") == 30
    assert n_of(capsys, "expression", faces, "Spring 2026") == 30
    assert n_of(capsys, "expression", faces, "all") == 60


@pytest.mark.parametrize("task", ["expression", "robustness"])
def test_unknown_value_is_bad_usage_and_lists_those_there_are(
    task: str, faces: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2."""
    rewrite(faces / "ferplus.csv", "split", {"train": "spring", "public": "autumn"})
    assert command.main([task, "--data", str(faces), "--split", "public"]) == 2
    assert "has no split 'public'. Its splits are: autumn, spring, all." in capsys.readouterr().err


@pytest.mark.parametrize(("task", "table"), [("valence", "va"), ("disparity", "audit"), ("expression-ood", "ood")])
def test_table_without_a_column_is_measured_as_a_whole(
    task: str, table: str, faces: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another name is bad usage, and the error names the table."""
    assert command.main([task, "--data", str(faces), "--split", "all"]) == 0
    capsys.readouterr()
    assert command.main([task, "--data", str(faces), "--split", "test"]) == 2
    assert f"{table}.csv has no split 'test'. Its splits are: " in capsys.readouterr().err


def test_column_of_another_table_is_a_split_too(faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A `split` column in va.csv and audit.csv selects rows."""
    for table in ("va.csv", "audit.csv"):
        lines = (faces / table).read_text(encoding="utf-8").splitlines()
        marked = [
            f"{line},{('split', 'ours')[number > 0] if number < 6 else 'theirs'}" for number, line in enumerate(lines)
        ]
        (faces / table).write_text("\n".join(marked) + "\n", encoding="utf-8")
    assert n_of(capsys, "valence", faces, "ours") == 5
    assert n_of(capsys, "disparity", faces, "theirs") == 3


def test_split_without_a_class_is_missing_data(faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3 and no traceback: there is nothing to measure."""
    rows = read_table(faces / "ferplus.csv")
    with (faces / "ferplus.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "majority": "unknown"} for row in rows)
    assert command.main(["expression", "--data", str(faces), "--split", "public"]) == 3
    assert "no row of the split public has one of the 8 classes" in capsys.readouterr().err


def test_nothing_covered_and_nothing_unleaked_are_null(
    faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON has no NaN: a share of nothing is null."""
    path = faces / "ferplus.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",0\n", ",1\n"), encoding="utf-8")
    own = OwnNetwork(classes=EXPRESSIONS, names={}, weights=[[0.0] * 8] * 3)
    spec = own.write(tmp_path, thresholds={"abstain_below": 0.5})
    arguments = [
        "expression",
        "--data",
        str(faces),
        "--split",
        "public",
        "--model",
        str(spec.path.with_suffix(".json")),
    ]
    assert command.main(arguments) == 0
    text = capsys.readouterr().out
    assert "NaN" not in text
    result = json.loads(text)
    assert result["coverage"] == 0
    assert result["accuracy_covered"] is result["accuracy_unleaked"] is None


def test_network_of_smiles_is_measured_by_its_smiles(
    faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other sizes and classes are measured too; a class that it lacks is never right."""
    path = OwnNetwork().write(tmp_path).path.with_suffix(".json")
    assert command.main(["expression", "--data", str(faces), "--split", "all", "--model", str(path)]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["recall"]["surprise"] == 0
    assert 0 <= result["smile_auc"] <= 1
    assert command.main(["disparity", "--data", str(faces), "--split", "all", "--model", str(path)]) == 0
    groups = json.loads(capsys.readouterr().out)["groups"]
    assert {value["mean_negative"] for values in groups.values() for value in values.values()} == {None}
    for task in ("valence", "robustness", "expression-ood"):
        assert command.main([task, "--data", str(faces), "--split", "all", "--model", str(path)]) == 0
        assert "NaN" not in capsys.readouterr().out
