"""Figures in the prose of the pages on results: each is that of the row that it names."""

import re
from pathlib import Path

import pytest

from tests.docs.test_answers import MOST_LINES, Claim, Row, agrees, answer, cell, figures, page_text, pattern, sentences

ROOT = Path(__file__).parents[2]
SHARE = "share of runs"
FEW = "15 watchers a part"


def calibration(study: str, setting: str) -> Row:
    """Share of runs in a row of the calibration."""
    return Row("docs/evidence/calibration.md", study, SHARE, setting=setting)


def planted(name: str, column: str = "held") -> Row:
    """A row of the table about whole fleets."""
    return Row("docs/evidence/planted.md", name, column)


def curve(name: str, column: str = "smiled", before: str = "") -> Row:
    """A second of the curve that is read aloud, or its mean, or a moment."""
    return Row("docs/results/read-a-report.md", name, column, before)


def interval(name: str) -> tuple[Row, Row]:
    """Both ends of the interval of the mean, or of a moment."""
    return curve(name, "95 % interval"), curve(name, "95 % interval", " to ")


def regret(name: str, column: str = FEW, before: str = "") -> Row:
    """A row of the table about recommended shares."""
    return Row("docs/results/recommendation.md", name, column, before)


AT_THE_END = "false winners at the planned end"
EVERY_DAY = "false winners, looked at every day, widened sequence"
SMALL = calibration("power for the detectable difference", "5 sites, 14 days, 25 people a day, 4.29 points")
MEANS = "intervals of an advert's smiles that hold the planted mean"
CURVES = "curves that lie in their band at every second"
BETTER = "experiments with different arms in which the better one is named"
EQUAL = "experiments with equal arms in which nobody is named"
TURNS, TURNS_THEN = "two a day in turns", "two a day in turns, then recommended"
CLAIMS = (
    Claim("calibration", "over 20 shops contains the true mean in {} %", (calibration("mean of sites", "20 sites"),)),
    Claim(
        "calibration",
        "one wins by mistake in {} % of experiments at the planned end, and in {} % if you check every day",
        tuple(calibration(study, "20 sites, the effect differs by shop") for study in (AT_THE_END, EVERY_DAY)),
    ),
    Claim(
        "calibration",
        "a flat curve over 20 shops gets a moment in {} %",
        (calibration("any moment of a flat curve", "20 sites"),),
    ),
    Claim("calibration", "14 days and 25 people per day, {} % of experiments", (SMALL,)),
    Claim(
        "calibration",
        "in one of two equal ads, {} % of experiments show a difference",
        (calibration("difference shown, the model errs", "equal arms, 2 points of false smiles in b"),),
    ),
    Claim(
        "calibration",
        "a moment in {} % of runs with 20 shops, and in {} % with 50",
        tuple(calibration("moment of the planted rise", f"{sites} sites, rise of 5 points") for sites in ("20", "50")),
    ),
    Claim(
        "calibration",
        "contains the mean in {} % of runs with 10 shops, and in {} % with 4",
        tuple(calibration("mean of sites", f"{sites} sites, skewed") for sites in ("10", "4")),
    ),
    Claim(
        "calibration",
        "{} % with 7 days that move all shops; {} % in one shop with 14 days and a memory of 0.8",
        (
            calibration("mean of sites", "200 sites, 7 days alike in all by 1 point, of memory 0.5"),
            calibration("mean over days", "1 shop, 14 days of memory 0.8"),
        ),
    ),
    Claim(
        "calibration",
        "it wins in {} % of experiments",
        (calibration(EVERY_DAY, "40 sites, 42 days, b is new: 2 points that fade in a week"),),
    ),
    Claim(
        "calibration",
        "{} % false winners in 12 shops",
        (calibration("false winners at an end that p chose", "12 sites, 42 days, end planned a week ahead"),),
    ),
    Claim("experiments", "14 days and 25 people per day, only {} % of experiments", (SMALL,)),
    Claim("planted", "contains the planted mean in {} % of {} cases", (planted(MEANS), planted(MEANS, "of"))),
    Claim("planted", "in all seconds, in {} % of {} cases", (planted(CURVES), planted(CURVES, "of"))),
    Claim(
        "planted",
        "{} % of the moments of 4 points or more",
        (planted("planted moments of 4% and more over the advert's mean that are found"),),
    ),
    Claim(
        "planted",
        "it wins in {} % of {} experiments. If both are equal, nobody wins in {} % of {}",
        (planted(BETTER), planted(BETTER, "of"), planted(EQUAL), planted(EQUAL, "of")),
    ),
    Claim(
        "read-a-report",
        'watched "advert_f" smiled {} % of the time (95 %: {} to {} %)',
        (curve("mean", "value"), *interval("mean")),
    ),
    Claim("read-a-report", "in 12 shops. {} % is the mean", (curve("mean", "value"),)),
    Claim("read-a-report", "In second 4 it is {} %", (curve("4"),)),
    Claim(
        "read-a-report",
        "own mean, {} % (95 %: {} to {} %)",
        (curve("mean", "value"), *interval("mean")),
    ),
    Claim(
        "read-a-report",
        "seconds 2 to 5 are {} points higher (95 %: {} to {})",
        (curve("seconds 2 to 5", "value"), *interval("seconds 2 to 5")),
    ),
    Claim("read-a-report", "each second: {} in second 12", (curve("12", "watchers"),)),
    Claim(
        "read-a-report",
        "planted {} % in quiet seconds, and a rise with its top in second 4, at {} %",
        (curve("12", "planted"), curve("4", "planted")),
    ),
    Claim(
        "recommendation",
        "get reports for {} % of the watchers, and two ads per day for {} %",
        (regret("uniform", before="("), regret(TURNS, before="(")),
    ),
    Claim(
        "recommendation",
        "then loses {} points instead of {}, with every ad still on the screen. Without turns it loses {}",
        (regret(TURNS_THEN), regret("uniform"), regret("recommended")),
    ),
    Claim(
        "recommendation",
        "turns cost {} instead of {} points. With 240 they lose {} instead of {}",
        tuple(
            regret(name, f"{people} watchers a part")
            for people in ("60", "240")
            for name in (TURNS_THEN, "recommended")
        ),
    ),
)
CONSTANTS = ("95 % interval", "that 80 % should find")
"""Phrases whose figures nothing measures."""


