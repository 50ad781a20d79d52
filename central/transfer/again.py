"""Retries quarantined messages that can be stored now, because central was updated or because their time has come."""

from itertools import islice

from central.clock import now_ms
from central.messages.reader import read_message
from central.messages.values import Reading, Rejection
from central.store.database import read_view, translate_database_errors
from central.store.quarantine import Quarantined, list_quarantined, remove_messages
from central.store.store import Store
from central.store.sums import sum_all

BATCH = 500


def retry_quarantined(store: Store) -> tuple[int, int]:
    """Store the quarantined messages that can be read now, without duplicates. Return how many were accepted, and how
    many stay in the quarantine.
    """
    at_ms = now_ms()
    taken = total = 0
    with read_view(store) as connection:
        messages = list_quarantined(connection)
        while some := list(islice(messages, BATCH)):
            taken += _store_and_remove(store, some, at_ms)
            total += len(some)
    with translate_database_errors():
        sum_all(store)
    return taken, total - taken


def _store_and_remove(store: Store, messages: list[Quarantined], at_ms: int) -> int:
    """Store messages, and then remove them from the quarantine.

    If a failure happens in between, the messages are duplicates at the next attempt.
    """
    readable: list[tuple[int, Reading]] = []
    for message in messages:
        again = read_message(message.topic, message.payload, at_ms)
        if not message.is_cut and not isinstance(again, Rejection):
            readable.append((message.number, again))
    written = store.write_messages([again for _, again in readable], is_live=False)
    rejected = {rejection.raw for rejection in written.rejections}
    numbers = [number for number, again in readable if again.raw not in rejected]
    with translate_database_errors(), store.engine.begin() as connection:
        remove_messages(connection, numbers)
    return len(numbers)
