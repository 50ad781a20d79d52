"""Comparisons of a study: groups by attribute, one family of Holm over all, and participants without a value."""

from dataclasses import replace

import numpy as np
import pytest

from edge.statistics.multiple import adjust_holm
from edge.study.attributes import Attribute
from edge.study.export.selection import ChosenParticipant, Selection
from edge.study.measures.comparisons import compare_advert_pairs, compare_groups, group_notes
from edge.study.measures.table import make_measure_table
from edge.study_sessions.simulation.people import SimulatedAdvert, make_simulated_adverts
from tests.edge.study.measures.made import session

GROUP = Attribute("group", "choice", False, values=("a", "b"), is_compared=True)
SITE = Attribute("site", "choice", True, values=("north", "south"), is_compared=True)
QUIET = Attribute("hand", "choice", False, values=("left", "right"))
SMILING, PLAIN = SimulatedAdvert("spring", 0.3, 0.6), SimulatedAdvert("spring", 0.3, 0.1)
COUNT = 12
PEOPLE = [[session(f"w{n}", n, [SMILING if n % 2 else PLAIN])] for n in range(COUNT)]
TABLE = make_measure_table(PEOPLE)


def selection(*attributes: Attribute, groups: str = "ab" * 6) -> Selection:
    people = [
        ChosenParticipant(f"w{n}", frozenset(), (), {} if groups[n] == "-" else {"group": groups[n], "site": "north"})
        for n in range(COUNT)
    ]
    return Selection(tuple(people), (), attributes)


def test_a_planted_difference_of_groups_is_found_in_its_measure() -> None:
    found = {one.measure: one for one in compare_groups(selection(GROUP), TABLE)}
    smile = found["smile, change over the ad"]
    assert (smile.attribute, smile.creative, smile.a, smile.b, smile.unit) == ("group", "spring", "a", "b", "0 to 1")
    assert (smile.found.n_a, smile.found.n_b) == (6, 6)
    assert smile.found.difference is not None
    assert smile.found.difference < -0.05
    assert smile.p_holm is not None
    assert smile.p_holm <= 0.05
    skin = found["skin response to the start, log magnitude"]
    assert skin.p_holm is not None
    assert skin.p_holm > 0.05
    assert "skin response to the start, latency" not in found


def test_p_is_adjusted_over_all_attributes_measures_and_ads() -> None:
    table = make_measure_table([[session(f"w{n}", n, make_simulated_adverts(2))] for n in range(COUNT)])
    found = compare_groups(selection(GROUP, SITE), table)
    assert {one.creative for one in found} == {"advert-1", "advert-2"}
    tested = [one for one in found if one.found.p is not None]
    assert {one.attribute for one in tested} == {"group"}  # everybody is in the north
    expected = adjust_holm(np.array([one.found.p for one in tested], dtype=np.float64))
    np.testing.assert_allclose([one.p_holm for one in tested], expected)  # type: ignore[arg-type]
    south = next(one for one in found if one.attribute == "site")
    assert (south.found.n_a, south.found.n_b, south.found.difference, south.p_holm) == (12, 0, None, None)


def test_only_compared_attributes_divide_and_who_has_no_value_is_in_no_group() -> None:
    assert compare_groups(selection(QUIET), TABLE) == []
    some = compare_groups(selection(GROUP, groups="ab" * 5 + "--"), TABLE)
    assert {(one.found.n_a, one.found.n_b) for one in some} == {(5, 5)}
    few = compare_groups(selection(GROUP, groups="ab" * 4 + "b---"), TABLE)
    assert {one.found.difference for one in few} == {None}


def test_notes_count_who_is_in_no_group() -> None:
    assert group_notes(selection(QUIET)) == []
    assert len(group_notes(selection(GROUP))) == 1
    _, missing = group_notes(selection(GROUP, groups="ab" * 5 + "--"))
    assert missing == "Excluded from the groups of group: 2 participants without a value."


def test_a_participant_without_a_signal_is_missing_only_there() -> None:
    people = [[replace(PEOPLE[0][0], skin=None)], *PEOPLE[1:]]
    found = {one.measure: one.found for one in compare_groups(selection(GROUP), make_measure_table(people))}
    assert (found["skin conductance, change over the ad"].n_a, found["smile, change over the ad"].n_a) == (5, 6)
    two = [[session(f"w{n}", n)] for n in range(6)]
    pairs = compare_advert_pairs(make_measure_table([[replace(two[0][0], skin=None)], *two[1:]]))
    assert {one.measure: one.difference.n for one in pairs}["skin conductance, change over the ad"] == 5


def test_one_ad_has_no_pair_and_two_have_one_per_measure() -> None:
    assert compare_advert_pairs(TABLE) == []
    table = make_measure_table([[session(f"w{n}", n)] for n in range(6)])
    pairs = compare_advert_pairs(table)
    assert {(one.a, one.b) for one in pairs} == {("advert-1", "advert-2")}
    assert len({one.measure for one in pairs}) == len(pairs) == 4
    smile = next(one for one in pairs if one.measure == "smile, change over the ad")
    assert smile.difference.mean == pytest.approx(-0.09, abs=0.04)
