"""The shop comments for training: five languages, balanced, no text twice, none of the shared folder's rows."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from models.data import DATA, read_table

COMMENTS = Path(__file__).parents[3] / "models" / "text" / "comments"
LANGUAGES = ("de", "en", "es", "fr", "ru")
LABELS = {"negative": 180, "neutral": 150, "positive": 170}
TOPICS = {"product", "staff", "queue", "price", "advert", "shop", "screen", "other"}
TONES = {"plain", "slang", "complaint", "irony", "praise", "question", "negation", "mixed", "typo"}
SHARED = DATA / "text" / "comments.csv"


def rows(language: str) -> list[dict[str, str]]:
    """Comments of one language."""
    return read_table(COMMENTS / f"{language}.csv")


def normalised(text: str) -> str:
    """Letters and digits in lower case without accents; the text itself where it has none of them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(
        letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter)
    ).split()
    return " ".join(words) or text


def test_there_is_one_file_a_language() -> None:
    """No sixth file is left in the folder, and none of the five is missing."""
    assert sorted(path.stem for path in COMMENTS.glob("*.csv")) == list(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_and_their_values(language: str) -> None:
    """Four columns; each value is one of those that the README names."""
    for row in rows(language):
        assert list(row) == ["text", "label", "topic", "tone"]
        assert row["label"] in LABELS
        assert row["topic"] in TOPICS
        assert row["tone"] in TONES


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_balanced(language: str) -> None:
    """Some 180, 150 and 170 a label; every topic has each label, at least 40 ironic comments are negative."""
    found = rows(language)
    counts = Counter(row["label"] for row in found)
    assert {label: pytest.approx(count, abs=10) for label, count in LABELS.items()} == counts
    assert {(row["topic"], row["label"]) for row in found} == {(topic, label) for topic in TOPICS for label in LABELS}
    assert sum((row["tone"], row["label"]) == ("irony", "negative") for row in found) >= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_label_has_short_and_long_ones(language: str) -> None:
    """A fifth at least of each label has under 5 words, a fifth over 15, and none has more than 280 characters."""
    for label in LABELS:
        words = [len(row["text"].split()) for row in rows(language) if row["label"] == label]
        assert sum(count < 5 for count in words) / len(words) > 0.2
        assert sum(count > 15 for count in words) / len(words) > 0.2
    assert max(len(row["text"]) for row in rows(language)) <= 280


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_one_clean_line(language: str) -> None:
    """NFC, no control character, no blank at an end: as the kiosk hands a comment to the network."""
    for row in rows(language):
        text = row["text"]
        assert text == unicodedata.normalize("NFC", text).strip() != ""
        assert not any(unicodedata.category(letter) == "Cc" for letter in text)


def test_no_text_stands_twice() -> None:
    """Case, accents and punctuation make no other text, nor does another language."""
    counts = Counter(normalised(row["text"]) for language in LANGUAGES for row in rows(language))
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.skipif(not SHARED.is_file(), reason="../shared/data/text is not here")
def test_no_row_is_of_the_shared_folder() -> None:
    """The rows by which a network is judged are not among those that train it."""
    shared = {normalised(row["text"]) for row in read_table(SHARED)}
    ours = {normalised(row["text"]) for language in LANGUAGES for row in rows(language)}
    assert ours & shared == set()
