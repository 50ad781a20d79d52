"""Default rules, as in the contract."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.rules import AudienceRules, is_attentive, next_utc_midnight_s
from tests.worlds import face_of


def test_the_rules_are_those_of_the_contract() -> None:
    """The defaults are the contract's numbers."""
    rules = AudienceRules()
    assert (rules.k, rules.k_reaction, rules.window_s) == (5, 10, 60)
    assert (rules.same_person_s, rules.same_person_span_s, rules.unmasked_staff) == (60, 3600, 1)
    assert (rules.attentive_yaw_deg, rules.attentive_pitch_deg) == (25, 20)
    assert rules.reaction_hold_s is None
    assert not rules.trace


def test_the_day_ends_at_the_next_midnight() -> None:
    """Midnight itself belongs to the new day."""
    assert next_utc_midnight_s(86_399.9) == 86_400
    assert next_utc_midnight_s(86_400.0) == 172_800
    assert AudienceRules().day_end(5.0) == 86_400


@pytest.mark.parametrize(
    ("at_s", "end_s"), [(0.0, 60.0), (59.9, 60.0), (60.0, 120.0), (1_795_514_399.0, 1_795_514_400.0)]
)
def test_a_window_ends_at_the_next_multiple(at_s: float, end_s: float) -> None:
    assert AudienceRules().next_window_end_s(at_s) == end_s


@given(st.integers(0, 10**9), st.sampled_from([0.1, 0.7, 10.0, 60.0]))
def test_each_window_ends_after_the_one_before(number: int, window_s: float) -> None:
    """Also where a multiple of its length is no float: else the windows would end for ever at one time."""
    rules = AudienceRules(window_s=window_s)
    at_s = number * window_s
    assert at_s < rules.next_window_end_s(at_s) <= (number + 1.001) * window_s


def test_attentive_is_towards_the_screen() -> None:
    """Yaw and pitch each have their own bound."""
    rules = AudienceRules(attentive_yaw_deg=10, attentive_pitch_deg=5)
    face = face_of(1, 0, 0, 30, 40, yaw_deg=10, pitch_deg=-5, at_edge=False)
    assert is_attentive(face, rules)
    assert not is_attentive(face, AudienceRules(attentive_yaw_deg=9))
    assert not is_attentive(face, AudienceRules(attentive_pitch_deg=4))
