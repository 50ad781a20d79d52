"""The database file of a study is closed again if it cannot be used."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from edge.study.database import FILE, StudyDatabase
from edge.study.errors import StudyStorageError


def open_files() -> set[str]:
    """Paths of the files that this process has open."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # the folder itself, which is closed by now
            found.add(os.readlink(f"/proc/self/fd/{number}"))
    return found


def test_a_file_that_cannot_be_used_is_closed_again(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"no database " * 100)
    with pytest.raises(StudyStorageError, match="study: cannot use") as refused:
        StudyDatabase(tmp_path)
    assert str(path) not in open_files(), refused
