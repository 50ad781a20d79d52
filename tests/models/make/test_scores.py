"""scores.py: intervals count people, and the worst fold is named."""

import numpy as np
import pytest

from models.make.scores import cross_validation_scores, effective_number, misread_images, people_interval
from models.metrics import wilson_interval
from tests.models.make.made import EACH, PEOPLE, judged_images


def test_images_of_one_person_that_agree_count_as_one() -> None:
    """Ten people, of whom half are always read wrongly: as sure as ten images, not as sixty."""
    hits = np.repeat([True, False] * 5, 6)
    persons = np.repeat([f"p{number}" for number in range(10)], 6)
    assert effective_number(hits, persons) == pytest.approx(9, abs=0.1)
    assert people_interval(hits, persons) == pytest.approx(wilson_interval(4.5, 9), abs=0.01)


def test_images_of_one_person_that_differ_count_each() -> None:
    """Every person is read rightly in five of six images."""
    hits, persons = np.tile([True] * 5 + [False], 20), np.repeat(np.arange(20), 6).astype(str)
    assert people_interval(hits, persons) == pytest.approx(wilson_interval(100, 120))


def test_images_that_are_all_right_prove_no_more_than_their_people() -> None:
    """Nothing is known about the spread between people, so each counts once."""
    hits, persons = np.ones(60, bool), np.repeat(np.arange(10), 6).astype(str)
    assert people_interval(hits, persons) == wilson_interval(10, 10)
    assert people_interval(hits[:6], persons[:6]) == wilson_interval(1, 1)
    assert people_interval(hits[:0], persons[:0]) is None


def test_intervals_contain_the_share_of_other_people_in_19_of_20_draws() -> None:
    """Drawn people with abilities of their own: Wilson's interval over images would contain it in 15 of 20."""
    rng = np.random.default_rng(1)
    persons = np.repeat(np.arange(40), 6).astype(str)
    held = {"people": 0, "images": 0}
    for _ in range(400):
        hits = rng.random(240) < np.repeat(rng.beta(2.4, 0.6, 40), 6)
        for name, ends in (
            ("people", people_interval(hits, persons)),
            ("images", wilson_interval(int(hits.sum()), 240)),
        ):
            assert ends is not None
            held[name] += ends[0] <= 0.8 <= ends[1]
    assert held["people"] / 400 > 0.93
    assert held["images"] / 400 < 0.85


def test_worst_fold_and_the_answer_without_skill_are_reported() -> None:
    """All images of a person in fold 3 are misread."""
    person = 2
    scores = cross_validation_scores(judged_images(tuple(range(person * EACH, (person + 1) * EACH))))
    assert [row["accuracy"] for row in scores["folds"]] == pytest.approx([1, 1, 42 / 48, 1, 1])
    assert scores["worst"]["accuracy"] == pytest.approx(42 / 48)
    assert (scores["n"], scores["people"], scores["always"]) == (PEOPLE * EACH, PEOPLE, pytest.approx(1 / 3))
    assert scores["smile_always"] == pytest.approx(2 / 3)


def test_images_of_which_the_model_abstains_count_for_no_smile() -> None:
    """The share of images read says how many there were."""
    judged = judged_images((1,))  # a smile that is read as surprise
    judged.abstained[1] = True
    scores = cross_validation_scores(judged)
    assert scores["smile_accuracy"] == 1.0
    assert scores["coverage"] == pytest.approx(239 / 240)
    assert scores["accuracy"] == pytest.approx(239 / 240)
    judged.abstained[:] = True
    assert cross_validation_scores(judged)["worst"]["smile_accuracy"] == 0.0


def test_misread_images_are_listed_surest_first() -> None:
    """With the folder and the class that was read."""
    judged = judged_images((3, 8))
    judged.probabilities[8] *= 0.9
    assert misread_images(judged, 9) == [
        {"name": "neutral/p0_3.jpg", "label": "neutral", "read": "happiness", "probability": pytest.approx(0.9)},
        {"name": "surprise/p1_8.jpg", "label": "surprise", "read": "neutral", "probability": pytest.approx(0.81)},
    ]
    assert len(misread_images(judged, 1)) == 1
