"""The days with people who come back are what docs/evidence/attacks.md says of them, and the tables can be made."""

from tests import rule_costs
from tests.repeat_visitors import COVERED, NOT_COVERED, PASSERS_A_MINUTE, RepeatResult, result


def test_what_is_covered_makes_nothing_about_few_people() -> None:
    """Alone nothing leaves at all; among others only what is about enough people."""
    two = COVERED["two who do"]
    assert result(two, 0.0) == RepeatResult(0, 0, 0, 0, 0.0, 0.0)
    day = result(two, PASSERS_A_MINUTE)
    assert day.windows > 10
    assert (day.small_windows, day.small_reactions) == (0, 0)


def test_what_is_not_covered_is_seen_to_be_small() -> None:
    """Else the days above would prove nothing."""
    day = result(NOT_COVERED["a clerk who leaves over the edge each time"], 0.0)
    assert day.small_windows == day.windows > 10
    assert day.small_reactions == day.reactions > 0


def test_each_rule_is_switched_alone() -> None:
    """In five hours of half a person a minute each of them tells another share than none of them does."""
    alone = {name: rule_costs.result(0.5, 5.0, rule_set) for name, rule_set in rule_costs.ROWS.items()}
    assert all(told != alone["none"] for name, told in alone.items() if name != "none")
    assert alone["none"].visits > 0.95
