"""An accepted playlist is put in place once, at the end of a local day of its site, and not beside a newer one."""

import json
from datetime import date, datetime, timezone

import pytest

from central.errors import UsageError
from central.playlists.scheduled import NIGHT_MS, apply_due_playlists, end_of_day_ms, local_day, schedule_playlist
from central.playlists.sender import PlaylistSender
from central.store.playlists import wanted_by_site
from central.store.scheduled import Scheduled, present_playlist, scheduled_playlist
from central.store.store import Store
from tests.central.playlists.test_sender import Broker, heard, pushed
from tests.central.reports.told_shops import THREE
from tests.central.rows import rows

DAY = date(2026, 11, 27)
BERLIN = "Europe/Berlin"
DUE_MS = round(datetime(2026, 11, 27, 23, 0, tzinfo=timezone.utc).timestamp() * 1000)


def accepted(store: Store, base: int, site: str = "acme/one") -> Scheduled:
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE sites SET zone = '{BERLIN}' WHERE key = '{site}'")
        return schedule_playlist(connection, site, THREE, base, "ann", 1, end_of_day_ms(BERLIN, DAY))


def wanted(store: Store) -> dict[str, int]:
    with store.engine.connect() as connection:
        return wanted_by_site(connection)


def audited(store: Store) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in rows(store, "SELECT who, what FROM audit ORDER BY id")]


def test_the_end_of_a_day_is_that_of_the_shop() -> None:
    assert end_of_day_ms(BERLIN, DAY) == DUE_MS
    assert end_of_day_ms(None, DAY) == DUE_MS + 3_600_000
    assert local_day(BERLIN, DUE_MS) == date(2026, 11, 28)
    assert local_day(BERLIN, DUE_MS - 1) == DAY
    hours = [
        (end_of_day_ms(BERLIN, date(2026, 10, day)) - end_of_day_ms(BERLIN, date(2026, 10, day - 1))) / 3_600_000
        for day in (24, 25)
    ]
    assert hours == [24.0, 25.0]


def test_it_is_put_in_place_once_at_the_end_of_the_day(store: Store) -> None:
    """Not a moment before; then it is sent as any other."""
    heard(store, "one/door", "two/door")
    base = pushed(store, "acme/one", "acme/two")
    made = accepted(store, base)
    assert made.version > base
    apply_due_playlists(store, DUE_MS - 1)
    assert wanted(store) == {"acme/one": base, "acme/two": base}
    apply_due_playlists(store, DUE_MS)
    assert wanted(store) == {"acme/one": made.version, "acme/two": base}
    with store.engine.connect() as connection:
        assert scheduled_playlist(connection, "acme/one") is None
        assert present_playlist(connection, "acme/one") == (made.version, THREE)
    again = pushed(store, "acme/one")
    apply_due_playlists(store, DUE_MS + 1)
    assert wanted(store)["acme/one"] == again
    assert audited(store) == [("server", "schedule.push")]
    broker = Broker()
    PlaylistSender(store, broker.publish).send_due()
    assert ("vitrina/1/acme/one/door/playlist", again) in broker.kept


def test_a_playlist_that_was_sent_meanwhile_stays(store: Store) -> None:
    heard(store, "one/door")
    accepted(store, pushed(store, "acme/one"))
    newer = pushed(store, "acme/one")
    apply_due_playlists(store, DUE_MS)
    assert wanted(store) == {"acme/one": newer}
    assert audited(store) == [("server", "schedule.drop")]
    with store.engine.connect() as connection:
        assert scheduled_playlist(connection, "acme/one") is None


def test_a_second_one_takes_the_place_of_the_first(store: Store) -> None:
    """One a site, so no share moves twice in a night."""
    heard(store, "one/door")
    base = pushed(store, "acme/one")
    accepted(store, base)
    second = accepted(store, base)
    apply_due_playlists(store, DUE_MS)
    apply_due_playlists(store, DUE_MS + 60_000)
    assert wanted(store) == {"acme/one": second.version}
    assert audited(store) == [("server", "schedule.push")]


def test_a_server_that_was_away_waits_for_the_next_night(store: Store) -> None:
    """Weights do not change within a day."""
    heard(store, "one/door")
    base = pushed(store, "acme/one")
    made = accepted(store, base)
    apply_due_playlists(store, DUE_MS + NIGHT_MS + 1)
    assert wanted(store) == {"acme/one": base}
    apply_due_playlists(store, DUE_MS + 86_400_000 - 1)
    assert wanted(store) == {"acme/one": base}
    apply_due_playlists(store, DUE_MS + 86_400_000)
    assert wanted(store) == {"acme/one": made.version}


def test_what_a_kiosk_would_not_take_is_refused(store: Store) -> None:
    fields = json.loads(THREE)
    fields["creatives"][0]["weight"] = 101
    with store.engine.begin() as connection, pytest.raises(UsageError, match="would be invalid"):
        schedule_playlist(connection, "acme/one", json.dumps(fields), 1, "ann", 1, DUE_MS)
    fields["creatives"] = [
        {**fields["creatives"][1], "id": f"{n:064d}", "open": "Mo-Su 08:00-20:00"} for n in range(300)
    ]
    with store.engine.begin() as connection, pytest.raises(UsageError, match="longer than 60,000 bytes"):
        schedule_playlist(connection, "acme/one", json.dumps(fields), 1, "ann", 1, DUE_MS)


def test_one_process_puts_in_place(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    heard(store, "one/door")
    base = pushed(store, "acme/one")
    accepted(store, base)
    monkeypatch.setattr(type(store.dialect), "try_lock", lambda *_: False)
    apply_due_playlists(store, DUE_MS)
    assert wanted(store) == {"acme/one": base}
