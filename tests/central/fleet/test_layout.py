from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("tuf")

from tuf.api.metadata import Metadata, TargetFile, Targets

from central.errors import SourceError, UsageError
from central.fleet.layout import RepositoryFolder, copy_file, newest_root, read_metadata, write_file
from tests.edge.fleet.worlds import NOW, make_world


@pytest.fixture
def folder(tmp_path: Path) -> RepositoryFolder:
    return RepositoryFolder(tmp_path / "work")


def role(version: int) -> Metadata[Targets]:
    return Metadata(Targets(version=version, expires=NOW + timedelta(days=1)))


def test_versions_are_compared_as_numbers(folder: RepositoryFolder) -> None:
    assert folder.versions("maker") == []
    assert folder.read("maker") is None
    for version in (2, 10, 9):
        folder.write("maker", role(version))
    folder.write("settings-00", role(3))
    assert folder.versions("maker") == [2, 9, 10]
    newest = folder.read("maker")
    assert newest is not None
    assert newest.signed.version == 10
    assert folder.read("maker", 3) is None


def test_what_waits_comes_before_what_is_complete_until_it_is_complete_too(folder: RepositoryFolder) -> None:
    folder.write("address", role(1))
    folder.write_pending("address", role(2))
    assert folder.pending_roles() == ["address"]
    latest = folder.latest("address")
    assert latest is not None
    assert latest.signed.version == 2
    folder.write("address", role(2))
    assert folder.pending_roles() == []


def test_files_have_their_hash_in_their_name(folder: RepositoryFolder, tmp_path: Path) -> None:
    target = TargetFile.from_data("settings/acme/berlin-7.toml", b"a = 1", ["sha256"])
    folder.add_file(target, b"a = 1")
    place = folder.file_of(target)
    assert place.relative_to(folder.targets).as_posix() == f"settings/acme/{target.hashes['sha256']}.berlin-7.toml"
    (tmp_path / "large").write_bytes(b"tar")
    large = TargetFile.from_data("software/x.tar", b"tar", ["sha256"])
    folder.add_file(large, tmp_path / "large")
    assert folder.file_of(large).read_bytes() == b"tar"


def test_the_newest_root_is_the_file_itself(tmp_path: Path) -> None:
    assert newest_root(tmp_path / "none", "acme") is None
    world = make_world(tmp_path)
    assert newest_root(tmp_path / "media", "acme") == world.first_root()


def test_what_cannot_be_read_or_written_is_named(folder: RepositoryFolder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("{}")
    with pytest.raises(SourceError, match="not signed metadata"):
        read_metadata(tmp_path / "file")
    with pytest.raises(SourceError, match="cannot be read"):
        read_metadata(tmp_path / "away")
    with pytest.raises(SourceError, match="cannot be written"):
        write_file(tmp_path / "file" / "x", b"")
    with pytest.raises(SourceError, match="cannot be written"):
        copy_file(tmp_path / "away", tmp_path / "copy")
    with pytest.raises(UsageError, match="fleet init"):
        folder.about()
