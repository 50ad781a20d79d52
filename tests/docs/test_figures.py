"""Figures of the pages about the central server and about privacy: each is that of the row that it names."""

import re
from pathlib import Path

import pytest

from tests.docs.test_answers import FIGURE, Row, agrees, cell, rows_of

ROOT = Path(__file__).parents[2]
TABLES = "docs/evidence/central.md"
ATTACKS = "docs/evidence/attacks.md"
KIOSKS = "10,000, 10,000"


def row(name: str, column: str, before: str = "") -> Row:
    return Row(TABLES, name, column, before)


CLAIMS = [
    (
        "evidence/central.md",
        "messages of 10,000 kiosks, {} per second for five minutes, with {} cores",
        [row(KIOSKS, "a second"), row(KIOSKS, "server")],
    ),
    (
        "central/operate.md",
        "messages of 10,000 kiosks for five minutes, with {} cores and {} MB of memory",
        [row(KIOSKS, "server"), row(KIOSKS, "memory of both")],
    ),
    ("central/operate.md", "about {} MB per kiosk and year", [row("Parquet", "a kiosk and year")]),
    (
        "privacy/people-and-pauses.md",
        "guessed with {} at half a passer-by per minute, and with {} at two",
        [
            Row(ATTACKS, "the same, one visit of each place, after a day with `one_place", "now"),
            Row(ATTACKS, "the same, one visit of each place, after a day with `one_place", "now", "0.75 ± 0.02, "),
        ],
    ),
    (
        "privacy/people-and-pauses.md",
        "before somebody left, and as many after, the guess reaches {}, {} and {}.",
        [
            Row(ATTACKS, "who leaves between reactions that pauses end, 1, 2, 4 before and after", "now", before)
            for before in ("", "0.71, ", "0.71, 0.77, ")
        ],
    ),
]
"""Page, sentence with a gap for each figure, and the row of each figure."""


def text_of(page: str) -> str:
    return " ".join((ROOT / "docs" / page).read_text(encoding="utf-8").split())


@pytest.mark.parametrize(("page", "sentence", "rows"), CLAIMS, ids=lambda value: str(value)[:40])
def test_each_figure_is_that_of_its_row(page: str, sentence: str, rows: list[Row]) -> None:
    found = re.search(re.escape(sentence).replace(r"\{\}", FIGURE), text_of(page))
    assert found, f"{page} does not say: {sentence}"
    for figure, source in zip(found.groups(), rows, strict=True):
        assert agrees(figure, cell(source)), f"{page} says {figure}, and its row {cell(source)!r}"


def test_the_report_of_an_ad_takes_as_long_as_its_row_says() -> None:
    """The row of 1,000 shops has the same first cell as others: it is the SQLite row with 1,000 sites."""
    page = text_of(TABLES.removeprefix("docs/"))
    (said,) = re.findall(r"one ad over a year of 1,000 shops takes ([0-9.]+) s with SQLite", page)
    rows = [cells for name, cells in rows_of(TABLES, "") if name == "sqlite" and "creative" in cells]
    (cells,) = [cells for cells in rows if cells["sites, days"] == "1,000, 365"]
    measured = cells["creative"].split()[0]
    assert said == measured


def test_no_message_was_missing_doubled_or_invented_as_the_head_says() -> None:
    """In both rows of the kills."""
    page = text_of(TABLES.removeprefix("docs/"))
    assert "no message was missing, doubled or invented" in page
    kills = page.partition("<!-- kills -->")[2].partition("<!-- /kills -->")[0]
    assert kills.count("| 0 / 0 / 0 |") == 2


def test_no_simulated_shop_reports_fewer_visits_than_the_page_says() -> None:
    """The least share of the table about the place rule."""
    (said,) = re.findall(
        r"still reports (\d+) % of visits or more in the simulated shops", text_of("privacy/people-and-pauses.md")
    )
    rows = rows_of(ATTACKS, "")
    shares = [int(cells["visits reported"].split()[0]) for _, cells in rows if "inside" in cells]
    assert int(said) == min(shares)
