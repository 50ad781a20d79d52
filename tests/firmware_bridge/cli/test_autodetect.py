"""Detecting the kit at a port."""

import os
import time
import tty
from dataclasses import replace
from pathlib import Path

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from firmware_bridge.cli import autodetect
from firmware_bridge.cli.autodetect import DetectionTimes
from firmware_bridge.errors import KitError, SerialPortError
from firmware_bridge.kits import registry
from firmware_bridge.kits.grove import Decoder
from firmware_bridge.recording import read
from firmware_bridge.simulator import device
from firmware_bridge.simulator.player import SimulatedKit
from tests.doubles.kit_packages import install_kits
from tests.firmware_bridge.bodies import write_recording

QUICK = DetectionTimes(short_s=0.5, asked_s=0.1)
"""Short waits: a pseudo-terminal restarts no board."""


def detect(name: str, path: Path, speed: float = 5.0, times: DetectionTimes = QUICK) -> tuple[str, list[str]]:
    """Detect a simulated kit; the name found and the progress texts."""
    texts: list[str] = []
    with SimulatedKit(
        device.make_simulated_kit(name, {}), read(write_recording(path, seconds=300)), speed=speed
    ) as player:
        return autodetect.detect_kit(player.port, time.monotonic, texts.append, times), texts


@pytest.mark.parametrize("name", ["grove", "pulsesensor", "ble_hr", "csv_lines"])
def test_a_kit_that_sends_unasked_is_detected_by_its_data(tmp_path: Path, name: str) -> None:
    """At once, or when its header is repeated."""
    detected, texts = detect(name, tmp_path / "a.csv", speed=20.0 if name in ("ble_hr", "csv_lines") else 5.0)
    assert detected == name
    assert texts[-1].startswith(f"kit: {name} (")


def test_kits_whose_code_fails_do_not_stop_the_detection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are passed over, whether they send on their own, wait for a command, or fail before that."""
    (package := tmp_path / "package").mkdir()
    points = {"failing": "Failing", "asked": "Asked", "mute": "Mute", "odd": "Odd"}
    install_kits(package, monkeypatch, {registry.GROUP: points})
    assert detect("grove", tmp_path / "a.csv", times=replace(QUICK, short_s=0.25))[0] == "grove"
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    ticks = iter(range(10**6))
    with pytest.raises(SerialPortError, match="no data arrived from"):
        autodetect.detect_kit(os.ttyname(theirs), lambda: float(next(ticks)), lambda _: None, QUICK)
    os.close(ours)
    os.close(theirs)


def test_a_kit_that_waits_for_commands_is_asked(tmp_path: Path) -> None:
    """The error names the needed setting: the data does not show which sensor a BITalino has."""
    with pytest.raises(KitError, match=r"--kit bitalino --set revision=current\|early\|first"):
        detect("bitalino", tmp_path / "a.csv", times=replace(QUICK, asked_s=DetectionTimes().asked_s))


@pytest.mark.parametrize("text", [b"", b"hello\r\n" * 9], ids=["silence", "no kit"])
def test_silence_and_unknown_data_are_port_errors(text: bytes) -> None:
    """The two errors have different texts."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    ticks = iter(range(10**6))

    def now() -> float:
        if text:
            os.write(ours, text)
        return next(ticks) / 10

    with pytest.raises(SerialPortError, match="match no known kit" if text else "no data arrived from"):
        autodetect.detect_kit(os.ttyname(theirs), now, lambda _: None, QUICK)
    os.close(ours)
    os.close(theirs)


def test_a_usb_id_of_one_kit_alone_identifies_the_kit(monkeypatch: pytest.MonkeyPatch) -> None:
    """No port is opened."""
    port = ListPortInfo("/dev/nowhere")
    port.vid, port.pid, port.serial_number = 0x1209, 0x0001, None
    monkeypatch.setattr(list_ports, "comports", lambda: [port])
    monkeypatch.setattr(Decoder, "usb", ((0x1209, 0x0001),), raising=False)
    for where in ("/dev/nowhere", "1209:0001"):
        assert autodetect.detect_kit(where, time.monotonic, lambda _: None) == "grove"
