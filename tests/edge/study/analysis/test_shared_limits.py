"""Limits that a study's analyses share with the kits' library and the kiosk's features, which they do not import."""

import pytest

from edge.study.analysis import coverage, heart, responses
from firmware_bridge import heart as kit_heart
from firmware_bridge import responses as kit_responses
from models.serving.features import body


def test_a_beat_is_plausible_for_a_study_as_for_the_kits() -> None:
    """In seconds there, in milliseconds here; with the same neighbours around it."""
    assert [1000 * limit for limit in heart.INTERVAL_S] == [kit_heart.SHORTEST_MS, kit_heart.LONGEST_MS]
    assert (coverage.APART, coverage.NEIGHBOURS) == (kit_heart.APART, kit_heart.NEIGHBOURS)


def test_a_contact_is_broken_for_a_study_as_for_the_features() -> None:
    assert body.OPEN_US == coverage.OPEN_US
    assert pytest.approx(coverage.EDGE) == body.EDGE


def test_a_rise_is_a_skin_response_for_a_study_as_for_the_kits() -> None:
    assert responses.LEAST_RISE_US == kit_responses.LEAST_RISE_US
