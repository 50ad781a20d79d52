"""A store holds each message once, byte for byte, on SQLite and PostgreSQL alike."""

from datetime import date

import pytest

from central.gaps.query import find_gaps
from central.messages.values import Rejection
from central.store.database import open_store
from central.store.location import Location
from central.store.store import Store
from tests.central import fleet
from tests.central.rows import one, rows, stored

OTHER = "acme/berlin-7/till"


def test_every_kind_is_stored_as_it_was_received(store: Store) -> None:
    fields = {"window": fleet.window(1), "reaction": fleet.reaction(2), "play": fleet.play(3), "alert": fleet.alert(4)}
    fields["comments"] = fleet.comments(5)
    written = store.write_messages([fleet.reading(kind, some) for kind, some in fields.items()])
    assert (written.stored, written.duplicates, written.rejections) == (5, 0, [])
    expected = [(fleet.DEVICE, some["seq"], fleet.payload(some)) for some in fields.values()]
    assert stored(store) == expected
    assert rows(store, "SELECT kind FROM messages ORDER BY seq") == [(kind,) for kind in fields]


def test_a_value_finds_its_column_wherever_a_migration_has_added_it(store: Store) -> None:
    """A column that a later form adds is the last one of a table, whichever place it has in the schema."""
    with store.engine.begin() as connection:
        for table, name in (("reactions", "smile"), ("cells", "smile")):
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {name}")
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {name} FLOAT")
    reaction = fleet.reaction(1)
    store.write_messages([fleet.reading("reaction", reaction)])
    assert rows(store, "SELECT smile, negative, body_n FROM reactions") == [(0.22, 0.09, 11)]
    assert one(store, "SELECT smile FROM cells WHERE second = 0") == reaction["curve"]["smile"][0]


def test_a_message_that_comes_again_is_stored_once(store: Store) -> None:
    """In the same batch, in a later one, and among new ones."""
    first = [fleet.reading("play", fleet.play(seq)) for seq in (1, 2, 2)]
    assert (store.write_messages(first).stored, store.write_messages(first).duplicates) == (2, 3)
    written = store.write_messages([*first, fleet.reading("play", fleet.play(3))])
    assert (written.stored, written.duplicates, written.rejections) == (1, 3, [])
    assert [seq for _, seq, _ in stored(store)] == [1, 2, 3]


def test_numbers_belong_to_a_kiosk(store: Store) -> None:
    """Two kiosks of a shop count each for itself."""
    both = [fleet.reading("play", fleet.play(1, device), device) for device in (fleet.DEVICE, OTHER)]
    assert store.write_messages(both).stored == 2
    assert rows(store, "SELECT count(*), count(DISTINCT site_id) FROM devices") == [(2, 1)]


@pytest.mark.parametrize("in_one_batch", [True, False])
@pytest.mark.parametrize(
    ("kind", "clone"),
    [
        ("play", fleet.play(1, id=fleet.play(2)["id"])),
        ("play", fleet.play(1, media_to_s=14.0)),
        ("play", fleet.play(1, at=fleet.at(days=-90))),
        ("reaction", fleet.reaction(1, id=fleet.play(2)["id"])),
    ],
)
def test_another_message_with_a_stored_number_comes_from_a_clone(
    store: Store, kind: str, clone: fleet.Fields, in_one_batch: bool
) -> None:
    """Nothing is overwritten, whatever kind and month the other message is of; it is in the quarantine."""
    batches = [[fleet.reading("play", fleet.play(1))], [fleet.reading(kind, clone)]]
    rejections: list[Rejection] = []
    for batch in [[*batches[0], *batches[1]]] if in_one_batch else batches:
        rejections += store.write_messages(batch).rejections
    assert [rejection.reason for rejection in rejections] == ["clone"]
    assert stored(store) == [(fleet.DEVICE, 1, fleet.payload(fleet.play(1)))]
    quarantined = rows(store, "SELECT device, reason, payload FROM quarantine")
    assert quarantined == [(fleet.DEVICE, "clone", fleet.payload(clone))]


@pytest.mark.parametrize("in_one_batch", [True, False])
@pytest.mark.parametrize(("kind", "again"), [("play", fleet.play(2)), ("reaction", fleet.reaction(2))])
def test_an_id_that_comes_again_with_another_number_counts_once(
    store: Store, kind: str, again: fleet.Fields, in_one_batch: bool
) -> None:
    """Of its kind and of another one. Its number stays missing; that of another kiosk with this id is stored."""
    first = fleet.play(1)
    batch = [("play", first), (kind, again | {"id": first["id"]}), ("play", fleet.play(3))]
    readings = [fleet.reading(*message) for message in batch]
    done = [
        store.write_messages(some) for some in ([readings] if in_one_batch else [[reading] for reading in readings])
    ]
    rejections = [(rejection.reason, rejection.detail[:35]) for written in done for rejection in written.rejections]
    assert rejections == [("clone", "its id is already stored with seq 1")]
    assert [seq for _, seq, _ in stored(store)] == [1, 3]
    assert (done[0] if in_one_batch else store.write_messages(readings)).duplicates == (0 if in_one_batch else 2)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE devices SET done_seq = 0")
        (missing,) = find_gaps(connection)
    assert missing.gaps == [(2, 2)]
    assert store.write_messages([fleet.reading("play", fleet.play(2, OTHER, id=first["id"]), OTHER)]).stored == 1


def test_a_row_that_the_database_cannot_take_stops_no_other(store: Store) -> None:
    """A number that fits no column would fail for ever: the message goes to the quarantine, the others are stored."""
    fields = [fleet.play(seq) for seq in range(1, 12)]
    fields[5]["experiment"] = {"id": "e12", "arm": "a", "block": 2**70}
    written = store.write_messages([fleet.reading("play", some) for some in fields])
    assert written.stored == 10
    assert [rejection.reason for rejection in written.rejections] == ["store"]
    assert rows(store, "SELECT device, reason FROM quarantine") == [(fleet.DEVICE, "store")]


