"""What stands beside a verdict: the weeks of a difference, its change, sizes of three arms, who may have seen both."""

from datetime import date
from pathlib import Path

import pytest

from central.languages.codes import CODES
from central.languages.language import ENGLISH, find_language
from central.reports import experiment_values
from central.reports.experiment_values import SeenBoth
from central.reports.rendering.page import report_page
from central.reports.rendering.sheet import Screen
from central.reports.rendering.terminal import experiment_text
from central.reports.rendering.verdicts import experiment_headline, experiment_sentences
from tests.central.reports.rendering.test_verdicts import told
from tests.central.reports.shops import fleet_of, stored
from tests.central.reports.test_experiments import ARMS, Levels, experiment, last_day, more, planned
from tests.central.reports.verdict_examples import difference, undecided
from tests.central.reports.verdict_examples import experiment as example


def test_the_difference_stands_week_by_week(tmp_path: Path) -> None:
    """A new arm that draws more at first: its weeks, and a sentence beside the verdict."""

    def levels(site: int, day: int) -> dict[str, float]:
        return {"x": 0.15, "y": round(0.15 + 0.005 * (site % 2) + max(0.12 - 0.008 * day, 0.0), 2)}

    with stored(tmp_path, fleet_of(4, 14, levels, arms=ARMS)) as store:
        found = experiment(store)
    text = experiment_text(found, Screen(is_terminal=False)).replace("\u00a0", " ")
    assert found.difference is not None
    assert [week.week for week in found.difference.weeks] == [date(2026, 11, 2), date(2026, 11, 9)]
    assert [week.low for week in found.difference.weeks] == [None, None]
    assert "Differences week by week: smiled" in text
    assert "95 % interval of the week" not in text
    assert "y − x changed from 11.1 points in the first third of the days to 3.1 points in the last third." in text
    assert "Differences week by week" in report_page([], {}, experiment=found)


def test_weeks_have_intervals_from_the_planned_end_on(tmp_path: Path) -> None:
    """Before it somebody who looks every week would find one that excludes 0."""
    with stored(tmp_path, []) as store:
        planned(store, last_day(9))
        more(store, fleet_of(4, 9, Levels(0.02), arms=ARMS))
        found = experiment(store)
    assert found.difference is not None
    for week in found.difference.weeks:
        assert (week.low or 1.0) < week.mean < (week.high or -1.0)
    assert "95 % interval of the week" in experiment_text(found, Screen(is_terminal=False)).replace("\u00a0", " ")


@pytest.mark.parametrize("code", CODES)
def test_a_winner_of_three_arms_has_its_leads(code: str) -> None:
    """Over each of the others, with the interval."""
    pairs = [
        difference("a", "b", -0.031, winner="b"),
        difference("a", "c", 0.004, winner=None),
        difference("b", "c", 0.035, winner="b"),
    ]
    made = example(difference=None, differences=pairs, winner="b")
    t = find_language(code)
    text = told(experiment_headline(made, t))
    assert "3.1" in text.replace(",", ".")
    assert "3.5" in text.replace(",", ".")
    if t is ENGLISH:
        assert text == (
            "spring_b draws the most smiles. It is ahead of spring_a by 3.1 points (95 %: 1.2 to 5.0) and c by"
            " 3.5 points (95 %: 1.6 to 5.4)."
        )


def test_three_arms_without_a_winner_name_the_pairs_that_differ() -> None:
    """One arm may be behind two others of which none is ahead."""
    pairs = [undecided("a", "b"), difference("a", "c", 0.031), difference("b", "c", 0.025)]
    text = told(
        *experiment_sentences(
            example(difference=None, differences=pairs, winner=None, reason="no arm is ahead of all others")
        )
    )
    assert "a got more smiles than c, by 3.1 points" in text
    assert "b got more smiles than c, by 2.5 points" in text
    assert "than b" not in text


def test_who_may_have_seen_both_is_a_share() -> None:
    """Of the arm with fewer: counts of visits say little without their whole."""
    made = example(seen_both=SeenBoth(at_least=762, at_most=12_979, of=13_632))
    assert "Between 6 % and 95 % of the visits in the smaller arm may have seen both arms." in told(
        *experiment_sentences(made)
    )
    most = told(*experiment_sentences(example(seen_both=SeenBoth(at_least=0, at_most=5, of=10))))
    assert "At most 50 % of the visits in the smaller arm may have seen both arms" in most


def test_a_change_has_its_signs() -> None:
    """Both are differences of the larger ad minus the other."""
    changed = difference(change=experiment_values.Change(first=0.051, last=-0.004))
    text = told(*experiment_sentences(example(difference=changed, differences=[changed])))
    change = "changed from 5.1 points in the first third of the days to −0.4 points in the last third."
    assert f"spring_a − spring_b {change}" in text
