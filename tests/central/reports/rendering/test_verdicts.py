"""Sentences on experiments, comparisons and trends."""

from datetime import datetime, timedelta, timezone

import pytest

from central.languages.codes import CODES
from central.languages.language import find_language
from central.reports.experiment_values import Experiment
from central.reports.first_second import first_second_notes
from central.reports.rendering.sheet import Screen
from central.reports.rendering.terminal import experiment_text
from central.reports.rendering.verdicts import (
    comparison_headline,
    difference_sentence,
    experiment_headline,
    experiment_sentences,
    trend_headline,
)
from tests.central.reports.examples import LAST
from tests.central.reports.honest import forbidden
from tests.central.reports.verdict_examples import (
    comparisons,
    difference,
    ended,
    experiment,
    experiments,
    trends,
    undecided,
)


def told(*sentences: str) -> str:
    """Sentences with ordinary spaces."""
    return "\n".join(sentences).replace("\u00a0", " ")


def test_the_winner_is_named_by_its_ad_with_its_lead() -> None:
    """By how much, and how sure. Arms are not named by their letters, and the larger one is first."""
    assert told(experiment_headline(experiment())) == (
        "spring_a draws more smiles than spring_b, by 3.1 points (95 %: 1.2 to 5.0)."
    )
    behind = difference("a", "b", -0.031, winner="b")
    assert told(experiment_headline(experiment(difference=behind, differences=[behind], winner="b"))) == (
        "spring_b draws more smiles than spring_a, by 3.1 points (95 %: 1.2 to 5.0)."
    )


@pytest.mark.parametrize("code", CODES)
def test_a_headline_says_itself_that_the_ads_differ_before_the_video_can_have_an_effect(code: str) -> None:
    """Lists, the start page and the mail show the headline only."""
    t = find_language(code)
    early = difference(second_0=0.02, second_0_p=0.001)
    limited = experiment(difference=early, differences=[early], notes=first_second_notes([early]))
    assert told(experiment_headline(limited, t)).startswith(told(experiment_headline(experiment(), t)).rstrip("."))
    assert experiment_headline(limited, t) != experiment_headline(experiment(), t)
    assert code != "en" or told(experiment_headline(limited)).endswith(
        ", but they already differ before the video can have an effect."
    )
    chance = difference(second_0=0.02, second_0_p=0.2)
    calm = experiment(difference=chance, differences=[chance])
    assert experiment_headline(calm, t) == experiment_headline(experiment(), t)


def test_the_sentence_about_second_0_stands_first_and_once() -> None:
    early = difference(second_0=0.02, second_0_p=0.001)
    found = experiment(difference=early, differences=[early], notes=[*first_second_notes([early]), "Another note."])
    lines = [line for line in told(experiment_text(found, Screen(width=300))).splitlines() if line]
    assert lines[1].startswith("Already in second 0, before a video can have an effect, arm spring_a is ahead")
    assert sum("Already in second 0" in line for line in lines) == 1
    assert any("Another note." in line for line in lines)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("measure", ["smile", "watched_share", "attention_s", "laughter_s", "hr_bpm"])
def test_each_measure_has_its_verdicts_in_every_language(code: str, measure: str) -> None:
    t = find_language(code)
    same = ended(undecided())
    for made in (
        experiment(measure=measure),
        experiment(measure=measure, planned_end=LAST, difference=same, differences=[same], winner=None),
    ):
        text = told(experiment_headline(made, t))
        assert "spring_a" in text
        assert "spring_b" in text


def test_only_who_may_plan_an_end_is_asked_to() -> None:
    found = open_experiment(planned_end=None)
    assert "Plan an end" in told(experiment_headline(found))
    assert "Plan an end" not in told(experiment_headline(found, may_plan=False))


def open_experiment(**fields: object) -> Experiment:
    """Undecided, with an end a week after its last day, as of that last day."""
    open_ = undecided("b", "a")
    values = {"difference": open_, "differences": [open_], "winner": None, "reason": open_.reason}
    at = datetime(LAST.year, LAST.month, LAST.day, 23, tzinfo=timezone.utc)
    return experiment(**{**values, "generated": at, **fields})


def test_too_early_says_how_far_who_leads_without_a_decision_and_when_it_can_be_called() -> None:
    """It is called on the day after the planned end, when that day is over."""
    assert told(experiment_headline(open_experiment())) == (
        "Too early: 14 of 21 days. spring_b leads by 0.6 points (95 %: −1.3 to 2.5), but this is not decided."
        " It can be called on 23 Nov 2026."
    )
    text = told(*experiment_sentences(open_experiment(reported_share=0.7)))
    assert "To detect a difference of 2.0 points, add either shops (about 44) or days (about 21)." in text
    assert "30 % of the visits had too few people at a time to be reported, and may differ." in text


