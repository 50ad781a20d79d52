"""Simulated kits on a pseudo-terminal, read through the port as real ones are."""

from math import isfinite
from pathlib import Path

import pytest

from firmware_bridge.errors import PortLostError
from firmware_bridge.kit_session import KitSession
from firmware_bridge.kits import registry
from firmware_bridge.recording import read
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.simulator import device
from firmware_bridge.simulator.player import SimulatedKit
from firmware_bridge.transport import SerialPort
from tests.firmware_bridge.bodies import EDA_US, written

SETTINGS: dict[str, dict[str, registry.Value]] = {"bitalino": {"revision": "current", "pulse": 1}}


def pair(name: str, path: Path, **how: float) -> tuple[Kit, SimulatedKit]:
    given = SETTINGS.get(name, {})
    return registry.make(name, given), SimulatedKit(device.make(name, given), read(path), speed=how.get("speed", 1.0))


def heard(kit: Kit, player: SimulatedKit, count: int) -> list[Sample]:
    samples: list[Sample] = []
    with KitSession(SerialPort(player.port, kit.info.baud), kit) as conversation, player:
        while len(samples) < count:
            samples += conversation.read()
    return samples


@pytest.mark.parametrize("name", list(device.DEVICES))
def test_every_kit_plays_a_recording(tmp_path: Path, name: str) -> None:
    """What its decoder reads of it is what was recorded."""
    path = written(tmp_path / "a.csv", seconds=200)
    kit, player = pair(name, path, speed=20.0)
    samples = heard(kit, player, 8 if name == "ble_hr" else 100)
    if kit.info.has_eda:
        assert [sample.eda_us for sample in samples] == pytest.approx([EDA_US] * len(samples), abs=0.3)
    if kit.info.has_pulse:
        pulse = [sample.pulse for sample in samples]
        assert (min(pulse), max(pulse)) == pytest.approx((0.3, 0.785), abs=0.02)
    if name == "ble_hr":
        assert {sample.hr_bpm for sample in samples if isfinite(sample.hr_bpm)} & {74, 75, 76}
    assert kit.counters.bad == 0


def test_when_it_is_over_the_last_is_read_and_then_it_is_unplugged(tmp_path: Path) -> None:
    """Every row of a short recording comes."""
    kit, player = pair("csv_lines", written(tmp_path / "a.csv", seconds=2.02), speed=10)
    samples: list[Sample] = []
    conversation = KitSession(SerialPort(player.port, 115200), kit)
    player.start()
    while not player.wait(0):
        samples += conversation.read()
    samples += conversation.read()
    player.stop()
    assert [sample.device_s for sample in samples] == pytest.approx([n / 50 for n in range(101)])
    with pytest.raises(PortLostError):
        conversation.read()
    conversation.close()


def test_nobody_has_to_read(tmp_path: Path) -> None:
    """What is not read is lost, and it plays on."""
    _, player = pair("pulsesensor", written(tmp_path / "a.csv", seconds=60), speed=1000)
    with player:
        assert player.wait(60)


def test_again_from_the_beginning(tmp_path: Path) -> None:
    """The kit's own clock goes on."""
    kit = registry.make("csv_lines", {})
    recording = read(written(tmp_path / "a.csv", seconds=0.5))
    player = SimulatedKit(device.make("csv_lines", {}), recording, speed=10, repeat=True)
    samples = heard(kit, player, 90)
    times_s = [sample.device_s or 0.0 for sample in samples]
    assert times_s == pytest.approx([times_s[0] + n / 50 for n in range(len(times_s))])
    assert kit.counters.restarts == 0


def test_one_that_never_began_can_be_stopped(tmp_path: Path) -> None:
    """Nothing is left open."""
    _, player = pair("grove", written(tmp_path / "a.csv", seconds=1))
    assert Path(player.port).exists()
    player.stop()
    assert not Path(player.port).exists()
