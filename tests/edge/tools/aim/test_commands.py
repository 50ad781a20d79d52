"""What is typed under the picture."""

import pytest

from edge.tools.aim.commands import HELP, WORDS, Centre, Mask, Quit, Save, Undo, Unmask, Word, WordsError, understood
from edge.tools.aim.grid import Cell, Grid

GRID = Grid(20, 10)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("mask B2 D5", Mask((Cell(1, 1), Cell(3, 4)))),
        ("  M  a1 ", Mask((Cell(0, 0),))),
        ("mask A1 B1 C3", Mask((Cell(0, 0), Cell(1, 0), Cell(2, 2)))),
        ("unmask 2", Unmask(2)),
        ("unm 1", Unmask(1)),
        ("undo", Undo()),
        ("c", Centre(0.0)),
        ("centre 10", Centre(10.0)),
        ("save", Save()),
        ("q", Quit()),
        ("", None),
        ("   ", None),
    ],
)
def test_a_line_is_understood(line: str, meant: Word | None) -> None:
    """Whole words and their beginnings."""
    assert understood(line, GRID) == meant


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
    with pytest.raises(WordsError, match=part):
        understood(line, GRID)


def test_the_help_has_every_word() -> None:
    """It is all that a technician has at hand."""
    text = " ".join(HELP)
    assert all(word in text.split() for word in WORDS)
