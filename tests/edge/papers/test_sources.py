"""Margin notes name each kind of source in both languages."""

import pytest

from edge.papers.sources import SourceError, source_text


@pytest.mark.parametrize(
    ("source", "english", "german"),
    [
        ("setting audience.k", "Setting: [audience] k = 5", "Einstellung: [audience] k = 5"),
        ("setting notice.purpose", "Setting: [notice] purpose", "Einstellung: [notice] purpose"),
        ("schema window", "Message schema: window", "Nachrichtenschema: window"),
        ("card expression", "Model card: smile-mesh@1", "Modellkarte: smile-mesh@1"),
        ("card x", "Model card: x", "Modellkarte: x"),
        ("test tests/a.py::test_b", "Test: tests/a.py::test_b", "Test: tests/a.py::test_b"),
        ("law GDPR, Art. 9 | DSGVO, Art. 9", "Law (summary): GDPR, Art. 9", "Recht (Zusammenfassung): DSGVO, Art. 9"),
        ("law CNIL", "Law (summary): CNIL", "Recht (Zusammenfassung): CNIL"),
    ],
)
def test_a_source_is_named_in_each_language(source: str, english: str, german: str) -> None:
    settings, cards = {"audience.k": "5", "notice.purpose": "x" * 25}, {"expression": "smile-mesh@1"}
    assert source_text(source, "en", settings, cards) == english
    assert source_text(source, "de", settings, cards) == german


@pytest.mark.parametrize("source", ["rumour of a friend", "setting", ""])
def test_another_kind_is_refused(source: str) -> None:
    with pytest.raises(SourceError, match="is not a source"):
        source_text(source, "en", {}, {})
