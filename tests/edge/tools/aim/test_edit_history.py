"""What the technician has set so far, and the way back."""

import pytest

from edge.tools.aim.edit_history import AimSettings, EditError, EditHistory

ONE = ((0.0, 0.0), (0.1, 0.0), (0.1, 0.1))
TWO = ((0.5, 0.5), (0.6, 0.5), (0.6, 0.6))


def desk(*masks: tuple[tuple[float, float], ...]) -> EditHistory:
    return EditHistory(AimSettings(masks, 0.0, 0.0))


def test_masks_come_and_go_by_their_numbers() -> None:
    """Those after one that is taken away move up."""
    aiming = desk(ONE)
    assert aiming.mask(TWO) == 2
    aiming.unmask(1)
    assert aiming.current.masks == (TWO,)


@pytest.mark.parametrize(("masks", "part"), [((), "are none"), ((ONE,), "only mask 1"), ((ONE, TWO), "1 to 2")])
@pytest.mark.parametrize("number", [0, 3])
def test_a_number_that_is_not_there_is_told(
    masks: tuple[tuple[tuple[float, float], ...], ...], part: str, number: int
) -> None:
    """0 is not the last one."""
    with pytest.raises(EditError, match=part):
        desk(*masks).unmask(number)


def test_every_change_can_be_taken_back() -> None:
    """In reverse, down to what the file says, which is then saved already."""
    aiming = desk(ONE)
    aiming.mask(TWO)
    aiming.face(3.0, -4.0)
    aiming.unmask(1)
    assert not aiming.is_saved
    for _ in range(3):
        aiming.undo()
    assert aiming.current == AimSettings((ONE,), 0.0, 0.0)
    assert aiming.is_saved
    with pytest.raises(EditError, match="nothing to undo"):
        aiming.undo()


def test_only_what_was_changed_is_to_be_written() -> None:
    """What stands in the file stays as its author wrote it."""
    aiming = desk()
    assert aiming.unsaved() == (None, None)
    aiming.mask(ONE)
    assert aiming.unsaved() == ((ONE,), None)
    aiming.mark_saved()
    aiming.face(3.0, -4.0)
    assert aiming.unsaved() == (None, (3.0, -4.0))
    aiming.mark_saved()
    assert aiming.is_saved
    aiming.undo()
    assert aiming.unsaved() == (None, (0.0, 0.0))  # a saved change that is taken back is a change
