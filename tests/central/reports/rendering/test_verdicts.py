"""Sentences on experiments, comparisons and trends."""

import pytest

from central.reports.rendering.verdicts import (
    comparison_headline,
    difference_sentence,
    experiment_headline,
    experiment_sentences,
    trend_headline,
    verdict_interval,
)
from tests.central.reports.honest import forbidden
from tests.central.reports.verdict_examples import (
    comparisons,
    difference,
    experiment,
    experiments,
    trends,
    undecided,
)


def told(*sentences: str) -> str:
    """Sentences with ordinary spaces."""
    return "\n".join(sentences).replace("\u00a0", " ")


def test_a_winner_is_named_with_its_lead() -> None:
    """By how much, and how sure."""
    assert told(experiment_headline(experiment())) == "a wins: it is ahead of b by 3.1 points (95 %: 1.2 to 5.0)."


def test_no_winner_yet_says_who_is_ahead_and_what_would_decide() -> None:
    """The lead may be chance, and so many shops or days are missing."""
    made = experiments()["open"]
    assert told(experiment_headline(made)) == (
        "No winner yet: a is ahead of b by 0.6 points (95 %: −1.3 to 2.5). This lead may be due to chance."
    )
    text = told(*experiment_sentences(made))
    assert "You need about 44 more shops or about 21 more days to detect a difference of 2.0 points." in text
    assert "30 % of the visits had too few people at a time to be reported, and may differ." in text


def test_too_few_shops_name_no_winner() -> None:
    """The reason stands in place of a lead."""
    assert told(experiment_headline(experiments()["few-shops"])) == "No winner yet: fewer than 4 shops told both arms."


def test_a_planned_end_that_was_moved_is_told() -> None:
    """So are incomplete blocks, the share that may have seen both, and notes."""
    text = told(*experiment_sentences(experiments()["moved-end"]))
    assert "It was originally 15 Nov 2026" in text
    assert "4 of 1,344 blocks were incomplete" in text
    assert "Between 6 % and 29 % of the visits in the smaller arm may have seen both arms." in text
    assert "Seeds of 2 blocks were not reproduced." in text


def test_the_one_in_front_is_named_first() -> None:
    """A negative difference is told from the other side, its interval with it."""
    pair = difference("a", "b", -0.031, winner="b")
    assert told(difference_sentence("smile", pair)) == (
        "b got more smiles than a, by 3.1 points (95 %: 1.2 to 5.0), in 12 shops."
    )


def test_no_difference_shown_is_a_sentence() -> None:
    """Nobody is ranked by overlapping intervals."""
    text = told(comparison_headline(comparisons()["no-difference"]))
    assert text.startswith("No difference is shown between spring_a and spring_b")
    assert told(difference_sentence("smile", difference(mean=None, winner=None, reason=""))) == (
        "No difference can be reported, because there is too little data."
    )


def test_the_interval_is_that_of_the_verdict() -> None:
    """A winner of the planned end is not shown with an interval that holds 0."""
    at_the_end = difference(mean=0.02, low=0.004, high=0.036, sequence_low=-0.004, sequence_high=0.044)
    assert verdict_interval(at_the_end) == (0.004, 0.036)
    assert verdict_interval(at_the_end.model_copy(update={"winner": None})) == (-0.004, 0.044)
    assert verdict_interval(undecided()) == pytest.approx((-0.013, 0.025))
    none = {"sequence_low": None, "sequence_high": None, "winner": None}
    assert verdict_interval(at_the_end.model_copy(update=none)) == (0.004, 0.036)


def test_seconds_and_points_have_their_units() -> None:
    """A difference of seconds is no percentage."""
    pair = difference(mean=0.8, low=0.2, high=1.4, sequence_low=0.1, sequence_high=1.5)
    assert "longer than b, by 0.80 s (95 %: 0.1 to 1.5)" in told(difference_sentence("attention_s", pair))


def test_a_trend_tells_its_newest_whole_week() -> None:
    """With its interval and its shops; the week after it is not over. A trend without a week says so."""
    made = trends()
    assert told(trend_headline(made["twelve-weeks"])) == (
        "acme-spring, week of 9 Nov 2026: smiled 15.0 % (95 %: 13.0 to 17.0 %), 12 shops."
    )
    assert (
        told(trend_headline(made["empty"]))
        == "Too few people were present to report any week of spring_a and spring_b."
    )


def test_no_verdict_says_what_somebody_thinks() -> None:
    """Over all examples."""
    for made in experiments().values():
        assert forbidden(told(experiment_headline(made), *experiment_sentences(made))) == []
    for compared in comparisons().values():
        assert forbidden(told(comparison_headline(compared))) == []
