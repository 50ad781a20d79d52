"""The central server with the packages of its own lock files: it runs, and nothing of a kiosk's senses is there."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from tests.doubles.broker import free_port
from tests.doubles.linked_packages import link_distribution
from tests.lock import CENTRAL, pins
from tests.packaging.sources import ROOT

SENSES = ("cv2", "mediapipe", "onnxruntime", "sounddevice", "soundfile", "serial", "sentencepiece")
PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from central.cli.main import main; sys.exit(main())"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our own packages and those of requirements-central.lock: links, so that nothing is fetched."""
    folder = tmp_path_factory.mktemp("packages")
    for ours in ("central", "edge", "models"):
        (folder / ours).symlink_to(ROOT / ours)
    for pin in pins(CENTRAL.read_text(encoding="utf-8")):
        try:
            link_distribution(folder, pin.requirement.name)
        except PackageNotFoundError:
            pytest.skip(f"{pin.requirement.name} is missing: make setup")
    return folder


@pytest.fixture
def server(packages: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    config = tmp_path / "central.toml"
    config.write_text(f'[central]\ndata = "{tmp_path}/data"\n[web]\nport = {free_port()}\n', encoding="utf-8")
    command = [*program(packages), "serve", "--web", "--config", str(config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def program(packages: Path) -> list[str]:
    """Command of `vitrina-central` with these packages alone."""
    return [sys.executable, "-I", "-S", "-c", PROGRAM, str(packages)]


def test_nothing_of_a_kiosks_senses_can_be_imported(packages: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(packages)!r})\nfrom importlib.util import find_spec\n"
    code += f"print([name for name in {SENSES} if find_spec(name)])"
    run = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_the_server_starts_with_its_own_packages(server: "subprocess.Popen[str]") -> None:
    assert server.stderr is not None
    log = []
    for line in server.stderr:
        log.append(line)
        if "web: the web pages are served at" in line:
            server.send_signal(signal.SIGTERM)
    assert server.wait() == 0, log
