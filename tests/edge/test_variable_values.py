"""Texts of environment variables by the type of their setting."""

from pathlib import Path

import pytest

from edge.variable_values import parse_variable


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (int, "7", 7),
        (int, "x", "x"),
        (int | None, "", ""),
        (bool, "false", False),
        (Path, "a/b", Path("a/b")),
        (str, "[x]", "[x]"),
        (str, '["a"]', '["a"]'),
        (list[int] | int, "0x1f", "0x1f"),
        (list[str], '["a"]', ["a"]),
        (list[str], "[a", "[a"),
        (tuple[str, ...] | None, '["a"]', ["a"]),
        (dict[str, int], "{a = 1}", {"a": 1}),
    ],
)
def test_a_text_becomes_a_value_or_stays(kind: object, text: str, value: object) -> None:
    assert parse_variable(kind, text) == value
