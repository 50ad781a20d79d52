"""A backup gives the whole store back, into either database."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from central.cli.main import main
from central.errors import DatabaseError, SourceError, UsageError
from central.exit_codes import DONE
from central.store import audit
from central.store.backups import Backups, backup_times
from central.store.database import open_store, read_view
from central.store.enrolments import OpenCode, put_code
from central.store.external_identities import add_external_user
from central.store.former_columns import RENAMED, SCALE
from central.store.location import Location
from central.store.playlist_drafts import add_draft
from central.store.playlists import add_playlist, assign_playlist
from central.store.scope import Scope
from central.store.second_factors import find_second_factor, set_second_factor
from central.store.site_tags import set_tags
from central.store.sites import set_site
from central.store.store import Store
from central.store.sums import sum_all
from central.store.tables.messages import metadata
from central.store.tables.totals import ROLLUPS, dirty, dirty_days
from central.store.tokens import add_token
from central.store.user_links import make_user_link
from central.store.users import Role, add_user, require_user
from central.transfer.backup import LEFT_OUT, restore_backup, write_backup
from tests.central import fleet
from tests.central.conftest import DATABASES
from tests.central.former_version import files
from tests.central.rows import one, rows

TABLES = [table for table in metadata.sorted_tables if table not in LEFT_OUT]
MARKS = (dirty, dirty_days)
"""Days to compute totals for: after a restore, all of them."""


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def fill(store: Store) -> None:
    """Something in every table."""
    fields = [fleet.reading("play", fleet.play(seq)) for seq in range(2, 1299)]
    fields.append(fleet.reading("play", fleet.play(1299, experiment={"id": "e12", "arm": "a", "block": 7})))
    fields += [fleet.reading("window", fleet.window(1400)), fleet.reading("reaction", fleet.reaction(1401, version=2))]
    fields += [
        fleet.reading("comments", fleet.comments(1403)),
        fleet.reading("comments", fleet.comments(1404, creative=None)),
    ]
    fields += [fleet.reading("alert", fleet.alert(1402)), fleet.reading("state", fleet.state())]
    fields += [fleet.reading("health", fleet.health()), fleet.reading("play", fleet.play(2, feed="clone"))]
    set_site(store, "acme/berlin-7", zone=None, parts="10:00", is_new=True)
    store.write_messages(fields)
    sum_all(store)
    store.write_messages([fleet.reading("play", fleet.play(1405))])
    with store.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO losses VALUES (1, 1, 1, 0)")
        plan = "'acme/e12', 20800, 20799, 1, 'smile', 'ann', 'ed', 2"
        connection.exec_driver_sql(f"INSERT INTO experiments VALUES ({plan})")
        connection.exec_driver_sql("INSERT INTO experiment_looks VALUES ('acme/e12', 20798)")
        connection.exec_driver_sql("UPDATE creatives SET name = 'Spring', tag = 'brand', duration_ms = 15000")
        connection.exec_driver_sql("INSERT INTO dirty_days VALUES (20000, 1)")
        connection.exec_driver_sql("INSERT INTO review_imports VALUES (1, 'acme', 'brand', 'text', 1, NULL)")
        connection.exec_driver_sql("INSERT INTO review_days VALUES ('acme', 'brand', 20000, 1, 12, 1, 2, 8, 1)")
        connection.exec_driver_sql(
            "INSERT INTO review_days VALUES ('acme', 'brand', 20001, 1, NULL, NULL, NULL, NULL, NULL)"
        )
        connection.exec_driver_sql("INSERT INTO sales_days VALUES (1, 'cola', 20000, 9, 12.5, 30.25, 'EUR', 1, 2)")
        connection.exec_driver_sql("INSERT INTO sales_quarantine VALUES (1, 'acme', 7, 'left out', 'no date', 1)")
        kept = "'acme', 'e13', 5, 20000, 20027, 1, 0, 'off', 'cola', NULL, '[]', 'ann'"
        connection.exec_driver_sql(f"INSERT INTO lift_plans VALUES ({kept})")
        connection.exec_driver_sql("INSERT INTO arm_days VALUES ('acme', 'e13', 1, 20000, 'off')")
        connection.exec_driver_sql("INSERT INTO rollouts VALUES ('acme', 12, '{}', '{}', 'stop', 'ann')")
        connection.exec_driver_sql("INSERT INTO facts VALUES ('plays_from_day', 20000)")
        connection.exec_driver_sql("INSERT INTO facts VALUES ('client_id vitrina-central 0', 5)")
        alert = "'acme/berlin-7/door', 'kiosk.silent', 'error', 'No message came.'"
        connection.exec_driver_sql(f"INSERT INTO open_alerts VALUES ({alert}, 1, 2, NULL, 2)")
        connection.exec_driver_sql("INSERT INTO alert_snoozes VALUES ('acme/berlin-7', '', 9, 'ann')")
        connection.exec_driver_sql("INSERT INTO alert_deliveries VALUES ('1', 'mail', 'left out', 1, 1, 0)")
        assign_playlist(connection, add_playlist(connection, "acme", "{}", "ann", 1), ["acme/berlin-7"])
        add_draft(connection, 1, "acme", "{}", 1)
        set_tags(connection, "acme/berlin-7", ["mall"])
        connection.exec_driver_sql(
            "INSERT INTO weekly_subscriptions VALUES (1, 'a@b.example', 'en', 1, NULL, 0, NULL, 2)"
        )
        connection.exec_driver_sql("INSERT INTO weekly_mails VALUES (1, 2860, 'sent', 1, 1, 1, NULL)")
        connection.exec_driver_sql("INSERT INTO kept_answers VALUES ('acme', 'experiment', 'e12', 20000, 5, '{}')")
        connection.exec_driver_sql("INSERT INTO scheduled_playlists VALUES ('acme/berlin-7', 1, 1, 9)")
        add_user(connection, "ann", "a hash", Role.ADMIN, Scope.sites_scope(["acme/*"]))
        add_external_user(connection, "https://id.acme.example", "s-1", "oidc:otto", 1)
        set_second_factor(connection, require_user(connection, "ann"), SECRET, 7, 1)
        make_user_link(connection, require_user(connection, "ann"), "reset", 1)
        add_token(connection, "dashboard", "read", Scope.whole_store(), 30)
        put_code(connection, OpenCode("acme/berlin-7/door", b"digest", b"salt"), 1, 2)
        audit.record_entry(connection, "ann", "user.add", "otto", tenant="acme")


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows; a truth value is a number in SQLite."""
    keys = {table.name: ", ".join(column.name for column in table.primary_key) for table in TABLES}
    return {
        name: [
            tuple(int(v) if isinstance(v, bool) else v for v in row)
            for row in rows(store, f"SELECT * FROM {name} ORDER BY {key}")
        ]
        for name, key in keys.items()
    }


