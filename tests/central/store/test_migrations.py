"""A store of the former version is brought to the form of this one."""

from collections.abc import Callable
from typing import Any

from central.store import audit
from central.store.columns import metadata
from central.store.database import open_store, read_view
from central.store.former_columns import RENAMED
from central.store.location import Location
from central.store.migrating import migrate
from central.store.revisions import newest_revision
from central.store.scope import Scope
from central.store.store import Store
from central.store.sums import sum_all
from central.store.tables.sales import sales_days, sales_quarantine
from central.store.users import Role, require_user
from tests.central import fleet
from tests.central.rows import one, rows
from tests.central.store.test_sums import TABLES, day_of_messages, sums

FIRST_TABLES = ("reactions", "cells", "reaction_days", "cell_days")
"""Tables of the first form with columns that have another name now."""
OLDER = "other/berlin-7/door"
"""A kiosk that sent reactions before they had noise."""


def former_messages() -> list[Any]:
    """A day of two kiosks, with reactions of version 2 and of version 1."""
    return [*day_of_messages(7, fleet.DEVICE, version=2), *day_of_messages(8, OLDER, version=1)]


def former_store(location: Location, copy_of: Store) -> None:
    """A store in the first form, with the same messages as `copy_of` and the sums that the former version made."""
    dialect = location.build_dialect()
    store = Store(dialect.build_engine(), dialect)
    assert migrate(store.engine, dialect, "0001") == (None, "0001")
    later = "comments"  # a table of a later form, of which this version makes months before it writes
    renamed = [(table, *names) for table in FIRST_TABLES for names in RENAMED[table].items()]
    with store.engine.begin() as connection:
        for table, former, name in renamed:
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME COLUMN {former} TO {name}")
        connection.exec_driver_sql("ALTER TABLE reactions ADD COLUMN noise_laughter FLOAT NOT NULL DEFAULT 0")
        by_month = " PARTITION BY RANGE (at_ms)" if dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"CREATE TABLE {later} (at_ms BIGINT){by_month}")
        connection.exec_driver_sql(f"ALTER TABLE devices ADD COLUMN newest_id {'BYTEA' if by_month else 'BLOB'}")
    store.write_messages(former_messages())
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE reactions SET noise_total = 0.5 WHERE noise_total > 0")  # as they told it
        connection.exec_driver_sql("ALTER TABLE reactions DROP COLUMN noise_laughter")
        for table, former, name in renamed:
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME COLUMN {name} TO {former}")
        connection.exec_driver_sql(f"DROP TABLE {later}")
        connection.exec_driver_sql("ALTER TABLE devices DROP COLUMN newest_id")
        connection.exec_driver_sql("DELETE FROM dirty")
        for table in ("window_hours", "play_hours", "reaction_days", "cell_days"):
            names = list(connection.exec_driver_sql(f"SELECT * FROM {table}").keys())
            now = [RENAMED.get(table, {}).get(name, name) for name in names]
            for row in rows(copy_of, f"SELECT {', '.join(now)} FROM {table}"):
                values = ", ".join(f"'{v}'" if isinstance(v, str) else str(v) for v in row)
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({values})")
    store.close()


def test_a_store_of_the_first_form_gets_the_sums_of_a_new_one(
    store: Store, location: Location, empty_location: Callable[[str], Location]
) -> None:
    """Every day is marked, so that the sums that the former version did not make are made. Smiles have their name, and
    the noise its standard deviation."""
    store.write_messages(former_messages())
    sum_all(store)
    old = empty_location("postgresql" if location.url else "sqlite")
    former_store(old, store)
    migrated = open_store(old)
    assert one(migrated, "SELECT version_num FROM alembic_version") == newest_revision()
    days = {row[:2] for table in TABLES for row in rows(store, f"SELECT site_id, day FROM {table}")}
    assert {row[:2] for row in rows(migrated, "SELECT site_id, day FROM dirty")} == days
    assert sum_all(migrated) == len(days) > 0
    assert sums(migrated) == sums(store)
    smiles = "SELECT smile, noise_total, noise_laughter FROM reactions ORDER BY device_id, seq"
    assert rows(migrated, smiles) == rows(store, smiles) != []
    assert one(migrated, "SELECT count(*) FROM reactions WHERE noise_total = 0") > 0
    assert rows(migrated, "SELECT name, tag, sha256, duration_ms FROM creatives") == [(None,) * 4] * 4
    assert one(migrated, "SELECT count(*) FROM experiments") == 0
    assert rows(migrated, "SELECT newest_id FROM devices") == rows(store, "SELECT newest_id FROM devices")
    migrated.close()


def test_a_user_of_the_former_form_reads_in_the_language_of_the_browser(
    location: Location, empty_location: Callable[[str], Location]
) -> None:
    """Nobody had set a language, and everything else stays."""
    old = empty_location("postgresql" if location.url else "sqlite")
    dialect = old.build_dialect()
    store = Store(dialect.build_engine(), dialect)
    assert migrate(store.engine, dialect, "0005") == (None, "0005")
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO users (name, password_hash, role, scope, created_ms, loopback_only)"
            " VALUES ('ann', 'a hash', 'editor', 'all', 7, false)"
        )
    store.close()
    with open_store(old) as migrated, read_view(migrated) as connection:
        user = require_user(connection, "ann")
        assert (user.password_hash, user.role, user.created_ms, user.language) == ("a hash", Role.EDITOR, 7, None)


def test_an_entry_of_the_former_audit_log_is_for_who_sees_all_sites(
    location: Location, empty_location: Callable[[str], Location]
) -> None:
    """Nobody knows whom it was about. Entries of this form are read by the administrators of their tenant."""
    old = empty_location("postgresql" if location.url else "sqlite")
    dialect = old.build_dialect()
    store = Store(dialect.build_engine(), dialect)
    assert migrate(store.engine, dialect, "0011") == (None, "0011")
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO audit (at_ms, who, what, detail, address) VALUES (7, 'ann', 'export', 'acme/a', '')"
        )
    store.close()
    with open_store(old) as migrated, migrated.engine.begin() as connection:
        audit.record_entry(connection, "ed", "export", tenant="acme")
        audit.record_entry(connection, "ed", "backup", tenant=None)

        def read_by(scope: Scope) -> list[str]:
            return [f"{entry.who} {entry.what}" for entry in audit.audit_entries(connection, scope)]

        assert read_by(Scope.whole_store()) == ["ed backup", "ed export", "ann export"]
        assert read_by(Scope.sites_scope(["acme/*", "other/one"])) == ["ed export"]
        assert (
            read_by(Scope.sites_scope(["acme/one"]))
            == read_by(Scope.sites_scope(["other/*"]))
            == read_by(Scope.sites_scope([]))
            == []
        )


def test_no_table_has_a_column_for_a_till_a_roster_or_a_loyalty_card() -> None:
    """Numbers about groups that are joined with one person's purchases or working hours would be about that person. Of
    sales there are totals by day, and their key has nothing finer.
    """
    assert [column.name for column in sales_days.primary_key] == ["site_id", "product", "day"]
    tables = [table for table in metadata.tables.values() if table not in (sales_days, sales_quarantine)]
    words = {word for table in tables for name in (table.name, *table.c.keys()) for word in name.split("_")}
    joining = {
        "till",
        "receipt",
        "basket",
        "purchase",
        "sale",
        "sales",
        "roster",
        "shift",
        "employee",
        "loyalty",
        "customer",
    }
    assert "reactions" in words
    assert words & joining == set()
