"""Prose of the documents has lines of at most 100 characters, as whoever reads a change sees it."""

import itertools
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
WIDTH = 100

GENERATED = {"docs/evidence/long-tests.md", "docs/evidence/mutants.md"}
"""Pages that a command writes whole, and says so."""

FOLDERS = ("docs/", "examples/", "systemd/", "firmware_bridge/", "models/README.md")
"""Folders whose documents are held; and those at the top. Cards are made by models.card."""


def documents() -> list[str]:
    """Documents that people write."""
    listed = subprocess.run(["git", "ls-files", "*.md"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    names = [name for name in listed.splitlines() if "/" not in name or name.startswith(FOLDERS)]
    return sorted(set(names) - GENERATED)


def generated(lines: list[str]) -> Iterator[int]:
    """Numbers of the lines between the markers of generated parts, from 0."""
    inside = False
    for number, line in enumerate(lines):
        if re.match(r"<!--\s*(?:/|end\b)", line):
            inside = False
        if inside:
            yield number
        if re.match(r"<!--(?!\s*(?:/|end\b))", line):
            inside = any(re.match(r"<!--\s*(?:/|end\b)", later) for later in lines[number + 1 :])


def long_lines(text: str) -> list[tuple[int, str]]:
    """Lines of paragraphs that are too long: number from 1, and text. A line of one word, or of one link, may be."""
    lines = text.split("\n")
    made = set(generated(lines))
    found = []
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for opening, token in itertools.pairwise(tokens):
        if opening.type != "paragraph_open" or not token.map:
            continue
        for number in range(*token.map):
            is_one = re.fullmatch(r"[\s>*-]*(?:`[^`]*`\S*|\S+|!?\[[^\]]*\]\([^)]*\)\S*)", lines[number])
            if len(lines[number]) > WIDTH and number not in made and not is_one:
                found.append((number + 1, lines[number]))
    return found


@pytest.mark.parametrize("name", documents())
def test_prose_has_lines_of_at_most_100_characters(name: str) -> None:
    """Tables, code, headings, generated parts, and lines of one link or one word may be longer."""
    assert long_lines((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_generated_pages_say_so(name: str) -> None:
    """Else somebody would edit them by hand."""
    words = " ".join((ROOT / name).read_text(encoding="utf-8").split())
    assert "written by the command in its last line and never by hand" in words


def test_long_lines_are_found_where_prose_is_and_nowhere_else() -> None:
    """The rule itself: in paragraphs, lists and quotes, not in tables, code, headings, generated parts and links."""
    words = "word " * 21
    bad = [words, f"- {words}", f"> {words}", f"1. x\n   {words}"]
    good = [
        f"# {words}",
        f"| {words} |\n|---|",
        f"```\n{words}\n```",
        f"    {words}",
        f"<!-- x -->\n{words}\n<!-- /x -->",
    ]
    good += [f"![{words.strip()}](x.svg)", f"- `{words}`", f"https://example.org/{'x' * 100}"]
    assert [bool(long_lines(text)) for text in bad] == [True] * len(bad)
    assert [bool(long_lines(text)) for text in good] == [False] * len(good)