def test_a_note_on_the_plays_of_the_arms_names_their_ads() -> None:
    """Arm "s" is a letter of other words too, and a number is no arm."""
    arms = [arm.model_copy(update={"arm": name}) for arm, name in zip(experiment().arms, ("s", "1"), strict=True)]
    notes = ["The arms are unbalanced. Plays: s 1,200, 1 900.", "Arm s has at least twice as many people as arm 1."]
    made = experiment(arms=arms, notes=notes)
    assert told(*experiment_sentences(made)).endswith(
        "The arms are unbalanced. Plays: spring_a 1,200, spring_b 900.\n"
        "Arm spring_a has at least twice as many people as arm spring_b."
    )
    assert "Ausspielungen: spring_a 1.200, spring_b 900." in told(*experiment_sentences(made, find_language("de")))


def test_too_early_without_an_end_says_how_to_get_one() -> None:
    text = told(experiment_headline(open_experiment(planned_end=None)))
    assert text.startswith("Too early: no end is planned. spring_b leads by 0.6 points")
    assert text.endswith("but this is not decided. Plan an end, so that it can be called on that day.")


def test_an_end_that_does_not_decide_is_not_counted_down_to() -> None:
    text = told(experiment_headline(open_experiment(former_planned_end=LAST)))
    assert text.startswith("Too early: the planned end does not decide what this page shows.")
    assert "called" not in text


def test_results_that_end_before_a_planned_end_that_is_over_are_said_to() -> None:
    assert told(experiment_headline(experiments()["open"])).endswith(
        "The planned end, 22 Nov 2026, is over, but these results end on 15 Nov 2026."
    )


def test_no_difference_is_given_with_the_largest_one_that_is_left_open() -> None:
    """The end of the interval of the planned end that is farther from 0, not that of the confidence sequence."""
    same = ended(undecided()).model_copy(update={"low": -0.004, "high": 0.016})
    made = experiment(planned_end=LAST, difference=same, differences=[same], winner=None)
    assert told(experiment_headline(made)) == (
        "No difference in smiles of more than 1.6 points between spring_a and spring_b."
    )
    assert "spring_a was ahead by 0.6 points, which may be due to chance: the 95 % interval at the planned end is" in (
        told(*experiment_sentences(made))
    )


@pytest.mark.parametrize("sites", [1, 2, 3])
def test_below_four_shops_nobody_leads_and_nothing_is_decided(sites: int) -> None:
    """Not even at the planned end, and not that there is no difference."""
    few = ended(undecided()).model_copy(update={"sites": sites})
    for planned in (LAST, LAST + timedelta(days=7)):
        made = experiment(planned_end=planned, difference=few, differences=[few], winner=None)
        text = told(experiment_headline(made))
        assert text.startswith(f"Too early: {sites} shop")
        assert "a verdict needs 4" in text
        assert "lead" not in text
        assert "spring" not in text


def test_too_few_shops_name_no_winner() -> None:
    """The reason stands in place of a lead."""
    text = told(experiment_headline(experiments()["few-shops"]))
    assert text.startswith("Too early: fewer than 4 shops told both arms.")


def test_two_arms_of_one_ad_are_told_apart_by_their_letters() -> None:
    arms = [arm.model_copy(update={"titles": ["Spring film"]}) for arm in experiment().arms]
    assert told(experiment_headline(experiment(arms=arms))).startswith(
        "Spring film (a) draws more smiles than Spring film (b), by"
    )


def test_an_arm_of_many_ads_is_named_by_its_first() -> None:
    arms = [arm.model_copy(update={"titles": ["One", "Two", f"Three {arm.arm}"]}) for arm in experiment().arms]
    assert told(experiment_headline(experiment(arms=arms))).startswith(
        "One and 2 other ads (a) draws more smiles than One and 2 other ads (b), by"
    )


@pytest.mark.parametrize("code", CODES)
def test_notes_name_ads_too(code: str) -> None:
    note = "Arm a has at least twice as many people as arm b. Quiet hours may be missing only from the smaller arm."
    (said,) = [
        text for text in experiment_sentences(experiment(notes=[note]), find_language(code)) if "spring_b" in text
    ]
    assert "spring_a" in said
    assert ("at least twice" in said) is (code == "en")


def test_a_name_of_an_ad_cannot_turn_the_sentence_around() -> None:
    arms = [arm.model_copy(update={"titles": [f"Spr\u202eing\n{arm.arm}"]}) for arm in experiment().arms]
    assert "Spring a draws more smiles than Spring b" in told(experiment_headline(experiment(arms=arms)))


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
