"""Badges below the faces of real films: the short form of `make badges`."""

import pytest

from edge.perception.vision.badge import BadgeFinder
from tests.badges import CASES, Case, Sighting, false_badges, sightings, tally
from tests.clips import CLIPS

pytestmark = pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips beside the project are absent")
SHORT = ("s04_three_walk_pause", "s16_far_faces_composite")


@pytest.fixture(scope="module")
def seen() -> list[Sighting]:
    return [sighting for clip in SHORT for sighting in sightings(clip)]


@pytest.mark.parametrize("case", [case for case in CASES if case.aim is not None], ids=lambda case: case.name)
def test_a_badge_below_a_face_is_read_within_three_seconds(seen: list[Sighting], case: Case) -> None:
    """Every badge of the cases that have an aim, and none with another number."""
    result = tally(case, seen, BadgeFinder())
    assert result.tracks >= 10
    assert result.out == result.tracks
    assert result.wrong == 0


def test_nobody_without_a_badge_is_staff(seen: list[Sighting]) -> None:
    """No look below these faces finds a marker."""
    result = false_badges(seen, BadgeFinder())
    assert result.looks >= 30
    assert (result.read, result.out) == (0, 0)
