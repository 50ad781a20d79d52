"""Imports lines of messages, without duplicates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from central.clock import now_ms
from central.messages.reader import JUNK, read_message
from central.messages.values import Reading, Rejection
from central.store.database import translate_database_errors
from central.store.store import Store
from central.store.sums import sum_all
from central.transfer.lines import BadLineError, parse_line

BATCH = 500

Report = Callable[[int, str], None]
"""Function that receives the number of a bad line, and the reason."""


@dataclass(slots=True)
class Imported:
    """Counts of an import. `bad`: number of lines that went to the quarantine."""

    stored: int = 0
    duplicates: int = 0
    latest: int = 0
    bad: int = field(default=0)


def import_lines(store: Store, lines: Iterable[bytes], report: Report) -> Imported:
    """Store messages in batches, then compute the totals. Bad lines are reported and go to the quarantine.

    A message from a file does not show that its kiosk is alive. Raises DatabaseError. Messages that were stored before
    the error stay in the store, and a second import of the same file stores the rest.
    """
    imported = Imported()
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line)
    while some := list(islice(numbered, BATCH)):
        _store_batches(store, some, imported, report)
    with translate_database_errors():
        sum_all(store)
    return imported


def _store_batches(store: Store, lines: list[tuple[int, bytes]], imported: Imported, report: Report) -> None:
    at_ms = now_ms()
    number_of: dict[bytes, int] = {}
    readings: list[Reading] = []
    for number, line in lines:
        reading = _read(line, at_ms)
        number_of.setdefault(reading.raw, number)
        readings.append(reading)
    written = store.write_messages(readings, is_live=False)
    imported.stored += written.stored
    imported.duplicates += written.duplicates
    imported.latest += written.latest
    imported.bad += len(written.rejections)
    for rejection in sorted(written.rejections, key=lambda rejection: number_of.get(rejection.raw, 0)):
        report(number_of.get(rejection.raw, 0), rejection.detail)


def _read(line: bytes, at_ms: int) -> Reading:
    try:
        topic, payload = parse_line(line)
    except BadLineError as error:
        return Rejection("?", line, JUNK, f"not a message line: {error}", "?")
    return read_message(topic, payload, at_ms)
