"""The file of a pause: exists while the pause lasts, and is a pause when it cannot be read."""

from pathlib import Path

import pytest

from edge.kiosk.pause_file import UNREADABLE, PauseFile, pause_path


def test_the_file_lies_beside_the_outbox(tmp_path: Path) -> None:
    assert pause_path(tmp_path / "outbox.db") == tmp_path / "outbox.db.pause"


def test_a_reason_is_read_back_until_it_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "p"
    file = PauseFile(path)
    assert file.read() is None
    file.write('refit "2"\n')
    assert PauseFile(path).read() == 'refit "2"\n'
    file.write("other")
    assert PauseFile(path).read() == "other"
    path.unlink()
    file.write(None)
    assert not path.exists()
    file.write(None)


def test_an_unchanged_reason_is_not_written_again(tmp_path: Path) -> None:
    """A pause is saved each second, and a flash card wears out."""
    path = tmp_path / "p"
    PauseFile(path).write("refit")
    before = path.stat().st_ino
    PauseFile(path).write("refit")
    assert path.stat().st_ino == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"why": 1}', b"\xff"])
def test_a_file_that_cannot_be_read_is_a_pause(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p").write_bytes(content)
    file = PauseFile(tmp_path / "p")
    assert file.read() == UNREADABLE
    file.write(None)
    assert file.read() is None
