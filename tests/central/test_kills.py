"""Through SIGKILL of ingester, broker and database, what is stored is what was sent, each once."""

import os
from pathlib import Path

import pytest

from tests.central import kills
from tests.central.conftest import DATABASES

LONG = os.environ.get("VITRINA_LONG") == "1"


@pytest.mark.parametrize("database", DATABASES)
def test_nothing_is_missing_twice_or_invented(database: str, tmp_path: Path) -> None:
    """One kill of each part, or six in all, among messages that are lost, sent twice, junk, clones and of 2099."""
    result = kills.run(tmp_path, database, kills.Plan(kills=6 if LONG else 3))
    log = (tmp_path / "central.log").read_text(encoding="utf-8")
    print(result, log[-3000:])
    assert result.is_exact
    assert result.resent > 0
    assert result.quarantined > 0
    assert "Traceback" not in log
