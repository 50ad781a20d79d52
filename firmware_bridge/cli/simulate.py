"""`simulate_kit`: plays a recording, or a synthetic wearer, through a simulated kit on a pseudo-terminal."""

from collections.abc import Sequence
from pathlib import Path

from firmware_bridge import recording
from firmware_bridge.cli import parse_options
from firmware_bridge.kits import registry
from firmware_bridge.simulator import device
from firmware_bridge.simulator.player import SimulatedKit
from firmware_bridge.simulator.synthetic_wearer import synthetic_recording


def simulate_kit(name: str, path: Path | None, *, speed: float, repeat: bool, settings: Sequence[str]) -> None:
    """Print the name of the port, and play the recording to its end. Without a recording, play a synthetic wearer until
    Ctrl-C. Raises KitError or RecordingError.
    """
    simulated = device.make_simulated_kit(
        name, parse_options.parse_options(settings, registry.class_settings(device.load_simulated_kit_class(name)))
    )
    played = synthetic_recording() if path is None else recording.read(path)
    with SimulatedKit(simulated, played, speed=speed, repeat=repeat or path is None) as player:
        print(player.port, flush=True)
        player.wait()
