"""Processes that `vitrina bench` measures from outside. No test depends on how long anything takes."""

import os
import subprocess
from pathlib import Path

import pytest

from edge.tools.bench import start


def test_the_error_of_a_kiosk_that_does_not_start_has_its_stderr(tmp_path: Path) -> None:
    """With unusable settings the error has the reason, and nothing hangs."""
    settings = tmp_path / "vitrina.toml"
    settings.write_text("[nonsense]\n", encoding="utf-8")
    with pytest.raises(start.BenchStartError, match="nonsense"):
        start.measure_kiosk(settings, 0.0)


def test_memory_includes_child_processes() -> None:
    """Children count, and memory with shared pages counted once is no more than the sum."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:  # ends at the end of the `with`
        pids = start.process_tree(os.getpid())
        both, alone = start.process_memory(pids), start.process_memory([os.getpid()])
    assert {os.getpid(), child.pid} <= set(pids)
    assert both.resident_mb > alone.resident_mb > 1
    assert both.shared_once_mb <= both.resident_mb
