"""`check_kit`: runs `testing.check` on an installed kit and prints the report."""

from collections.abc import Sequence
from pathlib import Path

from firmware_bridge import testing
from firmware_bridge.cli import parse_options
from firmware_bridge.errors import KitError, RecordingError
from firmware_bridge.kits import registry
from firmware_bridge.simulator import device


def check_kit(name: str, path: Path | None, *, has_check: bool, settings: Sequence[str]) -> None:
    """Print the report. `path`: bytes recorded from the board, instead of the simulated kit. Raises KitError if a check
    fails, or RecordingError.
    """
    values = parse_options.parse_options(settings, registry.kit_settings(name))
    registry.make(name, values)  # raises KitError for unknown, missing and invalid settings
    report = testing.check(
        registry.load_kit_class(name),
        values,
        device=_simulated_kit_class(name) if path is None else None,
        stream=b"" if path is None else _read(path),
        has_check=has_check,
    )
    print(report)
    if not report.is_good:
        raise KitError(f"kit {name}: {len(report.problems)} problems were found. Fix them in the package of the kit.")


def _simulated_kit_class(name: str) -> device.SimulatedKitClass | None:
    return device.load_simulated_kit_class(name) if name in device.simulated_kit_names() else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordingError(f"recording: {path} could not be read: {error.strerror}.") from error
