"""Sentences that statistics, reports and alerts write in English: all are found, and said in every language."""

import re

import pytest

from central import reasons
from central.languages.codes import CODES
from central.languages.language import ENGLISH, find_language
from central.languages.recognition import translate_known, translate_sentence
from central.reports.rendering.text import note_text, reason_text
from central.statistics import curve, impressions, intervals, power, sequence
from tests.central.languages.sources import VALUE, is_sentence, modules, strings
from tests.central.languages.test_words import entries

RUSSIAN, GERMAN = find_language("ru"), find_language("de")
REASONS = (
    "reasons.py",
    "statistics",
    "reports/winners.py",
    "reports/experiment.py",
    "reports/build.py",
    "reports/curves.py",
)
NOTES = (
    *("reports/notes.py", "reports/compare.py", "reports/trend.py", "reports/experiment.py", "reports/reading.py"),
    "reports/detector_errors.py",
    "reports/first_second.py",
)
PROBLEMS = ("web", "store", "reports", "playlists", "films", "sales", "settings.py")
NOT_SHOWN = {intervals.OF_SITES, intervals.OF_PEOPLE, intervals.OVER_DAYS, "mean of sites, t over sites"}
"""Names of methods, which no page shows."""


def parts(text: str) -> list[str]:
    """Words of a text between its values, which may stand in quotes."""
    return [part for part in text.replace(f"'{VALUE}'", VALUE).split(VALUE) if re.search("[a-z]", part)]


def english(*kinds: str) -> list[str]:
    """English texts of these kinds, with VALUE in place of values."""
    found = []
    for key, pattern in entries("en").items():
        if key.partition(".")[0] in kinds:
            found.append("".join(getattr(element, "value", VALUE) for element in pattern.elements))
    return found


def written(*places: str) -> list[str]:
    """Sentences that these files write."""
    return [text for file in modules(*places) for text in strings(file) if is_sentence(text)]


@pytest.mark.parametrize(
    ("places", "kinds"),
    [(REASONS, ("reason", "note")), (NOTES, ("reason", "note")), (("alerts/rules.py",), ("alert",))],
    ids=["reasons", "notes", "alerts"],
)
def test_every_sentence_that_code_writes_is_known(places: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    """A new reason, note or alert fails here until en.ftl has it, and with it every language."""
    known = english(*kinds)
    for text in {*written(*places)} - NOT_SHOWN:
        for part in parts(text):
            assert any(part.strip() in each for each in known), f"{text!r} is not in en.ftl: {part!r}"


@pytest.mark.parametrize(
    ("kind", "places"),
    [("reason", REASONS), ("note", NOTES), ("alert", ("alerts/rules.py",)), ("problem", PROBLEMS)],
)
def test_every_known_sentence_is_written(kind: str, places: tuple[str, ...]) -> None:
    """Texts that no code writes are taken away."""
    parts_in_code = {part.strip() for text in _texts(*places) for part in text.split(VALUE)}
    whole = "\n".join(sorted(parts_in_code))
    for text in english(kind):
        for part in parts(text):
            assert part.strip() in whole or any(len(each) > 5 and each in part for each in parts_in_code), text


def _texts(*places: str) -> list[str]:
    return [text for file in modules(*places) for text in strings(file)]


CONSTANTS = [
    *(reasons.NOTHING_TOLD, reasons.FEW_SITES, intervals.FEW_DAYS, impressions.MANY_DAYS),
    *(intervals.ONE_SITE_DOMINATES, intervals.ONE_DAY_DOMINATES),
    *(power.NEVER_BY_DAYS, power.FEW_DAYS, curve.FEW_SITES, sequence.FEW_DAYS),
    "reported by 3 sites; a winner needs at least 4",
    "the confidence sequence includes 0; no end was planned",
    "the confidence sequence includes 0",
]


@pytest.mark.parametrize("code", CODES[1:])
@pytest.mark.parametrize("unit", ["sites", "participants"])
@pytest.mark.parametrize("reason", CONSTANTS)
def test_a_reason_is_said_in_every_language(code: str, unit: str, reason: str) -> None:
    """Of shops, or of participants; its numbers stay."""
    text = reason_text(reason, unit, find_language(code))
    assert text != reason_text(reason, unit)
    assert not re.search(r"\b(sites?|shops?|days?|the)\b", text)
    assert re.findall(r"\d+", text) == re.findall(r"\d+", reason)


def spaced(text: str) -> str:
    """The text with ordinary spaces."""
    return text.replace("\u00a0", " ")


def test_numbers_and_days_in_a_note_are_written_as_the_language_does() -> None:
    """Within a list of names and periods, too."""
    note = (
        "Several expression models produced these reactions. The expression numbers use only a@1 (2026-11-02 to"
        " 2026-11-03); not used: b-2 (2026-10-01 to 2026-11-01)."
    )
    assert "a@1 (02.11.2026 bis 03.11.2026); nicht verwendet: b-2 (01.10.2026" in spaced(note_text(note, GERMAN))
    plays = note_text("The arms are unbalanced. Plays: a 1,200, b 900.", RUSSIAN)
    assert plays == "Варианты показаны неодинаково часто. Показы: a 1\u00a0200, b 900."
    assert translate_sentence(
        "1,500 of 2,000 kiosks fell silent at about the same time.",
        GERMAN,
        "alert",
    ) == ("1.500 von 2.000 Geräten sind etwa zur gleichen Zeit verstummt.")


def test_what_is_not_known_stays_english() -> None:
    """And says so, for those who hear the page."""
    assert translate_known("problem", GERMAN, "Something new.") == ("Something new.", "en")
    assert translate_known("problem", GERMAN, "There is no such page.") == ("Diese Seite gibt es nicht.", "de")
    assert translate_known("problem", ENGLISH, "There is no such page.") == ("There is no such page.", "en")
    assert note_text("something new", RUSSIAN) == "Something new."
    assert translate_known("problem", RUSSIAN, "query: " + "x" * 5_000 + " is wrong: y.").code == "en"


@pytest.mark.parametrize("code", CODES[1:])
@pytest.mark.parametrize("stored", [ENGLISH("problem.stored", names="a, b"), ENGLISH("problem.nothing_stored")])
def test_what_is_stored_instead_is_said_in_the_same_language(code: str, stored: str) -> None:
    """The second sentence of an error, which names what there is."""
    said = ENGLISH("problem.nothing_of", name="x", tenant="acme", stored=stored)
    text = translate_known("problem", find_language(code), said).text
    assert "tored" not in text
    assert "empty" not in text


def test_a_value_is_text() -> None:
    """Whatever somebody has typed."""
    text = "creative: '{ $number } {{ 7 }}' is not one line of at most 200 characters."
    assert "„{ $number } {{ 7 }}“" in translate_known("problem", GERMAN, text).text
