"""audit.py: groups that are read worse are found, with how sure that is."""

import pytest

from models.make.audit import audit_groups
from tests.models.make.made import EACH, GROUPS, PEOPLE, judged_images

USED = [(f"p{number // EACH}", True) for number in range(PEOPLE * EACH)]
SMILES_OF_OLDER = tuple(index for index in range(1, PEOPLE * EACH, 3) if index // EACH % 2)


def test_a_group_whose_smiles_are_not_found_is_a_certain_gap() -> None:
    """Of the 20 older people, every smile is read as surprise."""
    audit = audit_groups(judged_images(SMILES_OF_OLDER), USED, GROUPS)
    gap = audit["gaps"]["smile_accuracy"]
    assert gap["of"] == "age: under 40 above 40 or more"
    assert gap["gap"] == pytest.approx(1 / 3)
    assert gap["interval"][0] > 0.05
    assert audit["groups"]["age"]["40 or more"]["smile_accuracy"] == pytest.approx(2 / 3)
    assert audit["groups"]["age"]["under 40"]["n"] == PEOPLE * EACH // 2


def test_a_gap_between_few_people_is_not_certain() -> None:
    """The same gap, between five people and five."""
    people = {f"p{number}": ("a", "b")[number % 2] for number in range(10)}
    audit = audit_groups(judged_images(SMILES_OF_OLDER), USED, {"kind": people})
    assert audit["gaps"]["smile_accuracy"]["gap"] == pytest.approx(1 / 3)
    assert audit["gaps"]["smile_accuracy"]["interval"][0] < 0.05
    assert audit["least_people"] == 5
    assert audit["people_share"] == pytest.approx(10 / PEOPLE)


def test_faces_that_are_not_found_count_for_their_group() -> None:
    """The detector finds no face in half of the images of older people."""
    pictures = USED + [(person, False) for person, _ in USED if GROUPS["age"][person] == "40 or more"]
    audit = audit_groups(judged_images(), pictures, GROUPS)
    assert audit["groups"]["age"]["40 or more"]["used"] == pytest.approx(0.5)
    assert audit["gaps"]["used"]["interval"][0] > 0.05


def test_one_group_has_no_gap() -> None:
    """A gap needs two groups of one attribute."""
    audit = audit_groups(judged_images(), USED, {"age": dict.fromkeys(GROUPS["age"], "all")})
    assert audit["gaps"] == {}


def test_people_without_images_are_no_group() -> None:
    """A line for somebody who was never photographed changes nothing."""
    more = {"age": {**GROUPS["age"], "zoe": "unborn"}}
    assert audit_groups(judged_images(), USED, more) == audit_groups(judged_images(), USED, GROUPS)