def test_columns_hold_what_the_message_says(store: Store) -> None:
    store.write_messages(
        [
            fleet.reading("window", fleet.window(1)),
            fleet.reading("reaction", fleet.reaction(2)),
            fleet.reading("play", fleet.play(3, experiment={"id": "e12", "arm": "b", "block": 7})),
            fleet.reading("alert", fleet.alert(4, cleared=fleet.at(minutes=1))),
        ]
    )
    window = (
        "SELECT visits, watchers, dwell_s, looked_0_5, looked_5, dwell_0, dwell_60, coverage, level_db FROM windows"
    )
    assert rows(store, window) == [(17, 9, 6.2, 11, 1, 3, 0, 0.98, None)]
    reaction = (
        "SELECT experiment, arm, n, smile, abstained, body_n, body_hr_bpm, noise_total, noise_laughter,"
        " expression_model FROM reactions"
    )
    assert rows(store, reaction) == [("e12", "a", 16, 0.22, 0.18, 11, 78.4, 1.0, 1.0, "fer-1.1m@sha256:ab12cd34ef56")]
    play = (
        "SELECT c.creative, p.arm, p.block, p.end_ms - p.start_ms, p.media_to_s, p.feed FROM plays p JOIN creatives c"
    )
    assert rows(store, f"{play} ON c.id = p.creative_id") == [("spring_a", "b", 7, 15_000, 15.0, "player")]
    assert rows(store, "SELECT code, severity, cleared_ms - raised_ms FROM alerts") == [
        ("camera.lost", "error", 60_000)
    ]


def test_comments_are_stored_as_they_were_told(store: Store) -> None:
    """With a count below 0; without an advert where none was shown. They have no sums, so no day is marked."""
    told = [fleet.comments(1), fleet.comments(2, creative=None, unclear=0, n=15)]
    assert store.write_messages([fleet.reading("comments", some) for some in told]).stored == 2
    query = "SELECT c.creative, m.k, m.n, m.negative, m.neutral, m.positive, m.unclear, m.hour, m.to_ms - m.from_ms"
    found = rows(store, f"{query} FROM comments m LEFT JOIN creatives c ON c.id = m.creative_id ORDER BY m.seq")
    assert found == [("spring_a", 10, 13, 4, 3, 8, -2, 10, 7_140_000), (None, 10, 15, 4, 3, 8, 0, 10, 7_140_000)]
    assert one(store, "SELECT count(*) FROM dirty") == 0


@pytest.mark.parametrize(
    "wrong", [{"n": 14}, {"k": -1}, {"positive": "8"}, {"to": fleet.at(hours=-2)}, {"creative": 7}, {"n": None}]
)
def test_comments_that_cannot_be_are_in_the_quarantine(store: Store, wrong: dict[str, object]) -> None:
    """A sum that is not that of the counts, a batch without a length, a number that is none."""
    written = store.write_messages([fleet.reading("comments", fleet.comments(1, **wrong))])
    reason = "values" if "to" in wrong else "junk"
    assert (written.stored, [rejection.reason for rejection in written.rejections]) == (0, [reason])
    assert rows(store, "SELECT device, reason FROM quarantine") == [(fleet.DEVICE, reason)]


def test_a_curve_is_a_row_a_second(store: Store) -> None:
    """A cell of two seconds is told of each of them."""
    fields = fleet.reaction(1)
    fields["curve"]["step_s"] = 2
    store.write_messages([fleet.reading("reaction", fields)])
    cells = rows(store, "SELECT second, watchers, n, smile, laughter FROM cells ORDER BY second")
    told, withheld = (19, 16, 0.25, 0.25), (19, None, None, None)
    assert cells == [(second, *(told if second < 4 else withheld)) for second in range(6)]


def test_a_message_counts_in_the_last_millisecond_before_its_end(store: Store) -> None:
    """A window that ends at midnight belongs to the day that ends; without a zone that is a day of UTC."""
    fields = fleet.window(1, **{"from": "2026-11-23T23:00:00.000Z", "to": "2026-11-24T00:00:00.000Z"})
    store.write_messages([fleet.reading("window", fields)])
    day = (date(2026, 11, 23) - date(1970, 1, 1)).days
    assert rows(store, "SELECT day, hour, weekday, part FROM windows") == [(day, 23, 0, None)]


def test_a_store_that_is_opened_again_goes_on(location: Location) -> None:
    """Messages that another process stored count as stored."""
    for seq, expected in ((1, (1, 0)), (1, (0, 1)), (2, (1, 0))):
        opened = open_store(location)
        written = opened.write_messages([fleet.reading("play", fleet.play(seq))])
        assert (written.stored, written.duplicates) == expected
        opened.engine.dispose()


def test_two_writers_share_a_store(location: Location) -> None:
    """Each knows what the other stored, in its own memory of creatives as well."""
    a, b = open_store(location), open_store(location)
    for seq, store in enumerate((a, b, a, b, b, a), 1):
        assert store.write_messages([fleet.reading("play", fleet.play(seq, creative=f"c{seq // 2}"))]).stored == 1
    assert b.write_messages([fleet.reading("play", fleet.play(6, creative="c3"))]).duplicates == 1
    assert one(a, "SELECT count(*) FROM creatives") == 4
    for store in (a, b):
        store.engine.dispose()


def test_an_empty_batch_changes_nothing(store: Store) -> None:
    assert store.write_messages([]).stored == 0
    assert one(store, "SELECT count(*) FROM devices") == 0
