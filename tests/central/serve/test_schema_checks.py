"""The doctor shows the schema, what is to be migrated, and the servers that run. It migrates nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from central import VERSION
from central.serve.checks import _database_findings
from central.serve.finding import Finding
from central.store.database import open_store
from central.store.location import Location
from central.store.revisions import newest_revision
from central.store.running_servers import register_server
from tests.central.former_version import files
from tests.central.former_version.newer import RUNS, STOPS, newer_version


def findings(location: Location) -> dict[str, Finding]:
    return {finding.part: finding for finding in _database_findings(location)}


def test_a_store_without_servers(location: Location) -> None:
    found = findings(location)
    assert found["schema"] == Finding("schema", True, newest_revision())
    assert found["servers"] == Finding("servers", True, "none is running")


def test_servers_that_run_are_named(location: Location) -> None:
    with open_store(location) as store, store.engine.begin() as connection:
        for host in ("one", "two"):
            register_server(connection, host, is_only_one=False)
    assert sorted(findings(location)["servers"].text.removeprefix("running: ").split(", ")) == [
        f"{VERSION} on one",
        f"{VERSION} on two",
    ]


@pytest.mark.parametrize(
    ("is_by_hand", "who"),
    [(False, "The next command or the start of the server migrates it"), (True, "No other command migrates it")],
)
def test_a_pending_migration_is_shown_and_not_run(tmp_path: Path, is_by_hand: bool, who: str) -> None:
    location = replace(files.restore_sqlite(tmp_path / "data"), is_migrated_by_hand=is_by_hand)
    for _ in range(2):
        (found,) = findings(location).values()
        assert found.is_good is not is_by_hand
        assert found.text.startswith("0023; to do: 00")
        assert f"). {who}. To make a backup and migrate: vitrina-central migrate" in found.text


@pytest.mark.parametrize(
    ("promise", "is_good", "text"),
    [
        (RUNS, True, "9001, of a newer version that works with this one"),
        (STOPS, False, "the schema 9001 comes from a newer version of central"),
    ],
)
def test_a_newer_schema_is_named(tmp_path: Path, promise: str, is_good: bool, text: str) -> None:
    location = Location(tmp_path / "data")
    with newer_version(tmp_path / "newer", promise):
        open_store(location).close()
    found = findings(location)["schema"]
    assert found.is_good is is_good
    assert found.text.startswith(text)
