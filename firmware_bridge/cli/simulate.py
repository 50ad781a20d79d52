"""`simulate`: a kit on a pseudo-terminal that plays a recording."""

from collections.abc import Sequence
from pathlib import Path

from firmware_bridge import recording
from firmware_bridge.cli import parse_options
from firmware_bridge.kits import registry
from firmware_bridge.simulator import device
from firmware_bridge.simulator.player import SimulatedKit


def simulate(name: str, path: Path, *, speed: float, repeat: bool, settings: Sequence[str]) -> None:
    """Print the port's name, and play until the recording is over. KitError, RecordingError."""
    made = device.make(name, parse_options.parse_options(settings, registry.settings_of(device.load(name))))
    with SimulatedKit(made, recording.read(path), speed=speed, repeat=repeat) as player:
        print(player.port, flush=True)
        player.wait()
