"""Protocol of a simulated kit, and simulated kits by name: built-in ones, and those of other packages (entry point
group `vitrina.simulated_kits`).

An entry point has the name of its kit in `vitrina.kits`, and names a class as `Device` in each file here. The class
takes the settings of the kit's decoder as keyword arguments.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from math import nan
from typing import Protocol

from firmware_bridge.errors import KitError, KitFailedError
from firmware_bridge.guarded_kit import call_plugin
from firmware_bridge.plugins import load_plugin_class, plugin_names

GROUP = "vitrina.simulated_kits"

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
    def rate_hz(self) -> float:
        """Readings per second that the kit takes."""

    def receive(self, data: bytes) -> bytes:
        """Return the kit's answer to bytes that the reader has written (may be empty)."""

    def transmit(self, reading: WearerReading) -> bytes:
        """Return the bytes that the kit sends for a reading; empty until the kit is started."""


SimulatedKitClass = Callable[..., SimulatedDevice]


def simulated_kit_names() -> list[str]:
    """Names of all simulated kits: built-in ones, followed by those of other packages, sorted by name."""
    return [*DEVICES, *(name for name in plugin_names(GROUP) if name not in DEVICES)]


def load_simulated_kit_class(name: str) -> SimulatedKitClass:
    """Return the class of a simulated kit. Raises KitError if this kit cannot be simulated, or if the package of the
    simulated kit cannot be loaded.
    """
    if name in DEVICES:
        device: SimulatedKitClass = import_module(DEVICES[name]).Device
        return device
    plugin = load_plugin_class(GROUP, name, "class of a simulated kit")
    if plugin is not None:
        return plugin
    raise KitError(
        f"kit: {name} cannot be simulated. Available: {', '.join(simulated_kit_names())}. A package adds one with an "
        f"entry point in {GROUP}."
    )


def make_simulated_kit(name: str, settings: Mapping[str, object]) -> SimulatedDevice:
    """Create a simulated kit with its decoder's settings. Raises KitError if it cannot be simulated, or if a setting is
    not valid.
    """
    device = load_simulated_kit_class(name)
    try:
        return call_plugin(name, "its simulated kit", lambda: device(**settings))
    except KitFailedError as error:
        is_refused = isinstance(error.__cause__, TypeError | ValueError)
        raise KitError(f"kit {name}: {error.__cause__}." if is_refused else str(error)) from error
