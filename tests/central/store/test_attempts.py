"""Limits of attempts while many arrive at the same moment, in both databases."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from central.store.attempts import LIMIT, take_attempt
from central.store.store import Store
from tests.central.rows import one

AT_ONCE, AT_MS = 12, 1_000_000


def passed(store: Store, buckets: Sequence[Sequence[str]]) -> int:
    """Number of attempts that pass, of one in each list of buckets, each with a thread and connection of its own."""
    for each in [store.engine.connect() for _ in buckets]:
        each.close()  # stays in the pool, so that all begin at the same moment
    start = Barrier(len(buckets))

    def take(own: Sequence[str]) -> bool:
        start.wait()
        with store.engine.begin() as connection:
            return take_attempt(connection, own, AT_MS) == 0

    with ThreadPoolExecutor(len(buckets)) as threads:
        return sum(threads.map(take, buckets))


def test_of_many_attempts_at_once_exactly_the_limit_passes(store: Store) -> None:
    for number in range(4):
        assert passed(store, [[f"account {number}"]] * AT_ONCE) == LIMIT
        count = f"SELECT count(*) FROM sign_in_attempts WHERE bucket = 'account {number}'"
        assert one(store, count) == LIMIT


def test_attempts_that_share_buckets_in_another_order_wait_for_each_other(store: Store) -> None:
    """No two of them wait for the bucket that the other has."""
    buckets = ["account ann", "address 203.0.113.7"]
    assert passed(store, [buckets, buckets[::-1]] * (AT_ONCE // 2)) == LIMIT
