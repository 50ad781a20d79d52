"""The verdict of an experiment is one of three."""

from datetime import datetime, timedelta, timezone

import pytest

from central.reports.experiment_values import Verdict
from tests.central.reports.examples import LAST
from tests.central.reports.verdict_examples import difference, ended, experiment, undecided

ENDS = {"planned_end": LAST, "winner": None}


def test_too_early_counts_days_and_names_the_day_after_the_planned_end() -> None:
    open_, at = undecided(), datetime(LAST.year, LAST.month, LAST.day, tzinfo=timezone.utc)
    made = experiment(difference=open_, differences=[open_], winner=None, generated=at)
    assert made.verdict == Verdict(
        state="too_early", days=14, of_days=21, callable_from=LAST + timedelta(days=8), within=None
    )


@pytest.mark.parametrize(("days", "named"), [(8, True), (9, False)])
def test_a_day_that_is_over_is_not_named(days: int, named: bool) -> None:
    open_ = undecided()
    at = datetime(LAST.year, LAST.month, LAST.day, 23, 59, tzinfo=timezone.utc) + timedelta(days=days)
    made = experiment(difference=open_, differences=[open_], winner=None, generated=at)
    assert made.verdict is not None
    assert (made.verdict.callable_from is not None) is named


def test_an_end_that_decides_nothing_is_no_number_of_days() -> None:
    open_ = undecided()
    made = experiment(difference=open_, differences=[open_], winner=None, former_planned_end=LAST)
    assert made.verdict == Verdict(state="too_early", days=14, of_days=None)


def test_a_winner_draws_more() -> None:
    assert experiment().verdict == Verdict(state="draws_more", days=14, of_days=21)


def test_no_difference_has_the_larger_end_of_the_interval_as_its_bound() -> None:
    same = ended(undecided()).model_copy(update={"low": -0.021, "high": 0.016})
    made = experiment(difference=same, differences=[same], **ENDS)
    assert made.verdict == Verdict(state="no_difference", days=14, of_days=14, within=0.021)


def test_of_three_ads_the_first_one_counts_against_those_that_it_does_not_beat() -> None:
    same = ended(undecided("a", "b")).model_copy(update={"low": -0.004, "high": 0.016})
    pairs = [same, ended(difference("a", "c")), ended(difference("b", "c", 0.025))]
    made = experiment(difference=None, differences=pairs, **ENDS)
    assert made.verdict == Verdict(state="no_difference", days=14, of_days=14, within=0.016)
    open_ = [same.model_copy(update={"low": None, "high": None}), *pairs[1:]]
    made = experiment(difference=None, differences=open_, **ENDS)
    assert made.verdict == Verdict(state="no_difference", days=14, of_days=14, within=None)


@pytest.mark.parametrize("sites", [3, 4])
def test_below_four_shops_it_stays_too_early(sites: int) -> None:
    few = ended(undecided()).model_copy(update={"sites": sites})
    made = experiment(difference=few, differences=[few], **ENDS)
    assert made.verdict is not None
    assert made.verdict.state == ("no_difference" if sites == 4 else "too_early")


def test_two_copies_of_one_video_have_no_verdict() -> None:
    assert experiment(placebo=True).verdict is None
    assert experiment(difference=None, differences=[]).verdict is None
