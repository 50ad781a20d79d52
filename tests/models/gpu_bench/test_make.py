"""`make gpu` on a machine without a GPU."""

import ctypes
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def has_driver() -> bool:
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError:
        return False
    return True


@pytest.mark.skipif(has_driver(), reason="this machine has NVIDIA's driver")
def test_make_gpu_without_a_gpu_names_what_is_missing_and_makes_nothing(tmp_path: Path) -> None:
    """One line before make's own; no environment, no package."""
    make = ["make", "--no-print-directory", "gpu", f"VENV={tmp_path}/venv"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # of `make test`
    run = subprocess.run(make, cwd=ROOT, env={**outside, "LC_ALL": "C"}, capture_output=True, text=True, check=False)
    assert run.returncode == 2  # make's own: the command ended with 1
    assert run.stderr.startswith("gpu: NVIDIA's driver is not installed here (libcuda.so.1: ")
    first, last = run.stderr.splitlines()
    assert first.endswith("Run this on a machine with an NVIDIA GPU.")
    assert last.startswith("make: *** ")
    assert list(tmp_path.iterdir()) == []
