"""The feeling stage: sensor kits whose wearers consent become what was felt. No kit is open while paused."""

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

WAIT_S = 0.5  # how long to wait for samples before looking whether to stop
CHECK_EVERY_S = 10.0  # so often is looked whether consents still hold
PIECES = 256  # of half a second; of ten kits these are 13 s

Give = Callable[[KitSamples], None]
Code = Literal["kit.lost", "kit.noise", "consent.none", "consent.invalid"]
SEVERITIES: dict[Code, Severity] = {
    "kit.lost": "warning",
    "kit.noise": "warning",
    "consent.none": "info",
    "consent.invalid": "warning",
}


@dataclass(frozen=True, slots=True)
class KitAlert:
    """What is wrong with one kit, which is called by its place in the settings: no wearer is in it."""

    code: Code
    number: int
    text: str

    @property
    def is_lack(self) -> bool:
        """Whether something is missing that should be there; that nobody consents is not."""
        return self.code != "consent.none"


@dataclass(slots=True)
class KitCounters:
    """Since the kiosk was started, over all kits. It says nothing of whether anybody wears them."""

    bad: int = 0  # frames and lines whose check failed
    lost: int = 0  # samples that the kits' own numbering or clock shows missing
    dropped: int = 0  # samples without a time, or of one that was over, or that nobody had time for

    def __add__(self, other: "KitCounters") -> "KitCounters":
        return KitCounters(self.bad + other.bad, self.lost + other.lost, self.dropped + other.dropped)


class KitStage:
    """Reads kits while `sensing()` and as long as `rule` says that their wearers consent, and drives one Body.

    A kit that is lost does not touch the others. Where a consent ends, `give` is told so, and nothing of that wearer
    comes after it. `beat` is called every second or so, whatever the kits do.
    """

    def __init__(
        self,
        kits: Sequence[KitOptions],
        open_kit: Callable[[KitOptions, Give], KitReader],
        check_consent: Callable[[KitOptions], ConsentStatus],
        body: ArousalEstimator,
        emit: Callable[[InputEvent], None],
        is_active: Callable[[], bool],
        now: Callable[[], float],
        heartbeat: Callable[[], None] = lambda: None,
    ) -> None:
        self._kits, self._open_kit, self._check_consent, self._body = kits, open_kit, check_consent, body
        self._emit, self._is_active, self._now, self._heartbeat = emit, is_active, now, heartbeat
        self._readers: dict[int, KitReader] = {}  # by number, of those that may be read
        self._rulings: dict[int, ConsentStatus] = {}
        self._lost: set[int] = set()  # of whose loss audience knows
        self._closed = KitCounters()  # of readers and queues that are gone
        # Made anew in this stage's thread, and read in others.
        self.alerts: tuple[KitAlert, ...] = ()
        self.counted = KitCounters()

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._heartbeat()
            if self._is_active():
                self._read_kits(stop)
            else:
                stop.wait(WAIT_S)

    def _read_kits(self, stop: threading.Event) -> None:
        pieces: BoundedQueue[KitSamples] = BoundedQueue(PIECES)
        check_s = self._now()
        try:
            while self._is_active() and not stop.is_set():
                self._heartbeat()
                if self._now() >= check_s:
                    check_s = self._now() + CHECK_EVERY_S
                    self._check(pieces)
                self._process(pieces)
                self._collect_alerts(pieces)
        finally:
            for reader in self._readers.values():
                reader.request_stop()
            for number in list(self._readers):
                self._close(number)
            self._closed += KitCounters(dropped=pieces.dropped)
            self._rulings.clear()
            self._lost.clear()
            self._body.reset()
            self.alerts, self.counted = (), self._closed + KitCounters(dropped=self._body.dropped)

    def _check(self, pieces: BoundedQueue[KitSamples]) -> None:
        """Begin with kits whose wearers consent, and end with those whose wearers no longer do."""
        for kit in self._kits:
            ruling = self._rulings[kit.number] = self._check_consent(kit)
            is_read = kit.number in self._readers
            if ruling.state == "valid" and not is_read:
                reader = self._readers[kit.number] = self._open_kit(kit, pieces.put)
                reader.start()
            elif ruling.state != "valid" and is_read:
                self._close(kit.number)
                self._body.forget(kit.wearer)
                self._emit(ConsentEnded(self._now(), kit.wearer))
                log.info("%s What was held of its wearer was dropped.", ruling.text)

    def _process(self, pieces: BoundedQueue[KitSamples]) -> None:
        """Wait a moment for samples, and give what is felt in all that there are."""
        piece = pieces.get(WAIT_S)
        while piece is not None:
            if int(piece.kit) in self._readers:
                felt: BodyObservation
                for felt in self._body.process(piece):
                    self._emit(felt)
            piece = pieces.get()

    def _collect_alerts(self, pieces: BoundedQueue[KitSamples]) -> None:
        """How the kits are."""
        counted = self._closed + KitCounters(dropped=pieces.dropped + self._body.dropped)
        for number, reader in self._readers.items():
            if not reader.is_alive:
                raise RuntimeError(f"kits: the thread that reads {reader.options.name} has ended")
            counted += _counted(reader)
            is_lost = reader.condition.state == "lost"
            if is_lost and number not in self._lost:
                self._emit(SourceLost(self._now(), f"body {reader.options.wearer}"))
            (self._lost.add if is_lost else self._lost.discard)(number)
        self.counted = counted
        self.alerts = tuple(trouble for kit in self._kits if (trouble := self._kit_alert(kit.number)))

    def _kit_alert(self, number: int) -> KitAlert | None:
        ruling, reader = self._rulings[number], self._readers.get(number)
        if ruling.state == "none":
            return KitAlert("consent.none", number, ruling.text)
        if ruling.state == "invalid":
            return KitAlert("consent.invalid", number, ruling.text)
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
        self._closed += _counted(reader)


def _counted(reader: KitReader) -> KitCounters:
    counts = reader.counts
    return KitCounters(counts.bad, counts.lost, counts.late)
