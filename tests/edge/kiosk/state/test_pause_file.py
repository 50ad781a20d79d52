"""The file of a pause: exists while the pause lasts, and is a pause when it cannot be read."""

from pathlib import Path

import pytest

from edge.kiosk.state.pause_file import NO_PAUSE, UNREADABLE, PauseFile, StoredPause, pause_path

RESUMED = StoredPause(began_s=5.0, heeded=(5.5,))
UNREPORTED = StoredPause(local_over=((310.0, 600.0),))


def test_the_file_lies_beside_the_outbox(tmp_path: Path) -> None:
    assert pause_path(tmp_path / "outbox.db") == tmp_path / "outbox.db.pause"


def test_a_reason_is_read_back_until_it_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "p"
    file = PauseFile(path)
    assert file.read() == NO_PAUSE
    for pause in (StoredPause('refit "2"\n', 10.0), StoredPause("x", 1.0, 7200.0, (1.0, 2.5)), UNREPORTED, RESUMED):
        file.write(pause)
        assert PauseFile(path).read() == pause
    path.unlink()
    file.write(NO_PAUSE)
    assert not path.exists()
    file.write(NO_PAUSE)


def test_the_file_of_an_older_version_is_a_pause_since_the_restart(tmp_path: Path) -> None:
    (tmp_path / "p").write_text('{"reason": "refit"}')
    pause = PauseFile(tmp_path / "p").read()
    assert (pause, pause.adjust_to_clock(100.0)) == (StoredPause("refit"), StoredPause("refit", 100.0))


def test_no_pause_that_is_over_lies_ahead_of_a_clock_that_was_set_back() -> None:
    assert UNREPORTED.adjust_to_clock(400.0).local_over == ((310.0, 400.0),)


def test_an_unchanged_reason_is_not_written_again(tmp_path: Path) -> None:
    """A pause is saved each second, and a flash card wears out."""
    path = tmp_path / "p"
    PauseFile(path).write(RESUMED)
    before = path.stat().st_ino
    PauseFile(path).write(RESUMED)
    assert path.stat().st_ino == before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"why": 1}', b'{"reason": "x", "heeded": 3}', b'{"reason": null, "local_over": [1]}', b"\xff"],
)
def test_a_file_that_cannot_be_read_is_a_pause(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p").write_bytes(content)
    file = PauseFile(tmp_path / "p")
    assert file.read() == StoredPause(UNREADABLE)
    file.write(NO_PAUSE)
    assert file.read() == NO_PAUSE
