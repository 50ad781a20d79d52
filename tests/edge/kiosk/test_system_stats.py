"""What the kiosk takes of its machine, read from files that look like Linux's."""

import os
from pathlib import Path

from edge.kiosk import system_stats


def test_this_process_has_used_some_time_and_memory() -> None:
    """On a real /proc."""
    assert system_stats.cpu_s([os.getpid()]) > 0
    share = system_stats.memory_share([os.getpid()])
    assert share is not None
    assert 0 < share < 1


def test_a_process_that_is_gone_counts_nothing(tmp_path: Path) -> None:
    """The camera's process may end between two looks."""
    assert system_stats.cpu_s([4_000_000]) == 0.0
    assert system_stats.memory_share([1], proc=tmp_path) is None


def test_a_name_with_brackets_and_spaces_is_read_over(tmp_path: Path) -> None:
    """The name of a process may look like the fields after it."""
    (tmp_path / "7").mkdir()
    ticks = os.sysconf("SC_CLK_TCK")
    (tmp_path / "7" / "stat").write_text(f"7 (a ) 1 2 (b) S 1 1 1 1 1 1 1 1 1 1 {3 * ticks} {ticks} 0 0 0\n")
    assert system_stats.cpu_s([7], proc=tmp_path) == 4.0


def test_the_hottest_zone_that_can_be_true_counts(tmp_path: Path) -> None:
    """Broken zones say nonsense or nothing; a machine without any has no temperature."""
    assert system_stats.temperature_c(tmp_path) is None
    for zone, text in enumerate(("45000", "61500", "999000", "", "hot")):
        folder = tmp_path / f"thermal_zone{zone}"
        folder.mkdir()
        (folder / "temp").write_text(text)
    assert system_stats.temperature_c(tmp_path) == 61.5
