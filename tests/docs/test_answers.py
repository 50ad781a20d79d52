"""Pages that begin with their answer: it is short, and each figure is that of the one row that it names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("accuracy", "bench", "comments", "networks")
MOST_LINES = 10
FIGURE = r"(\d+ of \d+|\d[\d,]*(?:\.\d+)?)"


@dataclass(frozen=True, slots=True)
class Row:
    """Where a figure comes from: the cell of one row, and what stands before the figure in that cell.

    `table`: the generated part that has the row; empty if the document has only one such row. `setting`: what the
    column of that name has in the row; empty if the name is enough.
    """

    document: str
    name: str
    column: str
    before: str = ""
    table: str = ""
    setting: str = ""

    def is_cell_in(self, name: str, cells: dict[str, str]) -> bool:
        """True if a row of this name with these cells is meant, and has the column."""
        return name == self.name and self.column in cells and self.setting in ("", cells.get("setting"))


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with figures (`{}`), and the row of each."""

    page: str
    sentence: str
    rows: tuple[Row, ...]


def clips(column: str) -> Row:
    """The row of a shop over all clips."""
    return Row("docs/evidence/accuracy.md", "together, smile-mesh", column)


def network(name: str, before: str) -> Row:
    """A figure of the generated overview."""
    return Row("docs/models/networks.md", name, "people who are not in its training data", before)


def comments(name: str, column: str = "right") -> Row:
    """A row of the table about comments."""
    return Row("docs/results/comments.md", name, column)


def card(name: str, column: str = "smiles found") -> Row:
    """A row of the card of the smile detector."""
    return Row("models/zoo/smile-mesh.md", name, column)


FER, NEWS = "FER+, majority, public part", "news photographs, one annotator per image"
AUTHORS, SHOP_COMMENTS = "13 authors, all five languages", "a shop, all five languages"
CLAIMS = (
    Claim("accuracy", "{} clips get the right number of visits", (clips("visits"),)),
    Claim("accuracy", "right in {} % of smiling and {} % of neutral steps", (clips("smiling"), clips("neutral"))),
    Claim(
        "accuracy",
        "news photographs the model detects {} % of the smiles and {} % of the faces that do not smile, in FER+ {} % "
        "of the smiles; at a width of 32 px {} % of the smiles",
        (card(NEWS), card(NEWS, "others found"), card(FER), card("32")),
    ),
    Claim(
        "accuracy",
        "worst person of seven clips it detects {} % of the smiling steps",
        (card("worst person", "smiles"),),
    ),
    Claim("accuracy", "right in {} % of the steps", (clips("facing"),)),
    Claim(
        "accuracy",
        "{} % of the laughs of new people, with {} false per hour (median of five groups; worst {} % and {}",
        tuple(
            Row("docs/evidence/accuracy.md", name, column, table="cross-validated laughter")
            for name in ("median", "worst")
            for column in ("found", "false an hour")
        ),
    ),
    Claim("networks", "`voice-0.4m` detects {} % of laughs", (network("voice-0.4m", "cross-validated, laughs found"),)),
    Claim(
        "accuracy",
        "{} % to {} % found with a good electrode, {} % with a bad one",
        tuple(Row("docs/evidence/accuracy.md", name, "sure beats found", "(") for name in ("c", "a", "f")),
    ),
    Claim(
        "comments",
        "Of {} comments in the voices of 13 imagined authors that it was not trained on, it classifies {} % correctly; "
        "of Reddit's in English {} %; of {} by the writer of the training comments {} %; of the authors' "
        "{} ironic ones {} %",
        (
            comments(AUTHORS, "how many"),
            comments(AUTHORS),
            comments("Reddit, in English"),
            comments(SHOP_COMMENTS, "how many"),
            comments(SHOP_COMMENTS),
            comments("authors, irony", "how many"),
            comments("authors, irony"),
        ),
    ),
    Claim("comments", "with a probability of {}", (comments("once", "with it"),)),
    Claim(
        "networks",
        "reads {} % of the faces, and there detects {} % of the smiles and {} % of the faces that do not smile",
        tuple(network("smile-mesh", before) for before in ("images read", "smiles found", "others found")),
    ),
    Claim("networks", "news photographs it detects {} % of the smiles", (card(NEWS),)),
    Claim("networks", "{} balanced accuracy", (network("body-1k", "balanced accuracy"),)),
    Claim(
        "networks",
        "{} % of comments by imagined authors that it was not trained on correctly, {} % of Reddit's in English",
        (network("text-3.4m", "not trained on, classified correctly"), network("text-3.4m", "Reddit in English")),
    ),
    Claim(
        "README",
        "news photographs of strangers, the kiosk detects {} % of the smiles, and no smile in {} % of the other faces",
        (card(NEWS), card(NEWS, "others found")),
    ),
    Claim("README", "{} visit counts are correct", (clips("visits"),)),
)

