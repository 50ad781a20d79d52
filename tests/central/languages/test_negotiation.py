"""The language of a reader: what the user has set, else what the browser asks for, else English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.languages.codes import CODES
from central.languages.negotiation import negotiate_language


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr-FR, fr;q=0.9, ru;q=0.7, de;q=0.8", "de"),
        ("RU", "ru"),
        ("fr", "en"),
        ("*", "en"),
        ("de;q=0", "en"),
        ("en, de", "en"),
        ("de;q=abc, ru", "ru"),
        ("de;q=1.1.1, ru;q=0.1", "ru"),
        (f"{'x,' * 600}de", "en"),
    ],
)
def test_the_browser_asks(accepted: str | None, code: str) -> None:
    """The first of the largest weight that there is."""
    assert negotiate_language(None, accepted).code == code


def test_the_user_decides() -> None:
    """A language that there is not is as none."""
    assert negotiate_language("ru", "de").code == "ru"
    assert negotiate_language("xx", "de").code == "de"


@given(st.text(max_size=80))
def test_any_header_gives_a_language(accepted: str) -> None:
    assert negotiate_language(None, accepted).code in CODES
