"""Through SIGKILL of ingester, broker and database, what is stored is what was sent, each once."""

from pathlib import Path

import pytest

from tests.central import kills
from tests.central.conftest import DATABASES


@pytest.mark.parametrize("database", DATABASES)
def test_nothing_is_missing_twice_or_invented(database: str, tmp_path: Path) -> None:
    """Six kills, with messages that are lost, sent twice, junk, clones and of 2099 between them."""
    result = kills.run(tmp_path, database, kills.Plan())
    log = (tmp_path / "central.log").read_text(encoding="utf-8")
    print(result, log[-3000:])
    assert result.is_exact
    assert result.resent > 0
    assert result.quarantined > 0
    assert "Traceback" not in log
