"""Tests of the report as a page: what it says of a group, of persons, of one participant, and what it never says."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from edge.intended_purpose import purpose
from edge.study.analysis.people import FEW_PEOPLE, Mean
from edge.study.report.page import group_report_html, participant_report_html
from edge.study.report.results import AdvertResults, ComparisonResult, GroupResults, MeasureResult, StudyFacts
from tests.edge.study.report.made_results import NAMES, facts, group, participant

PURPOSE = purpose("research", "en")
PAGES = {
    "group": group_report_html(group(14)),
    "persons": group_report_html(group(3)),
    "participant": participant_report_html(participant()),
}


def words(page: str) -> str:
    """Text of a page as it is read."""
    body = page.partition("<body>")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_nothing(name: str) -> None:
    """It is well-formed, forbids every address, and has none."""
    page = PAGES[name]
    xml = re.sub(r"<meta([^>]*)>", r"<meta\1/>", page).removeprefix("<!DOCTYPE html>\n")
    ElementTree.fromstring(xml)
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href|action)=|url\(|@import|<script|https?:", page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_states_the_intended_purpose_of_research(name: str) -> None:
    assert f"Intended purpose: {PURPOSE}" in words(PAGES[name]).partition("Method")[0]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_liked(name: str) -> None:
    """Numbers say what was measured; the method says what they are not."""
    text = words(PAGES[name]).replace(PURPOSE, "")
    assert not re.search(r"\b(dis)?lik(e|es|ed|ing|eable)\b|\bhappy|\bemotion|\benjoy", text, re.IGNORECASE)
    assert "No number shows what people thought of an ad" in text


def test_a_group_has_its_numbers_with_n_and_interval() -> None:
    text = words(PAGES["group"])
    assert "14 participants took part in 28 sessions." in text
    assert "Excluded: 1 participant for a loose electrode (skin conductance alone)." in text
    assert "smile (share), second by second, n = 14; band: 95 % for the whole curve." in text
    assert re.search(r"heart deceleration bpm −\d\.\d \[−\d\.\d, −\d\.\d\] 14", text)
    assert re.search(r"Coffee &amp; cake − Running shoes 0\.\d\d \[.*?\] 14 0\.\d{3}", text)
    assert "Clocks of screen and camera: 124 ms apart, 95 % of the edges within 17 ms, measured on 2026-03-01." in text
    assert "Clocks of camera and kit: the offset was not measured" in text
    assert "Models: fer-1.4m (research use)." in text
    assert "individuals, not a group." in text.partition("Method")[2]
    assert "persons" not in text.partition("Method")[0]
    assert 'class="band"' in PAGES["group"]
    assert 'class="single"' not in PAGES["group"]


def test_three_participants_are_said_to_be_persons() -> None:
    """Above all numbers; a line each, no interval, no test."""
    page, text = PAGES["persons"], words(PAGES["persons"])
    assert "3 participants: these are individuals, not a group." in text.partition(NAMES[0].partition(" ")[0])[0]
    assert 'class="band"' not in page
    assert page.count('class="single"') == 6
    assert f"no band: {FEW_PEOPLE}." in text
    assert not re.search(r"\[−?\d", text)
    assert "fewer than 12 participants with a usable series" in text
    assert "fewer than 6 participants saw both" in text


def test_a_group_begins_with_five() -> None:
    assert "individuals, not a group. The lines" in group_report_html(replace(group(4), study=facts(4)))
    assert "individuals, not a group. The lines" not in group_report_html(replace(group(5), study=facts(5)))


def test_a_participant_has_signals_and_responses() -> None:
    page, text = PAGES["participant"], words(PAGES["participant"])
    assert "participant w7" in text
    assert "These numbers are about one person." in text
    assert "Skin conductance: 94 % known, 1 gap, 1 artefact." in text
    assert re.search(r"Coffee &amp; cake 4 4 100 % 0\.3\d\d 0\.3\d\d 2\.\d", text)
    assert page.count('class="gap"') == 1
    assert page.count('class="artefact"') == 1
    assert page.count('class="marker"') == 3
    assert "key &lt;1&gt;" in page
    assert "Nobody was excluded." in text
    assert (
        "Skin conductance responses"
        not in words(participant_report_html(replace(participant(), responses={}))).partition("Method")[0]
    )


def test_names_are_escaped() -> None:
    study = replace(facts(14), name="<b>A & B</b>")
    page = group_report_html(replace(group(14), study=study))
    assert "<b>A" not in page
    assert "&lt;b&gt;A &amp; B" in page


def test_a_study_without_sync_says_so() -> None:
    study = StudyFacts("Plain", "2026-03-04", 6, 6)
    text = words(group_report_html(replace(group(6), study=study, comparisons=[])))
    assert "Clocks: no offset was measured in this study." in text
    assert "Comparison of ads" not in text
    assert "Networks" not in text


def test_a_column_without_a_note_is_left_out() -> None:
    assert ">note<" not in PAGES["group"]
    assert ">note<" in PAGES["persons"]


def test_a_curve_with_a_gap_is_not_drawn_across_it() -> None:
    results = group(14)
    curve = results.adverts[0].curves[0]
    broken = curve.mean.copy()
    broken[10:12] = np.nan
    advert = replace(results.adverts[0], curves=[replace(curve, mean=broken)])
    page = group_report_html(replace(results, adverts=[advert]))
    assert page.count('class="mean"') == 2


def test_seconds_that_fewer_people_know_are_told_as_a_range() -> None:
    results = group(14)
    curve = results.adverts[0].curves[0]
    n = curve.n.copy()
    n[3] = 9
    advert = replace(results.adverts[0], curves=[replace(curve, n=n)], measures=[], answers=[])
    text = words(group_report_html(replace(results, adverts=[advert])))
    assert "smile (share), second by second, n = 9 to 14; band" in text
    empty = replace(curve, n=n[:0])
    assert "n = 0; band" in words(group_report_html(replace(results, adverts=[replace(advert, curves=[empty])])))


def test_numbers_without_an_interval_say_why() -> None:
    """In measures and in comparisons; where nothing is to be said, the cell is empty."""
    some = MeasureResult("smile", "share", Mean(0.25, None, None, 2, "too few"), 1)
    other = MeasureResult("heart", "bpm", Mean(1.0, 0.5, 1.5, 9), 1)
    pairs = [
        ComparisonResult("smile", "share", "a", "b", Mean(0.25, None, None, 2), None, "too few saw both"),
        ComparisonResult("smile", "share", "a", "c", Mean(0.5, 0.25, 0.75, 9), 0.04),
    ]
    results = GroupResults(facts(14), [AdvertResults("spring", 30, measures=[some, other])], pairs)
    text = words(group_report_html(results))
    assert "smile share 0.2 – 2 too few heart bpm 1.0 [0.5, 1.5] 9" in text
    assert "a − b 0.25 – 2 – too few saw both a − c 0.50 [0.25, 0.75] 9 0.040" in text
    assert "None" not in text.partition("Method")[0]


def test_responses_have_their_digits() -> None:
    text = words(PAGES["participant"])
    assert re.search(r"Coffee &amp; cake 4 4 100 % 0\.\d{3} 0\.\d{3} \d\.\d ", text)
