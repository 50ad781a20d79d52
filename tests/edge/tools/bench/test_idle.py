"""Whether other programs use the machine, from lines of /proc/stat."""

from pathlib import Path

import pytest

from edge.tools.bench import idle

FIRST = "cpu  100 20 30 1000 50 5 5 10 40 0"
LATER = "cpu  130 20 40 1140 60 5 5 20 70 0"


def times(folder: Path, line: str) -> idle.ProcessorTimes:
    (folder / "stat").write_text(f"{line}\ncpu0 1 2 3\n", encoding="utf-8")
    return idle.read_processor_times(folder)


def test_busy_cores_are_the_share_of_ticks_that_are_neither_idle_nor_waiting(tmp_path: Path) -> None:
    """Guests are part of user time, and what the host took away counts as busy."""
    before, after = times(tmp_path, FIRST), times(tmp_path, LATER)
    assert (before.busy, before.total) == (170, 1220)
    assert idle.busy_cores_between(before, after, cores=4) == pytest.approx(4 * 50 / 200)
    assert idle.busy_cores_between(before, before, cores=4) == 0
