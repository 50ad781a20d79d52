"""What every kit gives, whatever it speaks: samples with units, and counts of what was lost on the way."""

from dataclasses import dataclass
from math import nan
from typing import Protocol

SILENCE_S = 0.2
"""How long nothing comes before a kit is told so, with `decode(b"")`: longer than the pause of 100 ms that a BITalino
wants between commands."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment of one kit. What the kit does not have, or did not have then, is NaN.

    Nothing here comes from a frame whose check failed.
    """

    device_s: (
        float | None
    )  # on the kit's own clock, any origin; None: the kit has no clock and samples are evenly spaced
    eda_us: float = nan  # skin conductance, microsiemens, never below 0
    pulse: float = nan  # pulse wave, 0 to 1 of the converter's range
    hr_bpm: float = nan  # heart rate as the kit says it
    ibi_ms: float = nan  # interval between two beats as the kit says it, in the sample that brings it
    open_circuit: bool = False  # the kit's raw count says that nothing closes the circuit of its electrodes


@dataclass(frozen=True, slots=True)
class KitInfo:
    """What a kit is. `rate_hz` None: it comes when it comes."""

    name: str  # as in --kit
    title: str  # for people
    baud: int
    rate_hz: float | None
    has_eda: bool
    has_pulse: bool


@dataclass(slots=True)
class Counters:
    """What a decoder has seen since it was made."""

    bytes: int = 0
    samples: int = 0
    bad: int = 0  # frames or lines whose check failed
    skipped_bytes: int = 0  # outside intact frames and lines
    lost: int = 0  # samples that the kit's own numbering or clock shows missing
    restarts: int = 0  # of the kit, where it tells
    faults: int = 0  # times that the kit said of itself that it is broken or not worn


class Kit(Protocol):
    """One protocol: bytes in, samples out. Pure: no port, no clock, no thread; a bounded buffer.

    Whoever reads the port writes `hello()` when it was opened and `goodbye()` before it is closed, calls `decode` for
    what came, with b"" when nothing came for SILENCE_S, and writes `reply()` after each `decode`, silent ones too: kits
    that are asked step by step go on in silences. `conversation.Conversation` does all that.
    """

    @property
    def info(self) -> KitInfo: ...

    @property
    def counters(self) -> Counters: ...

    def hello(self) -> bytes:
        """What to write when the port was opened (may be empty). What was half read before is forgotten."""

    def decode(self, data: bytes) -> list[Sample]:
        """The samples that these bytes complete, in order. Raises nothing, whatever comes."""

    def reply(self) -> bytes:
        """What the kit is to be told next, after a decode (may be empty)."""

    def goodbye(self) -> bytes:
        """What to write before the port is closed (may be empty)."""
