"""Outbox of a test, and its place."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.uplink.outbox.outbox import Outbox


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    with closing(Outbox(path)) as outbox:
        yield outbox
