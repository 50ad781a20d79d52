"""The intended purpose: the agreed sentence of each use, in every language."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from edge.intended_purpose import purpose

LANGUAGES = ("en", "de", "fr", "es", "ru")
SMILES = "smil|lächel|souri|sonr|улыб"
EMOTIONS = "emotion|émotion|emocion|эмоци"
CONTRACT = Path(__file__).parents[2] / ".." / "shared" / "CONTRACT_LAW.md"

every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
def test_a_shop_measures_smiles_and_concludes_nothing_from_them(language: str) -> None:
    """Two sentences. The second one stays where no smile is detected."""
    read, unread = purpose("shop", language), purpose("shop", language, reads_smiles=False)
    assert re.search(SMILES, read)
    assert not re.search(SMILES, unread)
    assert read.split(". ")[1:] == unread.split(". ")[1:] != []
    assert not re.search(EMOTIONS, read + unread, re.IGNORECASE)


@every_language
@pytest.mark.parametrize("reads_smiles", [True, False])
def test_research_recognises_emotions_and_needs_consent_or_a_recording(language: str, reads_smiles: bool) -> None:
    text = purpose("research", language, reads_smiles=reads_smiles)
    assert re.search(EMOTIONS, text, re.IGNORECASE)
    assert re.search("consent|eingewilligt|consentement|consentimiento|согласие", text)
    assert re.search("recording|Aufzeichnung|enregistrement|grabación|записи", text)


@pytest.mark.skipif(not CONTRACT.exists(), reason="the agreed words are not on this machine")
def test_the_english_sentence_has_the_agreed_words() -> None:
    found = re.search(r'"(counts how many people[^"]*)"', CONTRACT.read_text(encoding="utf-8"))
    assert found is not None
    for part in (
        "how many people come and look",
        "how much of the time they visibly smile",
        "thinks, wants or intends",
    ):
        assert part in found[1]
        assert part in purpose("shop", "en")


@pytest.mark.parametrize("page", ["ask", "lead"])
def test_pages_of_a_session_quote_research(page: str) -> None:
    """A page is a file, so its sentence is a copy."""
    html = (files("edge.study_sessions.pages") / "page" / f"{page}.html").read_text(encoding="utf-8")
    assert f"Intended purpose: {purpose('research', 'en')}</p>" in html
