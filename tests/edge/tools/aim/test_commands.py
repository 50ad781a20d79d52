"""Commands that are typed below the picture."""

import pytest

from edge.settings.masks import MaskGrid, MaskGridCell
from edge.tools.aim.commands import (
    HELP,
    WORDS,
    AimCommand,
    AimCommandError,
    MaskCommand,
    MeasureScreenDirectionCommand,
    QuitCommand,
    SaveCommand,
    UndoCommand,
    UnmaskCommand,
    parse,
)

GRID = MaskGrid(20, 10)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("mask B2 D5", MaskCommand((MaskGridCell(1, 1), MaskGridCell(3, 4)))),
        ("  M  a1 ", MaskCommand((MaskGridCell(0, 0),))),
        ("mask A1 B1 C3", MaskCommand((MaskGridCell(0, 0), MaskGridCell(1, 0), MaskGridCell(2, 2)))),
        ("unmask 2", UnmaskCommand(2)),
        ("unm 1", UnmaskCommand(1)),
        ("undo", UndoCommand()),
        ("c", MeasureScreenDirectionCommand(0.0)),
        ("centre 10", MeasureScreenDirectionCommand(10.0)),
        ("save", SaveCommand()),
        ("q", QuitCommand()),
        ("", None),
        ("   ", None),
    ],
)
def test_a_line_is_parsed(line: str, command: AimCommand | None) -> None:
    """Full command names and unique prefixes."""
    assert parse(line, GRID) == command


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("delete 1", "delete is not a command. The commands are mask, unmask"),
        ("u", "unmask or undo"),
        ("mask", "mask needs cells"),
        ("mask Z1", "There is no cell Z1"),
        ("unmask", "unmask needs the number"),
        ("unmask B2", "unmask needs the number"),
        ("unmask 1 2", "unmask needs the number"),
        ("save all", "save takes no argument"),
        ("quit now", "quit takes no argument"),
        ("centre x", "centre takes no argument or a number of seconds"),
        ("centre 61", "at most 60"),
        ("centre 1 2", "centre takes no argument"),
    ],
)
def test_a_wrong_line_is_an_error_with_the_right_form(line: str, part: str) -> None:
    """The error text says how to type the command."""
    with pytest.raises(AimCommandError, match=part):
        parse(line, GRID)


def test_the_help_has_every_command() -> None:
    """The screen shows a technician no other help."""
    text = " ".join(HELP)
    assert all(word in text.split() for word in WORDS)
