"""The text of a comment: what of it reaches the network."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.text.comment import MAX_CHARACTERS, clean


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Good\r\nbread\t!  ", "Good bread !"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("cafe\u0301", "café"),
        ("a\u202eb\ufeffc\u00ad", "abc"),
        ("\ud800half", "half"),
        ("👨\u200d👩\u200d👧 می\u200cخواهم", "👨\u200d👩\u200d👧 می\u200cخواهم"),
        ("Очень  хорошо", "Очень хорошо"),
        ("\u00a0\u2003\n", ""),
        ("", ""),
        ("x" * 281, "x" * 280),
        ("x" * 279 + "  yz", "x" * 279),
    ],
)
def test_spaces_join_and_what_controls_goes(typed: str, read: str) -> None:
    """What makes one letter of several stays."""
    assert clean(typed) == read


@given(st.text(max_size=400))
def test_any_text_is_bounded_normal_and_can_be_encoded(typed: str) -> None:
    """To clean it twice changes nothing that is not cut."""
    read = clean(typed)
    assert len(read) <= MAX_CHARACTERS
    assert read == read.strip()
    assert unicodedata.is_normalized("NFC", read)
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in read)
    read.encode()
