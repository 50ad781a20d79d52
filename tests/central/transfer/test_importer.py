"""Imported messages are given back to the byte, once."""

import io
from collections.abc import Iterable

from sqlalchemy import Connection

from central.alerts.query import kiosk_facts
from central.clock import now_ms
from central.reports.fleet import read_fleet as fleet_report
from central.reports.fleet_values import Kiosk
from central.store.database import read_view
from central.store.newest import newest_message
from central.store.scope import Scope
from central.store.store import Store
from central.store.totals import read_store_totals
from central.transfer.again import retry_quarantined
from central.transfer.exporter import ExportFilter, export_lines
from central.transfer.importer import Imported, import_lines
from central.transfer.lines import make_line
from tests.central import fleet
from tests.central.rows import one, rows

OTHER = "acme/oslo-1/door"


def line(kind: str, fields: fleet.Fields, device: str = fleet.DEVICE) -> bytes:
    return make_line(fleet.topic(kind, device), fleet.payload(fields))


def lines() -> list[bytes]:
    door = [line("play", fleet.play(1)), line("window", fleet.window(2)), line("reaction", fleet.reaction(4))]
    return [*door, line("alert", fleet.alert(2, OTHER), OTHER)]


def imports(store: Store, some: Iterable[bytes]) -> tuple[Imported, list[tuple[int, str]]]:
    told: list[tuple[int, str]] = []
    return import_lines(store, [one.rstrip(b"\n") for one in some], lambda *bad: told.append(bad)), told


def exported(store: Store, **wanted: int | str) -> bytes:
    out = io.BytesIO()
    out.writelines(export_lines(store, ExportFilter(**wanted)))  # type: ignore[arg-type]
    return out.getvalue()


def test_an_export_is_the_import_to_the_byte(store: Store) -> None:
    imported, told = imports(store, lines())
    assert (imported.stored, imported.duplicates, told) == (4, 0, [])
    assert exported(store) == b"".join(lines())


def test_the_same_import_again_stores_nothing(store: Store) -> None:
    imports(store, lines())
    imported, told = imports(store, lines())
    assert (imported.stored, imported.duplicates, told) == (0, 4, [])
    assert exported(store) == b"".join(lines())


def test_sums_are_made_at_once(store: Store) -> None:
    imports(store, lines())
    assert one(store, "SELECT plays FROM play_hours") == 1
    assert one(store, "SELECT count(*) FROM dirty") == 0


def test_bad_lines_are_named_and_kept(store: Store) -> None:
    """The rest is stored. A bad line that comes again is kept once."""
    clone = line("play", fleet.play(1, media_to_s=1.0))
    for expected in (4, 0):
        imported, told = imports(store, [b"junk", *lines(), b"", line("play", fleet.play(7, site="x")), clone])
        assert imported.stored == expected
        assert [number for number, _ in told] == [1, 7, 8]
        assert "not JSON" in told[0][1]
    reasons = rows(store, "SELECT reason FROM quarantine ORDER BY number")
    assert reasons == [("junk",), ("names",), ("clone",)]


def test_states_and_healths_are_taken_in(store: Store) -> None:
    imported, told = imports(store, [line("state", fleet.state()), line("health", fleet.health())])
    assert (imported.latest, told) == (2, [])
    assert rows(store, "SELECT state FROM states") == [("sensing",)]
    assert one(store, "SELECT messages FROM health_hours") == 1


def test_what_is_imported_is_no_sign_of_life(store: Store) -> None:
    """A kiosk that a file alone names is unknown, and nobody misses it."""
    told = [line("state", fleet.state()), line("health", fleet.health(unsent=2_000)), *lines()]
    imports(store, [*told, line("state", fleet.state(state="paused"))])
    with read_view(store) as connection:
        assert [alert.place for alert in kiosk_facts(connection, now_ms())] == []
        (seen,) = [kiosk for kiosk in shown(connection) if kiosk.site == "berlin-7"]
        assert (seen.state, seen.received, seen.unsent) == ("unknown", None, None)
        assert read_store_totals(connection, now_ms()).states == {"unknown": 2}
        assert read_store_totals(connection, now_ms()).newest_ms is None
    assert newest_message(store, fleet.DEVICE) is None


def test_an_import_leaves_the_state_of_a_live_kiosk_as_it_is(store: Store) -> None:
    offline = fleet.state(state="offline")
    store.write_messages([fleet.reading("state", offline), fleet.reading("play", fleet.play(1))])
    heard_ms = one(store, "SELECT received_ms FROM devices")
    imports(store, [line("state", fleet.state()), line("play", fleet.play(2)), line("health", fleet.health())])
    assert rows(store, "SELECT state, received_ms, last_seq FROM devices") == [("offline", heard_ms, 2)]
    store.write_messages([fleet.reading("state", fleet.state(at=fleet.at(minutes=1)))])
    with read_view(store) as connection:
        assert [kiosk.state for kiosk in shown(connection)] == ["sensing"]


def shown(connection: Connection) -> list[Kiosk]:
    return fleet_report(connection, Scope.whole_store(), now_ms()).kiosks


def test_an_export_can_be_limited(store: Store) -> None:
    imports(store, lines())
    at_ms = round(fleet.AT.timestamp() * 1000)
    assert exported(store, kind="window") == lines()[1]
    assert exported(store, site="acme/oslo-1") == lines()[3]
    assert exported(store, site="acme/none") == b""
    assert exported(store, from_ms=at_ms, to_ms=at_ms + 1) == b"".join(lines())
    assert exported(store, to_ms=at_ms) == exported(store, from_ms=at_ms + 1) == b""


def test_an_export_pages_through_many(store: Store) -> None:
    some = [line("play", fleet.play(seq)) for seq in range(1, 4500)]
    imports(store, some)
    assert exported(store) == b"".join(some)


def test_a_message_leaves_the_quarantine_once_it_is_understood(store: Store) -> None:
    """One that came too early, as after an update; a clone and junk stay."""
    early = fleet.play(9)
    imports(store, [*lines(), b"junk", line("play", fleet.play(1, media_to_s=1.0))])
    with store.engine.begin() as connection:
        from sqlalchemy import text

        add = text(
            "INSERT INTO quarantine (received_ms, device, topic, reason, detail, version, digest, payload, bytes)"
            " VALUES (0, :device, :topic, 'schema', '', '', :payload, :payload, 7)"
        )
        values = {"device": fleet.DEVICE, "topic": fleet.topic("play"), "payload": fleet.payload(early)}
        connection.execute(add, values)
        connection.exec_driver_sql("UPDATE quarantine SET bytes = length(payload)")
    assert retry_quarantined(store) == (1, 2)
    assert retry_quarantined(store) == (0, 2)
    assert line("play", early) in exported(store)
    assert one(store, "SELECT sum(plays) FROM play_hours") == 2
