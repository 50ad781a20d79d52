"""Texts of the program name pages by topics, which work without a checkout, and every topic has its page."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.documents import TOPICS, markdown_files

ROOT = Path(__file__).parents[2]
FOLDERS = ("edge", "central", "firmware_bridge", "models")
WRITERS = ("edge/messages/reference.py", "models/card/", "models/expression/card.py", "models/smile/card.py")
"""Files whose texts are parts of documents."""
SHOWN = ("*.ftl", "*.toml", "*.service", "*.conf", "*.html", "*.j2", "*.js")
PAGE = re.compile(r"docs/[\w/-]+\.md")


def texts() -> Iterator[tuple[str, str]]:
    """Texts that a user may read, with their place: strings, sections of settings, languages, pages and units."""
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))):
        place = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        hidden = set() if place.startswith("edge/settings/") else {id(node) for node in docstrings(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hidden:
                yield f"{place}:{node.lineno}", node.value
    for path in (path for folder in (*FOLDERS, "systemd") for kind in SHOWN for path in (ROOT / folder).rglob(kind)):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield path.relative_to(ROOT).as_posix(), "\n".join(line for line in lines if not line.startswith("###"))


def docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        for each in getattr(node, "body", []) if not isinstance(node, (ast.Lambda, ast.IfExp)) else []:
            if isinstance(each, ast.Expr):
                yield each.value


@pytest.fixture(scope="module")
def found() -> list[tuple[str, str]]:
    return list(texts())


def test_no_text_names_a_file_of_a_checkout(found: list[tuple[str, str]]) -> None:
    """At a kiosk there is none."""
    named = [(place, text) for place, text in found if PAGE.search(text) and not place.startswith(WRITERS)]
    assert [place for place, text in named if "settings/places.py" not in place] == []


def test_every_topic_that_a_text_names_has_a_page(found: list[tuple[str, str]]) -> None:
    pages = markdown_files()
    topics = {(place, topic) for place, text in found for topic in re.findall(r"\bvitrina docs ([a-z]+)", text)}
    assert len({topic for _, topic in topics}) > 8
    assert {(place, topic) for place, topic in topics if TOPICS.get(topic) not in pages} == set()
    linked = {(place, page) for place, text in found for page in re.findall(r"/help/([\w/-]+)\.html", text)}
    assert linked
    assert {(place, page) for place, page in linked if page not in pages} == set()
