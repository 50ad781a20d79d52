"""Typing, key by key, as a terminal sends it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.tools.aim.line_editor import MOST, LineEditor


@pytest.mark.parametrize(
    ("keys", "lines", "left"),
    [
        (b"save\n", ["save"], ""),
        (b"save\rquit\nun", ["save", "quit"], "un"),
        (b"mask B2\x7f3\n", ["mask B3"], ""),
        (b"\x7f\x08a\n", ["a"], ""),
        (b"mask B2\x15undo\n", ["undo"], ""),
        (b"mask B2 D5\x17", [], "mask B2"),
        (b"\x04", ["quit"], ""),
        (b"sa\x04ve", [], "save"),
        (b"un\x1b[Ado\x1b[1;5C\x1bOP\n", ["undo"], ""),
        (b"\x1b\x1b[Ba\n", ["a"], ""),
        (b"\x1bundo\n", ["undo"], ""),
        ("é\n".encode(), ["é"], ""),
        (b"\xffa\x00\x01\n", ["a"], ""),
    ],
)
def test_what_is_typed_is_what_is_meant(keys: bytes, lines: list[str], left: str) -> None:
    """All at once, or byte by byte as ssh may bring it."""
    line = LineEditor()
    assert line.type(keys) == lines
    assert line.text == left
    slow = LineEditor()
    assert [ended for key in keys for ended in slow.type(bytes([key]))] == lines
    assert slow.text == left


@given(st.binary(max_size=400))
def test_nothing_that_is_typed_can_move_the_cursor(keys: bytes) -> None:
    """What is shown again holds no control character, and has an end."""
    line = LineEditor()
    for text in (*line.type(keys), line.text):
        assert text.isprintable()
        assert len(text) <= MOST
