"""The hash of the program's files is what an officer computes with the command on the page."""

import os
import subprocess
from pathlib import Path

import pytest

from edge.screen.notice.public_page import HASH_COMMAND
from edge.tools.program_hash import program_sha256


@pytest.fixture
def program(tmp_path: Path) -> Path:
    for name, content in {
        "edge/a.py": b"x = 1\n",
        "edge/a/b.py": b"",
        "edge/A.toml": b"\xff",
        "central/ä.txt": b"y",
        "models/zoo/m.onnx": bytes(3_000_000),
        "firmware_bridge/kits.py": b"z",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def by_the_command(folder: Path) -> str:
    return subprocess.run(["sh", "-c", HASH_COMMAND], cwd=folder, capture_output=True, check=True, text=True).stdout[
        :64
    ]


def test_the_command_on_the_page_prints_the_same_hash(program: Path) -> None:
    assert program_sha256(program) == by_the_command(program)


def test_a_changed_a_renamed_and_an_added_file_change_it_and_bytecode_does_not(program: Path) -> None:
    """Neither do other packages beside it, nor links."""
    seen = {program_sha256(program)}
    (program / "edge/a/__pycache__").mkdir()
    (program / "edge/a/__pycache__/b.cpython-311.pyc").write_bytes(b"made")
    (program / "numpy.py").write_bytes(b"other")
    os.symlink("a.py", program / "edge/link.py")
    assert program_sha256(program) in seen
    assert program_sha256(program) == by_the_command(program)
    for change in (
        lambda: (program / "edge/a.py").write_bytes(b"x = 2\n"),
        lambda: (program / "edge/a.py").rename(program / "edge/c.py"),
        lambda: (program / "edge/new.py").write_bytes(b""),
    ):
        change()
        assert program_sha256(program) not in seen
        seen.add(program_sha256(program))


def test_this_program_has_one() -> None:
    assert len(program_sha256()) == 64
