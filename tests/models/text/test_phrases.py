"""The words and sentences: five languages, no text twice, none of the held-out texts with a label."""

from pathlib import Path

import pytest

from models.data import DATA, read_table
from models.serving.features.text import clean_text
from models.text.data import (
    LANGUAGES,
    PHRASES_FOLDER,
    UNLABELLED,
    is_kept_out,
    load_author_comments,
    load_comments,
    load_own_comments,
    read_phrases,
)
from models.text.recipe import CLASSES
from tests.models.text.test_comments import normalised

SHARED = DATA / "text" / "comments.csv"


def texts(path: Path) -> list[str]:
    return [row["text"] for row in read_table(path)]


def test_there_is_one_file_a_language() -> None:
    assert sorted(path.stem for path in PHRASES_FOLDER.glob("*")) == sorted([*LANGUAGES, "README"])
    assert all(len(texts(PHRASES_FOLDER / f"{language}.csv")) >= 2000 for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_clean_and_stand_once(language: str) -> None:
    found = texts(PHRASES_FOLDER / f"{language}.csv")
    assert all(text and clean_text(text) == text for text in found)
    assert len({text.casefold() for text in found}) == len(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_phrases_have_a_label(language: str) -> None:
    """At least nine of ten, and each label a sixth of them. What can be read in two ways has none."""
    labels = [phrase.label for phrase in read_phrases() if phrase.language == language]
    assert labels.count(UNLABELLED) < len(labels) / 10
    assert all(labels.count(label) > len(labels) / 6 for label in range(len(CLASSES)))


def test_no_phrase_is_a_comment_of_the_project() -> None:
    comments = {comment.text.casefold() for comment in load_own_comments()}
    assert not [phrase.text for phrase in read_phrases() if phrase.text.casefold() in comments]


def test_no_phrase_with_a_label_is_a_held_out_text() -> None:
    """Neither with other accents or punctuation: else its answer would be learnt."""
    hidden = [*load_author_comments("judged"), *(each for each in load_own_comments() if is_kept_out(each))]
    hidden += load_comments(SHARED.parent, "public") if SHARED.is_file() else []
    known = {normalised(comment.text) for comment in hidden}
    labelled = [phrase for phrase in read_phrases() if phrase.label != UNLABELLED]
    assert not [phrase.text for phrase in labelled if normalised(phrase.text) in known]


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared folder is not there")
def test_no_phrase_is_a_row_of_the_shared_folder() -> None:
    rows = {clean_text(row["text"]).casefold() for row in read_table(SHARED)}
    assert not [phrase.text for phrase in read_phrases() if phrase.text.casefold() in rows]
