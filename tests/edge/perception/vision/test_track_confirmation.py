"""track_confirmation.py: a face is believed at once, a back of a head never."""

import pytest

from edge.perception.vision.track_confirmation import TrackConfirmation


def after(*looks: float, every_s: float = 0.067) -> TrackConfirmation:
    belief = TrackConfirmation()
    for number, look in enumerate(looks):
        belief.update(look, number * every_s)
    return belief


def test_clear_face_is_believed_at_the_first_look() -> None:
    """Nobody's first second is lost."""
    assert after(0.9).is_confirmed


def test_small_face_is_believed_after_a_few_looks() -> None:
    """What a face of 20 px scores, look by look."""
    assert after(0.66, 0.65, 0.67, 0.65).is_confirmed


@pytest.mark.parametrize("looks", [[0.45, 0.2, 0.61, 0.64, 0.5], [0.4, 0.57, 0.46, 0.44], [0.63, 0.61, 0.51, 0.53]])
def test_back_of_a_head_is_not_believed_however_long_it_stays(looks: list[float]) -> None:
    """What backs of heads and a drawn smiley score, for minutes: single good looks do not add up."""
    assert not after(*looks * 50).is_confirmed


def test_who_turns_round_is_believed_after_two_looks() -> None:
    """Minutes with the back to the screen weigh no more than a few looks."""
    from_behind = [0.2] * 100
    assert not after(*from_behind, 0.93).is_confirmed
    assert after(*from_behind, 0.93, 0.94).is_confirmed


def test_looks_come_slower_at_what_stays_doubtful() -> None:
    """A face on a shelf costs a look a second, not fifteen; a face that is believed costs none."""
    assert after(*[0.2] * 4).is_due(4 * 0.067)
    assert not after(*[0.2] * 6).is_due(6 * 0.067)
    assert not after(*[0.2] * 20, every_s=1).is_due(19.5)
    assert after(*[0.2] * 20, every_s=1).is_due(20)
    assert not after(0.9).is_due(1000)
