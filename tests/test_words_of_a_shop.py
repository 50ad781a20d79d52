"""Words of a shop: nothing that it can show says what somebody feels. It counts people and visible smiles."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from edge.toml_text import read_toml

ROOT = Path(__file__).parent.parent

_LIST = read_toml((ROOT / "docs/words.toml").read_text(encoding="utf-8"))["shop"]
EXCEPTIONS: dict[str, str] = _LIST["exceptions"]
PHRASES: dict[str, list[str]] = _LIST["phrases"]

_PATTERNS = {language: re.compile(rf"(?i)\b({words})\b") for language, words in _LIST["words"].items()}
_BINARY = (".gz", ".opus", ".png", ".webm", ".webp", ".onnx", ".gif", ".apng")
_JOINED = re.compile(r"[\"']\s*\n\s*[frb]*[\"']")  # strings of Python that continue on the next line

PLACES = {
    "README": ("README.md", "shows shops whether"),
    "page of the documents": ("docs/start/try.md", "vitrina demo"),
    "page of SECURITY": ("SECURITY.md", "report"),
    "alternative text of a picture": ("docs/index.md", 'alt="The report of a simulated ad'),
    "text in a drawing": ("docs/central/deployment.svg", ">USB, or an address"),
    "alternative text of a drawing": ("docs/central/deployment.svg", 'aria-label="Machines and ports'),
    "citation": ("CITATION.cff", 'title: "Vitrina'),
    "words of central": ("central/languages/en.ftl", ".footer = "),
    "notice, strip and door sign": ("edge/screen/notice/texts/en.toml", "This screen measures"),
    "promise": ("edge/promise/texts/en.toml", "What may be promised"),
    "console": ("edge/console/texts/en.toml", ' = "'),
    "page of the player": ("edge/screen/player/page/index.html", "<title>"),
    "program of a page": ("edge/screen/player/page/say.js", '"'),
    "template of a page": ("central/web/templates/start.html.j2", "<h2>"),
    "template of a PDF": ("central/reports/rendering/templates/report.typ", '"Vitrina'),
    "text report": ("central/reports/rendering/terminal.py", "What this does not say"),
    "help of a command": ("edge/cli/demo.py", "vitrina demo --use research"),
    "log line": ("edge/kiosk/state/monitor.py", "Sensing starts after that."),
    "error": ("edge/kiosk/screen/notice.py", "not complete."),
    "alert": ("edge/kiosk/state/monitor.py", "If the screen belongs to a business"),
    "page of alerts": ("docs/made/alerts.toml", 'means = "'),
    "help of a setting": ("edge/settings/notice.py", "address or telephone number"),
    "help of a section": ("edge/settings/site.py", '"""'),
    "field of a schema": ("edge/messages/payloads/state.py", "current state of the kiosk"),
    "head of a schema": ("edge/messages/payloads/state.py", "State of the kiosk, with reasons."),
    "field of the API": ("central/reports/fleet_values.py", "A page of kiosks."),
    "endpoint of the API": ("central/web/api/endpoints.py", '"""'),
    "example of a message": ("edge/messages/examples.jsonl", '"reasons":["'),
    "example of a setting": ("examples/mosquitto.conf", "#"),
    "service": ("systemd/vitrina.service", "Description="),
    "installer": ("install.sh", "Vitrina"),
}
"""A file with each kind of text that a shop can show, and what stands before the word that the test plants."""


def test_no_text_that_a_shop_can_show_says_what_somebody_feels() -> None:
    """Every file of the project but tests and models: documents, pages, drawings, and every string of the program."""
    assert [found for name in shown() for found in findings(name, text_of(name))] == []


@pytest.mark.parametrize("kind", PLACES)
def test_a_word_that_is_planted_in_any_kind_of_text_is_found(kind: str) -> None:
    name, before = PLACES[kind]
    assert name in shown()
    text = text_of(name)
    assert before in text, f"{name} has changed: name other words of it"
    planted = text.replace(before, f"{before} mood ", 1)
    assert [found.partition(": ")[2][:4] for found in findings(name, planted)] == ["mood"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("central/languages/de.ftl", "Stimmung"),
        ("central/languages/ru.ftl", "настроение"),
        ("edge/screen/notice/texts/de.toml", "Gefühle"),
        ("edge/screen/notice/texts/fr.toml", "humeur"),
        ("edge/screen/notice/texts/es.toml", "ánimo"),
        ("edge/screen/notice/texts/ru.toml", "эмоции"),
    ],
)
def test_a_planted_word_of_another_language_is_found(name: str, word: str) -> None:
    assert name in shown()
    (found,) = findings(name, f"{text_of(name)}\n{word}")
    assert word in found


def test_a_phrase_over_two_lines_and_two_strings_is_found() -> None:
    assert findings("docs/x.md", "what people\nlike") != []
    assert findings("docs/x.svg", "<text>people&#160;like</text>") != []
    assert findings("edge/x.py", 'x = ("what people "\n     "like")') != []
    assert findings("edge/x.py", "people_like = 1  # liked") == []


@cache
def shown() -> list[str]:
    """Files of the project that a shop can show, or that contain its texts."""
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return [
        name
        for name in listed.splitlines()
        if not name.endswith(_BINARY)
        and (ROOT / name).is_file()
        and not any(name == exception or name.startswith(f"{exception}/") for exception in EXCEPTIONS)
    ]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def findings(name: str, text: str) -> list[str]:
    """Words of the list in a file, with their place. A program shows its strings only, and API and schemas show its
    docstrings.
    """
    joined = _JOINED.sub("", text)
    if not said(name, joined):
        return []
    passages = strings(ast.parse(text)) if name.endswith(".py") else [text]
    return [f"{name}: {word}: {passage[:100]}" for passage in passages for word in said(name, passage)]


def said(name: str, passage: str) -> list[str]:
    """Words of the list in a text, in the languages of its file."""
    passage = " ".join(unescape(passage).split())  # drawings join words by &#160;
    for phrase in PHRASES.get(name, ()):
        passage = passage.replace(phrase, "")
    language = Path(name).stem
    patterns = [_PATTERNS["every"], *([_PATTERNS[language]] if language in _PATTERNS else [])]
    return [match[0] for pattern in patterns for match in pattern.finditer(passage)]


def strings(tree: ast.Module) -> Iterator[str]:
    """Strings of a module, with docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_the_list_finds_its_words_in_each_language() -> None:
    assert said("docs/x.md", "People liked it: engagement rose, and they FELT it.") == ["liked", "engagement", "FELT"]
    assert said("x/de.ftl", "Wie sich jemand fühlt: seine Stimmung") == ["fühlt", "Stimmung"]
    assert said("x/de.ftl", "mit Zustimmung und nach Bestimmung") == []
    assert said("x/fr.toml", "Ce qu'ils ressentent, s'ils sont émus, et ce qui a plu : leur bonheur") == [
        "ressentent", "émus", "plu", "bonheur",
    ]  # fmt: skip
    assert said("x/fr.toml", "plus de dix personnes présentes") == []
    assert said("x/es.toml", "Lo que sienten, su estado de ánimo, y si les gustó: compromiso") == [
        "sienten", "estado de ánimo", "gustó", "compromiso",
    ]  # fmt: skip
    assert said("x/es.toml", "según quién mira, siempre") == []
    assert said("x/ru.ftl", "настроение и эмоции") == ["настроение", "эмоции"]
    assert said("x/ru.ftl", "что люди чувствуют и ощущают, что понравилось") == ["чувствуют", "ощущают", "понравилось"]
    assert said("x/ru.ftl", "настроено, чувствительность") == []
