"""Texts of the pages: each language has each of them, with the same values; the pages have no words of their own."""

import re
from pathlib import Path

import pytest

from edge.console.texts import CODES, fill_in_page_texts, language_texts
from edge.kiosk import parts
from edge.tools.setup.questions import QUESTIONS, STEPS
from tests.doubles.page_words import PageWords

PAGE = Path(__file__).parents[3] / "edge" / "console" / "page"
PAGES = sorted(PAGE.glob("*.html"))
SCRIPTS = sorted(PAGE.glob("*.js"))
MADE = (
    "state_",
    "level_",
    "stage_",
    "drops_",
    "contact_",
    "question_",
    "hint_",
    "step_",
    "missing_",
    "group_",
)
"""Begins of keys that the pages put together."""
SAME = {"SHA-256", "…", "–", "Vitrina"}
VALUE = re.compile(r"\{(\w+)\}")
every_other = pytest.mark.parametrize("code", CODES[1:])


@every_other
def test_every_language_has_every_text_with_the_same_values(code: str) -> None:
    english, other = language_texts(CODES[0]), language_texts(code)
    assert english.keys() ^ other.keys() == set()
    for key, text in english.items():
        assert sorted(VALUE.findall(text)) == sorted(VALUE.findall(other[key])), key
        assert text.count("`") == other[key].count("`"), key
        assert other[key].strip()


@every_other
def test_no_sentence_was_left_in_english(code: str) -> None:
    same = {key for key, text in language_texts(code).items() if text == language_texts(CODES[0])[key] and " " in text}
    assert same == set()


def test_every_key_that_a_page_asks_for_has_a_text_and_every_text_is_asked_for() -> None:
    asked = {key for page in PAGES for key in re.findall(r"\{\{(\w+)\}\}", page.read_text("utf-8"))}
    asked -= {"code", "other_code", "promise"}
    for script in SCRIPTS:
        asked |= {key for key in re.findall(r'"([a-z]\w*)"', script.read_text("utf-8")) if key in language_texts("en")}
        for call in re.findall(r"(?<![\w.])t\(([^;{}]*?)[,)]", script.read_text("utf-8")):
            asked |= set(re.findall(r'"(\w+)"', call))
    assert asked - language_texts("en").keys() == set()
    unused = {key for key in language_texts("en").keys() - asked if not key.startswith(MADE)}
    assert unused == set()


def test_every_stage_of_the_kiosk_has_a_name_in_words() -> None:
    stages = {parts.PERCEPTION, parts.HEARING, parts.BIOSIGNALS, parts.READING}
    stages |= {parts.PLAYS, parts.FEED, parts.AUDIENCE, parts.PUBLISHER}
    assert {f"stage_{stage}" for stage in stages} <= language_texts("en").keys()


def test_every_step_and_question_of_the_setup_has_its_texts() -> None:
    keys = {key for step in STEPS for key in (f"step_{step.name}", f"step_{step.name}_text")}
    keys |= {f"{kind}_{section}_{key}" for section, key in QUESTIONS for kind in ("question", "hint")}
    assert keys - language_texts("en").keys() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_no_words_of_its_own(page: Path) -> None:
    parser = PageWords()
    parser.feed(re.sub(r"\{\{\w+\}\}", " ", page.read_text("utf-8")))
    assert {word.strip() for word in parser.found if re.search(r"\w", word)} - SAME == set()
    assert "{{" not in fill_in_page_texts(page.read_text("utf-8"), "de")


NO_SENTENCES = {"frames of a dark or frozen camera", "field check", "card live"}
"""Names of classes, and what the kiosk counts, by which its text is found."""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_has_no_sentence_of_its_own(script: Path) -> None:
    """Text comes by t(…); what stands in quotes are names of elements, classes and paths."""
    code = re.sub(r"^\s*//.*|\s//\s.*|throw new Error\(.*\)", "", script.read_text("utf-8"), flags=re.MULTILINE)
    quoted = (text[1:-1] for text in re.findall(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`', code))
    plain = {re.sub(r"\$\{[^}]*\}", "", text).strip() for text in quoted}
    assert {text for text in plain if re.search(r"[A-Za-z]{2,} [a-z]{2,}", text)} - NO_SENTENCES == set()
