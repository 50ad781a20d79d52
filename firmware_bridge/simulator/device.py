"""Protocol of a simulated kit, and the table of simulated kits."""

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
    """The wearer's signals at one time."""

    at_s: float
    eda_us: float = nan  # NaN: the electrodes are off the skin
    pulse: float = nan  # 0 to 1
    hr_bpm: float = nan  # mean over the last intervals
    ibi_ms: tuple[float, ...] = ()  # intervals that ended since the previous reading


class SimulatedDevice(Protocol):
    """One simulated kit without a clock. The caller passes readings `rate_hz` times per second, and the bytes that the
    reader writes.
    """

    @property
    def rate_hz(self) -> float: ...

    def receive(self, data: bytes) -> bytes:
        """Return the kit's answer to bytes that the reader has written (may be empty)."""

    def transmit(self, reading: WearerReading) -> bytes:
        """Return the bytes that the kit sends for a reading; empty until the kit is started."""


def load_simulated_kit_class(name: str) -> Callable[..., SimulatedDevice]:
    """Return the class of a simulated kit. Raises KitError if this kit cannot be simulated."""
    if name not in DEVICES:
        raise KitError(f"kit: {name} cannot be simulated. Available: {', '.join(DEVICES)}.")
    device: Callable[..., SimulatedDevice] = import_module(DEVICES[name]).Device
    return device


def make_simulated_kit(name: str, settings: Mapping[str, object]) -> SimulatedDevice:
    """Create a simulated kit with its decoder's settings. Raises KitError if it cannot be simulated, or if a setting is
    not valid.
    """
    try:
        return load_simulated_kit_class(name)(**settings)
    except (TypeError, ValueError) as error:
        raise KitError(f"kit {name}: {error}.") from error
