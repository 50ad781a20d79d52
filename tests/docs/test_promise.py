"""What texts promise of the numbers: the agreed words where they must stand, and no stronger ones anywhere."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from edge.promise.promise import full_promise_text, least_people_sentence, promise_texts, short_promise_text

ROOT = Path(__file__).parents[2]

STRONGER = {
    "anonymous": r"anonym|anónim|аноним",
    "nobody learns": r"\b(?:nobody|no one)\b(?: can| could| ever)? (?:learns?|finds? out)\b"
    r"|(?:niemand|keiner) .{0,60}(?:erfährt|lernt|ablesen)|никто не узна",
    "cannot be traced": r"(?:cannot|can not|can't|never) (?:be )?(?:traced?|(?:re-)?identif\w+|linked)|untraceable",
    "never about fewer": r"\b(?:is |are )?never about fewer|\bno number (?:\w+ )?is about fewer|isolates no group",
    "people behind a number": r"\bpeople behind (?:every|each|this|these|the batch)\b|\bbehind (?:every|each) number\b",
    "about so many people": r"\babout (?:at least )?(?:k|`k`|ten|\{k\w*\}|\d+)(?: different)? (?:people )?or more\b"
    r"|\bis about at least\b|\bis about a group\b|о k разных людях",
    "different people": r"\bdifferent people\b|verschiedenen? (?:Personen|Menschen)|personnes différentes"
    r"|personas (?:distintas|diferentes)|разных людей",
    "nobody is in it": r"\bno person (?:is|stands) (?:in|behind)|keine Person ist darin|[^а-я]ни отдельных людей",
    "nothing about one person": r"no (?:picture and no )?(?:figure|number)s? (?:is )?about (?:a|one) person"
    r"|keine Zahl über eine einzelne|chiffre concernant une seule|cifra sobre una sola|числа об отдельном",
    "ten people's comments": r"\b(?:ten|10) people's comments|\bcounts of at least ten people\b",
}
"""What no text may claim, by what it would promise."""

EXCEPTIONS = {
    ("CONTRIBUTING.md", "anonymous"): "forbids the word",
    ("docs/privacy/promise.md", "anonymous"): "forbids the word",
    ("docs/evidence/soak.md", "anonymous"): "memory without a file",
    ("docs/results/numbers.md", "different people"): "says what visits are not",
    ("central/languages/en.ftl", "different people"): "says what visits are not",
    ("central/languages/ru.ftl", "different people"): "says what visits are not",
    ("edge/audience/people.py", "different people"): "a lower bound on them, under its assumptions",
    ("edge/tools/demo/broker.py", "anonymous"): "a setting of mosquitto",
    ("central/serve/demo_broker.py", "anonymous"): "a setting of mosquitto",
    ("central/serve/broker_checks.py", "anonymous"): "a setting of mosquitto",
    ("examples/mosquitto.conf", "anonymous"): "a setting of mosquitto",
    ("examples/central-compose/mosquitto.conf", "anonymous"): "a setting of mosquitto",
}
"""Texts that have such words and promise nothing by them."""

SUFFIXES = {".cff", ".conf", ".css", ".ftl", ".html", ".j2", ".js", ".md", ".py", ".service", ".toml", ".txt"}
SUFFIXES |= {".bash", ".fish", ".zsh"}


@cache
def files() -> list[str]:
    """Files of the project that people read, or that print what people read."""
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    names = listed.splitlines()
    return [name for name in names if Path(name).suffix in SUFFIXES and not name.startswith("tests/")]


@cache
def text_of(name: str) -> str:
    """Text of a file in one line: no marks of comments and quotations, and no quotation marks between strings."""
    text = re.sub(r"^\s*(?:#|//|>)+ ?", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return " ".join(re.sub(r'"\n\s*f?"', "", text).split())


@cache
def claims() -> dict[tuple[str, str], str]:
    """File and claim, and the words that make it."""
    found = {}
    patterns = {claim: re.compile(pattern, re.IGNORECASE) for claim, pattern in STRONGER.items()}
    for name in files():
        text = text_of(name)
        for claim, pattern in patterns.items():
            if match := pattern.search(text):
                found[name, claim] = text[max(match.start() - 60, 0) : match.end() + 60]
    return found


def test_no_text_promises_more_than_may_be_promised() -> None:
    """Neither documents nor pages, help, notices, descriptions of messages and settings."""
    assert {place: words for place, words in claims().items() if place not in EXCEPTIONS} == {}


def test_every_exception_is_one() -> None:
    """One that is not needed any more would hide a later claim."""
    assert {*EXCEPTIONS} - {*claims()} == set()


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("anonymous", "counts people anonymously"),
        ("anonymous", "Die Zählung ist anonym"),
        ("nobody learns", "so that nobody learns from two numbers what one person did"),
        ("nobody learns", "damit niemand aus zwei Zahlen erfährt, was eine Person tat"),
        ("cannot be traced", "It cannot be traced back to you"),
        ("never about fewer", "A number is never about fewer than ten"),
        ("people behind a number", "people behind every message"),
        ("people behind a number", "behind each number are at least so many"),
        ("about so many people", "windows about {k} people or more"),
        ("different people", "ten different people"),
        ("nothing about one person", "no figure about one person is sent"),
    ],
)
def test_stronger_claims_are_found(claim: str, text: str) -> None:
    """The search itself."""
    assert re.search(STRONGER[claim], text, re.IGNORECASE)


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/privacy/promise.md"])
def test_the_promise_stands_in_the_documents(name: str) -> None:
    """In the agreed words, from the place that all take them from."""
    assert quoted((ROOT / name).read_text(encoding="utf-8")) == full_promise_text("en")


def test_the_readme_has_its_short_form_and_leads_to_the_whole() -> None:
    """It has few words. The link goes to the heading above the promise."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert quoted(text) == short_promise_text("en")
    assert "(docs/privacy/promise.md#what-may-be-promised)" in text.partition("<!-- /promise -->")[2]
    assert "## What may be promised\n" in (ROOT / "docs" / "privacy/promise.md").read_text(encoding="utf-8")


def quoted(text: str) -> str:
    """The promise of a document, in one line."""
    (part,) = re.findall(r"<!-- promise\b[^>]*-->\n> (.*?)<!-- /promise -->", text, re.DOTALL)
    return " ".join(part.replace("\n> ", " ").split())


def test_the_promise_stands_in_settings_and_help() -> None:
    """Whoever sets k reads what it does, and what it does not."""
    from edge.settings.example import example_settings

    assert f"# {full_promise_text('en')}\n" in example_settings()
    assert "as the kiosk counts people" in text_of("edge/cli/replay.py")


@pytest.mark.parametrize("code", ["en", "de", "ru"])
def test_the_promise_stands_on_the_pages_of_central(code: str) -> None:
    """Whole on the page about the method, its first sentence at the foot of each page and report."""
    pytest.importorskip("fluent.runtime", reason="the central server's packages are not installed")
    from central.languages.language import find_language
    from central.reports.rendering.method import rule_texts

    t = find_language(code)
    assert full_promise_text(code) in dict(rule_texts(t))[promise_texts(code)["title"]]
    for key in ("site.footer", "page.footer"):
        assert least_people_sentence(code) in t(key)


@pytest.mark.parametrize("code", ["en", "de"])
def test_the_promise_stands_on_the_console(code: str) -> None:
    """Beside the messages that were sent."""
    from edge.console.texts import fill_in_page_texts

    page = (ROOT / "edge" / "console" / "page" / "index.html").read_text(encoding="utf-8")
    assert least_people_sentence(code) in fill_in_page_texts(page, code)
