"""Language of a browser: the one with the largest weight that there is."""

import pytest

from edge.accepted_language import accepted_language


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("de-AT,en;q=0.9", "de"),
        ("fr,de;q=0.3,en;q=0.7", "en"),
        ("en;q=0.5,de;q=0.5", "en"),
        ("de;q=0", "en"),
        ("de;q=x, xx", "en"),
        ("fr", "en"),
        ("," * 2_000 + "de", "en"),
    ],
)
def test_the_language_follows_the_header(header: str | None, code: str) -> None:
    assert accepted_language(header, ("en", "de")) == code
