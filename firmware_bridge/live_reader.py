"""A kit at a port, read live: its samples with the time at which each was taken, and what is known of the wearer."""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from firmware_bridge.kit_session import KitSession
from firmware_bridge.kit_times import SampleTimestamps
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.transport import SerialPort
from firmware_bridge.vitals import VitalSigns, VitalSignsEstimator


@dataclass(frozen=True, slots=True)
class TimedSample:
    """One sample."""

    at_s: float  # on the reader's clock
    sample: Sample
    vital: VitalSigns


class LiveKitReader:
    """Opens the port when made; PortError. `now` is the reader's clock, in seconds, that never goes back."""

    def __init__(self, where: str, kit: Kit, now: Callable[[], float]) -> None:
        self.kit = kit
        self.arrived_s = now()  # when `read` last returned
        self._where, self._now = where, now
        self._vitals = VitalSignsEstimator()
        self._open()

    def read(self) -> list[TimedSample]:
        """What comes next, after samples.SILENCE_S at the latest; may be nothing. A sample whose time was over is left
        out. PortLostError."""
        samples = self._conversation.read()
        self.arrived_s = self._now()
        known = []
        for sample in samples:
            at_s = self._times.host_time_s(sample.device_s, self.arrived_s)
            if at_s is not None:
                known.append(TimedSample(at_s, sample, self._vitals.process_sample(at_s, sample)))
        return known

    def reopen(self) -> None:
        """Where the port was lost: open it again, and go on with the same wearer. PortError."""
        self._conversation.close()
        self._open()

    def close(self) -> None:
        self._conversation.close()

    def _open(self) -> None:
        self._times = SampleTimestamps(self.kit.info.rate_hz)
        self._conversation = KitSession(SerialPort(self._where, self.kit.info.baud), self.kit)

    def __enter__(self) -> "LiveKitReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
