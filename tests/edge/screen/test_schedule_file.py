"""Numbers of cycles and blocks on the disk."""

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.playlist.numbers import LOST, NumbersInMemory
from edge.playlist.schedule import CycleNumbers
from edge.screen.schedule_file import ScheduleFile, schedule_path
from tests.doubles.synced import synced_paths

NUMBERS = CycleNumbers(12, {"e12": 40, "e13": 0}, 7)


def test_numbers_come_back(tmp_path: Path) -> None:
    """After a restart; a new screen begins at 0."""
    path = schedule_path(tmp_path / "outbox.db")
    assert path == tmp_path / "outbox.db.schedule"
    assert ScheduleFile(path).read() == CycleNumbers(0, {}, 0)
    ScheduleFile(path).write(NUMBERS)
    assert ScheduleFile(path).read() == NUMBERS
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_write_is_on_the_disk_before_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file before it takes the place of the old one, and the folder after."""
    synced = synced_paths(monkeypatch)
    ScheduleFile(tmp_path / "s").write(NUMBERS)
    assert synced == [str(tmp_path / "s.new"), str(tmp_path)]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "7", '{"cycle": 3}', '{"cycle": -1, "blocks": {}, "first": 0}',
     '{"cycle": true, "blocks": {}, "first": 0}', '{"cycle": 3, "blocks": {"e": "7"}, "first": 0}',
     '{"cycle": 3, "blocks": [], "first": 0}', '{"cycle": 1.5, "blocks": {}, "first": 0}',
     '{"cycle": -2, "blocks": {}, "first": 0}', '{"cycle": 1, "blocks": {"e": -1}, "first": 0}',
     '{"cycle": 1, "blocks": {"e": 0}, "first": -1}', "[" * 100_000],
)  # fmt: skip
def test_a_bad_file_is_set_aside_and_never_overwritten(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is read as lost, stays until the first write, and then lies beside the new one."""
    path = tmp_path / "s"
    path.write_text(text)
    assert ScheduleFile(path).read().cycle == LOST
    assert path.read_text() == text
    with caplog.at_level(logging.WARNING):
        ScheduleFile(path).write(NUMBERS)
    assert ScheduleFile(path).read() == NUMBERS
    assert (tmp_path / "s.corrupt").read_text() == text
    assert len(caplog.records) == 1


def test_a_disk_that_takes_nothing_is_an_oserror(tmp_path: Path) -> None:
    """The caller says so; nothing else happens."""
    with pytest.raises(OSError, match="No such file"):
        ScheduleFile(tmp_path / "none" / "s").write(NUMBERS)


def test_numbers_in_memory_are_kept() -> None:
    """For a schedule that is only printed."""
    store = NumbersInMemory(CycleNumbers(3))
    assert store.read() == CycleNumbers(3)
    store.write(NUMBERS)
    assert store.read() == NUMBERS


@given(st.integers(0, 10**12), st.dictionaries(st.text(max_size=5), st.integers(0, 10**12)), st.integers(0, 10**12))
def test_any_numbers_come_back(cycle: int, blocks: dict[str, int], first: int) -> None:
    """Whatever was written is read."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = ScheduleFile(Path(folder) / "s")
        file.write(CycleNumbers(cycle, blocks, first))
        assert file.read() == CycleNumbers(cycle, blocks, first)
