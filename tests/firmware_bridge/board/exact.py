"""Measures the accuracy of the kit on a simulated board: the numbers in firmware_bridge/firmware/README.md.

python -m tests.firmware_bridge.board.exact
"""

import sys
import tempfile
from pathlib import Path

from firmware_bridge.kits.vitrina import Decoder
from tests.firmware_bridge.board import building
from tests.firmware_bridge.board.waves import Wave, beating, beats, errors, minute, on_one_clock, sweep

RANGES_US = ((0.05, 0.1), (0.1, 0.2), (0.2, 5.0), (5.0, 10.0), (10.0, 20.0))
WORTHS_US = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)


def main() -> None:
    """Print the README's tables, one row per line."""
    print("one count, % of the value:", *(f"{us:g}: {(1 + us) ** 2 / 1024 / us:.1%}" for us in WORTHS_US))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        building.make("firmware", folder)
        building.board(folder)
        for noise in (0.0, 0.5, 1.0):
            print(f"noise {noise:g} counts, largest error:", *_row(folder, noise))
        print(f"a minute with a reset, beats that differ: {_beats_ms(folder):.1f} ms at most")


def _row(folder: Path, noise: float) -> list[str]:
    wave = Wave(sweep(30), beating(30))
    samples = building.read(folder, Decoder(), wave.write(folder / "wave.csv"), 29.9, noise)
    times_s = [sample.device_s or 0.0 for sample in samples]
    return [
        f"{low:g}-{high:g} uS {max(errors(wave, times_s, samples, least_us=low, most_us=high, within_s=0)):.1%}"
        for low, high in RANGES_US
    ]


def _beats_ms(folder: Path) -> float:
    wave = minute()
    samples = building.read(folder, Decoder(), wave.write(folder / "wave.csv"), 60.0, 0.5, "reset=30")
    true_s = beats(wave.times_s.tolist(), wave.pulse.tolist())
    found_s = beats(on_one_clock(samples, 30.0), [sample.pulse for sample in samples])
    if len(true_s) != len(found_s):
        sys.exit(f"exact: {len(found_s)} beats were found of {len(true_s)}.")
    return float(1000 * abs(found_s - true_s).max())


if __name__ == "__main__":
    main()
