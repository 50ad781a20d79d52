"""Use of the machine, read from real and imitated Linux files."""

import os
from pathlib import Path

import pytest

from edge.kiosk.state import system_stats
from tests.doubles.no_descriptors import no_descriptors


def test_this_process_uses_time_and_memory() -> None:
    """With the real /proc."""
    assert system_stats.processor_time_s([os.getpid()]) > 0
    share = system_stats.memory_share([os.getpid()])
    assert share is not None
    assert 0 < share < 1


def test_a_process_that_has_ended_counts_0(tmp_path: Path) -> None:
    """The camera's process may end between two samples."""
    assert system_stats.processor_time_s([4_000_000]) == 0.0
    assert system_stats.memory_share([1], proc=tmp_path) is None


def test_a_process_name_with_brackets_and_spaces_is_parsed(tmp_path: Path) -> None:
    """The name of a process may look like the fields after it."""
    (tmp_path / "7").mkdir()
    ticks = os.sysconf("SC_CLK_TCK")
    (tmp_path / "7" / "stat").write_text(f"7 (a ) 1 2 (b) S 1 1 1 1 1 1 1 1 1 1 {3 * ticks} {ticks} 0 0 0\n")
    assert system_stats.processor_time_s([7], proc=tmp_path) == 4.0


def test_the_children_of_a_process_are_part_of_it(tmp_path: Path) -> None:
    """Whichever of its threads started them; one that is named twice, or has ended, counts once or not."""
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    for pid, children in ((7, {"7": "8 9 ", "70": "10 "}), (8, {"8": ""}), (9, {"9": ""})):
        for thread, text in children.items():
            (tmp_path / str(pid) / "task" / thread).mkdir(parents=True)
            (tmp_path / str(pid) / "task" / thread / "children").write_text(text)
        (tmp_path / str(pid) / "stat").write_text(f"{pid} (x) S 1 1 1 1 1 1 1 1 1 1 {pid * ticks} 0 0 0 0\n")
        (tmp_path / str(pid) / "statm").write_text(f"99 {pid} 0\n")
    (tmp_path / "meminfo").write_text(f"MemTotal: {48 * page // 1024} kB\n")
    assert system_stats.processor_time_s([7, 8], proc=tmp_path) == 7 + 8 + 9
    assert system_stats.memory_share([7], proc=tmp_path) == 0.5


def test_the_temperature_is_that_of_the_hottest_plausible_zone(tmp_path: Path) -> None:
    """Broken zones have wrong values or none. A machine without zones has no temperature."""
    assert system_stats.temperature_c(tmp_path) is None
    for zone, text in enumerate(("45000", "61500", "999000", "", "hot")):
        folder = tmp_path / f"thermal_zone{zone}"
        folder.mkdir()
        (folder / "temp").write_text(text)
    assert system_stats.temperature_c(tmp_path) == 61.5


def test_without_a_free_descriptor_the_use_of_the_machine_is_unknown() -> None:
    """Not 0, which would say that the processes have ended."""
    with no_descriptors():
        memory, hottest_c = system_stats.memory_share([os.getpid()]), system_stats.temperature_c()
        with pytest.raises(OSError, match="Too many open files"):
            system_stats.processor_time_s([os.getpid()])
    assert (memory, hottest_c) == (None, None)
