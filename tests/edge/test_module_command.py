"""Modules of ours that run as processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

from edge.module_command import WITHOUT_FOLDER, module_command

ROOT = Path(__file__).parents[2]
ENVIRON = {**os.environ, "PYTHONPATH": str(ROOT)}


def folder_of_others(folder: Path) -> Path:
    """A working folder with modules that are called like ours, and like one of the standard library."""
    for name in ("edge", "models", "central", "firmware_bridge"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("raise SystemExit('not ours')\n", encoding="utf-8")
    for name in ("runpy", "json", "numpy"):
        (folder / f"{name}.py").write_text("raise SystemExit('not ours')\n", encoding="utf-8")
    return folder


def ran(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=folder, env=ENVIRON, capture_output=True, text=True, timeout=60)


def test_modules_of_the_working_folder_are_not_taken_for_ours(tmp_path: Path) -> None:
    folder = folder_of_others(tmp_path)
    assert ran([sys.executable, "-m", "edge.messages.reference"], folder).stderr == "not ours\n"  # so Python does it
    done = ran(module_command("edge.messages.reference", "no/such.md"), folder)
    assert "not ours" not in done.stderr
    assert "no/such.md" in done.stderr


def test_a_program_of_several_lines_has_the_same_protection(tmp_path: Path) -> None:
    program = WITHOUT_FOLDER + "import models.serving, json; print(models.__file__)"
    done = ran([sys.executable, "-c", program], folder_of_others(tmp_path))
    assert (done.stdout, done.stderr) == (f"{ROOT}/models/__init__.py\n", "")


def test_arguments_and_exit_code_are_those_of_the_module(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/echo_it.py").write_text(
        "import sys\nprint(__name__, sys.argv[0].endswith('echo_it.py'), sys.argv[1:])\nsys.exit(7)\n", encoding="utf-8"
    )
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "there")}
    done = subprocess.run(module_command("echo_it", "a", "-b"), env=environ, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (7, "__main__ True ['a', '-b']\n")
