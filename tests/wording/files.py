"""Texts in files: documents, model cards, catalogues of pages and notices, and pages themselves."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from fluent.syntax import FluentParser, FluentSerializer, ast

from edge.toml_text import read_toml
from tests.wording.passage import ROOT, Passage

NOTICES = ("edge/screen/notice/texts/en.toml", "edge/promise/texts/en.toml")
PAGES = ("edge/console/texts/en.toml",)
FLUENT = "central/languages/en.ftl"

_SHOWN_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label"}
_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_MADE = re.compile(r"<!-- (?:[\w -]+: )?made by docs/generate\.py.*?<!-- (?:/|end )", re.DOTALL)
_JINJA = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def file_passages(root: Path = ROOT) -> Iterator[Passage]:
    """Texts of all files, in English."""
    yield from _paragraphs("readme", root / "README.md", root)
    for path in sorted((root / "docs").rglob("*.md")):
        yield from _paragraphs("docs", path, root)
    for path in sorted((root / "models").rglob("*.md")):
        yield from _paragraphs("cards", path, root)
    for kind, names in (("notices", NOTICES), ("pages", PAGES)):
        for name in names:
            for key, text in read_toml((root / name).read_text(encoding="utf-8")).items():
                yield Passage(kind, f"{name} {key}", str(text))
    yield from _fluent_passages(root)
    for path in sorted(path for package in ("edge", "central") for path in (root / package).rglob("*.html*")):
        for line, text in _shown_texts(path.read_text(encoding="utf-8")):
            yield Passage("pages", f"{path.relative_to(root).as_posix()}:{line}", text)


def _paragraphs(kind: str, path: Path, root: Path) -> Iterator[Passage]:
    """Paragraphs, list items and rows of tables; no code, and no texts that docs/generate.py repeats."""
    line = 1
    text = path.read_text(encoding="utf-8")
    for left_out in (_CODE, _MADE):
        text = left_out.sub(lambda part: "\n" * part[0].count("\n"), text)
    for block in re.split(r"(\n(?=\s*[-*|] |\s*\d+\. |\s*\n))", text):
        if block.strip():
            first = line + block[: len(block) - len(block.lstrip())].count("\n")
            yield Passage(kind, f"{path.relative_to(root).as_posix()}:{first}", block.strip())
        line += block.count("\n")


def _fluent_passages(root: Path) -> Iterator[Passage]:
    serializer = FluentSerializer()
    for entry in FluentParser().parse((root / FLUENT).read_text(encoding="utf-8")).body:
        if isinstance(entry, ast.Message):
            for attribute in entry.attributes:
                text = serializer.serialize_entry(ast.Message(id=ast.Identifier("x"), value=attribute.value))
                yield Passage("pages", f"{FLUENT} {entry.id.name}.{attribute.id.name}", text.partition("=")[2].strip())


class _Shown(HTMLParser):
    """Collects what a page shows: its text and the attributes that a browser shows or reads aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"script", "style"}
        self.found += [(self.getpos()[0], value) for name, value in attrs if name in _SHOWN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append((self.getpos()[0], data))


def _shown_texts(page: str) -> Iterator[tuple[int, str]]:
    shown = _Shown()
    shown.feed(_JINJA.sub("", page))
    yield from (
        (line, text.strip()) for line, text in shown.found if re.search(r"[A-Za-z]{2}", text) and "{{" not in text
    )
