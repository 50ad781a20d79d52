"""The compiled firmware on a simulated board, read over a port, compared in microsiemens and beats."""

from pathlib import Path

import numpy as np
import pytest

from firmware_bridge.kits.vitrina import START_WATCHDOG, Decoder, KitDescription
from firmware_bridge.samples import Sample
from tests.firmware_bridge.board import building
from tests.firmware_bridge.board.waves import RATE_HZ, Wave, beating, beats, errors, minute, on_one_clock, sweep

NOISE = 0.5  # of the converter, in counts rms


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The firmware and the board."""
    building.skip_without_toolchain()
    folder = tmp_path_factory.mktemp("board")
    building.make("firmware", folder)
    building.board(folder)
    return folder


def test_a_minute_with_a_reset_is_measured_exactly(built: Path, tmp_path: Path) -> None:
    """Conductance from 0.05 to 20 uS is within 2 % of the input, and beats are within 20 ms of those in the input wave.

    The reset costs two samples.
    """
    wave, kit = minute(), Decoder()
    samples = building.read(built, kit, wave.write(tmp_path / "wave.csv"), 60.0, NOISE, "reset=30")
    times_s = on_one_clock(samples, 30.0)

    assert len(samples) >= 60 * RATE_HZ - 3
    assert np.diff(times_s).max() < 0.06
    assert (kit.counters.restarts, kit.counters.lost, kit.counters.faults) == (1, 0, 0)
    assert kit.counters.bad <= 1  # the frame during the reset

    relative = errors(wave, times_s, samples)
    assert len(relative) > 0.9 * len(samples)
    assert max(relative) <= 0.02
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


def test_the_offset_of_the_converter_is_calibrated_away(built: Path, tmp_path: Path) -> None:
    """Two counts, typical by the data sheet, would be 4 % at both ends of the range."""
    wave, kit = Wave(np.r_[np.full(150, 0.05), sweep(9)], beating(12)), Decoder(offset=32)
    samples = building.read(built, kit, wave.write(tmp_path / "wave.csv"), 11.9, NOISE, "offset=2")
    samples = samples[5 * RATE_HZ // 2 :]  # the offset is set after the start
    assert max(errors(wave, [sample.device_s or 0.0 for sample in samples], samples)) <= 0.02


@pytest.mark.parametrize("start_s", [0.2, 0.207])
def test_mains_hum_is_averaged_out(built: Path, tmp_path: Path, start_s: float) -> None:
    """At any phase, 100 counts of hum leave less than 1 count in the pulse."""
    wave, kit = Wave(np.full(150, 1.0), np.full(150, 0.5)), Decoder()
    samples = building.read(built, kit, wave.write(tmp_path / "wave.csv"), 2.0, NOISE, "hum=100", f"reset={start_s}")
    counts = 1023 * np.array([sample.pulse for sample in samples[20:]])
    assert np.ptp(counts) < 1
    assert counts.mean() == pytest.approx(511.5, abs=1)


class RecordingDecoder(Decoder):
    """Keeps all descriptions of the kit, and the resistance behind each sample. Its `hello` begins with noise."""

    def hello(self) -> bytes:
        self.descriptions: list[KitDescription] = []
        self.references_ohm: list[int] = []
        return bytes(range(256)) + super().hello()

    def _handle_description(self, description: KitDescription) -> None:
        self.descriptions.append(description)
        super()._handle_description(description)

    def _sample(self, number: int, ms: int, gsr: int, pulse: int) -> list[Sample]:
        new = super()._sample(number, ms, gsr, pulse)
        self.references_ohm += [self.description.reference_ohm for _ in new if self.description]
        return new


def test_the_watchdog_restarts_a_program_that_hangs(built: Path, tmp_path: Path) -> None:
    """Within 2 s. The description gives the reason, the calibration is kept, and the decoder sets the rate again."""
    kit = RecordingDecoder(rate=25.0, kit=7, reference_ohm=990_000, offset=-3)
    samples = building.read(
        built, kit, Wave(np.full(400, 1.0), beating(8.0)).write(tmp_path / "wave.csv"), 7.0, NOISE, "hang=3"
    )
    assert (kit.counters.restarts, kit.counters.faults, kit.counters.bad) == (1, 1, 0)
    assert len(kit.descriptions) <= 7  # none in answer to noise
    received = kit.descriptions
    at = next(number for number, each in enumerate(received) if each.start & START_WATCHDOG)
    before, restarted, last = received[at - 1], received[at], received[-1]
    assert (before.kit, before.reference_ohm, before.offset, before.period_ms, before.start) == (7, 990_000, -3, 40, 1)
    assert (restarted.kit, restarted.reference_ohm, restarted.offset, restarted.period_ms) == (7, 990_000, -3, 20)
    assert last.period_ms == 40
    assert 125 <= len(samples) <= 137  # 5 s of 7 at 25 Hz, some of them at 50
    # The board's resistor is 1 Mohm, so another value in the calibration changes the conductance: from the moment in
    # which the kit has it.
    calibrated = [s.eda_us for s, ohm in zip(samples, kit.references_ohm, strict=True) if ohm == 990_000]
    assert len(calibrated) > 0.8 * len(samples)
    assert np.mean(calibrated) == pytest.approx(1 / 0.99, rel=2e-3)
