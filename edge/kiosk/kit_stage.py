"""The feeling stage: reads the kits of wearers who consent, and estimates arousal. No kit is open while paused."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from edge.consent.check import ConsentStatus
from edge.events import BodyObservation, ConsentEnded, InputEvent, SourceLost
from edge.kiosk.state import Severity
from edge.perception.body.arousal import ArousalEstimator
from edge.queues import BoundedQueue
from edge.signals import KitSamples
from edge.sources.kits.reader import KitOptions, KitReader

log = logging.getLogger(__name__)

WAIT_S = 0.5  # longest wait for samples; after it the stage checks whether to stop
CHECK_EVERY_S = 10.0  # interval between two checks of the consents
CHUNKS = 256  # of half a second each; with ten kits 13 s

EmitSamples = Callable[[KitSamples], None]
Code = Literal["kit.lost", "kit.noise", "consent.none", "consent.invalid"]
SEVERITIES: dict[Code, Severity] = {
    "kit.lost": "warning",
    "kit.noise": "warning",
    "consent.none": "info",
    "consent.invalid": "warning",
}


@dataclass(frozen=True, slots=True)
class KitAlert:
    """Alert of one kit. The kit is named by its place in the settings, so the alert does not name the wearer."""

    code: Code
    number: int
    text: str

    @property
    def degrades(self) -> bool:
        """True if data is missing that should be there. A wearer who does not consent is no fault."""
        return self.code != "consent.none"


@dataclass(slots=True)
class KitCounters:
    """Counts since the start of the kiosk, over all kits. They do not show if a kit is on a wearer."""

    bad: int = 0  # frames and lines whose check failed
    lost: int = 0  # samples that are missing by the kit's own numbering or clock
    dropped: int = 0  # samples without a time, too late, or dropped from a full queue

    def __add__(self, other: "KitCounters") -> "KitCounters":
        return KitCounters(self.bad + other.bad, self.lost + other.lost, self.dropped + other.dropped)


class KitStage:
    """Reads kits while `is_active()` is True and `check_consent` is valid, and runs one ArousalEstimator.

    A lost kit does not affect the others. At the end of a consent the stage emits ConsentEnded, and nothing of that
    wearer after it. `heartbeat` is called about once a second, whatever the kits do.
    """

    def __init__(
        self,
        kits: Sequence[KitOptions],
        open_kit: Callable[[KitOptions, EmitSamples], KitReader],
        check_consent: Callable[[KitOptions], ConsentStatus],
        body: ArousalEstimator,
        emit: Callable[[InputEvent], None],
        is_active: Callable[[], bool],
        now: Callable[[], float],
        heartbeat: Callable[[], None] = lambda: None,
    ) -> None:
        self._kits, self._open_kit, self._check_consent, self._body = kits, open_kit, check_consent, body
        self._emit, self._is_active, self._now, self._heartbeat = emit, is_active, now, heartbeat
        self._readers: dict[int, KitReader] = {}  # by number; only kits with a valid consent
        self._consents: dict[int, ConsentStatus] = {}
        self._lost: set[int] = set()  # numbers of the kits whose loss was emitted
        self._closed = KitCounters()  # of readers and queues that are closed
        # Replaced in the thread of this stage, read in others.
        self.alerts: tuple[KitAlert, ...] = ()
        self.counters = KitCounters()

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._heartbeat()
            if self._is_active():
                self._read_kits(stop)
            else:
                stop.wait(WAIT_S)

    def _read_kits(self, stop: threading.Event) -> None:
        chunks: BoundedQueue[KitSamples] = BoundedQueue(CHUNKS)
        check_s = self._now()
        try:
            while self._is_active() and not stop.is_set():
                self._heartbeat()
                if self._now() >= check_s:
                    check_s = self._now() + CHECK_EVERY_S
                    self._check(chunks)
                self._process(chunks)
                self._collect_alerts(chunks)
        finally:
            for reader in self._readers.values():
                reader.request_stop()
            for number in list(self._readers):
                self._close(number)
            self._closed += KitCounters(dropped=chunks.dropped)
            self._consents.clear()
            self._lost.clear()
            self._body.reset()
            self.alerts, self.counters = (), self._closed + KitCounters(dropped=self._body.dropped)

    def _check(self, chunks: BoundedQueue[KitSamples]) -> None:
        """Opens the kits whose wearers consent, and closes those whose wearers no longer consent."""
        for kit in self._kits:
            consent = self._consents[kit.number] = self._check_consent(kit)
            is_read = kit.number in self._readers
            if consent.state == "valid" and not is_read:
                reader = self._readers[kit.number] = self._open_kit(kit, chunks.put)
                reader.start()
            elif consent.state != "valid" and is_read:
                self._close(kit.number)
                self._body.forget(kit.wearer)
                self._emit(ConsentEnded(self._now(), kit.wearer))
                log.info("%s What was held of its wearer was dropped.", consent.text)

    def _process(self, chunks: BoundedQueue[KitSamples]) -> None:
        """Waits for samples, and emits the observations of all queued chunks."""
        chunk = chunks.get(WAIT_S)
        while chunk is not None:
            if int(chunk.kit) in self._readers:
                observation: BodyObservation
                for observation in self._body.process(chunk):
                    self._emit(observation)
            chunk = chunks.get()

    def _collect_alerts(self, chunks: BoundedQueue[KitSamples]) -> None:
        """Updates `alerts` and `counters`, and emits SourceLost once for a lost kit."""
        counters = self._closed + KitCounters(dropped=chunks.dropped + self._body.dropped)
        for number, reader in self._readers.items():
            if not reader.is_alive:
                raise RuntimeError(f"kits: the thread that reads {reader.options.name} has ended")
            counters += _counters_of(reader)
            is_lost = reader.condition.state == "lost"
            if is_lost and number not in self._lost:
                self._emit(SourceLost(self._now(), f"body {reader.options.wearer}"))
            (self._lost.add if is_lost else self._lost.discard)(number)
        self.counters = counters
        self.alerts = tuple(alert for kit in self._kits if (alert := self._kit_alert(kit.number)))

    def _kit_alert(self, number: int) -> KitAlert | None:
        consent, reader = self._consents[number], self._readers.get(number)
        if consent.state == "none":
            return KitAlert("consent.none", number, consent.text)
        if consent.state == "invalid":
            return KitAlert("consent.invalid", number, consent.text)
        condition = reader.condition if reader else None
        if condition and condition.state == "lost":
            return KitAlert("kit.lost", number, condition.text)
        if condition and condition.state == "noise":
            return KitAlert("kit.noise", number, condition.text)
        return None

    def _close(self, number: int) -> None:
        reader = self._readers.pop(number)
        reader.close()
        self._lost.discard(number)
        self._closed += _counters_of(reader)


def _counters_of(reader: KitReader) -> KitCounters:
    counts = reader.counts
    return KitCounters(counts.bad, counts.lost, counts.late)
