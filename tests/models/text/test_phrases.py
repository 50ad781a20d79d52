"""The words and sentences without a label: five languages, no line twice, none of the labelled texts."""

from pathlib import Path

import pytest

from models.data import DATA, read_table
from models.serving.features.text import clean_text
from models.text.data import LANGUAGES, PHRASES_FOLDER, UNLABELLED, load_own_comments, read_phrases

SHARED = DATA / "text" / "comments.csv"


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_there_is_one_file_a_language() -> None:
    assert sorted(path.stem for path in PHRASES_FOLDER.glob("*.txt")) == list(LANGUAGES)
    assert all(len(lines(PHRASES_FOLDER / f"{language}.txt")) >= 2000 for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_clean_and_stand_once(language: str) -> None:
    found = lines(PHRASES_FOLDER / f"{language}.txt")
    assert all(line and clean_text(line) == line for line in found)
    assert len({line.casefold() for line in found}) == len(found)


def test_no_line_is_a_labelled_text() -> None:
    """Else a held-out text would be taught by the teacher."""
    labelled = {comment.text.casefold() for comment in load_own_comments()}
    assert not [phrase.text for phrase in read_phrases() if phrase.text.casefold() in labelled]
    assert {phrase.label for phrase in read_phrases()} == {UNLABELLED}


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared folder is not there")
def test_no_line_is_a_row_of_the_shared_folder() -> None:
    rows = {clean_text(row["text"]).casefold() for row in read_table(SHARED)}
    assert not [phrase.text for phrase in read_phrases() if phrase.text.casefold() in rows]
