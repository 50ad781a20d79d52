"""Commands of docs/central/install.md for containers, with a stand-in for Docker, which notes what it is asked."""

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("yaml", reason="PyYAML is missing: make setup")

from edge import __version__
from tests.doubles.broker import tool
from tests.doubles.central_compose import FOLDER
from tests.packaging.central_image import central_image_name

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/central/install.md").read_text(encoding="utf-8")
(BLOCK,) = (block for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) if "docker load" in block)


def test_the_commands_load_the_image_and_start_the_compose_file(tmp_path: Path) -> None:
    tool("openssl")
    copy = tmp_path / "examples" / FOLDER.name
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns(".env", "secrets", "tls"))
    docker = tmp_path / "docker"
    docker.write_text(f'#!/bin/sh\necho "$(basename "$PWD"): $*" >>{tmp_path}/asked\n', encoding="utf-8")
    docker.chmod(stat.S_IRWXU)
    done = subprocess.run(
        ["sh", "-ec", BLOCK], capture_output=True, text=True, cwd=tmp_path, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "asked").read_text().splitlines() == [
        f"{tmp_path.name}: load --input dist/{central_image_name(__version__, 'x86_64')}",
        "central-compose: compose up --detach --wait",
        "central-compose: compose logs --no-log-prefix central",
    ]
    assert (copy / ".env").exists()


@pytest.mark.parametrize("line", re.findall(r"`docker (compose [a-z][^`]*)`", TEXT.replace("\n", " ")))
def test_compose_knows_the_commands_and_their_options(line: str) -> None:
    """Of the text too."""
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("docker-compose is not installed (apt-get install docker-compose)")
    _, command, *words = line.split()
    asked = subprocess.run([program, command, "--help"], capture_output=True, text=True)
    assert asked.returncode == 0
    assert [word for word in words if word.startswith("--") and word not in asked.stdout] == []


def test_the_program_in_the_container_needs_no_options() -> None:
    """Its settings are all in the environment."""
    found = re.findall(r"`docker compose exec central (vitrina-central [^`]*)`", TEXT.replace("\n", " "))
    assert found == ["vitrina-central doctor"]
