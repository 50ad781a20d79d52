"""Pages that begin with their answer: it is short, and its figures are those of the tables and cards."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("accuracy", "bench", "comments", "networks")
MOST_LINES = 10
CARDS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "models" / "zoo").glob("*.md")))


def parts(page: str) -> tuple[list[str], str]:
    """Lines of the answer, up to the first heading or table, and the generated parts of the page."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    _, _, body = text.partition("\n")
    answer = re.split(r"^(?:## |\||<!--)", body, maxsplit=1, flags=re.MULTILINE)[0]
    generated = re.findall(r"<!-- (\w+)[^>]*-->\n(.*?)<!-- /\1", text, re.DOTALL)
    return [line for line in answer.splitlines() if line], "\n".join(content for _, content in generated)


def tight(text: str) -> str:
    """The text without the commas of thousands, and without the blank before a percent sign."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text).replace(" %", "%")


def figures(text: str) -> set[str]:
    """Numbers with a decimal point, a percent sign or a unit, and counts "A of B"."""
    return set(re.findall(r"\d+ of \d+|\d+\.\d+%?|\d+%|\b\d+(?= (?:ms|MB)\b)", tight(text)))


def stands_in(figure: str, text: str) -> bool:
    """True if the text has the figure, and not only a longer number that contains it."""
    return re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d|\.\d)", tight(text)) is not None


@pytest.mark.parametrize("page", PAGES)
def test_the_answer_comes_first_and_is_short(page: str) -> None:
    """At most ten lines before the first heading or table."""
    answer, _ = parts(page)
    assert 3 <= len(answer) <= MOST_LINES


@pytest.mark.parametrize("page", PAGES)
def test_figures_of_the_answer_stand_in_a_table_or_card(page: str) -> None:
    """Whoever renews a table finds the sentence that is out of date. Constants of a sentence are given with it."""
    answer, tables = parts(page)
    known = tables if page == "bench" else f"{tables}\n{CARDS}"
    unknown = [figure for figure in sorted(figures("\n".join(answer)) - CONSTANTS) if not stands_in(figure, known)]
    assert not unknown, f"docs/{page}.md begins with figures that no table of it has: {unknown}"


CONSTANTS = {"0.5", "0.4", "95%"}
"""The balanced accuracy of a guess; the number in the name voice-0.4m; the share of the column p95."""