CONSTANTS = ("a guess 0.5", "a blind guess has 0.5", "`voice-0.4m`", "`text-3.4m`", "`fer-1.4m`")
"""Phrases whose figures nothing measures."""


def page_text(page: str) -> str:
    """Text of the page of this name, in whichever folder it is."""
    (found,) = [path for path in (ROOT / "docs").rglob(f"{page}.md") if path.parent.name != "beside"]
    return found.read_text(encoding="utf-8")


def answer(page: str) -> list[str]:
    """Lines of the answer, up to the first heading or table; of the README those about quality and cost."""
    if page == "README":
        text = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## How good, how fast\n")[2]
    else:
        text = page_text(page).partition("\n")[2]
    text = re.sub(r"^<!-- /?[a-z -]+(?:: made by docs/generate.py)? -->\n(?!\|)", "", text, flags=re.MULTILINE)
    text = re.split(r"^(?:## |\||<!--)", text, maxsplit=1, flags=re.MULTILINE)[0]
    return [line for line in text.splitlines() if line]


def sentences(page: str) -> str:
    """The answer as one line without marks of Markdown."""
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", " ".join(answer(page)).replace("**", ""))
    return " ".join(text.split())


def pattern(claim: Claim) -> re.Pattern[str]:
    return re.compile(re.escape(claim.sentence).replace(r"\{\}", FIGURE))


