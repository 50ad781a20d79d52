"""A live sensor kit: a thread that reads its port, whatever becomes of it, and gives samples on the kiosk's clock."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from edge.signals import KitSamples
from edge.sources.kits.chunks import Row, SampleChunker, to_samples
from edge.sources.kits.status import KitCondition, KitNoiseDetector, KitStatus
from firmware_bridge.errors import KitError, PortError, PortLostError
from firmware_bridge.kit_session import KitSession
from firmware_bridge.kit_times import SampleTimestamps
from firmware_bridge.kits import registry
from firmware_bridge.samples import Kit
from firmware_bridge.transport import SerialPort
from firmware_bridge.vitals import VitalSignsEstimator

WAITS_S = (0.25, 0.5, 1.0, 1.5)
"""Until a port that could not be opened is tried again, the last one for ever: a kit that is back is read in 2 s."""

SILENT_S = 5.0
"""A kit that was opened and gives nothing for so long is lost: one that starts anew with its port is silent for 2 s."""

REOPEN_S = 10.0
"""After so long it is opened anew, in case that its adapter hangs."""

UNREAD_S = 12.0
"""After so long of bytes without a sample they are another kit's: a sketch may say every 10 s what its columns are."""

_JOIN_S = 1.0  # a read ends after 0.2 s, and a socket lets go after 0.3 s more
CALIBRATION = "cal"
"""The setting of a kit that is set by hand."""


class KitSettingsError(Exception):
    """No such kit, or a setting that it cannot have; the text has a line for every problem."""


@dataclass(frozen=True, slots=True)
class KitOptions:
    """One kit of the settings. `number` is its place there, from 1: so it is called, for a wearer is a person."""

    number: int
    port: str  # a device, a URL of pyserial, or a USB id
    kit: str
    wearer: str
    settings: Mapping[str, int | float | str | bool] = field(default_factory=dict)
    calibration: float | None = None

    @property
    def name(self) -> str:
        """For people who mend it."""
        return f"number {self.number} ({self.kit} at {self.port})"


@dataclass(slots=True)
class KitCaptureCounters:
    """Since the kit was made, over all openings of its port."""

    samples: int = 0
    bad: int = 0  # frames or lines whose check failed
    skipped_bytes: int = 0  # outside intact frames and lines
    lost: int = 0  # samples that the kit's own numbering or clock shows missing
    late: int = 0  # samples dropped as without a time, or of one that was over
    jumps: int = 0  # times that the kit's clock was set, or began anew unexpectedly
    opened: int = 0


def decoder(options: KitOptions) -> Kit:
    """What reads its bytes. Raises KitSettingsError."""
    given = dict(options.settings)
    if options.calibration is not None:
        given[CALIBRATION] = options.calibration
    try:
        return registry.make(options.kit, given)
    except KitError as error:
        lines = [f"settings: [[kits]] number {options.number}: {line}" for line in str(error).splitlines()]
        raise KitSettingsError("\n".join(lines)) from None


def check(kits: Sequence[KitOptions]) -> None:
    """Raises KitSettingsError with what is wrong with all of them."""
    problems = []
    for options in kits:
        try:
            decoder(options)
        except KitSettingsError as error:
            problems.append(str(error))
    if problems:
        raise KitSettingsError("\n".join([*problems, "Nothing was started."]))


