"""The compiled firmware on a simulated board, over a port, to microsiemens and beats."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from firmware_bridge.heart import Heart
from firmware_bridge.kits.vitrina import Decoder
from firmware_bridge.samples import Sample
from tests.firmware_bridge.board import building
from tests.firmware_bridge.board.building import Running

REPLAY = Path(__file__).parents[3] / ".." / "shared" / "replay"
NOISE = 0.5  # of the converter, rms, in counts
RATE_HZ = 50


@dataclass(frozen=True)
class Wave:
    """What is at the skin, (n,) each, at 50 Hz."""

    eda_us: np.ndarray
    pulse: np.ndarray  # 0 to 1

    @property
    def times_s(self) -> np.ndarray:
        return np.arange(len(self.eda_us)) / RATE_HZ

    def write(self, path: Path) -> Path:
        np.savetxt(path, np.column_stack([self.times_s, self.eda_us, self.pulse]), fmt="%.6f", delimiter=",")
        return path

    def around(self, at_s: float) -> np.ndarray:
        """Conductance within 6 ms: the kit's stamp is of the middle of its conversions, and whole milliseconds."""
        return np.interp(at_s + np.linspace(-0.006, 0.006, 7), self.times_s, self.eda_us)


def sweep(seconds: float) -> np.ndarray:
    """0.05 to 20 uS, evenly in its logarithm."""
    return 0.05 * 400 ** np.linspace(0, 1, round(seconds * RATE_HZ))


def minute() -> Wave:
    """The whole range; then somebody who talks and moves, whose electrodes open twice. The pulse is of somebody still."""
    if not REPLAY.is_dir():
        opening = np.r_[np.full(500, 0.6), np.zeros(30), np.linspace(0.6, 3.0, 970)]
        return Wave(np.r_[sweep(30), opening], beating(60))
    talking, still = (np.loadtxt(REPLAY / f"body_{name}.csv.gz", delimiter=",", skiprows=1) for name in "cb")
    start = 113 * RATE_HZ
    return Wave(np.r_[sweep(30), talking[start : start + 30 * RATE_HZ, 1]], still[: 60 * RATE_HZ, 2] / 1023)


def beating(seconds: float) -> np.ndarray:
    """Fast up, slowly down, about 75 times a minute and never evenly."""
    times_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    phase = 1.25 * times_s + 0.4 * np.sin(0.6 * times_s)
    return 0.5 + 0.12 * (np.sin(2 * math.pi * phase) + 0.4 * np.sin(4 * math.pi * phase))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The firmware and the board."""
    building.skip_without_toolchain()
    folder = tmp_path_factory.mktemp("board")
    building.make("firmware", folder)
    building.board(folder)
    return folder


Board = Callable[..., Running]


@pytest.fixture
def board(built: Path, tmp_path: Path) -> Callable[..., building.AbstractContextManager[Running]]:
    """`board(wave, seconds, *faults)`."""
    elf = built / "vitrina_kit.elf"
    return lambda wave, seconds, *faults: building.running(
        built / "board", elf, wave.write(tmp_path / "wave.csv"), seconds, NOISE, *faults
    )
