"""The state of a unit, from the lines of systemctl and the files of its control group."""

from pathlib import Path

import pytest

from edge.fleet.unit_state import UnitState, parse_unit_state

TEXT = """ActiveState=active
ControlGroup=/system.slice/vitrina.service
MemoryMax=1000
NRestarts=2
WatchdogTimestampMonotonic=12345
"""


def test_memory_is_counted_without_the_file_cache(tmp_path: Path) -> None:
    assert parse_unit_state(TEXT, tmp_path) == UnitState("active", 2, True, None, 0)
    group = tmp_path / "system.slice/vitrina.service"
    group.mkdir(parents=True)
    (group / "memory.stat").write_text("anon 400\nfile 500\n")
    (group / "memory.events").write_text("low 0\nmax 7\noom_kill 1\n")
    assert parse_unit_state(TEXT, tmp_path) == UnitState("active", 2, True, 0.4, 1)


def test_a_kernel_that_counts_no_memory_of_groups_counts_that_of_processes(tmp_path: Path) -> None:
    """As on a Raspberry Pi, where nothing would end a version that eats memory."""
    group, processes = tmp_path / "cgroup/system.slice/vitrina.service", tmp_path / "proc"
    group.mkdir(parents=True)
    (group / "cgroup.procs").write_text("11\n12\n13\n")
    for pid, text in ((11, "VmRSS:\t 9 kB\nRssAnon:\t   512 kB\n"), (12, "RssAnon: 256 kB\n"), (13, "RssAnon:\n")):
        (processes / str(pid)).mkdir(parents=True)
        (processes / str(pid) / "status").write_text(text)
    text = TEXT.replace("MemoryMax=1000", "MemoryMax=1048576")
    assert parse_unit_state(text, tmp_path / "cgroup", processes).memory_share == 0.75
    (processes / "11/status").unlink()  # it has ended
    assert parse_unit_state(text, tmp_path / "cgroup", processes).memory_share == 0.25


@pytest.mark.parametrize("limit", ["infinity", "18446744073709551615", "0", ""])
def test_without_a_limit_there_is_no_share(limit: str, tmp_path: Path) -> None:
    state = parse_unit_state(TEXT.replace("MemoryMax=1000", f"MemoryMax={limit}"), tmp_path)
    assert state.memory_share is None


@pytest.mark.parametrize(
    ("active", "is_running"),
    [("active", True), ("activating", True), ("reloading", True), ("inactive", False), ("failed", False)],
)
def test_a_unit_that_systemd_starts_again_counts_as_running(active: str, is_running: bool, tmp_path: Path) -> None:
    assert parse_unit_state(f"ActiveState={active}", tmp_path).is_running is is_running


def test_without_systemd_nothing_runs(tmp_path: Path) -> None:
    assert parse_unit_state("", tmp_path) == UnitState()
    assert parse_unit_state("MemoryMax=5\nActiveState=inactive", tmp_path) == UnitState()
