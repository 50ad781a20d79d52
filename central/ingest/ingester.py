"""Moves messages from the session to the store: reads, writes and commits them, and then acknowledges them."""

import logging
import threading
from collections import Counter
from collections.abc import Callable

from central.clock import clock_fault, monotonic_s, now_ms
from central.errors import DatabaseError
from central.ingest.end_to_end import EndToEndAnswers
from central.ingest.session import Arrival, Session
from central.messages.reader import CLONE, parse_topic, read_message
from central.messages.types import NOT_STORED
from central.messages.values import Rejection
from central.store.batch import Written
from central.store.store import Store
from edge.messages.end_to_end import TEST

log = logging.getLogger(__name__)

BATCH = 500
WAIT_S, LINGER_S = 0.5, 0.02
RETRY_S = (0.5, 1.0, 2.0, 5.0, 10.0)
LOG_EVERY_S = 60.0
OnBatch = Callable[[Written, float], None]
"""Function that receives each stored batch, and the time in seconds that it took to store."""


class Ingester:
    """Loop that runs in its own thread until `stopping` is set. A database error does not end it."""

    def __init__(
        self, session: Session, store: Store, stopping: threading.Event, on_batch: OnBatch = lambda *_: None
    ) -> None:
        self._session, self._store, self._stopping, self._on_batch = session, store, stopping, on_batch
        self._rejections = RejectionLog(monotonic_s)
        self._answers = EndToEndAnswers(session, store, monotonic_s)
        self.totals = Written()

    def run(self) -> None:
        """Store messages until `stopping` is set. Raises none of the expected errors."""
        while not self._stopping.is_set():
            arrivals = self._session.take_messages(BATCH, WAIT_S, LINGER_S)
            if arrivals:
                self.store_batch(arrivals)

    def store_batch(self, arrivals: list[Arrival]) -> None:
        """Store one batch, however long that takes, and acknowledge it.

        If the thread must stop before that, nothing is acknowledged.
        """
        at_ms = self._wait_for_right_clock()
        if at_ms is None:
            return
        readings = []
        for arrival in arrivals:
            header, kind = parse_topic(arrival.topic)
            if header is not None and kind in NOT_STORED:
                if kind == TEST:
                    self._answers.answer_test(arrival)
            elif not (kind == "state" and not arrival.payload):  # an operator has cleared that of a kiosk that is gone
                readings.append(read_message(arrival.topic, arrival.payload, at_ms))
        begin_s = monotonic_s()
        written = self._write_batch(lambda: self._store.write_messages(readings))
        if written is None:
            return
        self._session.acknowledge(arrivals)
        self._on_batch(written, monotonic_s() - begin_s)
        self.totals.stored += written.stored
        self.totals.duplicates += written.duplicates
        self.totals.latest += written.latest
        self._rejections.log_rejections(written.rejections)

    def _wait_for_right_clock(self) -> int | None:
        """Wait until the clock is plausible.

        With a wrong clock, all messages would seem to come from the future. Returns None if the thread must stop before
        that.
        """
        is_logged = False
        while (why := clock_fault(now_ms())) is not None:
            if not is_logged:
                log.error("%s Until the clock is right, central acknowledges no messages to the broker.", why)
                is_logged = True
            if self._stopping.wait(RETRY_S[-1]):
                return None
        return now_ms()

    def _write_batch(self, write: Callable[[], Written]) -> Written | None:
        """Try to write the batch until the database accepts it. Returns None if the thread must stop before that."""
        failures = 0
        while True:
            try:
                written = write()
            except DatabaseError as error:
                if failures == 0:
                    log.error(
                        "%s. Until the database accepts writes again, central does not acknowledge messages from the"
                        " broker.",
                        error,
                    )
                if self._stopping.wait(RETRY_S[min(failures, len(RETRY_S) - 1)]):
                    return None
                failures += 1
            else:
                if failures:
                    log.info("database: the database accepts writes again")
                return written


class RejectionLog:
    """Logs rejected messages by reason, at most one line per minute. A cloned kiosk is logged at once, at most once per
    minute and kiosk.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._waiting: Counter[str] = Counter()
        self._logged_s = float("-inf")
        self._clones: dict[str, float] = {}

    def log_rejections(self, rejections: list[Rejection]) -> None:
        """Count rejections, and log the lines that are due."""
        now_s = self._monotonic()
        for rejection in rejections:
            self._waiting[rejection.reason] += 1
            if rejection.reason == CLONE and now_s - self._clones.get(rejection.device, -LOG_EVERY_S) >= LOG_EVERY_S:
                if len(self._clones) > 10_000:
                    self._clones.clear()
                self._clones[rejection.device] = now_s
                log.error(
                    "clone: a message of %s was rejected: %s. The message is in the quarantine.",
                    rejection.device,
                    rejection.detail,
                )
        if self._waiting and now_s - self._logged_s >= LOG_EVERY_S:
            counts = ", ".join(f"{count} {reason}" for reason, count in sorted(self._waiting.items()))
            log.warning(
                "quarantine: messages rejected since the previous log line of this kind: %s. To list them: "
                "`vitrina-central quarantine list`",
                counts,
            )
            self._waiting.clear()
            self._logged_s = now_s
