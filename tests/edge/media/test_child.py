"""Children that decode somebody else's media have limits, no environment of ours, and end with all they started."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from edge.media.check import OPENCV_LIMITS, UnplayableFile, check_media_files
from edge.media.child import (
    MOST_OPEN_FILES,
    ChildLimits,
    EndedChild,
    MissingProgramError,
    start_child,
    start_python_child,
    wait_for_child,
)
from edge.media.stills import extract_stills
from tests.doubles.confessor import write_confessor

PRINTS = "ulimit -v; ulimit -t; ulimit -n; ulimit -c; ulimit -f; env; pwd"


def printed(child: EndedChild | None) -> list[str]:
    assert child is not None
    return child.output.decode().split("\n")


def test_a_child_has_its_limits_and_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the environment nor the folder of this process. A limit on files counts blocks of 512 bytes."""
    monkeypatch.setenv("SECRET", "hunter2")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/nowhere")
    limits = ChildLimits(memory_bytes=1 << 28, cpu_s=7, file_bytes=1 << 20)
    lines = printed(wait_for_child(start_child(["sh", "-c", PRINTS], limits), limits))
    assert lines[:5] == [str((1 << 28) // 1024), "7", str(MOST_OPEN_FILES), "0", str((1 << 20) // 512)]
    assert {"SECRET=hunter2", "LD_LIBRARY_PATH=/nowhere"}.isdisjoint(lines)
    assert lines[-2] == "/"


def test_the_reader_of_stills_has_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts as the check of files does, which tests/edge/screen/test_media.py asks."""
    monkeypatch.setenv("SECRET", "hunter2")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))  # without it, some machines cannot load the libraries
    monkeypatch.setattr(sys, "executable", str(write_confessor(tmp_path / "python")))
    told = str(extract_stills(tmp_path / "a.mp4", [0.0], 90).reason).split()
    assert told[:5] == [str(OPENCV_LIMITS.memory_bytes // 1024), str(OPENCV_LIMITS.cpu_s), "32", "0", "0"]
    assert "SECRET" not in told
    assert "LD_LIBRARY_PATH" in told


@pytest.mark.parametrize(("program", "ends"), [("sleep 600 & wait", False), ("sleep 600 >&- &", True)])
def test_what_a_child_has_started_ends_with_it(program: str, ends: bool) -> None:
    """Whether it hangs, or leaves a program behind that would go on alone."""
    limits = ChildLimits(wall_s=20.0 if ends else 0.2)
    reading, writing = os.pipe()
    try:
        assert (wait_for_child(start_child(["sh", "-c", program], limits, [writing]), limits) is not None) == ends
        os.close(writing)
        assert os.read(reading, 1) == b""  # the last one that held the other end is gone
    finally:
        os.close(reading)


def test_a_child_that_takes_too_much_memory_fails(tmp_path: Path) -> None:
    limits = replace(OPENCV_LIMITS, memory_bytes=1 << 24)
    ended = wait_for_child(start_python_child("edge.media.file_reader", limits), limits, b"[]")
    assert ended is not None
    assert ended.exit_code != 0


def test_a_program_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingProgramError, match=r"^no-such-program$"):
        start_child(["no-such-program"], ChildLimits())
    monkeypatch.setenv("PATH", str(tmp_path))
    (checked,) = check_media_files([tmp_path / "a.mp4"])
    assert isinstance(checked, UnplayableFile)
    assert "the program prlimit is missing" in checked.reason
    assert extract_stills(tmp_path / "a.mp4", [0.0], 90).reason == checked.reason
