"""Simulated kits on a pseudo-terminal, read through their port like real kits."""

from math import isfinite
from pathlib import Path

import pytest

from firmware_bridge.errors import SerialPortLostError
from firmware_bridge.kit_session import KitSession
from firmware_bridge.kits import registry
from firmware_bridge.recording import read
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.simulator import device
from firmware_bridge.simulator.player import SimulatedKit
from firmware_bridge.transport import SerialPort
from tests.firmware_bridge.bodies import EDA_US, write_recording

SETTINGS: dict[str, dict[str, registry.Value]] = {"bitalino": {"revision": "current", "pulse": 1}}


def pair(name: str, path: Path, speed: float = 1.0) -> tuple[Kit, SimulatedKit]:
    """A decoder and its simulated kit."""
    settings = SETTINGS.get(name, {})
    return registry.make(name, settings), SimulatedKit(
        device.make_simulated_kit(name, settings), read(path), speed=speed
    )


def read_samples(kit: Kit, player: SimulatedKit, count: int) -> list[Sample]:
    samples: list[Sample] = []
    with KitSession(SerialPort(player.port, kit.info.baud), kit) as session, player:
        while len(samples) < count:
            samples += session.read()
    return samples


@pytest.mark.parametrize("name", list(device.DEVICES))
def test_every_kit_plays_a_recording(tmp_path: Path, name: str) -> None:
    """Its decoder reads the recorded values."""
    path = write_recording(tmp_path / "a.csv", seconds=200)
    kit, player = pair(name, path, speed=20.0)
    samples = read_samples(kit, player, 8 if name == "ble_hr" else 100)
    if kit.info.has_eda:
        assert [sample.eda_us for sample in samples] == pytest.approx([EDA_US] * len(samples), abs=0.3)
    if kit.info.has_pulse:
        pulse = [sample.pulse for sample in samples]
        assert (min(pulse), max(pulse)) == pytest.approx((0.3, 0.785), abs=0.02)
    if name == "ble_hr":
        assert {sample.hr_bpm for sample in samples if isfinite(sample.hr_bpm)} & {74, 75, 76}
    assert kit.counters.bad == 0


def test_the_whole_recording_is_read_before_the_kit_is_unplugged(tmp_path: Path) -> None:
    """Every row of a short recording arrives."""
    kit, player = pair("csv_lines", write_recording(tmp_path / "a.csv", seconds=2.02), speed=10)
    samples: list[Sample] = []
    session = KitSession(SerialPort(player.port, 115200), kit)
    player.start()
    while not player.wait(0):
        samples += session.read()
    samples += session.read()
    player.stop()
    assert [sample.device_s for sample in samples] == pytest.approx([n / 50 for n in range(101)])
    with pytest.raises(SerialPortLostError):
        session.read()
    session.close()


def test_playing_does_not_need_a_reader(tmp_path: Path) -> None:
    """Bytes that are not read are lost, and the recording plays to its end."""
    _, player = pair("pulsesensor", write_recording(tmp_path / "a.csv", seconds=60), speed=1000)
    with player:
        assert player.wait(60)


def test_a_repeated_recording_continues_the_kits_clock(tmp_path: Path) -> None:
    """The decoder counts no restart."""
    kit = registry.make("csv_lines", {})
    recording = read(write_recording(tmp_path / "a.csv", seconds=0.5))
    player = SimulatedKit(device.make_simulated_kit("csv_lines", {}), recording, speed=10, repeat=True)
    samples = read_samples(kit, player, 90)
    times_s = [sample.device_s or 0.0 for sample in samples]
    assert times_s == pytest.approx([times_s[0] + n / 50 for n in range(len(times_s))])
    assert kit.counters.restarts == 0


def test_a_kit_that_was_never_started_can_be_stopped(tmp_path: Path) -> None:
    """Its port is closed."""
    _, player = pair("grove", write_recording(tmp_path / "a.csv", seconds=1))
    assert Path(player.port).exists()
    player.stop()
    assert not Path(player.port).exists()
