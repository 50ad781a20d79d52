"""Versions have one spelling and one order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.fleet.versions import VersionError, version_key

NUMBERS = st.tuples(*[st.integers(0, 999_999)] * 3)


@settings(max_examples=25)
@given(NUMBERS, NUMBERS)
def test_versions_are_ordered_by_number_and_not_by_text(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    first, second = (version_key(".".join(map(str, each))) for each in (one, other))
    assert (first < second) == (one < other)
    assert first == one


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.2",
        "1.2.3.4",
        "01.2.3",
        "1.2.3rc1",
        "1.2.-3",
        "1.2.3 ",
        "1.2.3\n",
        "v1.2.3",
        "1.2.٣",
        "../1.2.3",
        "1.2.1234567",
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(VersionError, match="Use three numbers"):
        version_key(text)
