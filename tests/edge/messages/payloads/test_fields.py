"""Bounds of the fields of messages."""

import pytest
from pydantic import TypeAdapter, ValidationError

from edge.messages.payloads.fields import TEXT_LENGTH, Text


def test_a_text_has_one_character_at_least() -> None:
    texts = TypeAdapter[str](Text)
    assert texts.validate_python("x") == "x"
    assert texts.validate_python("x" * TEXT_LENGTH)
    for text in ("", "x" * (TEXT_LENGTH + 1)):
        with pytest.raises(ValidationError):
            texts.validate_python(text)
