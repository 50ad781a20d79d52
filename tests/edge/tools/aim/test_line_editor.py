"""Lines from keys, as a terminal sends them."""

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
def test_keys_give_lines(keys: bytes, lines: list[str], left: str) -> None:
    """All keys at once, or byte by byte as ssh may send them."""
    line = LineEditor()
    assert line.add_keys(keys) == lines
    assert line.text == left
    slow = LineEditor()
    assert [ended for key in keys for ended in slow.add_keys(bytes([key]))] == lines
    assert slow.text == left


@given(st.binary(max_size=400))
def test_lines_contain_no_control_characters(keys: bytes) -> None:
    """Typed text cannot move the cursor, and has a maximum length."""
    line = LineEditor()
    for text in (*line.add_keys(keys), line.text):
        assert text.isprintable()
        assert len(text) <= MOST
