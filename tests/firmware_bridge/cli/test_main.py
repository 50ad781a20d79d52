"""The command line of `python -m firmware_bridge`."""

import importlib.util
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from firmware_bridge.cli import main
from firmware_bridge.kit_session import KitSession
from firmware_bridge.kits import registry
from firmware_bridge.recording import read
from firmware_bridge.simulator import device
from firmware_bridge.simulator.player import SimulatedKit
from firmware_bridge.transport import SerialPort
from tests.doubles.kit_packages import install_kits
from tests.firmware_bridge.bodies import write_recording

ROOT = Path(__file__).parents[3]


@contextmanager
def simulated(*arguments: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run `simulate`; yields its port and its process."""
    command = [sys.executable, "-m", "firmware_bridge", "simulate", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.terminate()


def test_simulate_prints_its_port_and_plays_until_a_signal(tmp_path: Path) -> None:
    """It ends with 0 after SIGTERM, as after Ctrl-C."""
    path = write_recording(tmp_path / "a.csv", seconds=100)
    with simulated("--kit", "grove", "--from", str(path), "--set", "cal=500") as (port, process):
        kit = registry.make("grove", {"cal": 500})
        with KitSession(SerialPort(port, 9600), kit) as session:
            while not (samples := session.read()):
                pass
        assert samples[0].eda_us == pytest.approx(4.0, abs=0.3)
        process.terminate()
        assert process.wait(20) == 0


def test_simulate_without_a_recording_plays_a_synthetic_wearer() -> None:
    """Until it is stopped."""
    with simulated("--kit", "grove", "--speed", "50") as (port, process):
        kit, samples = registry.make("grove", {}), 0
        with KitSession(SerialPort(port, 9600), kit) as session:
            while samples < 1500:  # 60 s are 1200 samples
                received = session.read()
                assert all(3.5 < sample.eda_us < 5.5 for sample in received)
                samples += len(received)
        assert process.poll() is None


def test_an_installed_kit_is_checked_with_its_simulated_kit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 2 if the kit breaks a rule."""
    groups = {registry.GROUP: {"bytes": "Decoder"}, device.GROUP: {"bytes": "Device"}}
    install_kits(tmp_path, monkeypatch, groups)
    assert main.main(["check", "csv_lines"]) == 0
    assert "✓ returns nothing from a damaged frame\n" in capsys.readouterr().out
    (tmp_path / "bytes.bin").write_bytes(bytes(range(1, 61)))
    assert main.main(["check", "bytes", "--no-checksum", "--stream", str(tmp_path / "bytes.bin")]) == 2
    output = capsys.readouterr()
    assert "✗ reads any garbage, and counts it: decode raised IndexError (no such byte; kit_package.py" in output.out
    assert "skipped. Pass device, a simulated kit." in output.out
    assert re.match(r"kit bytes: \d problems were found\. Fix them in the package", output.err)
    assert main.main(["check", "csv_lines", "--stream", str(tmp_path / "none")]) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["simulate", "--kit", "groove", "--from", "a.csv"], 2, "groove cannot be simulated. Available: grove,"),
        (["simulate", "--kit", "grove", "--set", "bits=9x", "--from", "a.csv"], 2, "kit grove: "),
        (["simulate", "--kit", "grove", "--set", "bits", "--from", "a.csv"], 2, "it must be NAME=VALUE"),
        (["simulate", "--kit", "grove", "--from", "/nowhere/a.csv"], 3, "/nowhere/a.csv could not be read"),
        (["/dev/vitrina-nowhere", "--kit", "groove"], 2, "unknown kit groove. Available: grove,"),
        (["/dev/vitrina-nowhere", "--kit", "bitalino"], 2, "the setting revision is missing"),
        (["/dev/vitrina-nowhere", "--kit", "grove"], 3, "/dev/vitrina-nowhere is not there"),
        (["/dev/vitrina-nowhere"], 3, "/dev/vitrina-nowhere is not there"),
        (["0403:0001", "--kit", "grove"], 3, "no adapter 0403:0001 is plugged in"),
        (["--kit", "grove"], 2, "port: no port was given"),
    ],
)
def test_an_error_is_one_line_on_stderr(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, text: str
) -> None:
    """The exit code is 2 for bad usage and 3 for a port or file that cannot be opened."""
    assert main.main(arguments) == code
    output = capsys.readouterr()
    assert text in output.err.splitlines()[-1]
    assert not output.out


