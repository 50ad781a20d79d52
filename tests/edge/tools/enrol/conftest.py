"""Standard input of enrolments: never the terminal of whoever runs the tests, which would be asked."""

import io
import sys

import pytest


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test whose enrolment asks gives its own."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
