"""The sensor kit stage: reads the kits of wearers who consent, and estimates arousal. No kit is open during a pause."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from edge.alerts import Alert, Severity
from edge.consent.check import ConsentStatus
from edge.events import BodyObservation, ConsentEnded, SourceLost, SourceRestored
from edge.queues import BoundedQueue
from edge.signals import KitSamples
from edge.sources.kits.reader import KitCaptureCounters, KitOptions
from edge.stage import StageContext

log = logging.getLogger(__name__)

WAIT_S = 0.5  # longest wait for samples; after it the stage checks whether to stop
CHECK_EVERY_S = 10.0  # interval between two checks of the consents
CHUNKS = 256  # of half a second each; with ten kits 13 s

EmitSamples = Callable[[KitSamples], None]
KitEvent = BodyObservation | SourceLost | SourceRestored | ConsentEnded


class SampleSource(Protocol):
    """A kit that the stage reads, implemented in edge.sources.kits.reader."""

    options: KitOptions

    @property
    def state(self) -> str: ...

    @property
    def alerts(self) -> tuple[Alert, ...]: ...

    @property
    def counts(self) -> KitCaptureCounters: ...

    @property
    def is_alive(self) -> bool: ...

    def start(self) -> None: ...

    def request_stop(self) -> None: ...

    def close(self) -> None: ...


class Estimator(Protocol):
    """The methods of ArousalEstimator that the stage uses."""

    dropped: int

    def process(self, samples: KitSamples) -> list[BodyObservation]: ...

    def forget_wearer(self, wearer: str) -> None: ...

    def reset(self) -> None: ...


@dataclass(slots=True)
class KitCounters:
    """Counts since the start of the kiosk, over all kits. They do not show whether somebody wears a kit."""

    bad: int = 0  # frames and lines whose check failed
    lost: int = 0  # samples that are missing by the kit's own numbering or clock
    dropped: int = 0  # samples without a time, too late, or dropped from a full queue

    def __add__(self, other: "KitCounters") -> "KitCounters":
        return KitCounters(self.bad + other.bad, self.lost + other.lost, self.dropped + other.dropped)


class KitStage:
    """Reads kits while the kiosk is active and `check_consent` is valid, and runs one ArousalEstimator.

    A lost kit does not affect the other kits. When a consent ends, the stage emits ConsentEnded, and afterwards nothing
    about that wearer. Alerts identify a kit by its position in the settings, so that they do not name the wearer.
    """

    def __init__(
        self,
        kits: Sequence[KitOptions],
        open_kit: Callable[[KitOptions, EmitSamples], SampleSource],
        check_consent: Callable[[KitOptions], ConsentStatus],
        estimator: Estimator,
        context: StageContext[KitEvent],
        wait_s: float = WAIT_S,
    ) -> None:
        self._kits, self._open_kit, self._check_consent, self._estimator = kits, open_kit, check_consent, estimator
        self._context, self._wait_s = context, wait_s
        self._readers: dict[int, SampleSource] = {}  # by number; only kits with a valid consent
        self._consent_alerts: dict[int, Alert] = {}  # by number; only kits without a valid consent
        self._held: set[int] = set()  # numbers of the kits that were read since their wearers consented
        self._pause_check_s = float("-inf")
        self._lost: set[int] = set()  # numbers of the kits whose loss was emitted
        self._closed = KitCounters()  # of readers and queues that are closed
        # Replaced in the thread of this stage, read in others.
        self.alerts: tuple[Alert, ...] = ()
        self.counters = KitCounters()

    def run(self, stop: threading.Event) -> None:
        """Runs the stage until `stop` is set."""
        while not stop.is_set():
            self._context.heartbeat()
            if self._context.is_active():
                self._read_kits(stop)
            else:
                self._check_in_pause()
                stop.wait(self._wait_s)

    def _read_kits(self, stop: threading.Event) -> None:
        chunks: BoundedQueue[KitSamples] = BoundedQueue(CHUNKS)
        check_s = self._context.now()
        try:
            while self._context.is_active() and not stop.is_set():
                self._context.heartbeat()
                if self._context.now() >= check_s:
                    check_s = self._context.now() + CHECK_EVERY_S
                    self._open_and_close_kits(chunks)
                self._process_samples(chunks)
                self._collect_alerts(chunks)
        finally:
            for reader in self._readers.values():
                reader.request_stop()
            for number in list(self._readers):
                self._close(number)
            self._closed += KitCounters(dropped=chunks.dropped)
            self._consent_alerts.clear()
            self._lost.clear()
            self._estimator.reset()
            self.alerts, self.counters = (), self._closed + KitCounters(dropped=self._estimator.dropped)

    def _check_in_pause(self) -> None:
        """Detects consents that end during a pause, because values from before the pause may still be queued."""
        if self._held and self._context.now() >= self._pause_check_s:
            self._pause_check_s = self._context.now() + CHECK_EVERY_S
            for kit in self._kits:
                if kit.number in self._held and (consent := self._check_consent(kit)).state != "valid":
                    self._end_consent(kit, consent)

    def _end_consent(self, kit: KitOptions, consent: ConsentStatus) -> None:
        self._held.discard(kit.number)
        self._estimator.forget_wearer(kit.wearer)
        self._context.emit(ConsentEnded(self._context.now(), kit.wearer))
        log.info("%s The wearer's data that had not been reported yet have been discarded.", consent.text)

    def _open_and_close_kits(self, chunks: BoundedQueue[KitSamples]) -> None:
        """Opens the kits of wearers who consent, and closes the kits of wearers who no longer consent."""
        for kit in self._kits:
            consent = self._check_consent(kit)
            self._set_consent_alert(kit.number, consent)
            is_read = kit.number in self._readers
            if consent.state == "valid" and not is_read:
                reader = self._readers[kit.number] = self._open_kit(kit, chunks.put)
                reader.start()
                self._held.add(kit.number)
            elif consent.state != "valid" and kit.number in self._held:
                if is_read:
                    self._close(kit.number)
                self._end_consent(kit, consent)

    def _process_samples(self, chunks: BoundedQueue[KitSamples]) -> None:
        """Waits for samples, and emits the observations of all queued chunks."""
        chunk = chunks.get(self._wait_s)
        while chunk is not None:
            if int(chunk.kit) in self._readers:
                observation: BodyObservation
                for observation in self._estimator.process(chunk):
                    self._context.emit(observation)
            chunk = chunks.get()

    def _collect_alerts(self, chunks: BoundedQueue[KitSamples]) -> None:
        """Updates `alerts` and `counters`, and detects lost and recovered kits."""
        counters = self._closed + KitCounters(dropped=chunks.dropped + self._estimator.dropped)
        for number, reader in self._readers.items():
            if not reader.is_alive:
                raise RuntimeError(f"kits: the thread that reads {reader.options.name} has ended")
            counters += _counters_of(reader)
            self._notice_loss(number, reader)
        self.counters = counters
        self.alerts = tuple(alert for kit in self._kits for alert in self._alerts_of(kit.number))

    def _notice_loss(self, number: int, reader: SampleSource) -> None:
        """Emits SourceLost once when a kit is lost or its code fails, and SourceRestored once it sends again."""
        at_s, source = self._context.now(), f"body {reader.options.wearer}"
        if reader.state in ("lost", "failed") and number not in self._lost:
            self._lost.add(number)
            self._context.emit(SourceLost(at_s, source))
        elif reader.state == "ok" and number in self._lost:
            self._lost.remove(number)
            self._context.emit(SourceRestored(at_s, source))

    def _set_consent_alert(self, number: int, consent: ConsentStatus) -> None:
        if consent.state == "valid":
            self._consent_alerts.pop(number, None)
            return
        code, before = f"consent.{consent.state}", self._consent_alerts.get(number)
        since_s = before.since_s if before and before.code == code else self._context.now()
        severity: Severity = "info" if consent.state == "none" else "warning"
        self._consent_alerts[number] = Alert(code, severity, consent.text, since_s, number)

    def _alerts_of(self, number: int) -> tuple[Alert, ...]:
        if number in self._consent_alerts:
            return (self._consent_alerts[number],)
        reader = self._readers.get(number)
        return reader.alerts if reader else ()

    def _close(self, number: int) -> None:
        reader = self._readers.pop(number)
        reader.close()
        self._lost.discard(number)
        self._closed += _counters_of(reader)


def _counters_of(reader: SampleSource) -> KitCounters:
    counts = reader.counts
    return KitCounters(counts.bad, counts.lost, counts.late)
