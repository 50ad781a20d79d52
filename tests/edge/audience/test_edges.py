"""The bounds of the rules, from both sides: just enough, and a hair too little."""

import pytest

from edge.audience.people import Stay, by_matching, stretch_begins

HAIR_S = 0.05e-6


@pytest.mark.parametrize(("over_s", "people"), [(1e-6 - HAIR_S, 1), (1e-6 + HAIR_S, 2)])
def test_a_millionth_of_a_second_is_rounding_and_more_is_away(over_s: float, people: int) -> None:
    """Of `same_person_s`, in windows and in the stream."""
    visits = [Stay(0.0, 1.0), Stay(61.0 + over_s, 62.0)]
    assert by_matching(visits, 60.0) == people
    assert len(stretch_begins(visits, 60.0)) == people
