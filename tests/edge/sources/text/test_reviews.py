"""Files of texts: lines, tables, objects, and faults that are named without a word of the texts."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.text.reviews import LONGEST_LINE, Review, ReviewFileError, parse_reviews, read_reviews

MARKER = "zebra-quince-93"


def read(path: Path, content: str | bytes) -> list[Review]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_reviews(path))


def test_a_text_file_has_one_text_a_line(tmp_path: Path) -> None:
    """Empty lines are left out, and keep their numbers."""
    found = read(tmp_path / "words.txt", "good\n\n  \nplutôt bien, merci\r\nхорошо")
    assert [(one.line, one.text.strip(), one.at_s) for one in found] == [
        (1, "good", None),
        (4, "plutôt bien, merci", None),
        (5, "хорошо", None),
    ]


@pytest.mark.parametrize(
    "table",
    [
        'text,at_s\ngood,5\n"two, ""words""\nand a line",70.5\n,90\nlast,\n',
        '\ufefftext;at_s\ngood;5\n"two, ""words""\nand a line";70.5\n;90\nlast;\n',
        'Day, Text ,at_s\n1,good,5\n2,"two, ""words""\nand a line",70.5\n3,,90\n4,last,\n',
    ],
)
def test_a_table_has_a_column_of_texts(table: str, tmp_path: Path) -> None:
    """Other columns do not matter; texts may have lines; a byte order mark is no letter."""
    found = read(tmp_path / "reviews.CSV", table)
    assert [(one.line, one.text, one.at_s) for one in found] == [
        (2, "good", 5.0),
        (4, 'two, "words"\nand a line', 70.5),
        (6, "last", None),
    ]


def test_json_lines_have_objects_with_a_text(tmp_path: Path) -> None:
    found = read(tmp_path / "reviews.jsonl", '{"text": "good", "at_s": 5}\n\n{"stars": 1, "text": "bad"}\n')
    assert found == [Review(1, "good", 5.0), Review(3, "bad", None)]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", f"words\n{MARKER}\n", r"a\.csv line 1 must name the columns, and one of them must be text"),
        ("a.csv", "", "line 1 must name the columns"),
        ("a.csv", f"text,text\n{MARKER},x\n", "line 1 must name the columns"),
        ("a.csv", f"at_s,text\n5,{MARKER}\n7\n", "line 3: text is missing"),
        ("a.csv", f"text,at_s\n{MARKER},1:05\n", "line 2: at_s is not a valid number of seconds"),
        ("a.csv", f"text,at_s\n{MARKER},-1\n", "line 2: at_s is not a valid number of seconds"),
        ("a.csv", f"text,at_s\n{MARKER},nan\n", "line 2: at_s is not a valid number of seconds"),
        ("a.jsonl", f'{{"text": "{MARKER}"}}\n{MARKER}\n', 'line 2 is not a JSON object with "text"'),
        ("a.jsonl", f'["{MARKER}"]\n', 'line 1 is not a JSON object with "text"'),
        ("a.jsonl", "[" * 50_000 + f'"{MARKER}"\n', 'line 1 is not a JSON object with "text"'),
        ("a.jsonl", f'{{"text": "{MARKER}", "at_s": {"9" * 400}}}\n', "line 1: at_s is not a valid number of seconds"),
        ("a.jsonl", f'{{"text": ["{MARKER}"]}}\n', "line 1: text is missing or is not text"),
        ("a.jsonl", f'{{"text": "{MARKER}", "at_s": true}}\n{{"text": "x", "at_s": []}}\n', "line 2: at_s is not"),
        ("a.txt", f"good\n{MARKER * LONGEST_LINE}\n", "line 2 has more than 100,000 characters"),
        ("a.txt", f"{MARKER}\n".encode() + b"\xff\n", "is not UTF-8 text"),
    ],
)
def test_a_fault_is_named_by_its_line_and_quotes_nothing(
    name: str, content: str | bytes, says: str, tmp_path: Path
) -> None:
    with pytest.raises(ReviewFileError, match=says) as refused:
        read(tmp_path / name, content)
    assert MARKER not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReviewFileError, match=r"gone\.txt cannot be read: No such file"):
        list(read_reviews(tmp_path / "gone.txt"))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=50), max_size=8))
def test_any_lines_are_texts(lines: list[str]) -> None:
    """Of a file without an ending that says more."""
    found = list(parse_reviews(lines, "-"))
    assert [one.text for one in found] == [line for line in lines if line.strip()]


@given(st.text(max_size=200), st.sampled_from([".csv", ".jsonl"]))
def test_any_garbage_is_texts_or_one_fault(content: str, ending: str) -> None:
    with suppress(ReviewFileError):
        list(parse_reviews(content.splitlines(keepends=True), "x", ending))
