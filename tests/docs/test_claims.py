"""Figures of README and of the first paragraphs of each page: a test compares each with a row, or with the code."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.simulate.updates.run import STOP
from edge.kiosk.stages.comment_stage import MAX_AGE_S
from edge.messages.commands import ARRIVAL_ERROR_S
from edge.screen.feeds import anthias, anthias_plays, broadsign_call
from edge.tools.bench import people
from tests.docs import test_answers, test_figures, test_results
from tests.docs.test_answers import FIGURE, Row, cell

ROOT = Path(__file__).parents[2]
UNITS = (
    *("%", "ms", "s", "seconds?", "minutes?", "hours?", "days", "kB", "KB", "MB", "GB", "MiB", "GiB", "times"),
    *("cores?", "of one core", "px", "pixels", "points?", "m", "cm", "mm", "W", "Hz", "°"),
)
NUMBER = r"\d[\d,]*(?:\.\d+)?"
MEASURED = re.compile(rf"(?<![\w.,-])(?:{NUMBER} of {NUMBER}\b|{NUMBER}(?: to {NUMBER})? ?(?:{'|'.join(UNITS)})(?!\w))")
"""A number with a unit, or "A of B"."""
ANTHIAS_ERROR_S = anthias.POLL_S / 2 + anthias_plays.ANNOUNCED_S
WRITTEN_WHOLE = ("docs/evidence/long-tests.md", "docs/evidence/mutants.md")
"""Pages that a command writes, with the figures of their heads."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with figures that another test compares. `test`: file and name of that test."""

    page: str
    sentence: str
    test: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A sentence with figures (`{}`) that are no measurement: `reason`, and what they must equal."""

    page: str
    sentence: str
    reason: str
    is_right: Callable[..., bool]


def is_within_reach(metres: str) -> bool:
    """True if the default finds smiles this far away with one of the two lenses of the table."""
    near, _, far = cell(Row("docs/start/hardware.md", '"auto"` (default)', "1280 × 720")).partition("–")
    return float(near) <= float(metres) <= float(far)


def is_row_of_calibration(points: str) -> bool:
    """True if a row was simulated with so many points of false smiles."""
    row = test_results.calibration(
        "difference shown, the model errs", f"equal arms, {points} points of false smiles in b"
    )
    return bool(cell(row))


JUDGED = (
    Judged(
        "README.md",
        r"The whole kiosk costs [^()]* \([\d. to]+\), and [^()]* \([\d. to]+\)",
        "test_bench.py::test_readme_and_first_lines_quote_the_row_of_the_whole_kiosk",
    ),
    Judged(
        "docs/evidence/bench.md",
        r"All senses .*? of their capture\.",
        "test_bench.py::test_first_lines_about_all_senses_are_those_of_their_rows",
    ),
    Judged(
        "docs/evidence/central.md",
        r"one ad over a year of 1,000 shops takes [\d.]+ s with SQLite",
        "test_figures.py::test_the_report_of_an_ad_takes_as_long_as_its_row_says",
    ),
    Judged(
        "docs/evidence/soak.md",
        r"In \d+ hours with .*? was lost",
        "test_evidence.py::test_two_hours_with_a_bad_broker_lose_and_leak_what_the_head_says",
    ),
    Judged(
        "docs/shop/screen.md",
        r"[\d.]+ s, measured",
        "test_shop.py::test_errors_of_measured_players_are_no_smaller_than_their_rows",
    ),
    Judged(
        "docs/shop/install.md",
        r"install\.sh took up to \d+ s and sensing came up to \d+ s after the link",
        "test_shop.py::test_the_installation_takes_as_long_as_on_the_slower_bare_machine",
    ),
)
FIXED = (
    Fixed("docs/start/hardware.md", "no more than {} m away", "reach with the default settings", is_within_reach),
    Fixed(
        "docs/results/comments.md",
        "deletes each text within {} seconds",
        "limit in the code",
        lambda seconds: float(seconds) == MAX_AGE_S,
    ),
    Fixed(
        "docs/evidence/bench.md",
        "frames of 1280x720 at {} Hz",
        "frames of the bench",
        lambda rate: float(rate) == people.RATE_HZ,
    ),
    Fixed("docs/evidence/calibration.md", "the {} % interval", "level of every interval", lambda level: level == "95"),
    Fixed(
        "docs/evidence/calibration.md",
        "that {} % should find",
        "power of every plan",
        lambda power: f"the difference that {power} % of experiments find" in test_answers.page_text("calibration"),
    ),
    Fixed(
        "docs/evidence/calibration.md",
        "if it sees {} points of false smiles",
        "what was simulated",
        is_row_of_calibration,
    ),
    Fixed("docs/evidence/lift.md", "the {} % interval of", "level of every interval", lambda level: level == "95"),
    Fixed(
        "docs/evidence/fleet-updates.md",
        "stops above {} % returned or {} % silent",
        "limits of the simulated plan",
        lambda returned, silent: (int(returned), int(silent)) == (100 * STOP.returned_share, 100 * STOP.silent_share),
    ),
    Fixed(
        "docs/results/read-a-report.md",
        "{} of 100 such intervals contain",
        "level of every interval",
        lambda level: level == "95",
    ),
    Fixed("docs/results/read-a-report.md", "the {} % interval", "level of every interval", lambda level: level == "95"),
    Fixed(
        "docs/shop/screen.md",
        "at least {} s: half the time between two answers, plus {} s assumed",
        "constants of the feed",
        lambda error, announced: (
            (float(error), float(announced))
            == (anthias.POLL_S / 2 + anthias_plays.ANNOUNCED_S, anthias_plays.ANNOUNCED_S)
        ),
    ),
    Fixed(
        "docs/shop/screen.md",
        "calls this machine | {} s, assumed",
        "constant of the feed",
        lambda error: float(error) == broadsign_call.ERROR_S,
    ),
    Fixed(
        "docs/shop/screen.md",
        "reported as {} s; {} to {} s assumed",
        "error of a play without a time; the range is an assumption",
        lambda reported, *_: float(reported) == ARRIVAL_ERROR_S,
    ),
    Fixed(
        "docs/shop/screen.md",
        "as reported; {} s without a time",
        "constant of the feed",
        lambda error: float(error) == ARRIVAL_ERROR_S,
    ),
    Fixed(
        "docs/shop/screen.md",
        "An error of {} s blurs",
        "the error of anthias",
        lambda error: float(error) == ANTHIAS_ERROR_S,
    ),
)
DEMO = ("README.md", "docs/start/try.md")
DEMO_NEEDS = r"(?i)\b(?:demo|downloads?|installs?|packages)\b(?:[^%]{0,120}?\b[\d.]+ (?:MB|GB|minutes|seconds)\b)+"
"""Sizes and times of the demo on these pages. They depend on the package index; nothing in the project has them."""


def pages() -> list[str]:
    """README and the pages that people write, by path."""
    found = (path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md")))
    made = ("docs/reference/", "docs/develop/decisions/")
    return ["README.md", *(page for page in found if not page.startswith(made) and page not in WRITTEN_WHOLE)]


def head(page: str) -> str:
    """All of README, or the text of a page before its first section, as one line: without code, parts that are made,
    and marks of Markdown.
    """
    text = (ROOT / page).read_text(encoding="utf-8")
    if page != "README.md":
        text = text.partition("\n## ")[0]
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"<!-- ([\w -]+?)(?:: [^>]*)? -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)
    return plain(text)


def plain(text: str) -> str:
    text = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(text.replace("**", "").replace("`", "").split())


def with_gaps(sentence: str) -> str:
    """Pattern of a sentence with a gap for each figure."""
    return re.escape(plain(sentence)).replace(r"\{\}", FIGURE)


def sentences(page: str) -> Iterator[str]:
    """Patterns of the sentences of a page whose figures a test compares."""
    for claim in (*test_answers.CLAIMS, *test_results.CLAIMS):
        if page.rpartition("/")[2] == f"{claim.page}.md":
            yield with_gaps(claim.sentence)
    yield from (with_gaps(sentence) for of, sentence, _ in test_figures.CLAIMS if page == f"docs/{of}")
    yield from (judged.sentence for judged in JUDGED if page == judged.page)
    yield from (with_gaps(fixed.sentence) for fixed in FIXED if page == fixed.page)
    if page in DEMO:
        yield DEMO_NEEDS


def unclaimed(page: str, text: str) -> list[str]:
    """Figures of a text that are in no sentence of a claim."""
    for sentence in sentences(page):
        text = re.sub(sentence, "", text)
    return MEASURED.findall(text)


@pytest.mark.parametrize("page", pages())
def test_each_figure_of_readme_and_of_a_pages_head_is_compared(page: str) -> None:
    assert unclaimed(page, head(page)) == [], f"{page}: add a claim with its row (tests/docs/test_answers.py)"


@pytest.mark.parametrize("judged", JUDGED, ids=lambda judged: judged.page)
def test_the_test_that_compares_a_sentence_exists_and_the_page_has_the_sentence(judged: Judged) -> None:
    """README may drop a claim. On a page, a sentence that changed needs its line here."""
    file, _, name = judged.test.partition("::")
    assert f"def {name}(" in (Path(__file__).with_name(file)).read_text(encoding="utf-8")
    if judged.page != "README.md":
        assert re.search(judged.sentence, head(judged.page)), judged.sentence


@pytest.mark.parametrize("fixed", FIXED, ids=lambda fixed: f"{fixed.page}: {fixed.sentence}"[:60])
def test_a_figure_that_nobody_measures_is_that_of_the_code(fixed: Fixed) -> None:
    found = [match.groups() for match in re.finditer(with_gaps(fixed.sentence), head(fixed.page))]
    assert found, f"{fixed.page} does not say: {fixed.sentence}"
    for figures in found:
        assert fixed.is_right(*figures), f"{fixed.page}: {figures} is not the {fixed.reason}"


def test_a_new_figure_without_a_claim_is_found() -> None:
    """The rule itself: a claimed sentence passes with any figure, another figure does not."""
    claimed = "deletes each text within 4 seconds"
    assert unclaimed("docs/results/comments.md", claimed) == []
    for new in ("It takes 4 seconds.", "1.6 times", "20 of 21 clips", "12 MB", "from 62.2 to 64 %", "0.35 cores"):
        assert unclaimed("docs/results/comments.md", f"{claimed}. {new}") != [], new
    for name in ("voice-0.4m", "Python 3.10 to 3.13", "x86-64 cores", "1280 × 720", "second 4"):
        assert unclaimed("docs/results/comments.md", name) == []
