"""Reads a kit live at a port: samples with the time at which each was taken, and the wearer's vital signs."""

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
    """One sample with its time and the vital signs at that time."""

    at_s: float  # seconds, on the reader's clock
    sample: Sample
    vital: VitalSigns


class LiveKitReader:
    """Live reader of a kit. It opens the port when it is created. Raises SerialPortError. `now`: the reader's monotonic
    clock, in seconds.
    """

    def __init__(self, where: str, kit: Kit, now: Callable[[], float]) -> None:
        self.kit = kit
        self.arrived_s = now()  # when `read` last returned
        self._where, self._now = where, now
        self._vitals = VitalSignsEstimator()
        self._open()

    def read(self) -> list[TimedSample]:
        """Return the next samples, after at most samples.SILENCE_S seconds. The result may be empty.

        Samples that arrive too late are dropped. Raises SerialPortLostError, and KitFailedError if the code of the kit
        fails.
        """
        samples = self._session.read()
        self.arrived_s = self._now()
        timed = []
        for sample in samples:
            at_s = self._times.host_time_s(sample.device_s, self.arrived_s)
            if at_s is not None:
                timed.append(TimedSample(at_s, sample, self._vitals.process_sample(at_s, sample)))
        return timed

    def reopen(self) -> None:
        """Open a lost port again, and continue with the same wearer. Raises SerialPortError."""
        self._session.close()
        self._open()

    def close(self) -> None:
        """Stop the kit and close the port. Raises nothing if the port is lost."""
        self._session.close()

    def _open(self) -> None:
        self._times = SampleTimestamps(self.kit.info.rate_hz)
        self._session = KitSession(SerialPort(self._where, self.kit.info.baud), self.kit)

    def __enter__(self) -> "LiveKitReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
