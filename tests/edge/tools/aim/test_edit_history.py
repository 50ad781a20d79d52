"""Edits and undo."""

import pytest

from edge.tools.aim.edit_history import AimEditError, AimEditHistory, AimSettings

ONE = ((0.0, 0.0), (0.1, 0.0), (0.1, 0.1))
TWO = ((0.5, 0.5), (0.6, 0.5), (0.6, 0.6))


def history_of(*masks: tuple[tuple[float, float], ...]) -> AimEditHistory:
    return AimEditHistory(AimSettings(masks, 0.0, 0.0))


def test_masks_are_added_and_removed_by_number() -> None:
    """After a removal, later masks move up."""
    history = history_of(ONE)
    assert history.add_mask(TWO) == 2
    history.remove_mask(1)
    assert history.current.masks == (TWO,)


@pytest.mark.parametrize(("masks", "part"), [((), "no mask exists"), ((ONE,), "only mask 1"), ((ONE, TWO), "1 to 2")])
@pytest.mark.parametrize("number", [0, 3])
def test_an_unknown_number_is_an_error_with_the_existing_ones(
    masks: tuple[tuple[tuple[float, float], ...], ...], part: str, number: int
) -> None:
    """0 does not mean the last mask."""
    with pytest.raises(AimEditError, match=part):
        history_of(*masks).remove_mask(number)


def test_every_change_can_be_undone() -> None:
    """In reverse order, down to the values of the file, which need no saving."""
    history = history_of(ONE)
    history.add_mask(TWO)
    history.set_screen_direction(3.0, -4.0)
    history.remove_mask(1)
    assert not history.is_saved
    for _ in range(3):
        history.undo()
    assert history.current == AimSettings((ONE,), 0.0, 0.0)
    assert history.is_saved
    with pytest.raises(AimEditError, match="no change to undo"):
        history.undo()


def test_only_changed_values_are_written() -> None:
    """Unchanged values stay as the author of the file wrote them."""
    history = history_of()
    assert history.unsaved_values() == {}
    history.add_mask(ONE)
    assert history.unsaved_values() == {("faces", "masks"): (ONE,)}
    history.mark_saved()
    history.set_screen_direction(3.0, -4.0)
    assert history.unsaved_values() == {("screen", "yaw_deg"): 3.0, ("screen", "pitch_deg"): -4.0}
    history.mark_saved()
    assert history.is_saved
    history.undo()  # the undo of a saved change must be saved too
    assert history.unsaved_values() == {("screen", "yaw_deg"): 0.0, ("screen", "pitch_deg"): 0.0}