@pytest.mark.parametrize("target", DATABASES)
@pytest.mark.parametrize("source", DATABASES)
def test_a_store_comes_back_in_either_database(
    source: str, target: str, new_location: Callable[[str], Location], tmp_path: Path
) -> None:
    before, after = (open_store(new_location(database)) for database in (source, target))
    fill(before)
    file = tmp_path / "backup.gz"
    assert write_backup(before, file) == restore_backup(after, file).rows
    assert file.stat().st_mode & 0o777 == 0o600
    expected = content(before)
    expected["facts"] = [("plays_from_day", 20000)]  # a copy of a store takes no session over at the broker
    assert all(expected.values()), "a table is empty"
    assert content(after) == expected
    assert one(after, "SELECT count(*) FROM quarantine") == 0
    assert one(after, "SELECT count(*) FROM alert_deliveries") == 0  # a restored store sends nothing again
    assert after.write_messages([fleet.reading("play", fleet.play(2))]).duplicates == 1
    news = fleet.play(1, "acme/new/door", creative="new")
    assert after.write_messages([fleet.reading("play", news, "acme/new/door")]).stored == 1
    for store in (before, after):
        store.engine.dispose()


def test_a_backup_contains_no_secret_that_signs_in(
    store: Store, new_location: Callable[[str], Location], tmp_path: Path
) -> None:
    """After a restore the second factor is still on, and its recovery codes work."""
    fill(store)
    file = tmp_path / "backup.gz"
    write_backup(store, file)
    content = gzip.decompress(file.read_bytes()).decode()
    assert SECRET not in content
    assert "user_links" not in content
    with open_store(new_location("sqlite")) as after:
        restore_backup(after, file)
        with read_view(after) as connection:
            found = find_second_factor(connection, require_user(connection, "ann"))
        assert found is not None
        assert (found.secret, found.codes, found.takes_app_codes) == (None, 10, False)


