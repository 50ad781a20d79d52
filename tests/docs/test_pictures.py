"""Pictures of the documents: each exists, is made by a program, is used, is described in words, and is small."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.pictures.table import DRAWN_BY_HAND, FAMILIES, file_name

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
MOVING = "vitrina.webp"
MOST_BYTES, MOST_MOVING_BYTES, MOST_TOGETHER_BYTES = 200_000, 1_500_000, 4_000_000
LEAST_WORDS = 3
MARKDOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
HTML = re.compile(r"<img\s([^>]*)>")
DARK = re.compile(r'<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img\s[^>]*src="([^"]+)"')


def documents() -> list[Path]:
    beside = [ROOT / "README.md", *ROOT.glob("models/zoo/*.md"), *ROOT.glob("*/README.md"), ROOT / "CONTRIBUTING.md"]
    return [*sorted((ROOT / "docs").rglob("*.md")), *beside]


def shown(path: Path) -> Iterator[tuple[str, Path]]:
    """Each image of a document on this machine: its words, and its file."""
    text = re.sub(r"^(`{3,}).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found = MARKDOWN.findall(text)
    for attributes in HTML.findall(text):
        values = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
        found.append((values.get("alt", ""), values["src"]))
    found += [("dark form of the image", dark) for dark, _ in DARK.findall(text)]
    return ((words, (path.parent / target).resolve()) for words, target in found if ":" not in target)


def made() -> set[str]:
    return {name for family in FAMILIES for name in family.files}


def test_each_image_of_a_document_exists_and_has_words() -> None:
    missing, silent = [], []
    for document in documents():
        for words, file in shown(document):
            missing += [] if file.is_file() else [f"{document.relative_to(ROOT)}: {file.name}"]
            silent += [] if len(words.split()) >= LEAST_WORDS else [f"{document.relative_to(ROOT)}: {file.name}"]
    assert missing == []
    assert silent == []


def test_a_program_makes_each_picture_and_a_document_shows_it() -> None:
    kept = {path.name for path in PICTURES.iterdir()}
    assert kept == made() | set(DRAWN_BY_HAND)
    used = {file.name for document in documents() for _, file in shown(document) if file.parent == PICTURES}
    assert kept - used <= {MOVING, "demo.svg"}  # README's


def test_a_picture_with_a_dark_form_is_shown_in_both() -> None:
    pairs = {(file_name(name), file_name(name, dark=True)) for family in FAMILIES for name in family.pair}
    shown_pairs, light = set(), set()
    for document in documents():
        text = document.read_text(encoding="utf-8")
        found = {(Path(there).name, Path(dark).name) for dark, there in DARK.findall(text)}
        shown_pairs |= found
        alone = {file.name for _, file in shown(document)} - {name for pair in found for name in pair}
        light |= alone & {there for there, _ in pairs}
    assert shown_pairs >= pairs
    assert light == set()


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert sum(sizes.values()) < MOST_TOGETHER_BYTES
    assert sizes.pop(MOVING) < MOST_MOVING_BYTES
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.function)
def test_what_makes_a_picture_is_there(family: object) -> None:
    """The modules load a browser, so the test reads them."""
    module, function = family.module, family.function  # type: ignore[attr-defined]
    found = find_spec(f"tests.pictures.{module}")
    assert found is not None
    assert found.origin is not None
    assert f"def {function}(" in Path(found.origin).read_text(encoding="utf-8")
