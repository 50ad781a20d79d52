"""The compiled firmware on a simulated board, over a port, to microsiemens and beats."""

from pathlib import Path

import numpy as np
import pytest

from firmware_bridge.kits.vitrina import START_WATCHDOG, Decoder, KitDescription
from tests.firmware_bridge.board import building
from tests.firmware_bridge.board.waves import RATE_HZ, Wave, beating, beats, errors, minute, on_one_clock, sweep

NOISE = 0.5  # of the converter, rms, in counts


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The firmware and the board."""
    building.skip_without_toolchain()
    folder = tmp_path_factory.mktemp("board")
    building.make("firmware", folder)
    building.board(folder)
    return folder


def test_a_minute_with_a_reset(built: Path, tmp_path: Path) -> None:
    """Within 2 % of the conductance that went in wherever it is 0.05 to 20 uS, and beats within 20 ms of those that the
    wave itself has; the reset costs two samples."""
    wave, kit = minute(), Decoder()
    samples = building.read(built, kit, wave.write(tmp_path / "wave.csv"), 60.0, NOISE, "reset=30")
    times_s = on_one_clock(samples, 30.0)

    assert len(samples) >= 60 * RATE_HZ - 3
    assert np.diff(times_s).max() < 0.06
    assert (kit.counters.restarts, kit.counters.lost, kit.counters.faults) == (1, 0, 0)
    assert kit.counters.bad <= 1  # the frame that was under way

    found = errors(wave, times_s, samples)
    assert len(found) > 0.9 * len(samples)
    assert max(found) <= 0.02
    for at_s, sample in zip(times_s, samples, strict=True):
        if wave.around(at_s).max() < 0.001:
            assert sample.open_circuit
        if wave.around(at_s).min() >= 0.05:
            assert not sample.open_circuit

    true_s = beats(wave.times_s.tolist(), wave.pulse.tolist())
    found_s = beats(times_s, [sample.pulse for sample in samples])
    assert len(true_s) > 60
    assert len(found_s) == len(true_s)
    assert abs(found_s - true_s).max() <= 0.02


def test_what_the_converter_is_off_is_calibrated_away(built: Path, tmp_path: Path) -> None:
    """Two counts, usual by its data sheet, are 4 % at both ends of the range, and none once the kit knows of them."""
    wave, kit = Wave(np.r_[np.full(50, 0.05), sweep(9)], beating(10)), Decoder(offset=32)
    samples = building.read(built, kit, wave.write(tmp_path / "wave.csv"), 9.9, NOISE, "offset=2")
    samples = samples[RATE_HZ // 2 :]  # it was told a moment after its start
    assert max(errors(wave, [sample.device_s or 0.0 for sample in samples], samples)) <= 0.02


@pytest.mark.parametrize("start_s", [0.2, 0.207])
def test_hum_of_the_mains_has_the_mean_0(built: Path, tmp_path: Path, start_s: float) -> None:
    """Whatever its phase: 100 counts of it leave less than 1 in the pulse."""
    wave, kit = Wave(np.full(150, 1.0), np.full(150, 0.5)), Decoder()
    samples = building.read(built, kit, wave.write(tmp_path / "wave.csv"), 2.0, NOISE, "hum=100", f"reset={start_s}")
    counts = 1023 * np.array([sample.pulse for sample in samples[20:]])
    assert np.ptp(counts) < 1
    assert counts.mean() == pytest.approx(511.5, abs=1)


class Listening(Decoder):
    """Remembers all that the kit said of itself. What it says first is noise."""

    def hello(self) -> bytes:
        self.said: list[KitDescription] = []
        return bytes(range(256)) + super().hello()

    def _described(self, said: KitDescription) -> None:
        self.said.append(said)
        super()._described(said)


def test_a_program_that_hangs_is_started_by_the_watchdog(built: Path, tmp_path: Path) -> None:
    """Within 2 s, and says why; its calibration is still there, its rate is told again."""
    kit = Listening(rate=25.0, kit=7, reference_ohm=990_000, offset=-3)
    samples = building.read(
        built, kit, Wave(np.full(400, 1.0), beating(8.0)).write(tmp_path / "wave.csv"), 7.0, NOISE, "hang=3"
    )
    assert (kit.counters.restarts, kit.counters.faults, kit.counters.bad) == (1, 1, 0)
    assert len(kit.said) <= 7  # none in answer to noise
    *_, told, started, last = kit.said
    assert (told.kit, told.reference_ohm, told.offset, told.period_ms, told.start) == (7, 990_000, -3, 40, 1)
    assert (started.kit, started.reference_ohm, started.offset, started.period_ms) == (7, 990_000, -3, 20)
    assert started.start & START_WATCHDOG
    assert last.period_ms == 40
    assert 110 <= len(samples) <= 140  # 5 s of 7 at 25 Hz
    # The board's resistor is 1 Mohm, so another in the calibration shows as another conductance.
    assert np.mean([sample.eda_us for sample in samples]) == pytest.approx(1 / 0.99, rel=2e-3)
