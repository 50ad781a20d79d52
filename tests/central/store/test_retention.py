"""Plays are kept one by one for a while, their sums for ever, and nothing is counted twice by that."""

from datetime import datetime, timedelta, timezone

from central.clock import DAY_MS, now_ms
from central.messages.reader import read_message
from central.messages.values import Reading
from central.store.retention import forget_old_days
from central.store.store import Store
from central.store.sums import sum_all
from edge.messages.wire import time_text
from tests.central import fleet
from tests.central.rows import one, rows

PLAY_DAYS = 92


def play(seq: int, days_ago: float) -> Reading:
    end = datetime.fromtimestamp(now_ms() // DAY_MS * 86_400, timezone.utc) + timedelta(hours=12, days=-days_ago)
    times = {name: time_text(end.timestamp() + more) for name, more in (("start", -15), ("end", 0), ("at", 1))}
    return read_message(fleet.topic("play"), fleet.payload(fleet.play(seq, **times)), now_ms() + DAY_MS)


def sums(store: Store) -> list[tuple[object, ...]]:
    return rows(store, "SELECT day, plays, proof_ms FROM play_hours ORDER BY day")


def test_old_plays_go_and_their_sums_stay(store: Store) -> None:
    """Of the day that is the limit all stay. Other kinds stay as they are."""
    store.write_messages([play(seq, days) for seq, days in enumerate((200, 130, 93, 92, 91, 0), 1)])
    store.write_messages([fleet.reading("window", fleet.window(7))])
    assert forget_old_days(store, PLAY_DAYS).plays == 3
    assert rows(store, "SELECT seq FROM plays ORDER BY seq") == [(4,), (5,), (6,)]
    assert len(sums(store)) == 6
    assert forget_old_days(store, PLAY_DAYS).plays == 0
    sum_all(store)
    assert len(sums(store)) == 6
    assert one(store, "SELECT count(*) FROM windows") == 1


def test_a_play_that_comes_again_after_that_is_not_counted_again(store: Store) -> None:
    """Nothing tells a duplicate from news there, so it is rejected; the sums of its day are final."""
    store.write_messages([play(1, 100), play(2, 99)])
    forget_old_days(store, PLAY_DAYS)
    before = sums(store)
    written = store.write_messages([play(1, 100), play(3, 99), play(4, 1)])
    assert (written.stored, [rejection.reason for rejection in written.rejections]) == (1, ["old", "old"])
    sum_all(store)
    assert sums(store)[:2] == before


def test_a_window_of_such_a_day_changes_no_play(store: Store) -> None:
    """A late window makes the sums of its day anew, save those of the plays."""
    store.write_messages([play(1, 100)])
    forget_old_days(store, PLAY_DAYS)
    before = sums(store)
    late = time_text(now_ms() / 1000 - 100 * 86_400)
    later = time_text(now_ms() / 1000 - 100 * 86_400 + 60)
    store.write_messages([fleet.reading("window", fleet.window(2, **{"from": late, "to": later}))])
    sum_all(store)
    assert sums(store) == before
    assert one(store, "SELECT sum(windows) FROM window_hours") == 1


def test_the_limit_never_goes_back(store: Store) -> None:
    """More play_days later do not bring back what was deleted."""
    forget_old_days(store, 50)
    limit = one(store, "SELECT value FROM facts WHERE name = 'plays_from_day'")
    forget_old_days(store, 92)
    assert one(store, "SELECT value FROM facts WHERE name = 'plays_from_day'") == limit
