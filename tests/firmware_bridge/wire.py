"""Pairs of a decoder and its simulated device without a port between them, and the frames that the device sends."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from firmware_bridge.kits import registry
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.simulator import device
from firmware_bridge.simulator.device import SimulatedDevice, WearerReading
from firmware_bridge.simulator.greeting import start_device


@dataclass(eq=False)
class Case:
    """One protocol in one of its forms."""

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    device: dict[str, Any] = field(default_factory=dict)  # settings of the simulated device only
    row: int = 1  # frames in a row that an alignment needs; 1 for lines
    is_checked: bool = False  # a damaged frame does not pass
    has_eda: bool = True

    def pair(self) -> tuple[Kit, SimulatedDevice]:
        """Both, after the set-up and before the first frame."""
        kit, simulated = registry.make(self.name, self.settings), self.make_device()
        start_device(kit, simulated)
        return kit, simulated

    def make_device(self) -> SimulatedDevice:
        return device.make_simulated_kit(self.name, {**self.settings, **self.device})

    def frames(self, count: int) -> list[bytes]:
        """The bytes that the device sends for each of `count` different readings."""
        kit, simulated = self.pair()
        del kit
        return [simulated.transmit(reading) for reading in readings(count, simulated.rate_hz)]

    def __str__(self) -> str:
        return "-".join([self.name, *(f"{value}" for value in (self.settings | self.device).values())])


LINES = [
    Case("grove"),
    Case("grove", {"bits": 12, "cal": 2000.0}),
    Case("pulsesensor", has_eda=False),
    Case("pulsesensor", device={"form": "letters"}, has_eda=False),
    Case("pulsesensor", device={"form": "psws"}, has_eda=False),
    Case("ble_hr", {"check": True}, is_checked=True, has_eda=False),
    Case("csv_lines", is_checked=True),
]
FRAMES = [
    Case("bitalino", {"revision": "current", "sockets": "3"}, row=5, is_checked=True),
    Case("bitalino", {"revision": "early", "pulse": 1}, row=5, is_checked=True),
    Case("bitalino", {"revision": "first", "pulse": 6, "sockets": "1236", "rate": 1000}, row=5, is_checked=True),
    Case("bitalino", {"revision": "current", "sockets": "123456", "pulse": 1}, row=5, is_checked=True),
    Case("shimmer3", row=2, is_checked=True),
    Case("shimmer3", {"pulse": False, "range": 2}, {"start_ticks": 2**24 - 3000}, row=2, is_checked=True),
    Case("shimmer3", {"crc": False}, row=4),
    Case("vitrina", is_checked=True),
    Case(
        "vitrina",
        {"rate": 25.0, "kit": 7, "reference_ohm": 996_000, "offset": -9},
        {"start_ms": 2**32 - 1500},
        is_checked=True,
    ),
]
CASES = [*LINES, *FRAMES]

__all__ = ["CASES", "FRAMES", "LINES", "Case", "comparable", "readings", "start_device"]


def readings(count: int, rate_hz: float) -> Iterator[WearerReading]:
    """Readings with skin conductance that rises from 1.5 uS, and a pulse of 75 bpm, a beat every 0.8 s."""
    for n in range(count):
        at_s = n / rate_hz
        has_beat = n > 0 and math.floor(at_s / 0.8) > math.floor((n - 1) / rate_hz / 0.8)
        yield WearerReading(
            at_s,
            eda_us=1.5 + 0.02 * n % 12,
            pulse=0.5 + 0.4 * math.sin(2 * math.pi * at_s / 0.8),
            hr_bpm=60.0 + n % 100,
            ibi_ms=(780.0 + n % 50,) * has_beat,
        )


def comparable(samples: list[Sample]) -> list[str]:
    """Samples as text, because NaN does not equal NaN."""
    return [repr(sample) for sample in samples]
