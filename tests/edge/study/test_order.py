"""Order of adverts of a participant: from the study's own seed, the same whenever it is asked for."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from edge.study.analysis.orders import balanced_orders
from edge.study.definition import StudyDefinition
from edge.study.errors import StudyError
from edge.study.order import participant_advert_order

ADVERTS = ("a", "b", "c", "d")
STUDY = StudyDefinition("0123456789abcdef", "Adverts", date(2026, 11, 1), date(2027, 1, 1))
OTHER = StudyDefinition("fedcba9876543210", "Adverts", date(2026, 11, 1), date(2027, 1, 1))


def test_a_participant_has_one_order_also_after_others_came() -> None:
    assert participant_advert_order(STUDY, ADVERTS, "w3") == participant_advert_order(STUDY, ADVERTS, "w3")
    assert sorted(participant_advert_order(STUDY, ADVERTS, "w3")) == list(ADVERTS)
    assert [participant_advert_order(STUDY, ADVERTS, f"w{n}") for n in range(1, 9)] != [
        participant_advert_order(OTHER, ADVERTS, f"w{n}") for n in range(1, 9)
    ]


def test_the_seed_is_the_id_of_the_study() -> None:
    seed = int("0123456789abcdef", 16)
    assert [participant_advert_order(STUDY, ADVERTS, f"w{n}") for n in range(1, 9)] == balanced_orders(ADVERTS, 8, seed)


def test_the_order_does_not_depend_on_the_sequence_in_which_adverts_are_named() -> None:
    assert participant_advert_order(STUDY, ADVERTS, "w5") == participant_advert_order(STUDY, ADVERTS[::-1], "w5")


def test_four_participants_balance_positions_and_followers() -> None:
    rows = [participant_advert_order(STUDY, ADVERTS, f"w{number}") for number in range(1, 5)]
    for position in range(4):
        assert sorted(row[position] for row in rows) == list(ADVERTS)
    followers = Counter(pair for row in rows for pair in pairwise(row))
    assert set(followers.values()) == {1}
    assert len(followers) == 12


@pytest.mark.parametrize(("adverts", "why"), [((), "no ads"), (("a", "a"), "occurs twice")])
def test_adverts_that_make_no_order_are_refused(adverts: tuple[str, ...], why: str) -> None:
    with pytest.raises(StudyError, match=why):
        participant_advert_order(STUDY, adverts, "w1")
