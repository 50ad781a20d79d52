"""Writes releases and alerts to the outbox as messages, and builds the state and health messages."""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge import __version__
from edge.alerts import Alert, AlertChange
from edge.clock import Clock
from edge.events import ProofOfPlay, Release, ReleaseBatch
from edge.kiosk.state.state import KioskStateSnapshot, KioskStateTracker
from edge.messages import build
from edge.messages.build import Message
from edge.messages.payloads import Models, RemoteSettings, Software, Use, Vitals
from edge.messages.wire import Header, uuid7
from edge.uplink.outbox.outbox import KeptMessageRange, Outbox, OutboxError
from edge.uplink.outbox.play_journal import ProvenPlay

log = logging.getLogger(__name__)

RETRY_S = 10.0  # interval between two attempts to store an alert


@dataclass(frozen=True, slots=True)
class ExpressionReaderState:
    """State fields about faces: `use` from `[models]`, and the expression model with the reason for choosing it."""

    use: Use = "shop"
    reader: str = "none"


@dataclass(frozen=True, slots=True)
class FleetState:
    """State fields about signed programs and settings. None without [fleet]."""

    software: Software | None = None
    settings: RemoteSettings | None = None


class MessageWriter:
    """Writes all messages of the kiosk. No other part writes messages."""

    def __init__(
        self,
        header: Header,
        models: Models,
        outbox: Outbox,
        clock: Clock,
        random: Callable[[int], bytes] = os.urandom,
        reader: ExpressionReaderState = ExpressionReaderState(),
    ) -> None:
        self._reader = reader
        self.playlist: Callable[[], int | None] = lambda: None  # version of central's playlist that plays
        self.fleet: Callable[[], FleetState] = FleetState
        self._header, self._models, self._outbox = header, models, outbox
        self._now, self._random = clock.now, random
        self._lock = threading.Lock()  # of the three below: releases and alerts come from different threads
        self._failed_s: float | None = None  # time of the last failed write; None after a successful one
        self._was_full: Alert | None = None  # alert of a failure, until `pop_outbox_alerts` showed it
        self.last: Message | None = None  # the newest stored message
        self.lost = 0  # windows, reactions and plays that the outbox did not store

    def write_releases(self, batch: ReleaseBatch) -> None:
        """Stores windows, reactions and plays in the outbox. If the disk is full, they are lost and sensing
        continues.
        """
        proofs = [release for release in batch.releases if isinstance(release, ProofOfPlay)]
        proven = [ProvenPlay(proof.creative, proof.start_s, proof.end_s) for proof in proofs]
        if not self._append_to_outbox([self._release_builder(release) for release in batch.releases], proven):
            self.lost += len(batch.releases)
            log.error("outbox: messages cannot be stored; %d messages have been lost so far.", self.lost)

    def store_alerts(self, changes: Sequence[AlertChange]) -> bool:
        """Stores alerts. Returns False if the outbox did not store them; the caller then tries again later.

        Makes no new attempt within RETRY_S seconds after a failed write.
        """
        if self._failed_s is not None and self._now() - self._failed_s < RETRY_S:
            return False
        return self._append_to_outbox([self._alert_builder(change) for change in changes])

    def _release_builder(self, release: Release) -> Callable[[int], Message]:
        id = uuid7(release.at_s, self._random)
        use = self._reader.use
        return lambda seq: build.build_release_message(release, self._header, self._models, id=id, seq=seq, use=use)

    def _alert_builder(self, change: AlertChange) -> Callable[[int], Message]:
        at_s, alert = self._now(), change.alert
        id = uuid7(at_s, self._random)
        return lambda seq: build.build_alert(
            self._header,
            at_s=at_s,
            id=id,
            seq=seq,
            code=alert.code,
            severity=alert.severity,
            text=alert.text,
            raised_s=alert.since_s,
            cleared_s=change.cleared_s,
        )

    def pop_outbox_alerts(self) -> tuple[Alert, ...]:
        """The alert that the outbox cannot store messages. If the failure is already over, this method still returns
        the alert once.
        """
        with self._lock:
            alerts = () if self._was_full is None else (self._was_full,)
            if self._failed_s is None:
                self._was_full = None
            return alerts

    def state_message(self, snapshot: KioskStateSnapshot, at_s: float) -> Message:
        """Message with the given state of the kiosk at `at_s`. The message's id also contains this time."""
        return self._state_message(snapshot.state, snapshot.reasons, snapshot.since_s, at_s)

    def offline_message(self) -> Message:
        """Message with the state "offline". It is sent when the kiosk stops, and is also set as the MQTT will."""
        at_s = self._now()
        return self._state_message("offline", (), at_s, at_s)

    def health_message(self, kept: KeptMessageRange, vitals: Vitals) -> Message:
        at_s = self._now()
        id = uuid7(at_s, self._random)
        return build.build_health(
            self._header, at_s=at_s, id=id, first_seq=kept.first_seq, last_seq=kept.last_seq, vitals=vitals
        )

    def _state_message(self, state: build.KioskState, reasons: tuple[str, ...], since_s: float, at_s: float) -> Message:
        kept, fleet = self._outbox.kept_range(), self.fleet()
        return build.build_state(
            self._header,
            at_s=at_s,
            id=uuid7(at_s, self._random),
            first_seq=kept.first_seq,
            last_seq=kept.last_seq,
            state=state,
            reasons=reasons,
            since_s=since_s,
            version=__version__,
            use=self._reader.use,
            reader=self._reader.reader,
            playlist=self.playlist(),
            software=fleet.software,
            settings=fleet.settings,
        )

    def _append_to_outbox(self, builds: Sequence[Callable[[int], Message]], proven: Sequence[ProvenPlay] = ()) -> bool:
        with self._lock:
            try:
                self.last = self._outbox.append_all(builds, proven)[-1]
            except OutboxError as error:
                self._failed_s = self._now()
                since_s = self._was_full.since_s if self._was_full else self._failed_s
                self._was_full = Alert("outbox.full", "error", str(error), since_s)
                return False
            self._failed_s = None
            return True


class PresentState:
    """Messages with the current state, which the publisher sends without a request from the kiosk's loop."""

    def __init__(self, writer: MessageWriter, state: KioskStateTracker) -> None:
        self._writer, self._state = writer, state

    def state_message(self) -> Message:
        """Message with the current state of the kiosk."""
        told = self._state.reported_snapshot
        return self._writer.state_message(told, self._state.message_time_s(told.state))

    def offline_message(self) -> Message:
        """Message with the state "offline"."""
        return self._writer.offline_message()