def prose(page: str) -> str:
    """Paragraphs and lists of a page as one line, without tables, code and marks of Markdown."""
    text = re.sub(r"```.*?```|<!--.*?-->|^\|[^\n]*$", "", page_text(page), flags=re.DOTALL | re.MULTILINE)
    return " ".join(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text).replace("**", "").replace("*", "").split())


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.page}: {claim.sentence}"[:60])
def test_figures_of_the_prose_are_those_of_the_row_that_they_name(claim: Claim) -> None:
    """Whoever renews a table finds the sentence that is out of date."""
    found = pattern(claim).search(prose(claim.page))
    assert found, f"{claim.page} does not say: {claim.sentence}"
    for figure, row in zip(found.groups(), claim.rows, strict=True):
        assert agrees(figure, cell(row)), f"{claim.page} says {figure}, and its row {cell(row)!r}: {row}"


@pytest.mark.parametrize("page", ["calibration", "planted"])
def test_the_answer_of_a_page_on_evidence_is_short_and_each_figure_has_a_row(page: str) -> None:
    """At most as many lines before the first heading as other pages on evidence have."""
    assert 3 <= len(answer(page)) <= MOST_LINES
    text = sentences(page)
    for claim in CLAIMS:
        if claim.page == page:
            text = pattern(claim).sub("", text)
    for phrase in CONSTANTS:
        text = text.replace(phrase, "")
    assert figures(text) == set(), text


def test_the_page_names_the_share_of_each_row_that_misses_its_aim() -> None:
    """In the tables above that of every row."""
    text = page_text("calibration")
    (named,) = re.findall(r"## Rows that miss their aim\n(.*?)\n## ", text, re.DOTALL)
    generated = text.partition("<!-- calibration -->")[2]
    missed = [line.split("|")[3].partition("±")[0].strip() for line in generated.splitlines() if "**no**" in line]
    numbers = {share.removesuffix(" %") for share in missed}
    assert len(missed) == 9
    assert {number for number in numbers if f"{number} %" not in named} == set()
    assert "Nine rows miss their aim. Five of them" in named
