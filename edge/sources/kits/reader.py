"""Live sensor kit: a thread reads its port, recovers from every fault, and emits samples on the kiosk's clock."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, field

from edge.alerts import Alert
from edge.signals import KitSamples
from edge.sources.kits.chunks import Row, SampleChunker, kit_samples
from edge.sources.kits.status import KitNoiseDetector, KitStatus, State
from edge.sources.process.backoff import BackoffOptions, ReopenBackoff
from edge.supervised_thread import SupervisedThread
from firmware_bridge.errors import KitError, KitFailedError, SerialPortError, SerialPortLostError
from firmware_bridge.kit_session import KitSession
from firmware_bridge.kit_times import SampleTimestamps
from firmware_bridge.kits import registry
from firmware_bridge.samples import Kit
from firmware_bridge.transport import SerialPort
from firmware_bridge.vitals import VitalSignsEstimator

_JOIN_S = 1.0  # a read ends after 0.2 s, and a socket closes after 0.3 s more
CALIBRATION = "cal"
"""Name of the calibration setting. Some kits must be calibrated by hand."""


WAITS = BackoffOptions(first_wait_s=0.25, longest_wait_s=1.5, wait_share=1.0)
"""Times to wait before a kit's port is opened again. A kit that returns is read again within 2 s."""

FAILED_WAITS = BackoffOptions(first_wait_s=1.0, longest_wait_s=60.0, wait_share=1.0, steady_s=60.0)
"""Times to wait after the code of a kit failed. Code that worked for a minute counts as repaired."""


@dataclass(frozen=True, slots=True)
class KitTiming:
    """Times in seconds after which a port counts as lost, is opened again, or counts as noisy."""

    silent_s: float = 5.0  # without a byte the kit is lost; one that restarts when its port opens is silent for 2 s
    reopen_s: float = 10.0  # without a byte the port is opened anew, in case the adapter hangs
    unread_s: float = 12.0  # with bytes but no sample, another kit sends; a sketch may name its columns every 10 s
    backoff: BackoffOptions = WAITS
    failed_backoff: BackoffOptions = FAILED_WAITS


TIMING = KitTiming()


class KitSettingsError(Exception):
    """A kit is unknown, or one of its settings cannot be used. The text has one line for each problem."""


@dataclass(frozen=True, slots=True)
class KitOptions:
    """Options of one kit.

    `number` is its position in the settings, from 1. Texts name the kit by this number, never by its wearer.
    """

    number: int
    port: str  # a device, a URL of pyserial, or a USB id
    kit: str
    wearer: str
    settings: Mapping[str, int | float | str | bool] = field(default_factory=dict)
    calibration: float | None = None

    @property
    def name(self) -> str:
        """Name of the kit in texts for people who repair it."""
        return f"number {self.number} ({self.kit} at {self.port})"


