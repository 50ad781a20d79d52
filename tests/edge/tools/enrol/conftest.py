"""Server and standard input of enrolments: never the terminal of whoever runs the tests, which would be asked."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.enrol_server import EnrolServer, enrol_server
from tests.doubles.servers import self_signed


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test whose enrolment asks gives its own."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return self_signed(tmp_path_factory.mktemp("server"))


@pytest.fixture
def server(certificate: tuple[Path, Path]) -> Iterator[EnrolServer]:
    with enrol_server(certificate) as made:
        yield made
