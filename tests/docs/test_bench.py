"""docs/evidence/bench.md and README.md: what they say of the cost is what the tables of the page have."""

import re
from collections import Counter
from pathlib import Path

from edge.tools.bench import plot as bench_plot
from edge.tools.bench import table as bench_table
from models.serving.spec import ZOO, ModelSpec
from tests.bench_rows import USES, first_lines, printed_rows, sentence, whole_kiosk, with_sentence

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "evidence/bench.md").read_text(encoding="utf-8")
TABLES = PAGE.partition("<!-- bench -->\n```\n")[2].partition("```\n<!-- /bench -->")[0]
DRAWING = (ROOT / "docs" / "evidence/bench.svg").read_text(encoding="utf-8")


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_tables_begin_with_the_whole_kiosk_in_each_use() -> None:
    """With its spread: the lowest and the highest turn are around the median."""
    rows = whole_kiosk(TABLES)
    assert set(rows) == set(USES), "docs/evidence/bench.md has no row of the whole kiosk for each use"
    assert re.findall(r"^ (\w.*)$", TABLES, re.MULTILINE)[0].startswith("whole kiosk")
    for row in rows.values():
        assert float(row.low) <= float(row.to_floor) <= float(row.high)


def test_readme_and_first_lines_quote_the_row_of_the_whole_kiosk() -> None:
    """Word for word as `make bench-page` writes them."""
    assert "NOT IDLE" not in TABLES, "measured beside other programs: run make bench-page on an idle machine"
    assert set(whole_kiosk(TABLES)) == set(USES), "docs/evidence/bench.md has no row of the whole kiosk for each use"
    assert f"{sentence(TABLES)} ([bench](docs/evidence/bench.md))." in words(README)
    assert first_lines(TABLES) in PAGE
    assert with_sentence(README, TABLES) == README


def test_the_page_names_the_measured_models_that_no_longer_ship() -> None:
    """Whoever compares the tables with a kiosk of today must know that it runs another model."""
    measured = set(re.findall(r"[\w.-]+@sha256:\w{12}", TABLES))
    ship = {label for path in ZOO.glob("*.json") if (label := _label(path))}
    named = set(re.findall(r"`([\w.-]+@sha256:\w{12})` no longer ships", words(PAGE)))
    assert measured
    assert named == measured - ship


def _label(path: Path) -> str:
    """Label of a network of the zoo; empty for a file that is none."""
    return ModelSpec.load(path).label if '"task"' in path.read_text(encoding="utf-8") else ""


def senses_row(group: str, name: str) -> list[str]:
    """Columns of a row in a group of the table about all senses."""
    table = PAGE.partition("<!-- senses -->")[2].partition("<!-- /senses -->")[0]
    rows = table.partition(f"\n {group}, ")[2].partition("\n\n")[0]
    (row,) = [line.strip() for line in rows.splitlines() if line.strip().startswith(f"{name} ")]
    return re.split(r" {2,}", row)[1:]


def test_first_lines_about_all_senses_are_those_of_their_rows() -> None:
    """Cores and memory of the kiosk with everything and with the camera alone, and the delay of its frames."""
    everything, alone = (senses_row(group, "whole kiosk") for group in ("all senses", "camera only"))
    delay = senses_row("all senses", "frame")[3]
    points = words(PAGE.partition("<!-- /bench answer -->")[2].partition("\n## ")[0])
    assert f"take {everything[0]} of one core and {everything[-1]} MB." in points
    assert f"Only the camera takes {alone[0]}." in points
    assert f"95 % of the frames reach the count within {delay} of their capture." in points


def test_the_page_explains_its_tables_as_the_program_does() -> None:
    """A table of an older program shows comparisons that this one does not make."""
    assert bench_table.CAPTION in words(TABLES)


def test_the_drawing_has_what_the_program_draws_with_the_ratios_of_the_tables() -> None:
    """Texts of an SVG of matplotlib stand in its comments."""
    texts = [text.strip() for text in re.findall(r"<!--(.*?)-->", DRAWING)]
    program = Path(bench_plot.__file__).read_text(encoding="utf-8")
    labels = {text for text in texts if re.fullmatch(r"[a-z][a-z :,0-9()]+", text)}
    assert {label for label in labels if label not in program} == set()
    rows = printed_rows(TABLES, r"\d+ faces?, .*", "pipeline")
    assert len(rows) == 6 * len(USES)
    ratios = [row.to_floor for row in (*rows, *whole_kiosk(TABLES).values())]
    assert Counter(text for text in texts if re.fullmatch(r"\d\.\d\d", text)) == Counter(ratios)


def test_another_row_changes_the_sentence_of_the_readme() -> None:
    """The writer: the sentence, and nothing else of the file."""
    shop, research = "shop  9.00 ms  1.25  1.20-1.31", "research  8.00 ms  1.50  1.45-1.58"
    tables = f"\n whole kiosk, 6 faces, 5 turns\n   {shop}\n   {research}\n\n"
    before = "# X\n\nGood. The whole kiosk costs 1.1\ntimes ([bench](docs/evidence/bench.md)). More.\n\nLast.\n"
    title, paragraph, last = with_sentence(before, tables).split("\n\n")
    assert (title, last) == ("# X", "Last.\n")
    assert words(paragraph) == (
        "Good. The whole kiosk costs 1.25 times its two models in a shop (1.20 to 1.31), and 1.50 times in "
        "research (1.45 to 1.58) ([bench](docs/evidence/bench.md)). More."
    )
