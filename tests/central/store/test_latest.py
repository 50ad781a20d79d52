"""Of states and healths the newest is kept, changes of state and hourly values of health beside it."""

import pytest
from sqlalchemy.schema import CreateColumn

from central.store import store as store_module
from central.store.store import Store
from central.store.tables.messages import health_hours
from tests.central import fleet
from tests.central.rows import one, rows


def write(store: Store, *messages: tuple[str, fleet.Fields]) -> None:
    store.write_messages([fleet.reading(kind, fields) for kind, fields in messages])


def test_a_change_of_state_is_kept(store: Store) -> None:
    """A state that comes again, retained or with other numbers, is no change."""
    sensing, paused = fleet.state(), fleet.state(state="paused", reasons=["closed"], since=fleet.at(hours=1))
    write(store, ("state", sensing))
    write(store, ("state", sensing), ("state", fleet.state(at=fleet.at(minutes=5), last_seq=7)))
    write(store, ("state", paused))
    write(store, ("state", paused))
    assert rows(store, "SELECT state FROM states ORDER BY since_ms") == [("sensing",), ("paused",)]
    assert one(store, "SELECT state FROM devices") == "paused"


def test_the_will_of_a_kiosk_is_its_newest_state(store: Store) -> None:
    """The broker publishes `offline` with the time of the connection, which is older than the state before it."""
    write(store, ("state", fleet.state(at=fleet.at(minutes=5))))
    write(store, ("state", fleet.state(state="offline", reasons=["gone"])))
    assert one(store, "SELECT state FROM devices") == "offline"


def test_a_state_that_is_delivered_again_is_one_change(store: Store) -> None:
    """After a crash between commit and acknowledgement a batch comes again."""
    batch = [("state", fleet.state()), ("state", fleet.state(state="paused"))]
    for _ in range(3):
        write(store, *batch)
    assert one(store, "SELECT count(*) FROM states") == 2
    assert one(store, "SELECT state FROM devices") == "paused"


