"""Opening of files that a person names: nothing waits, and what is no file is refused."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from edge.files import open_foreign_file, open_regular_file, read_text, replace_file


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"one\r\ntwo\rthree\n")
    assert read_text(tmp_path / "text") == "one\ntwo\nthree\n" == (tmp_path / "text").read_text()


def test_a_named_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="this is a pipe or a device, not a regular file"):
        open_regular_file(tmp_path / "pipe")


def test_a_device_is_refused() -> None:
    with pytest.raises(OSError, match="not a regular file"):
        open_regular_file(Path("/dev/zero"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        open_regular_file(tmp_path)


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        open_regular_file(tmp_path / "loop")


def test_a_pipe_of_the_shell_is_read_to_its_end(tmp_path: Path) -> None:
    """`<(command)`: the writer is there, though it may be slow."""
    read, write = os.pipe()

    def write_late() -> None:
        os.write(write, b"late")
        os.close(write)

    writer = threading.Timer(0.2, write_late)
    writer.start()
    assert read_text(Path(f"/dev/fd/{read}")) == "late"
    writer.join()
    os.close(read)


def test_nothing_stays_open(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    before = os.listdir("/proc/self/fd")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(OSError):
            open_regular_file(path)
    assert os.listdir("/proc/self/fd") == before


def test_a_name_that_is_no_utf_8_is_read(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"plays\xff.csv")
    path.write_text("creative")
    code = "import sys, pathlib, edge.files; print(edge.files.read_text(pathlib.Path(sys.argv[1])))"
    assert subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True).stdout == "creative\n"


def test_a_private_file_is_never_anybody_elses(tmp_path: Path) -> None:
    """Its mode does not hang on the umask, and a link that lies in its place is not followed."""
    path, victim = tmp_path / "password", tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "password.new").symlink_to(victim)
    path.write_text("old")
    path.chmod(0o644)
    before = os.umask(0)
    try:
        replace_file(path, b"new", (os.geteuid(), os.getegid()))
    finally:
        os.umask(before)
    assert (path.read_text(), victim.read_text()) == ("new", "mine")
    assert path.stat().st_mode & 0o777 == 0o600
    assert not path.is_symlink()
    assert {each.name for each in tmp_path.iterdir()} == {"password", "victim"}


def test_a_link_in_the_place_of_the_new_file_is_not_followed(tmp_path: Path) -> None:
    """Root writes settings into a folder of the kiosk's user, who may have put one there."""
    path, other = tmp_path / "vitrina.toml", tmp_path / "other"
    other.write_text("of another")
    path.with_name("vitrina.toml.new").symlink_to(other)
    replace_file(path, b"new")
    assert (path.read_text(), other.read_text()) == ("new", "of another")
    assert not path.is_symlink()


def test_what_another_user_may_have_replaced_is_opened_only_if_it_is_a_regular_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A driver notices each opening but one by O_PATH: that of a watchdog restarts the machine."""
    opened: list[str] = []
    real = open

    def note(path: str, mode: str) -> object:
        opened.append(path)
        return real(path, mode)

    monkeypatch.setattr("builtins.open", note)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/null")
    for name in ("pipe", "device", "."):
        with pytest.raises(OSError, match="not a regular file"):
            open_foreign_file(tmp_path / name)
    assert opened == []
    (tmp_path / "file").write_bytes(b"content")
    with open_foreign_file(tmp_path / "file") as file:
        assert file.read() == b"content"
    assert len(opened) == 1
