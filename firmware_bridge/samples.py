"""Types that all kits share: samples with units, counters of losses, and the Kit protocol."""

from dataclasses import dataclass
from math import nan
from typing import Protocol

SILENCE_S = 0.2
"""Time without data after which the caller runs `decode(b"")`. It is longer than the pause of 100 ms that a BITalino
needs between commands.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample of one kit. A value is NaN if the kit does not measure it, or has not sent it with this sample.

    No value comes from a frame whose check failed.
    """

    device_s: float | None  # kit's own clock, any origin; None: the kit has no clock, samples are evenly spaced
    eda_us: float = nan  # skin conductance, microsiemens, never below 0
    pulse: float = nan  # pulse wave, 0 to 1 of the converter's range
    hr_bpm: float = nan  # heart rate that the kit reports
    ibi_ms: float = nan  # interval between two beats that the kit reports, in the sample with which it arrives
    open_circuit: bool = False  # by the kit's raw count nothing closes the circuit of the electrodes


@dataclass(frozen=True, slots=True)
class KitInfo:
    """Properties of a kit. `rate_hz` None: samples come at irregular times."""

    name: str  # as in --kit
    title: str  # for people
    baud: int
    rate_hz: float | None
    has_eda: bool
    has_pulse: bool


@dataclass(slots=True)
class Counters:
    """Counters of a decoder, which start at 0 when the decoder is created."""

    bytes: int = 0
    samples: int = 0
    bad: int = 0  # frames or lines whose check failed
    skipped_bytes: int = 0  # outside intact frames and lines
    lost: int = 0  # missing samples, by the kit's own numbering or clock
    restarts: int = 0  # of the kit, as far as its data shows them
    faults: int = 0  # reports of the kit that it is broken or off the skin


class Kit(Protocol):
    """Decoder of one protocol: bytes in, samples out. Pure: no port, no clock, no thread, and a bounded buffer.

    The reader of the port writes `hello()` after opening and `goodbye()` before closing. It calls `decode` with the
    bytes that arrived, or with b"" after SILENCE_S without data. It writes `reply()` after each `decode`, also after
    b"": a kit with a step-by-step setup sends its next command during a silence. `kit_session.KitSession` does all
    this.
    """

    @property
    def info(self) -> KitInfo:
        """Properties of the kit."""
        ...

    @property
    def counters(self) -> Counters:
        """Counters of the decoder so far."""
        ...

    def hello(self) -> bytes:
        """Return the bytes to write after the port has been opened (may be empty). Frames that have been read partly
        are dropped.
        """

    def decode(self, data: bytes) -> list[Sample]:
        """Return the samples that these bytes complete, in order. Raises nothing for any input."""

    def reply(self) -> bytes:
        """Return the bytes to write after a decode (may be empty)."""

    def goodbye(self) -> bytes:
        """Return the bytes to write before closing the port (may be empty)."""
