"""Finds gaps in the message numbers, requests the missing messages from the kiosks, and records losses. Only one
process does this at a time.
"""

import json
import logging
from collections.abc import Callable

from central.clock import now_ms
from central.gaps.query import Missing, find_gaps, settle_losses
from central.gaps.requests import GapRequests
from central.store.faults import translate_driver_errors
from central.store.store import Store

log = logging.getLogger(__name__)

Publish = Callable[[str, bytes], None]
"""Function that sends a command, given its topic and payload."""


class GapKeeper:
    """Keeps track of the gaps of all kiosks."""

    def __init__(self, store: Store, publish: Publish, on_gaps: Callable[[int], None] = lambda _: None) -> None:
        self._store, self._publish, self._on_gaps = store, publish, on_gaps
        self._requests = GapRequests()
        self.asked = 0

    def request_gaps(self, now_s: float) -> None:
        """Find gaps, record the messages that are lost, and send the requests that are due. Raises DatabaseError."""
        with translate_driver_errors(), self._store.engine.begin() as connection:
            if not self._store.dialect.try_lock(connection, "gaps"):
                return
            found = find_gaps(connection)
            settle_losses(connection, found, now_ms())
        for missing in found:
            if missing.lost:
                count = sum(last - first + 1 for first, last in missing.lost)
                log.error("gaps: %s: %d messages are lost, because the kiosk no longer stores them", missing.key, count)
            self._ask(missing, now_s)
        self._requests.keep_kiosks({missing.device_id for missing in found})
        self._on_gaps(sum(last - first + 1 for missing in found for first, last in missing.gaps))

    def _ask(self, missing: Missing, now_s: float) -> None:
        is_away = missing.state in (None, "offline")
        for from_seq, to_seq in self._requests.due_ranges(missing.device_id, missing.gaps, now_s, is_away=is_away):
            command = json.dumps({"from_seq": from_seq, "to_seq": to_seq}).encode()
            self._publish(f"vitrina/1/{missing.key}/cmd/resend", command)
            self.asked += to_seq - from_seq + 1
