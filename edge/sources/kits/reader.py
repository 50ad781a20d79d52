"""Live sensor kit: a thread that reads its port, recovers from every fault, and emits samples on the kiosk's clock."""

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
"""Waits before a port that could not be opened is tried again. The last one repeats: a kit that returns is read within
2 s."""

SILENT_S = 5.0
"""A kit that is open and gives nothing for this long is lost. A kit that restarts when its port opens is silent for
2 s."""

REOPEN_S = 10.0
"""After this long without a byte the port is opened anew, in case the adapter hangs."""

UNREAD_S = 12.0
"""After this long with bytes but no sample, another kit sends them. A sketch may name its columns only every 10 s."""

_JOIN_S = 1.0  # a read ends after 0.2 s, and a socket closes after 0.3 s more
CALIBRATION = "cal"
"""The setting of a kit that a person calibrates."""


class KitSettingsError(Exception):
    """Unknown kit, or a setting that the kit cannot have. The text has one line for each problem."""


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
        """Name of the kit for people who repair it."""
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


def decoder(options: KitOptions) -> Kit:
    """Decoder for the kit's bytes. Raises KitSettingsError."""
    given = dict(options.settings)
    if options.calibration is not None:
        given[CALIBRATION] = options.calibration
    try:
        return registry.make(options.kit, given)
    except KitError as error:
        lines = [f"settings: [[kits]] number {options.number}: {line}" for line in str(error).splitlines()]
        raise KitSettingsError("\n".join(lines)) from None


def check(kits: Sequence[KitOptions]) -> None:
    """Check the options of all kits. Raises KitSettingsError with the problems of all of them."""
    problems = []
    for options in kits:
        try:
            decoder(options)
        except KitSettingsError as error:
            problems.append(str(error))
    if problems:
        raise KitSettingsError("\n".join([*problems, "Nothing was started."]))


class KitReader:
    """Reads one kit of one wearer from `start` to `close`. `emit` is called from its thread and must not block.

    A lost port is opened again by its name, and so is a silent one. Times are those of the kit's clock, if it has one,
    converted to `now`, the kiosk's clock (seconds since 1970 UTC).
    """

    def __init__(
        self,
        options: KitOptions,
        emit: Callable[[KitSamples], None],
        now: Callable[[], float],
        waits_s: tuple[float, ...] = WAITS_S,
    ) -> None:
        """Create the reader without opening the port. Raises KitSettingsError."""
        self.options = options
        self._kit = decoder(options)
        self._emit, self._now, self._waits_s = emit, now, waits_s
        self._vitals = VitalSignsEstimator()
        self._status = KitStatus(options.name)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._read, name=f"kit {options.number}", daemon=True)
        self._chunker = SampleChunker()
        self._times = SampleTimestamps(None)  # of this opening
        self._late = self._jumps = self._opened = 0  # of the openings before it

    @property
    def condition(self) -> KitCondition:
        return self._status.condition

    @property
    def is_alive(self) -> bool:
        """True while the thread runs. A thread that ended before `close` met an unexpected fault."""
        return self._thread.is_alive()

    @property
    def counts(self) -> KitCaptureCounters:
        counters, clock = self._kit.counters, self._times.clock
        return KitCaptureCounters(
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
        """Ask the thread to end, without waiting. Useful when several readers are to be closed."""
        self._closing.set()

    def close(self) -> None:
        """Stop the thread and close the port. A thread that hangs while opening the port is left behind."""
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
                self._status.set_lost(str(error).removeprefix("port: "), time.monotonic())
            self._closing.wait(self._waits_s[min(failures, len(self._waits_s) - 1)])
            failures += 1

    def _read_once(self) -> bool:
        """Open the port and read it until it must be opened anew; True if it gave samples. Raises PortError."""
        port = SerialPort(self.options.port, self._kit.info.baud)
        self._opened += 1
        before = self._kit.counters.samples
        self._times = SampleTimestamps(self._kit.info.rate_hz)
        try:
            with KitSession(port, self._kit) as session:
                self._read_session(session)
        except PortLostError as error:
            self._status.set_lost(str(error).removeprefix("port: "), time.monotonic())
        finally:
            port.close()
            clock, self._times = self._times.clock, SampleTimestamps(None)
            self._late, self._jumps = self._late + clock.late, self._jumps + clock.jumps
        return self._kit.counters.samples > before

    def _read_session(self, session: KitSession) -> None:
        monitor = _PortMonitor(self._kit, self._status)
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
            self._emit(to_samples(self._vitals, rows, 0.0, wearer=options.wearer, kit=str(options.number)))


class _PortMonitor:
    """Checks one opening of a port: it must give samples, and its bytes must be the kit's.

    `is_over`: the port must be opened anew.
    """

    def __init__(self, kit: Kit, status: KitStatus) -> None:
        self._kit, self._status = kit, status
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
        is_noisy = self._noise.is_noise(
            at_s, counters.bytes - self._from_bytes, counters.skipped_bytes - self._from_skipped
        )
        gives = counters.samples > self._samples or (self._read_s is None and self._may_be_silent)
        if gives and not is_noisy:
            self._status.set_ok(at_s)
        if self._read_s is None or counters.bytes > self._bytes:
            self._last_data_s = at_s
        if self._read_s is None or gives:
            self._read_s = at_s
        self._samples, self._bytes = counters.samples, counters.bytes
        self._update_status(is_noisy, at_s, at_s - self._read_s, at_s - self._last_data_s)

    def _update_status(self, is_noisy: bool, at_s: float, no_samples_s: float, no_data_s: float) -> None:
        if self._may_be_silent and not is_noisy:
            return
        if is_noisy or (no_samples_s >= UNREAD_S and no_data_s < SILENT_S):
            self._status.set_noisy(_NOISE.format(kit=self._kit.info.title, baud=self._kit.info.baud), at_s)
        elif no_data_s >= SILENT_S:
            self._status.set_lost("is open and says nothing. Is it switched on, and its sketch running?", at_s)
        self.is_over = no_data_s >= REOPEN_S


_NOISE = "most of what comes is not of a {kit}. Is another kit there, its baud rate not {baud}, or its cable bad?"
