"""Which kit is at a port."""

import os
import time
import tty
from pathlib import Path

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from firmware_bridge.cli import autodetect
from firmware_bridge.errors import KitError, PortError
from firmware_bridge.kits.grove import Decoder
from firmware_bridge.recording import read
from firmware_bridge.simulator import device
from firmware_bridge.simulator.player import SimulatedKit
from tests.firmware_bridge.bodies import written


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pseudo-terminal starts nothing anew."""
    monkeypatch.setattr(autodetect, "SHORT_S", 0.5)
    monkeypatch.setattr(autodetect, "ASKED_S", 0.1)


def tried(name: str, path: Path, speed: float = 5.0) -> tuple[str, list[str]]:
    said: list[str] = []
    with SimulatedKit(device.make(name, {}), read(written(path, seconds=300)), speed=speed) as player:
        return autodetect.detect_kit(player.port, time.monotonic, said.append), said


@pytest.mark.parametrize("name", ["grove", "pulsesensor", "ble_hr", "csv_lines"])
def test_each_kit_is_found_by_what_it_says(tmp_path: Path, name: str) -> None:
    """Soon, or when its columns are named again."""
    found, said = tried(name, tmp_path / "a.csv", speed=20.0 if name in ("ble_hr", "csv_lines") else 5.0)
    assert found == name
    assert said[-1].startswith(f"kit: {name} (")


def test_a_kit_that_waits_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what it must be told is said: which sensor a BITalino has cannot be seen."""
    monkeypatch.setattr(autodetect, "ASKED_S", 4.0)
    with pytest.raises(KitError, match=r"--kit bitalino --set revision=current\|early\|first"):
        tried("bitalino", tmp_path / "a.csv")


@pytest.mark.parametrize("text", [b"", b"hello\r\n" * 9], ids=["silence", "no kit"])
def test_what_is_no_kit_is_said(text: bytes) -> None:
    """Nothing at all, or what nobody knows."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    ticks = iter(range(10**6))

    def now() -> float:
        if text:
            os.write(ours, text)
        return next(ticks) / 10

    with pytest.raises(PortError, match="is of no kit that is known" if text else "nothing comes from"):
        autodetect.detect_kit(os.ttyname(theirs), now, lambda _: None)
    os.close(ours)
    os.close(theirs)


def test_an_adapter_that_one_kit_alone_has_is_that_kit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is opened."""
    port = ListPortInfo("/dev/nowhere")
    port.vid, port.pid, port.serial_number = 0x1209, 0x0001, None
    monkeypatch.setattr(list_ports, "comports", lambda: [port])
    monkeypatch.setattr(Decoder, "usb", ((0x1209, 0x0001),), raising=False)
    for where in ("/dev/nowhere", "1209:0001"):
        assert autodetect.detect_kit(where, time.monotonic, lambda _: None) == "grove"
