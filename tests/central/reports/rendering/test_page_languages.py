"""The page that is one file, in each language: nothing of it is English but names."""

import re
from functools import cache

import pytest

from central.languages.codes import CODES
from central.languages.language import find_language
from central.reports.rendering.page import report_page
from central.reports.rendering.text import sentence_text
from central.reports.rendering.words import report_headline
from tests.central.languages.english import english_words
from tests.central.reports.examples import NOT_READ, report, reports
from tests.central.reports.frames import film
from tests.central.reports.html import Document
from tests.central.reports.verdict_examples import comparisons, experiments, trends

MADE_UP = (
    sentence_text(NOT_READ),
    "Fewer than 4 shops told both arms",
    "fewer than 4 shops told both arms",
    "The interval that may be looked at every day holds 0.",
    "The interval that may be looked at every day leaves out 0.",
    "Fewer than 10 people at a time.",
    "too few people watched at a time",
    "Too few people watched at a time",
    "nothing was told",
    "Seeds of 2 blocks were not reproduced.",
    "2 kiosks had a wrong clock on 4 Nov",
    "A break in the line is a change of the network.",
    "acme-spring",
)
"""Reasons and notes of the examples that no code writes, as English sentences."""


@cache
def pages(code: str) -> dict[str, str]:
    """A page of each example."""
    t = find_language(code)
    found = {
        name: report_page([made], {made.creative: film(len(made.curve), 5)}, t=t) for name, made in reports().items()
    }
    found |= {f"comparison-{name}": report_page([], {}, made, t=t) for name, made in comparisons().items()}
    found |= {f"experiment-{name}": report_page([], {}, experiment=made, t=t) for name, made in experiments().items()}
    found |= {f"trend-{name}": report_page([], {}, trend=made, t=t) for name, made in trends().items()}
    found["list"] = report_page([report("a"), report("b", seed=2)], {}, t=t)
    found["none"] = report_page([], {}, t=t)
    return found


@cache
def documents(code: str) -> dict[str, Document]:
    """These pages, read."""
    return {name: Document(html) for name, html in pages(code).items()}


@pytest.mark.parametrize("code", CODES[1:])
def test_nothing_is_english(code: str) -> None:
    """Neither in sentences, nor in tables, plots, or what is said to those who cannot see them."""
    for name, html in pages(code).items():
        assert english_words(html, *MADE_UP) == [], name
        (root,) = documents(code)[name].named("html")
        assert root.attributes["lang"] == code


def test_english_words_would_be_found() -> None:
    """The test above sees them."""
    assert len(english_words(pages("en")["twelve-shops"])) > 100


@pytest.mark.parametrize("code", CODES[1:])
def test_a_page_has_the_same_parts_in_every_language(code: str) -> None:
    """Elements, links and numbers of shops; only words differ."""
    for name, other in documents(code).items():
        english = documents("en")[name]
        assert [e.name for e in english.elements] == [e.name for e in other.elements], name
        assert [e.attributes.get("id") for e in english.elements] == [e.attributes.get("id") for e in other.elements]


def test_headlines() -> None:
    """One sentence with its interval: word order and case are those of the language."""

    def told(name: str, code: str) -> str:
        return report_headline(reports()[name], find_language(code)).replace("\u00a0", " ")

    assert told("twelve-shops", "de") == (
        "Wer „Spring, first cut“ ansah, lächelte 16,0 % der Zeit (95 %: 14,0 bis 18,0 %), in 12 Filialen."
    )
    assert told("twelve-shops", "ru") == (
        "Смотревшие «Spring, first cut» улыбались 16,0 % времени (95 %: 14,0–18,0 %), в 12 магазинах."
    )
    assert told("one-shop", "de").startswith("In dieser Filiale lächelte, wer „corner“ ansah, 16,0 % der Zeit (95 %: ")
    assert told("two-shops", "ru").startswith("В этих 2 магазинах смотревшие ")
    assert told("panel", "ru").startswith("8 участников, смотревших «trailer», улыбались 22,0 % времени")
    assert told("panel", "de").startswith("8 Testpersonen, die „trailer“ ansahen, lächelten 22,0 % der Zeit")


@pytest.mark.parametrize("code", CODES)
def test_simulated_data_are_marked_in_every_language(code: str) -> None:
    """On the page, on paper, and in each picture."""
    html, document = pages(code)["simulated"], documents(code)["simulated"]
    word = find_language(code)("mark.word")
    assert re.search(rf'@top-right {{ content: "{word}', html)
    plots = [e for e in document.named("svg") if e.around[-1] != "svg"]
    assert plots
    assert all(word in plot.text for plot in plots)
