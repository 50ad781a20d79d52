"""comments.py: comments of one's own become data for the training of a text model."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from edge.cli.main import main
from models.data import read_licence
from models.text.data import OWN, load_comments
from models.text.recipe import CLASSES

AUTHORS = [f"author {number}" for number in range(12)]


def write_comments(path: Path, rows: Sequence[tuple[str, ...]], header: str = "text,label,language,author") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path


def test_comments_are_split_by_author(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Training reads them with their labels; a fifth of the authors is the test part."""
    rows = [(f"Comment {n} of {a}", CLASSES[n], ("en", "de")[n % 2], a) for a in AUTHORS for n in range(3)]
    path = write_comments(tmp_path / "comments.csv", rows)
    assert main(["models", "pack", "text", str(path), str(tmp_path / "out")]) == 0
    assert "not used: 0" in capsys.readouterr().out
    train, public = (load_comments(tmp_path / "out", split) for split in ("train", "public"))
    assert len(train) + len(public) == len(rows)
    authors = [{comment.text.partition(" of ")[2] for comment in part} for part in (train, public)]
    assert all(authors)
    assert not authors[0] & authors[1]
    assert {comment.source for comment in train} == {OWN}  # so that a start model learns their labels
    assert read_licence(tmp_path / "out") is not None


def test_unused_rows_are_listed_with_line_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first row is line 2, as an editor counts."""
    rows = [
        ("Good", "positive", "en", AUTHORS[0]), ("good ", "nice", "en", AUTHORS[0]), ("", "positive", "en", AUTHORS[0]),
        ("Good", "positive", "en", AUTHORS[0]), ("Bueno", "positive", "pt", AUTHORS[0]), ("Fine", "positive", "en", ""),
    ]  # fmt: skip
    path = write_comments(tmp_path / "comments.csv", rows)
    assert main(["models", "pack", "text", str(path), str(tmp_path / "out")]) == 0
    report = capsys.readouterr().out
    for part in (
        "not used: 5", "line 3: the label 'nice' is none of", "line 4: there is no text",
        "line 5: the text is there twice", "line 6: the language 'pt'", "line 7: there is no author",
    ):  # fmt: skip
        assert part in report


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        ("text,label", [("Good", "positive")], "lacks columns: language, author"),
        ("text,label,language,author", [], "has no rows"),
        ("text,label,language,author", [("Good", "nice", "en", "a")], "no comment can be used for training"),
    ],
)
def test_a_table_without_usable_comments_is_refused(
    header: str, rows: list[tuple[str, ...]], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written."""
    path = write_comments(tmp_path / "comments.csv", rows, header)
    assert main(["models", "pack", "text", str(path), str(tmp_path / "out")]) == 3
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_data_of_others_are_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table that no pack has written stays."""
    path = write_comments(tmp_path / "comments.csv", [("Good", "positive", "en", AUTHORS[0])])
    before = path.read_bytes()
    assert main(["models", "pack", "text", str(path), str(tmp_path)]) == 3
    assert "did not write" in capsys.readouterr().err
    assert path.read_bytes() == before