class KitReader:
    """One kit of one wearer, read from `start` to `close`. `give` is called from its thread and must not wait.

    A port that is gone is opened again, by its name; so is one that says nothing. Times are those of the kit's clock,
    where it has one, moved to `now`, the kiosk's clock (seconds since 1970 UTC).
    """

    def __init__(
        self,
        options: KitOptions,
        emit: Callable[[KitSamples], None],
        now: Callable[[], float],
        waits_s: tuple[float, ...] = WAITS_S,
    ) -> None:
        """Opens nothing. Raises KitSettingsError."""
        self.options = options
        self._kit = decoder(options)
        self._emit, self._now, self._waits_s = emit, now, waits_s
        self._vitals = VitalSignsEstimator()
        self._state = KitStatus(options.name)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._read, name=f"kit {options.number}", daemon=True)
        self._chunker = SampleChunker()
        self._times = SampleTimestamps(None)  # of this opening
        self._late = self._jumps = self._opened = 0  # of the openings before it

    @property
    def condition(self) -> KitCondition:
        return self._state.condition

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs; one that ended unasked met a fault that nobody foresaw."""
        return self._thread.is_alive()

    @property
    def counts(self) -> KitCaptureCounters:
        counted, clock = self._kit.counters, self._times.clock
        return KitCaptureCounters(
            samples=counted.samples,
            bad=counted.bad,
            skipped_bytes=counted.skipped_bytes,
            lost=counted.lost,
            late=self._late + clock.late,
            jumps=self._jumps + clock.jumps,
            opened=self._opened,
        )

    def start(self) -> None:
        self._thread.start()

    def request_stop(self) -> None:
        """Ask it to end, as where several are to be closed."""
        self._closing.set()

    def close(self) -> None:
        """Let go of the port. A thread that hangs in opening it is left behind, and gives nothing any more."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join(_JOIN_S)

    def _read(self) -> None:
        failures = 0
        while not self._closing.is_set():
            try:
                if self._read_once():
                    failures = 0
            except PortError as error:
                self._state.lost(str(error).removeprefix("port: "), time.monotonic())
            self._closing.wait(self._waits_s[min(failures, len(self._waits_s) - 1)])
            failures += 1

    def _read_once(self) -> bool:
        """Open the port and read it until it is to be opened anew. Whether it gave anything. Raises PortError."""
        port = SerialPort(self.options.port, self._kit.info.baud)
        self._opened += 1
        before = self._kit.counters.samples
        self._times = SampleTimestamps(self._kit.info.rate_hz)
        try:
            with KitSession(port, self._kit) as conversation:
                self._converse(conversation)
        except PortLostError as error:
            self._state.lost(str(error).removeprefix("port: "), time.monotonic())
        finally:
            port.close()
            clock, self._times = self._times.clock, SampleTimestamps(None)
            self._late, self._jumps = self._late + clock.late, self._jumps + clock.jumps
        return self._kit.counters.samples > before

    def _converse(self, conversation: KitSession) -> None:
        watch = _PortMonitor(self._kit, self._state)
        while not self._closing.is_set() and not watch.is_over:
            samples = conversation.read()
            arrived_s = self._now()
            rows: list[Row] = []
            for sample in samples:
                at_s = self._times.host_time_s(sample.device_s, arrived_s)
                if at_s is not None:
                    rows.append((at_s, sample))
            watch.check(time.monotonic())
            if whole := self._chunker.process(rows, is_silent=not samples):
                self._hand_over(whole)

    def _hand_over(self, rows: list[Row]) -> None:
        options = self.options
        if not self._closing.is_set():
            self._emit(to_samples(self._vitals, rows, 0.0, wearer=options.wearer, kit=str(options.number)))


class _PortMonitor:
    """One opening of a port: does it give samples, and are its bytes the kit's? `is_over`: it is to be opened anew."""

    def __init__(self, kit: Kit, state: KitStatus) -> None:
        self._kit, self._state = kit, state
        self._noise = KitNoiseDetector()
        self._from_bytes, self._from_skipped = kit.counters.bytes, kit.counters.skipped_bytes
        self._samples, self._bytes = kit.counters.samples, kit.counters.bytes  # at the last look
        self._read_s: float | None = None  # when it last gave samples, or the port was opened
        self._heard_s = 0.0  # the same for any byte
        # A strap that nobody wears is silent, and that it is worn is nobody's business.
        self._may_be_silent = kit.info.rate_hz is None and not kit.info.has_eda
        self.is_over = False

    def check(self, at_s: float) -> None:
        counters = self._kit.counters
        is_noisy = self._noise.is_noise(
            at_s, counters.bytes - self._from_bytes, counters.skipped_bytes - self._from_skipped
        )
        gives = counters.samples > self._samples or (self._read_s is None and self._may_be_silent)
        if gives and not is_noisy:
            self._state.gives(at_s)
        if self._read_s is None or counters.bytes > self._bytes:
            self._heard_s = at_s
        if self._read_s is None or gives:
            self._read_s = at_s
        self._samples, self._bytes = counters.samples, counters.bytes
        self._judge(is_noisy, at_s, at_s - self._read_s, at_s - self._heard_s)

    def _judge(self, is_noisy: bool, at_s: float, unread_s: float, unheard_s: float) -> None:
        if self._may_be_silent and not is_noisy:
            return
        if is_noisy or (unread_s >= UNREAD_S and unheard_s < SILENT_S):
            self._state.noisy(_NOISE.format(kit=self._kit.info.title, baud=self._kit.info.baud), at_s)
        elif unheard_s >= SILENT_S:
            self._state.lost("is open and says nothing. Is it switched on, and its sketch running?", at_s)
        self.is_over = unheard_s >= REOPEN_S


_NOISE = "most of what comes is not of a {kit}. Is another kit there, its baud rate not {baud}, or its cable bad?"
