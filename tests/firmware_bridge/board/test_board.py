"""The compiled firmware on a simulated board, over a port, to microsiemens and beats."""

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from firmware_bridge.heart import Heart
from firmware_bridge.kits.vitrina import START_WATCHDOG, Decoder, Description
from firmware_bridge.samples import Sample
from tests.firmware_bridge.board import building

REPLAY = Path(__file__).parents[3] / ".." / "shared" / "replay"
NOISE = 0.5  # of the converter, rms, in counts
RATE_HZ = 50

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Wave:
    """What is at the skin, (n,) each, at 50 Hz."""

    eda_us: Floats
    pulse: Floats  # 0 to 1

    @property
    def times_s(self) -> Floats:
        return np.arange(len(self.eda_us), dtype=np.float64) / RATE_HZ

    def write(self, path: Path) -> Path:
        np.savetxt(path, np.column_stack([self.times_s, self.eda_us, self.pulse]), fmt="%.6f", delimiter=",")
        return path

    def around(self, at_s: float) -> Floats:
        """Conductance within 6 ms: the kit's stamp is of the middle of its conversions, and whole milliseconds."""
        times_s = at_s + np.linspace(-0.006, 0.006, 7)
        return np.asarray(np.interp(times_s, self.times_s, self.eda_us), dtype=np.float64)


def sweep(seconds: float) -> Floats:
    """0.05 to 20 uS, evenly in its logarithm."""
    return np.asarray(np.geomspace(0.05, 20, round(seconds * RATE_HZ)), dtype=np.float64)


def minute() -> Wave:
    """The whole range; then somebody who talks and moves, whose electrodes open twice. The pulse of somebody still."""
    if not REPLAY.is_dir():
        opening = np.r_[np.full(500, 0.6), np.zeros(30), np.linspace(0.6, 3.0, 970)]
        return Wave(np.r_[sweep(30), opening], beating(60))
    talking, still = (np.loadtxt(REPLAY / f"body_{name}.csv.gz", delimiter=",", skiprows=1) for name in "cb")
    start = 113 * RATE_HZ
    return Wave(np.r_[sweep(30), talking[start : start + 30 * RATE_HZ, 1]], still[: 60 * RATE_HZ, 2] / 1023)


def beating(seconds: float) -> Floats:
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


def read(built: Path, tmp_path: Path, kit: Decoder, wave: Wave, seconds: float, *faults: str) -> list[Sample]:
    """What the bridge makes of so many simulated seconds."""
    elf, file = built / "vitrina_kit.elf", wave.write(tmp_path / "wave.csv")
    with building.running(built / "board", elf, file, seconds, NOISE, *faults) as board:
        return board.read(kit)


def on_one_clock(samples: list[Sample], restart_s: float) -> list[float]:
    """When each was taken, on the wave's clock: the kit's own begins again where it starts anew."""
    kit_s = [sample.device_s or 0.0 for sample in samples]
    before = 1 + next(n for n, (one, after) in enumerate(pairwise(kit_s)) if after < one)
    return [at_s + (restart_s if n >= before else 0.0) for n, at_s in enumerate(kit_s)]


def worst(wave: Wave, times_s: list[float], samples: list[Sample]) -> float:
    """The largest relative error where 0.05 to 20 uS went in."""
    errors = []
    for at_s, sample in zip(times_s, samples, strict=True):
        least_us, most_us = wave.around(at_s).min(), wave.around(at_s).max()
        if least_us >= 0.05 and most_us <= 20:
            errors.append(max(least_us / sample.eda_us, sample.eda_us / most_us) - 1)
            assert not sample.open_circuit
    assert len(errors) > 0.9 * len(samples)
    return float(max(errors))


def beats(times_s: list[float], pulse: list[float]) -> Floats:
    return np.array([beat.at_s for beat in Heart().take(times_s, pulse)])


def test_a_minute_with_a_reset(built: Path, tmp_path: Path) -> None:
    """Within 2 % of the conductance that went in wherever it is 0.05 to 20 uS, and beats within 20 ms of those that the
    wave itself has; the reset costs two samples."""
    wave, kit = minute(), Decoder()
    samples = read(built, tmp_path, kit, wave, 60.0, "reset=30")
    times_s = on_one_clock(samples, 30.0)

    assert len(samples) >= 60 * RATE_HZ - 3
    assert np.diff(times_s).max() < 0.06
    assert (kit.counters.restarts, kit.counters.lost, kit.counters.faults) == (1, 0, 0)
    assert kit.counters.bad <= 1  # the frame that was under way

    assert worst(wave, times_s, samples) <= 0.02
    for at_s, sample in zip(times_s, samples, strict=True):
        if wave.around(at_s).max() < 0.001:
            assert sample.open_circuit

    true_s = beats(wave.times_s.tolist(), wave.pulse.tolist())
    found_s = beats(times_s, [sample.pulse for sample in samples])
    assert len(true_s) > 60
    assert len(found_s) == len(true_s)
    assert abs(found_s - true_s).max() <= 0.02


def test_what_the_converter_is_off_is_calibrated_away(built: Path, tmp_path: Path) -> None:
    """Two counts, usual by its data sheet, are 4 % at both ends of the range, and none once the kit knows of them."""
    wave, kit = Wave(np.r_[np.full(50, 0.05), sweep(9)], beating(10)), Decoder(offset=32)
    samples = read(built, tmp_path, kit, wave, 9.9, "offset=2")
    samples = samples[RATE_HZ // 2 :]  # it was told a moment after its start
    assert worst(wave, [sample.device_s or 0.0 for sample in samples], samples) <= 0.02


class Listening(Decoder):
    """Remembers all that the kit said of itself."""

    def hello(self) -> bytes:
        self.said: list[Description] = []
        return super().hello()

    def _described(self, said: Description) -> None:
        self.said.append(said)
        super()._described(said)


def test_a_program_that_hangs_is_started_by_the_watchdog(built: Path, tmp_path: Path) -> None:
    """Within 2 s, and says why; its calibration is still there, its rate is told again."""
    kit = Listening(rate=25.0, kit=7, reference_ohm=990_000, offset=-3)
    samples = read(built, tmp_path, kit, Wave(np.full(400, 1.0), beating(8.0)), 7.0, "hang=3")
    assert (kit.counters.restarts, kit.counters.faults, kit.counters.bad) == (1, 1, 0)
    *_, told, started, last = kit.said
    assert (told.kit, told.reference_ohm, told.offset, told.period_ms, told.start) == (7, 990_000, -3, 40, 1)
    assert (started.kit, started.reference_ohm, started.offset, started.period_ms) == (7, 990_000, -3, 20)
    assert started.start & START_WATCHDOG
    assert last.period_ms == 40
    assert 110 <= len(samples) <= 140  # 5 s of 7 at 25 Hz
    # The board's resistor is 1 Mohm, so another in the calibration shows as another conductance.
    assert np.mean([sample.eda_us for sample in samples]) == pytest.approx(1 / 0.99, rel=2e-3)
