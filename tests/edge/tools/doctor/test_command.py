"""`vitrina doctor` on a machine with many faults, and on a healthy one."""

import io
import json
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from edge.cli.main import main
from edge.clock import Clock
from edge.perception.vision.face_finder import FAR, NEAR
from edge.tools.doctor.command import run_checks
from edge.tools.doctor.finding import DoctorContext
from models.serving.spec import ZOO
from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.films import write_film
from tests.system import shop

WRONG = """
[site]
tenant = "acme"
[camera]
source = "/dev/video77"
[models]
use = "research"
expression = "{folder}/fer-1.4m.json"
[broker]
host = "127.0.0.1"
port = {port}
username = "door"
password = "hush"
[outbox]
path = "{folder}/nowhere/outbox.db"
"""

EXPECTED = {
    "secrets": ("warning", "vitrina.toml ([broker] password; mode 644)", "chmod 600"),
    "names": ("warning", "site, device", "Set [site] site, device"),
    "notice": ("error", "not confirmed", "confirmed_on"),
    "time zone": ("warning", "midnight UTC", "Europe/Berlin"),
    "outbox": ("error", "nowhere does not exist", "mkdir -p"),
    "detector": ("error", f"{FAR}.tflite is not the file that its model settings describe", "vitrina models fetch"),
    "telemetry": ("untried", "see detector", ""),
    "expression": ("error", "fer-1.4m.onnx is not the file that its model settings describe", "[models] expression"),
    "camera": ("error", "/dev/video77 could not be opened: there is no such device", "Check that it is plugged in."),
    "decoding": ("untried", "see camera", ""),
    "reach": ("untried", "see camera", ""),
    "masks": ("warning", "none is set", "vitrina aim"),
    "speed": ("untried", "see detector and expression", ""),
    "broker": ("error", "refused the name or password", "[broker] username"),
}


def copy_damaged(folder: Path, name: str, ending: str) -> None:
    content = bytearray((ZOO / f"{name}{ending}").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / f"{name}{ending}").write_bytes(content)


def test_every_fault_is_reported_with_its_cure(tmp_path: Path) -> None:
    """One run reports all faults: a broken part does not hide later ones."""
    for name in (f"{FAR}.json", f"{NEAR}.json", f"{NEAR}.tflite", "fer-1.4m.json"):
        shutil.copy(ZOO / name, tmp_path)
    copy_damaged(tmp_path, FAR, ".tflite")
    copy_damaged(tmp_path, "fer-1.4m", ".onnx")
    path = tmp_path / "vitrina.toml"
    with running(Mosquitto(tmp_path, users={"door": "right"})) as broker:
        path.write_text(WRONG.format(folder=tmp_path, port=broker.port), encoding="utf-8")
        path.chmod(0o644)
        progress = io.StringIO()
        context = DoctorContext(path, Clock().now, zoo=tmp_path)
        findings = {finding.part: finding for finding in run_checks(context, Console(file=progress, width=100))}
    for part, (level, text, cure) in EXPECTED.items():
        finding = findings[part]
        assert (part, finding.level) == (part, level)
        assert text in finding.text, part
        assert cure in finding.cure, part
    for finding in findings.values():
        assert "hush" not in finding.text + finding.cure
        assert bool(finding.cure) == (finding.level in ("warning", "error")), finding
    assert "doctor: checking the camera …" in progress.getvalue()
    assert "measuring" not in progress.getvalue()


def test_unusable_settings_are_not_replaced_by_defaults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The default camera is not the camera of this kiosk. Checks that need no settings still run."""
    path = tmp_path / "vitrina.toml"
    path.write_text('[camera]\nsorce = "x"\n[audience]\nk = 2\n', encoding="utf-8")
    assert main(["doctor", "--config", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("✗ settings: [camera] sorce")]
    assert [line for line in lines if line.startswith("✗ settings: [audience] k = 2 is too small")]
    assert "– camera: not tried: see settings" in lines
    assert "– broker: not tried: see settings" in lines
    assert [line for line in lines if line.startswith("✓ detector: ")]
    assert lines[-1].startswith("2 to fix")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings of a healthy kiosk. Its broker port is set by the test."""
    film = write_film(tmp_path / "film.avi", frames=60, rate_hz=15.0, width_px=640, height_px=360)
    faces = 'tiles = "whole"\nmasks = [[[0, 0], [0.1, 0], [0.1, 0.1]]]'
    path = shop.settings(tmp_path, str(film), 1, faces=faces)
    text = path.read_text(encoding="utf-8").replace("[camera]", "[camera]\nloop = true")
    path.write_text(text, encoding="utf-8")
    return path


def test_a_healthy_running_kiosk_has_no_faults_and_keeps_running(
    tmp_path: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0. The broker sees no second client of the same name, and the kiosk keeps its connection and files."""
    (tmp_path / "broker").mkdir()
    with running(Mosquitto(tmp_path / "broker")) as broker, subscribed(broker.port) as subscriber:
        config.write_text(config.read_text(encoding="utf-8").replace("port = 1", f"port = {broker.port}"))
        with shop.running_kiosk(shop.Run(tmp_path, config)) as run:
            subscriber.wait_for_kind("play", 1)  # it has a number, so the file of sequence numbers exists
            files = {path.name for path in tmp_path.iterdir()}
            assert main(["doctor", "--config", str(config), "--json"]) == 0
            assert {path.name for path in tmp_path.iterdir()} == files
            assert run.process.poll() is None
            assert run.stop() == 0
            log = "\n".join(run.log)
        assert isinstance(broker, Mosquitto)
        assert not [line for line in broker.log if "already connected" in line]
        assert log.count("connected to") == 1
    output = capsys.readouterr()
    findings = {each["part"]: each for each in json.loads(output.out)}
    assert {each["ok"] for each in findings.values()} <= {True, None}
    tried = {part for part, each in findings.items() if each["ok"]}
    assert {"settings", "secrets", "notice", "kiosk", "outbox", "detector", "expression", "camera", "reach"} <= tried
    assert {"masks", "screen", "speed", "playback", "broker", "disk"} <= tried
    assert f"as process {run.process.pid}" in findings["kiosk"]["text"]
    assert "640x360" in findings["camera"]["text"]
    assert "640x360 with tiles = whole" in findings["reach"]["text"]
    assert "while the kiosk is running" in findings["speed"]["text"]
    assert {line.split(":")[0] for line in output.err.splitlines()} == {"doctor"}


def test_bad_usage_has_its_own_exit_code() -> None:
    with pytest.raises(SystemExit) as left:
        main(["doctor", "--nonsense"])
    assert left.value.code == 2
