"""The commands of docs/shop/install.md that install the program."""

import importlib.metadata
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from edge import __version__
from edge.messages.schema import json_schema
from edge.tools.setup.questions import STEPS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "shop/install.md").read_text(encoding="utf-8")
BLOCKS = [block.replace("\\\n", "").splitlines() for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)]
LOCKED = "sudo /opt/vitrina/current/bin/pip install --require-hashes -r requirements.lock"
PACKAGE = "sudo /opt/vitrina/current/bin/pip install --no-deps --no-build-isolation ."


def test_every_installation_is_from_the_lock_file() -> None:
    """The first one, an update, and one with TensorRT: files with other hashes are refused in each."""
    installing = [[line for line in block if "bin/pip" in line] for block in BLOCKS]
    first, jetson, update = filter(None, installing)
    assert first == update == [LOCKED, PACKAGE]
    assert jetson == [LOCKED, PACKAGE.replace("--no-deps ", "").replace(" .", " '.[jetson]'")]


STEP_NAMES = {
    "names": "names",
    "camera": "camera",
    "screen": "direction of the screen",
    "films": "videos",
    "broker": "broker",
    "sign": "notice",
    "notice": "notice",
    "staff": "staff",
    "hours": "opening hours",
    "microphone": "microphone",
}
"""Name on the pages of each step of the setup page."""


@pytest.mark.parametrize("page", ["shop/install.md", "start/first-shop.md"])
def test_a_page_lists_the_steps_of_the_setup_page_in_their_order(page: str) -> None:
    text = " ".join((ROOT / "docs" / page).read_text(encoding="utf-8").split())
    names = list(dict.fromkeys(STEP_NAMES[step.name] for step in STEPS))
    names.insert(1, "country")
    assert re.search("[^.]*".join(names), re.sub(r"\([^ )]*\)", "", text)), names


def checkout(folder: Path) -> Path:
    """The files of this checkout and nothing else: pip builds where it finds them."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for name in filter(None, listed.split("\0")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((ROOT / name).read_bytes())
    return folder


def test_the_program_installs_by_the_commands_and_runs(tmp_path: Path) -> None:
    """From `venv` to `vitrina --version`, on this Python, with folders of the test in place of the system's."""
    asked = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--no-deps", "pip"]
    if subprocess.run(asked, capture_output=True, check=False).returncode != 0:
        pytest.skip("no package index can be reached")
    (block,) = [block for block in BLOCKS if LOCKED in block and "vitrina --version" in block]
    commands = block[block.index(f"sudo python3 -m venv /opt/vitrina/versions/{__version__}") :]
    (tmp_path / "bin").mkdir()
    places = {
        "sudo ": "",
        "/opt/": f"{tmp_path}/",
        "/usr/local/bin/": f"{tmp_path}/bin/",
        "python3 ": f"{sys.executable} ",
    }
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["PIP_COMPILE"] = "0"  # the byte code of all packages takes half a minute, and Python makes what it runs
    environment["PATH"] = f"{tmp_path / 'bin'}:{environment['PATH']}"
    source = checkout(tmp_path / "source")

    def printed(command: str, cwd: Path) -> str:
        for place, own in places.items():
            command = command.replace(place, own)
        run = subprocess.run(
            shlex.split(command), capture_output=True, text=True, check=False, cwd=cwd, env=environment
        )
        assert run.returncode == 0, f"{command}: {run.stderr}"
        return run.stdout

    shown = [printed(command, source) for command in commands]
    assert shown[-1] == f"vitrina {importlib.metadata.version('vitrina')}\n"
    assert json.loads(printed("vitrina schema window", tmp_path)) == json_schema("window")