@dataclass(slots=True)
class KitCaptureCounters:
    """Counters since the reader was made, over all openings of its port."""

    samples: int = 0
    bad: int = 0  # frames or lines whose check failed
    skipped_bytes: int = 0  # outside intact frames and lines
    lost: int = 0  # samples that the kit's own numbering or clock shows missing
    late: int = 0  # samples dropped because their time was missing or already over
    jumps: int = 0  # times that the kit's clock was set or restarted unexpectedly
    opened: int = 0

    def __add__(self, other: "KitCaptureCounters") -> "KitCaptureCounters":
        return KitCaptureCounters(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def build_decoder(options: KitOptions) -> Kit:
    """The decoder for the kit's bytes. Raises KitSettingsError."""
    given = dict(options.settings)
    if options.calibration is not None:
        given[CALIBRATION] = options.calibration
    try:
        return registry.make(options.kit, given)
    except KitError as error:
        lines = [f"settings: [[kits]] number {options.number}: {line}" for line in str(error).splitlines()]
        raise KitSettingsError("\n".join(lines)) from None


def measures_contact(options: KitOptions) -> bool:
    """True if the kit has electrodes, which show whether it is worn. Raises KitSettingsError."""
    return build_decoder(options).info.has_eda


def check_kit_options(kits: Sequence[KitOptions]) -> None:
    """Check the options of all kits. Raises one KitSettingsError with all problems."""
    problems = []
    for options in kits:
        try:
            build_decoder(options)
        except KitSettingsError as error:
            problems.append(str(error))
    if problems:
        raise KitSettingsError("\n".join([*problems, "Nothing was started."]))


class KitReader:
    """Reads the kit of one wearer from `start` until `close`. `emit` is called in its thread and must not block.

    A lost or silent port is opened again by its name. Times come from the kit's clock, if it has one, and are converted
    to `now`, the kiosk's clock (seconds since 1970 UTC).
    """

    def __init__(
        self,
        options: KitOptions,
        emit: Callable[[KitSamples], None],
        now: Callable[[], float],
        timing: KitTiming = TIMING,
    ) -> None:
        """Create the reader without opening the port. Raises KitSettingsError."""
        self.options = options
        self._kit = build_decoder(options)
        self._emit, self._now, self._timing = emit, now, timing
        self._vitals = VitalSignsEstimator()
        self._status = KitStatus(options.name, options.number, now)
        self._closing = threading.Event()
        self._thread = SupervisedThread(self._read, f"kit {options.number}", self._closing)
        self._chunker = SampleChunker()
        self._times = SampleTimestamps(None)  # of this opening
        self._late = self._jumps = self._opened = 0  # of the openings before it
        self._replaced = KitCaptureCounters()  # of decoders that failed

    @property
    def state(self) -> State:
        return self._status.state

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alert about the kit's current fault. Empty if there is none."""
        return self._status.alerts

    @property
    def is_alive(self) -> bool:
        """True while the thread is running and has had no unexpected fault. After such a fault, the owner opens a
        new KitReader.
        """
        return self._thread.is_alive() and not self._thread.failures

    @property
    def counts(self) -> KitCaptureCounters:
        counters, clock = self._kit.counters, self._times.clock
        return self._replaced + KitCaptureCounters(
            samples=counters.samples,
            bad=counters.bad,
            skipped_bytes=counters.skipped_bytes,
            lost=counters.lost,
            late=self._late + clock.late,
            jumps=self._jumps + clock.jumps,
            opened=self._opened,
        )

    def start(self) -> None:
        self._thread.start()

    def request_stop(self) -> None:
        """Ask the thread to end, without waiting. Useful to close several readers at once."""
        self._closing.set()

    def close(self) -> None:
        """Stop the thread and close the port. A thread that blocks while opening the port is abandoned."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join(_JOIN_S)

    def _read(self) -> None:
        backoff, failed = ReopenBackoff(self._timing.backoff), ReopenBackoff(self._timing.failed_backoff)
        while not self._closing.is_set():
            opened_s = time.monotonic()
            try:
                if self._read_once():
                    backoff.reset()
            except SerialPortError as error:
                self._status.set_lost(str(error).removeprefix("port: "))
            except KitFailedError as error:
                self._replace_decoder(error)
                now_s = time.monotonic()
                self._closing.wait(failed.record_failure(now_s, now_s - opened_s))
                continue
            self._closing.wait(backoff.record_failure(time.monotonic(), 0.0))

    def _replace_decoder(self, error: KitFailedError) -> None:
        """Show that the code of the kit failed, and make a new decoder, because the state of this one is unknown."""
        self._status.set_failed(str(error).removeprefix(f"kit {self.options.kit}: "))
        with suppress(KitSettingsError):  # its class fails too, and the decoder stays
            kit = build_decoder(self.options)
            self._replaced, self._kit = self.counts, kit
            self._late = self._jumps = self._opened = 0

    def _read_once(self) -> bool:
        """Open the port and read it until it must be reopened. Returns True if it delivered samples. Raises
        SerialPortError or KitFailedError.
        """
        port = SerialPort(self.options.port, self._kit.info.baud)
        self._opened += 1
        before = self._kit.counters.samples
        self._times = SampleTimestamps(self._kit.info.rate_hz)
        try:
            with KitSession(port, self._kit) as session:
                self._read_session(session)
        except SerialPortLostError as error:
            self._status.set_lost(str(error).removeprefix("port: "))
        finally:
            port.close()
            clock, self._times = self._times.clock, SampleTimestamps(None)
            self._late, self._jumps = self._late + clock.late, self._jumps + clock.jumps
        return self._kit.counters.samples > before

    def _read_session(self, session: KitSession) -> None:
        monitor = _PortMonitor(self._kit, self._status, self._timing)
        while not self._closing.is_set() and not monitor.is_over:
            samples = session.read()
            arrived_s = self._now()
            rows: list[Row] = []
            for sample in samples:
                at_s = self._times.host_time_s(sample.device_s, arrived_s)
                if at_s is not None:
                    rows.append((at_s, sample))
            monitor.check(time.monotonic())
            if chunk := self._chunker.process(rows, is_silent=not samples):
                self._emit_chunk(chunk)

    def _emit_chunk(self, rows: list[Row]) -> None:
        options = self.options
        if not self._closing.is_set():
            self._emit(kit_samples(self._vitals, rows, 0.0, wearer=options.wearer, kit=str(options.number)))


class _PortMonitor:
    """Checks an open port: it must deliver samples, and its bytes must be in the kit's format.

    `is_over`: the port must be reopened.
    """

    def __init__(self, kit: Kit, status: KitStatus, timing: KitTiming) -> None:
        self._kit, self._status, self._timing = kit, status, timing
        self._noise = KitNoiseDetector()
        self._from_bytes, self._from_skipped = kit.counters.bytes, kit.counters.skipped_bytes
        self._samples, self._bytes = kit.counters.samples, kit.counters.bytes  # at the last check
        self._read_s: float | None = None  # when the port was opened or last gave samples
        self._last_data_s = 0.0  # when the port was opened or last gave any byte
        # A strap without a wearer is silent. Its silence is not reported: it would show whether somebody has it on.
        self._may_be_silent = kit.info.rate_hz is None and not kit.info.has_eda
        self.is_over = False

    def check(self, at_s: float) -> None:
        counters = self._kit.counters
        is_noisy = self._noise.detect_noise(
            at_s, counters.bytes - self._from_bytes, counters.skipped_bytes - self._from_skipped
        )
        gives = counters.samples > self._samples or (self._read_s is None and self._may_be_silent)
        if gives and not is_noisy:
            self._status.set_ok()
        if self._read_s is None or counters.bytes > self._bytes:
            self._last_data_s = at_s
        if self._read_s is None or gives:
            self._read_s = at_s
        self._samples, self._bytes = counters.samples, counters.bytes
        self._update_status(is_noisy, at_s - self._read_s, at_s - self._last_data_s)

    def _update_status(self, is_noisy: bool, no_samples_s: float, no_data_s: float) -> None:
        if self._may_be_silent and not is_noisy:
            return
        timing = self._timing
        if is_noisy or (no_samples_s >= timing.unread_s and no_data_s < timing.silent_s):
            self._status.set_noisy(_NOISE.format(kit=self._kit.info.title, baud=self._kit.info.baud))
        elif no_data_s >= timing.silent_s:
            self._status.set_lost(
                "is open but sends nothing. Check that the kit is switched on and its sketch is running."
            )
        self.is_over = no_data_s >= timing.reopen_s


_NOISE = (
    "most of the data are not from a {kit}. Check whether another kit is connected, its baud rate is not {baud}, or "
    "its cable is faulty."
)
