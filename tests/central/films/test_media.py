"""Files of adverts are kept whole, under the name of their content."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from central.errors import SourceError
from central.films import media
from central.films.media import store_film


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_kept_under_its_hash(tmp_path: Path) -> None:
    """Readable by the group alone, whatever the umask; once, however often it is added."""
    data = os.urandom(3 * media.CHUNK_BYTES + 7)
    (tmp_path / "a.mp4").write_bytes(data)
    folder = tmp_path / "new" / "media"
    old = os.umask(0o077)
    try:
        digests = {store_film(tmp_path / "a.mp4", folder) for _ in range(2)}
    finally:
        os.umask(old)
    assert digests == {hashlib.sha256(data).hexdigest()}
    (digest,) = digests
    assert names(folder) == [digest]
    assert (folder / digest).read_bytes() == data
    assert stat.S_IMODE((folder / digest).stat().st_mode) == 0o640


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a full disk: the file that was there stays, and no part of the new one."""
    (tmp_path / "a.mp4").write_bytes(b"old")
    folder = tmp_path / "media"
    kept = store_film(tmp_path / "a.mp4", folder)

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (tmp_path / "a.mp4").write_bytes(b"new")
    with pytest.raises(SourceError, match=r"No space left on device\)\. Free some space"):
        store_film(tmp_path / "a.mp4", folder)
    assert names(folder) == [kept]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"film")
    (tmp_path / "media").touch()
    with pytest.raises(SourceError, match=r"media: .*a\.mp4 could not be copied into .*media"):
        store_film(tmp_path / "a.mp4", tmp_path / "media")