def test_a_retained_state_that_comes_again_is_no_sign_of_life(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broker sends it at each connection of the server, also that of a kiosk that is long gone; an alert about its
    silence would be told to be over. Any other message counts."""
    for at_ms, kind, fields, heard_ms in (
        (1_000, "state", fleet.state(), 1_000),
        (2_000, "state", fleet.state(), 1_000),
        (3_000, "health", fleet.health(), 3_000),
        (4_000, "state", fleet.state(state="paused"), 4_000),
        (5_000, "play", fleet.play(1), 5_000),
    ):
        monkeypatch.setattr(store_module, "now_ms", lambda at_ms=at_ms: at_ms)
        write(store, (kind, fields))
        assert one(store, "SELECT received_ms FROM devices") == heard_ms


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_healths_of_an_hour_are_summed_once(store: Store, in_one_batch: bool) -> None:
    """A health that comes again, or late, adds nothing."""
    healths = [
        ("health", fleet.health(at=fleet.at(minutes=minute), unsent=minute, rate_hz=rate_hz))
        for minute, rate_hz in ((0, 30.0), (1, None), (2, 20.0), (60, 10.0))
    ]
    sent = [*healths, *healths[1:3]]
    for batch in [sent] if in_one_batch else [[message] for message in sent]:
        write(store, *batch)
    columns = "messages, rated, rate_hz_sum, unsent_max, temperature_c_max, clock_error_s_max, cpu_max, memory_max"
    hours = rows(store, f"SELECT {columns} FROM health_hours ORDER BY hour_ms")
    assert hours == [(3, 2, 50.0, 2, 45.0, 0.012, 0.4, None), (1, 1, 10.0, 60, 45.0, 0.012, 0.4, None)]
    assert one(store, "SELECT payload FROM health") == fleet.payload(healths[-1][1])


def test_hours_of_health_fit_columns_in_any_order(store: Store) -> None:
    """A migration adds columns behind the others, a new store has them elsewhere."""
    columns = [f"{column.compile(dialect=store.engine.dialect)}" for column in map(CreateColumn, health_hours.columns)]
    with store.engine.begin() as connection:
        health_hours.drop(connection)
        ordered = ", ".join(reversed(columns))
        connection.exec_driver_sql(f"CREATE TABLE health_hours ({ordered}, PRIMARY KEY (device_id, hour_ms))")
    write(store, ("health", fleet.health(at=fleet.at(minutes=0), unsent=7, rate_hz=30.0)))
    found = rows(store, "SELECT messages, rated, rate_hz_sum, unsent_max, temperature_c_max FROM health_hours")
    assert found == [(1, 1, 30.0, 7, 45.0)]


def test_a_health_of_a_file_never_replaces_one_of_the_broker(store: Store) -> None:
    """A kiosk that sends would have no health for the alerts, until its next one."""
    first, later, newest = (fleet.health(at=fleet.at(minutes=minute)) for minute in (0, 5, 10))

    def from_file(fields: fleet.Fields) -> None:
        store.write_messages([fleet.reading("health", fields)], is_live=False)

    def kept() -> tuple[bytes, bool]:
        ((payload, received_ms),) = rows(store, "SELECT payload, received_ms FROM health")
        return bytes(payload), received_ms > 0

    from_file(first)
    assert kept() == (fleet.payload(first), False)
    from_file(later)
    assert kept() == (fleet.payload(later), False)
    write(store, ("health", newest))
    assert kept() == (fleet.payload(newest), True)
    from_file(fleet.health(at=fleet.at(minutes=15)))
    assert kept() == (fleet.payload(newest), True)
    assert one(store, "SELECT messages FROM health_hours") == 3


def test_a_stretch_of_a_file_beside_that_of_the_broker_counts_no_health_twice(store: Store) -> None:
    """The file goes on after the newest health of the broker, is imported again, and its end comes by the broker."""
    healths = [fleet.reading("health", fleet.health(at=fleet.at(minutes=minute))) for minute in range(6)]
    store.write_messages(healths[:2])
    for _ in range(2):
        store.write_messages(healths, is_live=False)
    assert one(store, "SELECT messages FROM health_hours") == 2
    for health in healths[2:]:
        store.write_messages([health])
    assert one(store, "SELECT messages FROM health_hours") == 6


def test_largest_values_grow_and_nulls_do_not_count(store: Store) -> None:
    for minute, temperature_c in enumerate((None, 40.0, 60.0, None, 50.0)):
        write(store, ("health", fleet.health(at=fleet.at(minutes=minute), temperature_c=temperature_c)))
    assert one(store, "SELECT temperature_c_max FROM health_hours") == 60.0


@pytest.mark.parametrize(
    ("messages", "first", "sure", "done"),
    [
        ([("play", fleet.play(7))], 0, 0, -1),
        ([("state", fleet.state(first_seq=5, last_seq=9))], 5, 0, 4),
        ([("health", fleet.health(first_seq=5, last_seq=9))], 5, 9, 4),
        ([("health", fleet.health(first_seq=5, last_seq=9, unsent=2))], 5, 0, 4),
        ([("state", fleet.state(first_seq=5)), ("state", fleet.state(first_seq=3))], 5, 0, 4),
    ],
)
def test_a_kiosk_says_what_it_keeps_and_has_sent(
    store: Store, messages: list[tuple[str, fleet.Fields]], first: int, sure: int, done: int
) -> None:
    """Only a health with nothing unsent says that all up to its `last_seq` was sent."""
    write(store, *messages)
    assert rows(store, "SELECT first_seq, sure_seq, done_seq FROM devices") == [(first, sure, done)]


def test_without_a_gap_the_mark_moves_with_the_messages(store: Store) -> None:
    """The gap keeper then has nothing to do for this kiosk."""
    write(store, ("state", fleet.state(first_seq=1)))
    write(store, *(("play", fleet.play(seq)) for seq in (2, 1, 3)))
    assert rows(store, "SELECT last_seq, done_seq FROM devices") == [(3, 3)]
    write(store, ("play", fleet.play(5)))
    assert rows(store, "SELECT last_seq, done_seq FROM devices") == [(5, 3)]


def test_the_use_of_a_kiosk_is_kept_with_its_state(store: Store) -> None:
    """Data of research are marked wherever they are shown. The first kiosks do not say for which use they run."""
    older = fleet.state()
    del older["use"], older["reader"]
    for fields in (older, fleet.state(state="paused"), fleet.state(use="research")):
        written = store.write_messages([fleet.reading("state", fields)])
        assert written.rejections == []
    assert [row[0] for row in rows(store, 'SELECT "use" FROM states ORDER BY at_ms, received_ms')] == [
        None,
        "shop",
        "research",
    ]
