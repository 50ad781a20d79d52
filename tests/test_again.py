"""Failed tests run once more, alone, and those that pass then are named."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.again import MOST, run_again

ONCE = """
from pathlib import Path

def test_of_the_moment():
    was_here = Path("was_here")
    if not was_here.exists():
        was_here.touch()
        raise AssertionError
"""
NEVER = "def test_{}():\n    raise AssertionError\n"


def _whole_run(folder: Path, **files: str) -> int:
    (folder / "pytest.ini").touch()  # without it, pytest reads the settings of a folder above
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    return run_again(subprocess.call([sys.executable, "-m", "pytest", "-q"], cwd=folder), folder)


def test_one_that_passes_alone_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _whole_run(tmp_path, once=ONCE, good="def test_good():\n    pass\n") == 0
    assert "passed alone. Find the race:\n  test_once.py::test_of_the_moment\n" in capfd.readouterr().err


def test_one_that_fails_again_fails_the_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _whole_run(tmp_path, once=ONCE, never=NEVER.format("never")) == 1
    assert "passed alone" not in capfd.readouterr().err


def test_many_do_not_run_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _whole_run(tmp_path, once=ONCE, **{f"n{n}": NEVER.format(n) for n in range(MOST)}) == 1
    assert "run once more" not in capfd.readouterr().err


@pytest.mark.parametrize("code", [0, 2, 4, 5])
def test_a_run_that_passed_or_broke_keeps_its_exit_code(code: int, tmp_path: Path) -> None:
    assert run_again(code, tmp_path) == code


def test_a_run_without_a_cache_keeps_its_exit_code(tmp_path: Path) -> None:
    assert run_again(1, tmp_path) == 1
