"""The allocator of a capture process, in a new process, because the setting applies to a whole process."""

import ctypes
import subprocess
import sys

import pytest

from edge.sources.process import allocator

PROGRAM = """
import resource, sys
import numpy as np
from edge.sources.process.allocator import keep_freed_memory

if sys.argv[1] == "kept":
    assert keep_freed_memory()
SIZES = (2_764_800, 1_382_400, 2_764_800)  # a picture of 1280x720 pixels, its planes, and its colours
def decode():
    buffers = [np.ones(size, np.uint8) for size in SIZES]
decode()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    decode()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(option: str) -> int:
    done = subprocess.run([sys.executable, "-c", PROGRAM, option], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the allocator of glibc")
def test_buffers_of_pictures_are_used_again() -> None:
    """By default the kernel clears hundreds of pages for each picture; with the setting it clears nearly none."""
    assert faults("kept") < 20 * 10
    assert faults("default") > 20 * 100


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the setting, as in musl, nothing is changed and nothing fails."""
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert not allocator.keep_freed_memory()
