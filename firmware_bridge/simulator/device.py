"""What a simulated kit is, and which there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from math import nan
from typing import Protocol

from firmware_bridge.errors import KitError

DEVICES = {
    "grove": "firmware_bridge.simulator.grove",
    "pulsesensor": "firmware_bridge.simulator.pulsesensor",
    "bitalino": "firmware_bridge.simulator.bitalino",
    "shimmer3": "firmware_bridge.simulator.shimmer3",
    "ble_hr": "firmware_bridge.simulator.ble_hr",
    "vitrina": "firmware_bridge.simulator.vitrina",
    "csv_lines": "firmware_bridge.simulator.csv_lines",
}


@dataclass(frozen=True, slots=True)
class WearerReading:
    """What is at the skin at one moment."""

    at_s: float
    eda_us: float = nan  # NaN: the electrodes are off
    pulse: float = nan  # 0 to 1
    hr_bpm: float = nan  # over the last intervals
    ibi_ms: tuple[float, ...] = ()  # intervals that ended since the reading before


class SimulatedDevice(Protocol):
    """One kit. It has no clock: it is given a reading `rate_hz` times a second, and what its reader wrote."""

    @property
    def rate_hz(self) -> float: ...

    def receive(self, data: bytes) -> bytes:
        """The answer to what the reader wrote (may be empty)."""

    def transmit(self, reading: WearerReading) -> bytes:
        """What it sends of a reading; empty while it is not asked to send."""


def load(name: str) -> Callable[..., SimulatedDevice]:
    """The class of a simulated kit. KitError: none of that name is simulated."""
    if name not in DEVICES:
        raise KitError(f"kit: {name} cannot be simulated. These can: {', '.join(DEVICES)}.")
    device: Callable[..., SimulatedDevice] = import_module(DEVICES[name]).Device
    return device


def make(name: str, settings: Mapping[str, object]) -> SimulatedDevice:
    """A kit with the settings of its decoder. KitError: none of that name is simulated, or it cannot have these."""
    try:
        return load(name)(**settings)
    except (TypeError, ValueError) as error:
        raise KitError(f"kit {name}: {error}.") from error
