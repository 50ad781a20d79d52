"""Files of the languages: each has every text, with the same values, and no text that nobody asks for."""

import re
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from central.alerts.codes import CODES as ALERTS
from central.alerts.codes import SEVERITIES, cure_text
from central.languages.codes import CODES
from central.languages.language import ENGLISH, find_language
from central.languages.messages import MissingWordError, message_source
from central.languages.recognition import KINDS
from central.store.users import ROLES
from central.web.nav import GROUPS
from central.web.queries import FleetQuery, ListQuery
from edge.intended_purpose import purpose
from tests.central.languages.sources import KEY, TEMPLATES, asked_keys, keys_in_code
from tests.doubles.page_words import PageWords

every_language = pytest.mark.parametrize("code", CODES)
every_other = pytest.mark.parametrize("code", CODES[1:])


@cache
def entries(code: str) -> dict[str, ast.Pattern]:
    """Texts of a language by key, terms too."""
    found: dict[str, ast.Pattern] = {}
    for entry in FluentParser().parse(message_source(code)).body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Term):
            found[f"-{entry.id.name}"] = entry.value
        elif isinstance(entry, ast.Message):
            assert entry.value is None, "a text is an attribute"
            assert entry.attributes, entry.id.name
            for attribute in entry.attributes:
                key = f"{entry.id.name}.{attribute.id.name}"
                assert key not in found, f"{key} stands twice"
                found[key] = attribute.value
    return found


def values(pattern: ast.Pattern) -> set[str]:
    """Names of the values of a text."""
    found: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, ast.VariableReference):
            found.add(node.id.name)
        elif isinstance(node, ast.BaseNode):
            for value in vars(node).values():
                walk(value)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(pattern)
    return found


@every_other
def test_every_language_has_the_same_texts_with_the_same_values(code: str) -> None:
    """A reason of the statistics may also ask whether shops or participants are meant."""
    english, other = entries("en"), entries(code)
    assert english.keys() ^ other.keys() == set()
    for key, pattern in english.items():
        more = {"unit"} if key.startswith("reason.") else set()
        assert values(pattern) ^ (values(other[key]) - more) == set(), key


def test_every_text_is_asked_for() -> None:
    """By its key in code or templates, or by a key that is put together there."""
    whole, patterns = keys_in_code()
    recognized = {key for key in entries("en") if key.partition(".")[0] in KINDS}
    terms = {key for key in entries("en") if key.startswith("-")}
    unused = {
        key
        for key in entries("en").keys() - whole - recognized - terms
        if not any(pattern.fullmatch(key) for pattern in patterns)
    }
    assert unused == set()


def test_every_key_of_code_and_templates_has_a_text() -> None:
    """Those that are put together of a value, too: roles, states, orders, alerts."""
    states = FleetQuery.model_fields["state"].annotation.__args__[0].__args__  # type: ignore[union-attr]
    orders = ListQuery.model_fields["sort"].annotation.__args__  # type: ignore[union-attr]
    asked = asked_keys() | {f"role.{role}" for role in ROLES} | {f"severity.{each}" for each in SEVERITIES}
    asked |= {f"state.{state}" for state in states} | {f"creatives.by_{order}" for order in orders}
    asked |= {f"cure.{code.replace('.', '_')}" for code in ALERTS} | {group.word for group in GROUPS}
    asked |= {entry.word for group in GROUPS for entry in group.entries}
    assert len(asked) > 300
    assert asked - entries("en").keys() == set()


def test_a_text_that_is_not_there_is_an_error() -> None:
    """Or one without its value: a page is never sent with a hole."""
    for key in ("no.where", "nav.nowhere", "nav", ""):
        with pytest.raises(MissingWordError, match="there is no"):
            ENGLISH(key)
    with pytest.raises(MissingWordError, match=r"'limit\.plays' of en\.ftl.*share"):
        ENGLISH("limit.plays")


@every_language
def test_a_long_value_stands_whole(code: str) -> None:
    """Fluent itself takes 2,500 characters; names of twenty adverts are longer."""
    name = "x { y } " * 600
    assert name in find_language(code)("difference.compared", names=name)
    assert find_language(code)("quote.name", name="{ $name } { -site-means }").count("{ $name }") == 1


@pytest.mark.parametrize("count", [1, 2, 5, 11, 21, 22, 25, 1_000])
def test_russian_has_three_forms(count: int) -> None:
    """1 and 21, 2 and 22, 5 and 11."""
    form = {1: "магазин", 21: "магазин", 2: "магазина", 22: "магазина"}.get(count, "магазинов")
    number = {1_000: "1\u00a0000"}.get(count, str(count))
    assert find_language("ru")("count.shops", count=count) == f"{number}\u00a0{form}"


@every_language
def test_one_and_many_differ(code: str) -> None:
    """Wherever a number chooses the form."""
    t = find_language(code)
    for key in ("shops", "participants", "visits", "plays", "adverts", "kiosks", "messages"):
        one, many = (t(f"count.{key}", count=count).partition("\u00a0")[2] for count in (1, 5))
        assert one != many, key


def test_cures_are_those_of_the_mail() -> None:
    """The pages and the mail say the same of an alert."""
    for code in ALERTS:
        assert ENGLISH(f"cure.{code.replace('.', '_')}") == cure_text(code)
    assert ENGLISH("cure.other", code="x.y") == cure_text("x.y")


THOUGHTS = {
    "de": r"\b(fühl\w*|gefühl\w*|gefallen|gefiel\w*|mögen|mochte\w*|wollt\w*|freu\w*|emotion\w*|glücklich\w*)\b",
    "ru": r"\b(чувств\w*|понрав\w*|нрави\w*|люби\w*|хотел\w*|хотят|радова\w*|эмоци\w*|счастлив\w*)\b",
}


OF_RESEARCH = {
    "de": (purpose("research", "de"), "Emotionserkennung für die Forschung"),
    "ru": (purpose("research", "ru"), "Распознавание эмоций для исследования"),
}


@every_other
def test_no_language_says_what_somebody_thinks(code: str) -> None:
    """Smiled, looked, laughed; except where a report is about research."""
    text = message_source(code)
    for own in OF_RESEARCH[code]:
        assert own in text
        text = text.replace(own, "")
    assert re.findall(THOUGHTS[code], text, re.IGNORECASE) == []


SHOWN_IN_EVERY_LANGUAGE = {"Vitrina", "CSV", "UTC"}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_has_no_words_of_its_own(file: Path) -> None:
    """Text comes by t(…) and by values; names of programs and formats are the same in every language."""
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", file.read_text("utf-8"), flags=re.DOTALL)
    parser = PageWords()
    parser.feed(re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))
    words = {word.strip() for word in parser.found if re.search(r"[A-Za-z]{2}", word)}
    assert words - SHOWN_IN_EVERY_LANGUAGE == set()


def test_keys_look_like_keys() -> None:
    """A message and one of its attributes."""
    assert [key for key in entries("en") if not key.startswith("-") and not KEY.fullmatch(key)] == [
        "entry-first_3_s.label",
        "entry-first_3_s.unit",
        "entry-first_3_s.definition",
        "entry-first_3_s.formula",
        "entry-first_3_s.is_not",
    ]
