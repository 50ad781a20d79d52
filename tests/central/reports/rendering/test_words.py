"""Sentences of a report: honest, of how many, how sure."""

import re

import pytest

from central.languages.language import find_language
from central.reasons import NOTHING_TOLD
from central.reports.rendering.limits import limitation_sentences
from central.reports.rendering.page_tables import numbers_table
from central.reports.rendering.plot import curve_plot
from central.reports.rendering.plot_size import WIDE
from central.reports.rendering.words import (
    assurance_sentences,
    moment_name,
    moment_sentence,
    no_moment_reason,
    report_headline,
)
from central.reports.values import Here, Report
from tests.central.reports.examples import report, reports
from tests.central.reports.honest import forbidden
from tests.central.reports.verdict_examples import comparisons

EXAMPLES = reports()


def said(made: Report) -> str:
    """All sentences of a report, with ordinary spaces."""
    words = [report_headline(made), *assurance_sentences(made), *limitation_sentences(made), no_moment_reason(made)]
    words += [part for moment in made.moments for part in (moment_name(moment), moment_sentence(moment))]
    return "\n".join(words).replace("\u00a0", " ")


def test_the_headline_has_its_interval_and_its_shops() -> None:
    """A number, its interval and its base in one sentence."""
    expected = "People who watched “spring_a” smiled 16.0 % of the time (95 %: 14.0 to 18.0 %), in 12 shops."
    assert report_headline(report()).replace("\u00a0", " ") == expected


def test_below_four_shops_it_speaks_of_these_shops_alone() -> None:
    """The interval is over days, and the words say so; what would decide is told."""
    one, two = (said(EXAMPLES[name]) for name in ("one-shop", "two-shops"))
    assert one.startswith("In this shop, people who watched “corner” smiled 16.0 % of the time (95 %: ")
    assert two.startswith("In these 2 shops, people")
    for text in (one, two):
        assert "over 14 days)" in text
        assert "at least 4 shops" in text
        assert re.search(r"You need about 23 days to measure (this shop|these shops) to within 2 points\.", text)
        assert not re.search(r"in \d+ shops\.", text.splitlines()[0])


def test_a_panel_speaks_of_participants_everywhere() -> None:
    """Neither visits nor customers: they knew that they were recorded."""
    text = said(EXAMPLES["panel"])
    assert text.startswith("8 participants who watched “trailer” smiled 22.0 % of the time (95 %: ")
    assert "visit" not in text
    assert not re.search(r"\bshops\b", text)


def test_little_told_is_said_in_words() -> None:
    """Below 80 % the number stands beside a sentence."""
    assert "45 % of the visits, 45 % of the plays and 72 % of the seconds had too few people" in said(
        EXAMPLES["little-told"]
    )
    assert "too few people" not in " ".join(assurance_sentences(EXAMPLES["twelve-shops"]))
    assert "21 % of the visits, 21 % of the plays and 34 % of the seconds had too few people" in " ".join(
        assurance_sentences(report(told=0.79))
    ).replace("\u00a0", " ")
    assert "too few people" not in " ".join(assurance_sentences(report(told=0.8)))


def test_nothing_told_is_no_zero() -> None:
    """A report without a number says why."""
    text = said(EXAMPLES["nothing-told"])
    assert text.startswith("Nothing can be reported about “quiet”: too few people watched at a time.")
    assert "No second can be reported" in text


@pytest.mark.parametrize("has_looks", [False, True])
def test_a_reason_that_repeats_the_sentence_is_left_out(has_looks: bool) -> None:
    """ "Nothing can be reported: nothing reported" explains nothing, in any language."""
    made = report()
    empty = {"mean": None, "low": None, "high": None, "reason": NOTHING_TOLD}
    smile, looked = made.measures["smile"].model_copy(update=empty), made.measures["watched_share"]
    measures = {"smile": smile, **({"watched_share": looked} if has_looks else {})}
    untold = made.model_copy(update={"measures": measures})
    for code in ("en", "de", "ru"):
        sentence = report_headline(untold, find_language(code))
        assert sentence.endswith(".")
        assert ":" not in sentence
    assert "nothing reported" not in report_headline(untold)


def test_marks_and_a_changed_network_are_limits() -> None:
    """Simulated data, a research network, and days that are left out."""
    assert "SIMULATED" in said(EXAMPLES["simulated"])
    assert "which may not be used in a shop" in said(EXAMPLES["research"])
    assert "The expression model was changed." in said(EXAMPLES["two-models"])
    assert "Excluded visits: 1,090." in said(EXAMPLES["two-models"])


def test_a_moment_below_the_mean_is_told_from_its_own_side() -> None:
    """Less, with an interval that is smile."""
    moment = report().moments[0].model_copy(update={"size": -0.04, "low": -0.062, "high": -0.018})
    assert moment_name(moment).replace("\u00a0", " ") == "Seconds 6–8: −4 points"
    one = moment.model_copy(update={"to_second": 7})
    assert moment_name(one).replace("\u00a0", " ") == "Second 6: −4 points"
    assert "4 points lower" in moment_sentence(moment)
    assert "1.8 to 6.2" in moment_sentence(moment).replace("\u00a0", " ")


EVERY = [*EXAMPLES.values(), *(made for comparison in comparisons().values() for made in comparison.reports)]


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.creative)
def test_no_report_says_what_somebody_thinks(made: Report) -> None:
    """Smiled, looked, laughed; and no word of a program."""
    assert forbidden(said(made)) == []


def test_a_number_of_these_shops_alone_lies_within_its_interval() -> None:
    """Below four shops the interval is over the days of these shops; so is the number beside it, wherever it stands."""
    found = report(sites=2)
    here = Here(mean=0.23, low=0.22, high=0.24, days=7)
    smiles = found.measures["smile"].model_copy(update={"mean": 0.2, "low": None, "high": None, "here": here})
    found = found.model_copy(update={"measures": {**found.measures, "smile": smiles}})
    assert "smiled 23.0\u00a0% of the time" in report_headline(found)
    (row,) = [row for row in numbers_table(found).rows if row[0].entry == "smile"]
    assert row[1].text == "23.0\u00a0%"
    assert "mean 23.0\u00a0%" in curve_plot([found], WIDE)
    wide = found.model_copy(update={"measures": {"smile": smiles.model_copy(update={"low": 0.1, "high": 0.3})}})
    assert "smiled 20\u00a0% of the time" in report_headline(wide)