def test_a_row_that_does_not_fit_is_named_and_set_aside(
    new_location: Callable[[str], Location], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQLite takes numbers of 64 bits everywhere. Everything else is restored."""
    target, file = new_location("postgresql"), tmp_path / "backup.gz"
    with open_store(new_location("sqlite")) as before:
        before.write_messages([fleet.reading("window", fleet.window(seq)) for seq in range(1, 8)])
        with before.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE windows SET visits = 4611686018427387904 WHERE seq = 5")
        write_backup(before, file)
    (tmp_path / "central.toml").write_text(f'[central]\ndatabase = "{target.url}"\n')
    assert main(["restore", str(file), "--config", str(tmp_path / "central.toml")]) == DONE
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("restore: a row does not fit: windows, device_id 1, seq 5, at_ms ")
    assert lines[-1].startswith(f"restore: 1 of them do not fit this database, and are in {file}.set-aside.jsonl.")
    with open_store(target) as after:
        assert rows(after, "SELECT seq FROM windows ORDER BY seq") == [(seq,) for seq in (1, 2, 3, 4, 6, 7)]
    aside = tmp_path / "backup.gz.set-aside.jsonl"
    (line,) = aside.read_text().splitlines()
    assert json.loads(line)["row"]["visits"] == 2**62
    assert aside.stat().st_mode & 0o777 == 0o600


def test_a_backup_goes_into_an_empty_store_only(store: Store, tmp_path: Path) -> None:
    store.write_messages([fleet.reading("play", fleet.play(1))])
    write_backup(store, tmp_path / "backup.gz")
    with pytest.raises(UsageError, match="not empty"):
        restore_backup(store, tmp_path / "backup.gz")


@pytest.mark.parametrize("damage", ["cut", "no backup", "not gzip", "missing", "older form", "a row less"])
def test_a_file_that_is_no_whole_backup_restores_nothing(
    store: Store, tmp_path: Path, damage: str, new_location: Callable[[str], Location]
) -> None:
    other = open_store(new_location("sqlite"))
    fill(other)
    file = tmp_path / "backup.gz"
    write_backup(other, file)
    other.close()
    lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    match damage:
        case "cut":
            file.write_bytes(file.read_bytes()[:-3000])
        case "no backup":
            file.write_bytes(gzip.compress(b'{"format":"other"}\n'))
        case "not gzip":
            file.write_bytes(b"text")
        case "missing":
            file.unlink()
        case "older form":
            file.write_bytes(gzip.compress(lines[0].replace(b'"form": "', b'"form": "0') + b"".join(lines[1:])))
        case "a row less":
            file.write_bytes(gzip.compress(b"".join(lines[:-2] + lines[-1:])))
    with pytest.raises(SourceError, match="Nothing was restored"):
        restore_backup(store, file)
    assert one(store, "SELECT count(*) FROM devices") == 0


NEW = {"told_days", "experiments", "experiment_looks", "flow_days", "dirty_days", *(table.name for table in ROLLUPS)}
"""Tables that the first form had not."""
ADDED = {"creatives": 4, "reactions": 1, "reaction_days": 2, "devices": 1}
"""Columns at the end of a table that the first form had not."""


def as_first_form(file: Path) -> None:
    """Writes a backup as the version with the first form of the tables did."""
    lines, count, columns = [], 0, list[str]()
    added: int | None = 0
    for line in gzip.decompress(file.read_bytes()).splitlines()[1:-1]:
        value = json.loads(line)
        if isinstance(value, dict):
            added = None if value["table"] in NEW else ADDED.get(value["table"], 0)
        if added is None:
            continue
        if isinstance(value, dict):
            former = {now: then for then, now in RENAMED.get(value["table"], {}).items()}
            columns = [former.get(name, name) for name in value["columns"][: len(value["columns"]) - added]]
            value["columns"] = columns
        else:
            value = value[: len(value) - added]
            if SCALE in columns:
                value[columns.index(SCALE)] = 0.5  # the scale, as the reaction told it
        lines.append(json.dumps(value))
        count += 1
    head = {"format": "vitrina.backup/1", "form": "0001", "version": "0.0.1", "made_ms": 1_764_000_000_000}
    text = "\n".join([json.dumps(head), *lines, json.dumps({"rows": count}), ""])
    file.write_bytes(gzip.compress(text.encode()))


def test_a_backup_of_the_first_form_is_restored(
    location: Location, new_location: Callable[[str], Location], tmp_path: Path
) -> None:
    """Tables that it had not are empty, and its sums are made anew."""
    after = open_store(location)
    before = open_store(new_location("sqlite"))
    fill(before)
    sum_all(before)
    write_backup(before, tmp_path / "backup.gz")
    as_first_form(tmp_path / "backup.gz")
    restore_backup(after, tmp_path / "backup.gz")
    assert one(after, "SELECT count(*) FROM dirty") >= 1
    sum_all(after)
    expected, found = content(before), content(after)
    for name in ("reactions", "cells", "reaction_days", "devices"):
        assert found[name] == expected[name] != []
    for name in ("told_days", "flow_days", *(table.name for table in ROLLUPS)):
        assert found[name] == expected[name] != []
    assert [row[-4:] for row in found["creatives"]] == [(None, None, None, None)]
    for store in (before, after):
        store.close()


def test_a_backup_of_version_0_1_is_restored_by_this_version(store: Store, tmp_path: Path) -> None:
    """The drill of the documents. What comes back is what a migration of the same store has."""
    restored = restore_backup(store, files.FILES / "backup.gz")
    assert restored.file is None
    names = json.loads((files.FILES / "rows.json").read_text())
    kept = {table.name: names[table.name] for table in TABLES if table.name in names and table not in MARKS}
    assert {name: one(store, f"SELECT count(*) FROM {name}") for name in kept} == kept
    assert restored.rows >= sum(kept.values()) > 500
    with open_store(files.restore_sqlite(tmp_path / "former")) as migrated:
        there, here = content(migrated), content(store)
    assert {name: here[name] for name in kept} == {name: there[name] for name in kept}


def test_a_backup_that_cannot_be_written_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be written"):
        write_backup(store, tmp_path / "none" / "backup.gz")
    (tmp_path / "full").mkdir()
    with pytest.raises(SourceError, match="cannot be written"):
        write_backup(store, tmp_path / "full")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("full")) == ["full"]


def test_the_store_knows_of_backups_that_were_made_failed_or_were_killed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that was restored knows of none: it has none of its own."""

    def known() -> Backups:
        with read_view(store) as connection:
            return backup_times(connection)

    at_ms = iter(range(1, 99))
    monkeypatch.setattr("central.transfer.backup.now_ms", lambda: next(at_ms))
    file = tmp_path / "backup.gz"
    assert known() == Backups()
    with monkeypatch.context() as killed:
        killed.setattr("central.transfer.backup._backup_lines", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            write_backup(store, file)
    assert known() == Backups(begun_ms=1)
    with pytest.raises(SourceError):
        write_backup(store, tmp_path / "none" / "backup.gz")
    assert known() == Backups(begun_ms=1, failed_ms=4)
    write_backup(store, file)
    made = known().made_ms
    assert known() == Backups(made_ms=made)
    assert made is not None
    with gzip.open(file, "rt") as lines:
        assert "backup " not in lines.read()


def test_a_disk_of_the_store_that_is_full_stops_no_backup_to_another(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is whole; that the store cannot note it is an error all the same."""

    def full(*_: object) -> None:
        raise DatabaseError("database: it is full")

    for name in ("begin_backup", "end_backup"):
        monkeypatch.setattr(f"central.store.backups.{name}", full)
    with pytest.raises(DatabaseError):
        write_backup(store, tmp_path / "backup.gz")
    assert (tmp_path / "backup.gz").exists()