def rows_of(document: str, table: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Name and cells, by column, of each row of the tables in a document, or in a generated part of it."""
    text = (ROOT / document).read_text(encoding="utf-8")
    if table:
        text = re.split(rf"<!-- {re.escape(table)}(?:: | -->)", text, maxsplit=1)[-1].partition(f"<!-- /{table} -->")[0]
    columns: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip(" *`") for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells or not columns:
            columns = cells
        elif not set("".join(cells)) <= set("-:"):
            yield cells[0], dict(zip(columns[1:], cells[1:], strict=False))


def cell(row: Row) -> str:
    """What the row has in its column, after the words `before`. There must be one such row."""
    rows = rows_of(row.document, row.table)
    (found,) = [cells[row.column] for name, cells in rows if row.is_cell_in(name, cells)]
    assert row.before in found, f"{row.before} is not in {found}"
    return found[found.index(row.before) + len(row.before) :]


def agrees(figure: str, source: str) -> bool:
    """True if the figure is the first number of the source, rounded to as many places as the figure has."""
    first = re.search(FIGURE if " of " in figure else r"\d[\d,]*(?:\.\d+)?", source)
    if first is None or " of " in figure:
        return first is not None and first[0] == figure
    number = float(first[0].replace(",", ""))
    return figure.replace(",", "") == f"{number:.{len(figure.partition('.')[2])}f}"


def figures(text: str) -> set[str]:
    """Numbers with a decimal point, a percent sign or a unit, and counts "A of B"."""
    return set(re.findall(r"\d+ of \d+|\d+\.\d+(?: ?%)?|\d+ ?%|\b\d+(?= (?:ms|MB)\b)", text))


@pytest.mark.parametrize("page", PAGES)
def test_the_answer_comes_first_and_is_short(page: str) -> None:
    """At most ten lines before the first heading or table."""
    assert 3 <= len(answer(page)) <= MOST_LINES


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.page}: {claim.sentence}"[:60])
def test_figures_of_the_answer_are_those_of_the_row_that_they_name(claim: Claim) -> None:
    """Whoever renews a table finds the sentence that is out of date."""
    found = pattern(claim).search(sentences(claim.page))
    assert found, f"{claim.page} does not say: {claim.sentence}"
    for figure, row in zip(found.groups(), claim.rows, strict=True):
        assert agrees(figure, cell(row)), f"{claim.page} says {figure}, and its row {cell(row)!r}: {row}"


@pytest.mark.parametrize("page", [page for page in (*PAGES, "README") if page != "bench"])
def test_no_figure_of_the_answer_is_without_a_row(page: str) -> None:
    """Constants of a sentence are exempt by their words. The cost of the kiosk has a test of its own."""
    text = re.sub(r"The whole kiosk costs .*", "", sentences(page))
    for claim in CLAIMS:
        if claim.page == page:
            text = pattern(claim).sub("", text)
    for phrase in CONSTANTS:
        text = text.replace(phrase, "")
    assert figures(text) == set(), f"{page}: {text}"


@pytest.mark.parametrize(
    ("page", "strangers", "ours"),
    [
        ("accuracy", "news photographs", r"\d % of smiling"),
        ("comments", "authors that it was not trained on", r"by the writer of the training comments \d"),
        ("networks", "news photographs", r"photographs \(FER\+\)"),
        ("README", "news photographs", r"\d visit counts"),
    ],
)
def test_figures_of_strangers_come_before_those_of_our_own_clips_and_comments(
    page: str, strangers: str, ours: str
) -> None:
    text = sentences(page)
    own = re.search(ours, text)
    assert strangers in text, f"{page} begins without a figure of strangers"
    assert own
    assert text.index(strangers) < own.start()


def test_the_readme_has_no_figure_of_smiles_that_strangers_do_not_bear_out() -> None:
    """Of acted smiles in our own clips nearly all are found, of those in photographs of strangers two of three."""
    assert "smiles" in sentences("README")
    assert "smiling" not in sentences("README")


@pytest.mark.parametrize("page", ["accuracy", "limits"])
def test_the_page_says_that_errors_by_group_were_not_measured(page: str) -> None:
    """Shares by group are in the card. Nobody labelled these portraits, so they show no error."""
    text = " ".join(page_text(page).split())
    assert "Errors by age, gender and origin were not measured" in text


def test_the_rows_of_the_clips_give_the_figures_of_the_rows_together() -> None:
    """Steps of all clips, added up, are the share of the row of a shop; the text about directions has them too."""
    page = (ROOT / "docs" / "evidence/accuracy.md").read_text(encoding="utf-8")
    table = page.partition("<!-- clips")[2].partition("<!-- /clips")[0]
    columns = table.splitlines()[1].strip("| ").split(" | ")
    for column in ("smiling", "neutral", "talking", "facing", "away", "direction"):
        at = columns.index(column) + 1
        steps = [
            re.fullmatch(r" (\d+) / (\d+) ", line.split("|")[at]) for line in table.splitlines() if line[:3] == "| s"
        ]
        right, of = (sum(int(step[part]) for step in steps if step) for part in (1, 2))
        assert cell(clips(column)) == f"{right / of:.1%} of {of}"
        if column == "facing":
            assert f"{right} of the {of} facing steps" in " ".join(page.split())


def test_a_figure_that_differs_from_its_row_is_found() -> None:
    """The rule itself: rounding is allowed, another number is not, and neither is that of another row."""
    assert agrees("99.5", "99.5% of 561")
    assert agrees("98", "97.9% of 142")
    assert agrees("1500", "1,500")
    assert agrees("20 of 21", "20 of 21 right")
    assert not agrees("99.6", "99.5% of 561")
    assert not agrees("19 of 21", "20 of 21 right")
    assert cell(clips("facing")) != cell(Row("docs/evidence/accuracy.md", "together, fer-1.4m", "facing"))
