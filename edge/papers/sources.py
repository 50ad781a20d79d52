"""Sources of facts, as a margin note names them: a setting with its value, a schema, a card, a table, a test, a law."""

from collections.abc import Mapping

from edge.papers.paper import Language

KINDS: Mapping[str, tuple[str, str]] = {
    "setting": ("Setting", "Einstellung"),
    "schema": ("Message schema", "Nachrichtenschema"),
    "card": ("Model card", "Modellkarte"),
    "table": ("Table", "Tabelle"),
    "test": ("Test", "Test"),
    "program": ("Program", "Programm"),
    "law": ("Law (summary)", "Recht (Zusammenfassung)"),
}
"""Kinds of sources, in English and German."""


class SourceError(ValueError):
    """The text of a source has no known kind."""


def source_text(source: str, language: Language, settings: Mapping[str, str], cards: Mapping[str, str]) -> str:
    """Margin note of a source such as "setting audience.k", or "law GDPR, Art. 9 | DSGVO, Art. 9" in English and
    German. `settings` are the values in force by their dotted keys, `cards` the models by their task. Raises
    SourceError.
    """
    kind, _, name = source.partition(" ")
    if kind not in KINDS or not name:
        raise SourceError(f"papers: {source!r} is not a source. Start it with one of: {', '.join(KINDS)}")
    word = KINDS[kind][0 if language == "en" else 1]
    english, _, german = name.partition(" | ")
    return f"{word}: {_name_text(kind, german if german and language == 'de' else english, settings, cards)}"


def _name_text(kind: str, name: str, settings: Mapping[str, str], cards: Mapping[str, str]) -> str:
    if kind == "setting":
        section, _, key = name.partition(".")
        value = settings.get(name, "")
        shown = f" = {value}" if value and len(value) <= 24 else ""
        return f"[{section}] {key}{shown}" if key else f"[{section}]"
    if kind == "card":
        return cards.get(name, name)
    return name
