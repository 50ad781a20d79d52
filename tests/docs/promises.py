"""Sentences that promise something without exception, and the table of their rules and tests (docs/promises.toml)."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from edge.toml_text import read_toml

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs/promises.toml"
TEXTS = {"notice": "edge/screen/notice/texts/en.toml", "promise": "edge/promise/texts/en.toml"}
FOOTERS = ("site", "page")
"""Messages of central's texts whose attribute `footer` stands below pages and reports."""

_ABSOLUTE = r"only|every|never|nobody|at least"
_DATA = r"(?:numbers?|messages?|frames?|images?|sounds?|faces?|files?|lines?|rows?|programs?|sums?)"
WORDS = re.compile(rf"\b(?:(?i:{_ABSOLUTE})|No|None|no(?= {_DATA}\b))\b")
"""Words of a page that need an entry: absolute words, "No" and "None" at the start of a sentence, and "no" before data.
Elsewhere "no" mostly denies something that is no promise ("no idea", "no more than").
"""
KEY_WORDS = re.compile(rf"(?i)\b(?:{_ABSOLUTE}|(?<!yes or )no|none)\b")
"""Words of a short text that people in view read: there every "no" is a promise to them."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Texts that make one promise, its rule, and the tests that hold it."""

    rule: str
    says: tuple[str, ...]  # parts of sentences of the pages, with the absolute word
    keys: tuple[str, ...]  # "notice.KEY", "promise.KEY" or "central.MESSAGE.footer"
    tests: tuple[str, ...]  # file::function


@dataclass(frozen=True, slots=True)
class Table:
    rules: dict[str, str]
    promises: tuple[Promise, ...]

    @property
    def fragments(self) -> list[str]:
        return [fragment for promise in self.promises for fragment in promise.says]

    @property
    def keys(self) -> set[str]:
        return {key for promise in self.promises for key in promise.keys}


@cache
def read_table() -> Table:
    read: dict[str, Any] = read_toml(TABLE.read_text(encoding="utf-8"))
    promises = tuple(
        Promise(row["rule"], tuple(row.get("says", ())), tuple(row.get("keys", ())), tuple(row["tests"]))
        for row in read["promise"]
    )
    return Table(read["rules"], promises)


def promising_pages() -> list[str]:
    return ["README.md", *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/privacy").glob("*.md"))]


def sentences(markdown: str) -> Iterator[str]:
    """Sentences, table cells and list items of a page, each in one line without marks. Without code blocks, without
    code that holds a value (`"nobody"`), and without parts that docs/generate.py writes.
    """
    text = re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"<!-- ([\w -]+?)(?:: [^>]*)? -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", "", re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", text))
    text = re.sub(r"`([^`]*)`", lambda code: "…" if '"' in code[1] else code[1], text).replace("**", "")
    for block in re.split(r"\n\s*\n|\n(?=\s*[-|#>]|\s*\d+\. )", text):
        line = " ".join(block.split())
        for cell in line.strip("|").split(" | ") if line.startswith("|") else [line]:
            yield from re.split(r"(?<=[.:!?])\s+(?=[A-Z])", cell.strip())


def open_words(sentence: str, fragments: list[str]) -> list[str]:
    """Absolute words of a sentence that lie in none of the fragments."""
    spans = [
        match.span() for part in fragments for match in re.finditer(re.escape(part), sentence, flags=re.IGNORECASE)
    ]
    found = WORDS.finditer(sentence)
    return [word[0] for word in found if not any(start <= word.start() and word.end() <= end for start, end in spans)]


@cache
def short_texts() -> dict[str, str]:
    """English texts of the notice, of the promise and of central's footers, by key."""
    texts = {
        f"{name}.{key}": str(text)
        for name, file in TEXTS.items()
        for key, text in read_toml((ROOT / file).read_text(encoding="utf-8")).items()
    }
    lines = (ROOT / "central/languages/en.ftl").read_text(encoding="utf-8").splitlines()
    for message in FOOTERS:
        attributes = takewhile(lambda line: line.startswith("    ."), lines[lines.index(f"{message} =") + 1 :])
        (footer,) = [line.partition(" = ")[2] for line in attributes if line.startswith("    .footer = ")]
        texts[f"central.{message}.footer"] = footer
    return texts


@cache
def _functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def is_test(test: str) -> bool:
    """True if the file of a test has a test function of this name."""
    file, _, name = test.partition("::")
    return name.startswith("test_") and (ROOT / file).is_file() and name in _functions(file)
