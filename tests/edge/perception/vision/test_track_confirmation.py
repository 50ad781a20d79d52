"""Tests of track_confirmation.py: a clear face is confirmed at once, the back of a head never."""

import pytest

from edge.perception.vision.track_confirmation import TrackConfirmation


def after(*scores: float, every_s: float = 0.067) -> TrackConfirmation:
    """State after these verification scores."""
    confirmation = TrackConfirmation()
    for number, score in enumerate(scores):
        confirmation.add_score(score, number * every_s)
    return confirmation


def test_clear_face_is_confirmed_by_the_first_verification() -> None:
    """The first second of a visit is not lost."""
    assert after(0.9).is_confirmed


def test_small_face_is_confirmed_after_a_few_verifications() -> None:
    """The scores are those of a face of 20 px."""
    assert after(0.66, 0.65, 0.67, 0.65).is_confirmed


@pytest.mark.parametrize("scores", [[0.45, 0.2, 0.61, 0.64, 0.5], [0.4, 0.57, 0.46, 0.44], [0.63, 0.61, 0.51, 0.53]])
def test_back_of_a_head_is_never_confirmed(scores: list[float]) -> None:
    """Scores of backs of heads and a drawn smiley, for minutes: single high scores do not add up."""
    assert not after(*scores * 50).is_confirmed


def test_person_who_turns_round_is_confirmed_after_two_verifications() -> None:
    """Minutes with the back to the screen weigh no more than a few verifications."""
    from_behind = [0.2] * 100
    assert not after(*from_behind, 0.93).is_confirmed
    assert after(*from_behind, 0.93, 0.94).is_confirmed


def test_verifications_of_a_tentative_track_become_rare() -> None:
    """A false face costs one verification a second, not fifteen; a confirmed face costs none."""
    assert after(*[0.2] * 4).is_verification_due(4 * 0.067)
    assert not after(*[0.2] * 6).is_verification_due(6 * 0.067)
    assert not after(*[0.2] * 20, every_s=1).is_verification_due(19.5)
    assert after(*[0.2] * 20, every_s=1).is_verification_due(20)
    assert not after(0.9).is_verification_due(1000)
