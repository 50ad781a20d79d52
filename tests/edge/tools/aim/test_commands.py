"""What is typed under the picture."""

import pytest

from edge.tools.aim.commands import (
    HELP,
    WORDS,
    AimCommand,
    CentreCommand,
    CommandError,
    MaskCommand,
    QuitCommand,
    SaveCommand,
    UndoCommand,
    UnmaskCommand,
    parse,
)
from edge.tools.aim.grid import GridCell, PictureGrid

GRID = PictureGrid(20, 10)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("mask B2 D5", MaskCommand((GridCell(1, 1), GridCell(3, 4)))),
        ("  M  a1 ", MaskCommand((GridCell(0, 0),))),
        ("mask A1 B1 C3", MaskCommand((GridCell(0, 0), GridCell(1, 0), GridCell(2, 2)))),
        ("unmask 2", UnmaskCommand(2)),
        ("unm 1", UnmaskCommand(1)),
        ("undo", UndoCommand()),
        ("c", CentreCommand(0.0)),
        ("centre 10", CentreCommand(10.0)),
        ("save", SaveCommand()),
        ("q", QuitCommand()),
        ("", None),
        ("   ", None),
    ],
)
def test_a_line_is_understood(line: str, meant: AimCommand | None) -> None:
    """Whole words and their beginnings."""
    assert parse(line, GRID) == meant


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("delete 1", "delete is not known here; mask, unmask"),
        ("u", "unmask or undo"),
        ("mask", "mask what"),
        ("mask Z1", "There is no cell Z1"),
        ("unmask", "unmask which"),
        ("unmask B2", "unmask which"),
        ("unmask 1 2", "unmask which"),
        ("save all", "save stands alone"),
        ("quit now", "quit stands alone"),
        ("centre x", "centre, or centre and how many seconds"),
        ("centre 61", "60 at most"),
        ("centre 1 2", "centre, or centre"),
    ],
)
def test_a_line_that_is_not_understood_says_what_would_be(line: str, part: str) -> None:
    """And does nothing."""
    with pytest.raises(CommandError, match=part):
        parse(line, GRID)


def test_the_help_has_every_word() -> None:
    """It is all that a technician has at hand."""
    text = " ".join(HELP)
    assert all(word in text.split() for word in WORDS)
