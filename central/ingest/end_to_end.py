"""Answers `vitrina doctor --end-to-end` with the token of the test and the age of the kiosk's newest stored message.

A test message contains no news of the kiosk, so it is not stored, counted or logged. The answer is published on the
kiosk's own topic `cmd/seen`.
"""

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any, Protocol

from central import VERSION
from central.clock import now_ms
from central.errors import CentralError
from central.ingest.session import Arrival
from central.messages.reader import device_key, parse_topic
from central.store.newest import newest_message
from central.store.store import Store
from edge.messages.end_to_end import EXPIRY_S, SEEN, EndToEndSeen, read_test_token
from edge.messages.wire import Header, message_topic, schema_name, to_json

EVERY_S = 1.0
"""Shortest time between two answers to the same kiosk. Earlier requests from this kiosk get no answer."""
KIOSKS = 100
"""Maximum number of kiosks that get an answer within EVERY_S.

On any other kiosk, `vitrina doctor` reports that no answer came.
"""


class Publisher(Protocol):
    """The part of a session that publishes messages."""

    def publish(self, topic: str, payload: bytes, expiry_s: int = ...) -> None:
        """Publish a message that the broker drops after a time limit."""


class EndToEndAnswers:
    """Answers the messages of `vitrina doctor --end-to-end`. Only the ingester's thread uses it."""

    def __init__(self, session: Publisher, store: Store, monotonic: Callable[[], float]) -> None:
        self._session, self._store, self._monotonic = session, store, monotonic
        self._answered_s: dict[str, float] = {}

    def answer_test(self, arrival: Arrival) -> None:
        """Answer one test. An invalid test, or one that comes too soon after the kiosk's last test, gets no answer."""
        header, _ = parse_topic(arrival.topic)
        token = read_test_token(arrival.payload)
        if header is None or token is None or not self._is_due(device_key(header)):
            return
        seen = self._stored_facts(header, token).model_dump(mode="json", by_alias=True, exclude_none=True)
        self._session.publish(message_topic(header, SEEN), to_json(seen), EXPIRY_S)

    def _is_due(self, key: str) -> bool:
        now_s = self._monotonic()
        if now_s - self._answered_s.get(key, float("-inf")) < EVERY_S:
            return False
        if len(self._answered_s) >= KIOSKS:
            self._answered_s = {k: at_s for k, at_s in self._answered_s.items() if now_s - at_s < EVERY_S}
        if len(self._answered_s) >= KIOSKS:
            return False
        self._answered_s[key] = now_s
        return True

    def _stored_facts(self, header: Header, token: str) -> EndToEndSeen:
        at = _time(now_ms())
        by = f"vitrina-central {VERSION}"
        fields: dict[str, Any] = {"schema": schema_name(SEEN), "token": token, "by": by, "at": at}
        try:
            newest = newest_message(self._store, device_key(header))
        except CentralError:
            return EndToEndSeen(**fields, stored="unknown")
        if newest is None:
            return EndToEndSeen(**fields, stored="none")
        return EndToEndSeen(**fields, stored="yes", stored_at=_time(newest.stored_ms), last_seq=newest.last_seq)


def _time(at_ms: int) -> str:
    at = datetime.fromtimestamp(at_ms / 1000, timezone.utc)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