def test_a_kit_is_shown_and_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line per second is shown, and the rows are the played ones."""
    played = SimulatedKit(device.make_simulated_kit("grove", {}), read(write_recording(tmp_path / "a.csv", seconds=60)))
    record = tmp_path / "b.csv"
    with played:
        code = main.main([played.port, "--kit", "grove", "--seconds", "2.1", "--record", str(record)])
    assert code == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "eda 4." in lines[-1]
    assert f"recording {record}: " in lines[-1]
    recorded = read(record)
    assert 30 <= len(recorded.times_s) <= 45
    assert recorded.eda_us == pytest.approx([4.0] * len(recorded.eda_us), abs=0.3)
    assert json.loads((tmp_path / "b.json").read_text())["settings"] == {"cal": None, "bits": 10}


def test_a_port_that_is_lost_for_good_ends_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The recording up to then is complete."""
    record = tmp_path / "b.csv"
    played = SimulatedKit(
        device.make_simulated_kit("grove", {}), read(write_recording(tmp_path / "a.csv", seconds=60)), speed=10
    )
    played.start()
    unplugged = threading.Timer(0.7, played.stop)
    unplugged.start()
    code = main.main([played.port, "--kit", "grove", "--wait", "0", "--record", str(record)])
    unplugged.join()
    assert code == 3
    assert "was disconnected" in capsys.readouterr().err
    assert len(read(record).times_s) > 10
    assert json.loads((tmp_path / "b.json").read_text())["rows"] > 10


def test_a_port_that_comes_back_is_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The kit is unplugged and plugged in again, under the same name."""
    recording, name = read(write_recording(tmp_path / "a.csv", seconds=60)), tmp_path / "port"
    first, second = (SimulatedKit(device.make_simulated_kit("grove", {}), recording) for _ in range(2))
    name.symlink_to(first.port)
    first.start()

    def swap() -> None:
        name.unlink()
        name.symlink_to(second.port)
        first.stop()
        second.start()

    unplugged = threading.Timer(0.5, swap)
    unplugged.start()
    code = main.main([str(name), "--kit", "grove", "--seconds", "2.5", "--record", str(tmp_path / "b.csv")])
    unplugged.join()
    second.stop()
    assert code == 0
    assert read(tmp_path / "b.csv").duration_s > 2
    capsys.readouterr()


@pytest.mark.skipif(importlib.util.find_spec("pylsl") is not None, reason="pylsl is installed here")
def test_a_missing_pylsl_is_reported_before_the_port_is_opened(capsys: pytest.CaptureFixture[str]) -> None:
    """The error says how to install it."""
    assert main.main(["/dev/vitrina-nowhere", "--kit", "grove", "--lsl"]) == 2
    assert "pip install pylsl" in capsys.readouterr().err


def test_without_a_port_ports_and_kits_are_listed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As text and as JSON."""
    port = ListPortInfo("/dev/ttyACM0")
    port.vid, port.pid, port.serial_number, port.description = 0x2341, 0x0043, "7583", "Arduino Uno"
    monkeypatch.setattr(list_ports, "comports", lambda: [port])
    assert main.main([]) == 0
    output = capsys.readouterr().out
    assert "/dev/ttyACM0  2341:0043:7583  Arduino Uno" in output
    assert all(f"  {name:<12}" in output for name in registry.OURS)
    assert "(needed)" in output
    assert main.main(["--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["ports"] == [{"port": "/dev/ttyACM0", "usb": "2341:0043:7583", "text": "Arduino Uno", "kit": None}]
    assert [kit["name"] for kit in listed["kits"]] == registry.kit_names()
    assert {kit["name"]: kit for kit in listed["kits"]}["bitalino"]["settings"][0]["choices"] == [
        "current",
        "early",
        "first",
    ]
    monkeypatch.setattr(list_ports, "comports", list)
    assert main.main([]) == 0
    assert "no USB serial adapter is plugged in" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["simulate", "--help"], ["--help"]])
def test_help_has_an_example(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """For each command."""
    with pytest.raises(SystemExit, match="0"):
        main.main(arguments)
    assert "example:\n  python -m firmware_bridge" in capsys.readouterr().out
