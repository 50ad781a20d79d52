"""What is told becomes a message in the outbox; the state and the health as messages of the moment."""

import logging
from collections.abc import Callable

from edge import __version__
from edge.events import Release
from edge.kiosk.state import Alert, StateTracker
from edge.messages import build
from edge.messages.build import Message
from edge.messages.payloads import Models, Vitals
from edge.messages.wire import Header, uuid7
from edge.uplink.outbox.outbox import KeptRange, Outbox, OutboxError

log = logging.getLogger(__name__)

RETRY_S = 10.0  # an alert that could not be kept is tried again so often


class MessageWriter:
    """The one writer of messages."""

    def __init__(
        self,
        header: Header,
        models: Models,
        outbox: Outbox,
        state: StateTracker,
        now: Callable[[], float],
        random: Callable[[int], bytes],
    ) -> None:
        self._header, self._models, self._outbox, self._conditions = header, models, outbox, state
        self._now, self._random = now, random
        self.lost = 0  # windows, reactions and plays that the outbox would not take
        self._failed_s: float | None = None  # when it last took nothing; None while it does
        self.last: Message | None = None  # that it took

    def write(self, told: Release) -> None:
        """Keep a window, a reaction or a play. A disk that is full costs the message and not the sensing."""
        id = uuid7(told.at_s, self._random)
        if not self._keep(lambda seq: build.release_message(told, self._header, self._models, id=id, seq=seq)):
            self.lost += 1
            log.error("outbox: it takes no messages; %d messages were lost so far.", self.lost)

    def alert(self, alert: Alert) -> bool:
        """Keep an alert. False where the outbox would not: try again later. On a disk that was full a moment ago it is
        not even tried."""
        at_s = self._now()
        if self._failed_s is not None and at_s - self._failed_s < RETRY_S:
            return False
        id = uuid7(at_s, self._random)
        return self._keep(
            lambda seq: build.alert(
                self._header,
                at_s=at_s,
                id=id,
                seq=seq,
                code=alert.code,
                severity=alert.severity,
                text=alert.text,
                raised_s=alert.raised_s,
                cleared_s=alert.cleared_s,
            )
        )

    def state(self) -> Message:
        """The state as it is now."""
        standing = self._conditions.snapshot
        return self._state_message(standing.state, standing.reasons, standing.since_s)

    def offline(self) -> Message:
        """What the kiosk leaves behind, at a stop and as its will."""
        return self._state_message("offline", (), self._now())

    def health(self, kept: KeptRange, vitals: Vitals) -> Message:
        at_s = self._now()
        id = uuid7(at_s, self._random)
        return build.health(
            self._header, at_s=at_s, id=id, first_seq=kept.first_seq, last_seq=kept.last_seq, vitals=vitals
        )

    def _state_message(self, state: build.KioskState, reasons: tuple[str, ...], since_s: float) -> Message:
        kept, at_s = self._outbox.kept_range(), self._now()
        return build.state(
            self._header,
            at_s=at_s,
            id=uuid7(at_s, self._random),
            first_seq=kept.first_seq,
            last_seq=kept.last_seq,
            state=state,
            reasons=reasons,
            since_s=since_s,
            version=__version__,
        )

    def _keep(self, build: Callable[[int], Message]) -> bool:
        try:
            self.last = self._outbox.append(build)
        except OutboxError as error:
            self._failed_s = self._now()
            self._conditions.degrade("outbox", str(error))
            self._conditions.alert("outbox.full", "error", str(error))
            return False
        if self._failed_s is not None:
            self._failed_s = None
            self._conditions.degrade("outbox", None)
            self._conditions.clear("outbox.full")
        return True
