"""Default rules, as in the contract."""

from edge.audience.rules import AudienceRules, is_attentive, utc_day_end
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
    assert utc_day_end(86_399.9) == 86_400
    assert utc_day_end(86_400.0) == 172_800
    assert AudienceRules().day_end(5.0) == 86_400


def test_attentive_is_towards_the_screen() -> None:
    """Yaw and pitch each have their own bound."""
    rules = AudienceRules(attentive_yaw_deg=10, attentive_pitch_deg=5)
    face = face_of(1, 0, 0, 30, 40, yaw_deg=10, pitch_deg=-5, at_edge=False)
    assert is_attentive(face, rules)
    assert not is_attentive(face, AudienceRules(attentive_yaw_deg=9))
    assert not is_attentive(face, AudienceRules(attentive_pitch_deg=4))
