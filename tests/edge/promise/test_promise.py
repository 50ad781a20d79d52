"""The promise: the same in every language, and its short form promises no more."""

import re
from pathlib import Path
from string import Formatter

import pytest

from edge.promise.promise import (
    SENTENCES,
    SHORT,
    full_promise_text,
    least_people_sentence,
    promise_texts,
    short_promise_text,
)

LANGUAGES = ("en", "de", "fr", "es", "ru")
CONTRACT = Path(__file__).parents[3] / ".." / "shared" / "CONTRACT.md"

every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_the_english_words_are_those_that_were_agreed() -> None:
    """To the letter."""
    if not CONTRACT.exists():
        pytest.skip("the agreed words are not on this machine")
    found = re.search(r'\*\*What may be promised\*\*[^"]*"([^"]+)"', CONTRACT.read_text(encoding="utf-8"))
    assert found is not None
    assert full_promise_text("en") == found[1]


@every_language
def test_every_language_has_the_same_sentences_with_the_same_numbers(language: str) -> None:
    """A translation leaves out none and changes none."""
    english, other = promise_texts("en"), promise_texts(language)
    assert list(other) == list(english)
    for key, text in english.items():
        assert _fields(other[key]) == _fields(text), key
        assert _numbers(other[key]) == _numbers(text), key
    if language != "en":
        assert not {*other.values()} & {english[key] for key in SENTENCES}


@every_language
def test_the_short_form_has_no_words_of_its_own(language: str) -> None:
    """Each of its sentences is the begin of one of the whole promise."""
    short, full = short_promise_text(language), full_promise_text(language)
    assert short.startswith(least_people_sentence(language))
    for key in SHORT:
        assert promise_texts(language)[key].rstrip(".") in " ".join(promise_texts(language)[key] for key in SENTENCES)
    assert len(short) < len(full) / 2


@every_language
def test_smiles_are_not_spoken_of_where_none_is_read(language: str) -> None:
    """All else stays."""
    for promise in (full_promise_text, short_promise_text):
        other = promise(language, reads_smiles=False)
        assert not re.search("smil|lächel|souri|sonri|улыб", other, re.IGNORECASE)
        assert other.endswith(promise_texts(language)["short_person"])
        assert promise_texts(language)["short_counts"].rstrip(".") in other


def test_a_kiosk_states_its_own_minimums() -> None:
    """In place of k, which documents explain."""
    begin = "Every number is computed over at least {} people ({} for smiles, voices and bodies), as the kiosk counts "
    for promise in (full_promise_text, short_promise_text):
        assert promise("en", (6, 12)).startswith(begin.format(6, 12))
        assert promise("en").startswith(begin.format("k", "5; 10"))


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", text)))
