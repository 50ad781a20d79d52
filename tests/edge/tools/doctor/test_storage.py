"""Checks of the outbox, which change nothing in it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from edge.messages.build import Message
from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from edge.tools.doctor.storage import kiosk_findings, outbox_findings
from edge.uplink.outbox.outbox import Outbox
from tests.edge.tools.doctor.contexts import levels, make_context, only


def context_for(folder: Path, path: Path) -> DoctorContext:
    return make_context(folder, f'[outbox]\npath = "{path}"\nmax_mb = 10\n')


def check_outbox(folder: Path, path: Path) -> list[DoctorFinding]:
    return list(outbox_findings(context_for(folder, path)))


def fill_outbox(path: Path, count: int = 3) -> Path:
    box = Outbox(path)
    for _ in range(count):
        box.append(lambda seq: Message("play", "t", b"{}", f"id-{seq}", seq, 1.0))
    box.mark_sent([1], 2.0)
    box.close()
    return path


def test_waiting_messages_are_counted_and_files_unchanged(tmp_path: Path) -> None:
    """The files have the same bytes before and after."""
    path = fill_outbox(tmp_path / "outbox.db")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    finding, disk = check_outbox(tmp_path, path)
    assert (finding.level, disk.part) == ("ok", "disk")
    assert "2 of 3 messages are waiting" in finding.text
    assert "of 10 MB" in finding.text
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.name in before} == before
    assert {file.name for file in tmp_path.iterdir()} - set(before) == {"vitrina.toml"}


def test_an_outbox_that_does_not_exist_yet_is_fine(tmp_path: Path) -> None:
    finding, _ = check_outbox(tmp_path, tmp_path / "outbox.db")
    assert finding.level == "ok"
    assert not (tmp_path / "outbox.db").exists()


@pytest.mark.parametrize(
    ("below", "text"), [("nowhere/outbox.db", "does not exist"), ("file/outbox.db", "is not a folder")]
)
def test_a_missing_folder_is_a_fault(tmp_path: Path, below: str, text: str) -> None:
    (tmp_path / "file").touch()
    finding = only(check_outbox(tmp_path, tmp_path / below))
    assert finding.is_ok is False
    assert text in finding.text
    assert finding.cure.startswith(f"mkdir -p {tmp_path / below}".removesuffix("/outbox.db"))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run as another user than root, who may write everywhere."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_folder_without_permission_is_a_fault(tmp_path: Path) -> None:
    """A folder that cannot be written, and one that cannot be entered."""
    with tempfile.TemporaryDirectory(
        prefix="vitrina-test-", dir="/tmp"
    ) as name:  # the user nobody cannot enter pytest's folder
        context = context_for(tmp_path, Path(name) / "outbox.db")
        os.chmod(name, 0o555)
        with as_nobody():
            read_only = only(list(outbox_findings(context)))
        os.chmod(name, 0o000)
        with as_nobody():
            closed = only(list(outbox_findings(context)))
        os.chmod(name, 0o755)
    for finding in (read_only, closed):
        assert finding.is_ok is False
        assert "permission denied" in finding.text
        assert "owned by the user who runs the kiosk" in finding.cure


def test_a_file_that_is_no_outbox_is_a_fault(tmp_path: Path) -> None:
    """A damaged database, or a file of sequence numbers without a number."""
    path = tmp_path / "outbox.db"
    path.write_bytes(b"no database" * 1000)
    finding = only(check_outbox(tmp_path, path))
    assert finding.is_ok is False
    assert "damaged" in finding.text
    assert "Move the file away" in finding.cure
    path.unlink()
    fill_outbox(path).with_name("outbox.db.seq").write_text("many", encoding="ascii")
    assert "outbox.db.seq" in only(check_outbox(tmp_path, path)).text


def test_a_corrupt_outbox_that_was_set_aside_is_a_warning(tmp_path: Path) -> None:
    """One warning, also with SQLite's own files beside it."""
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"outbox.db.corrupt-20261124T100000Z{end}").touch()
    findings = check_outbox(tmp_path, tmp_path / "outbox.db")
    assert levels(findings) == [("outbox", "ok"), ("outbox", "warning"), ("disk", "ok")]
    assert "outbox.db.corrupt-20261124T100000Z." in findings[1].text


def test_a_disk_with_less_space_than_the_outbox_may_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """8 MB are free, and the outbox may grow to 10 MB."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2000 * 4096))
    *_, disk = check_outbox(tmp_path, tmp_path / "outbox.db")
    assert disk.level == "warning"
    assert "8 MB free" in disk.text
    assert "max_mb" in disk.cure


def test_a_closed_outbox_has_no_running_kiosk(tmp_path: Path) -> None:
    context = context_for(tmp_path, fill_outbox(tmp_path / "outbox.db"))
    assert only(list(kiosk_findings(context))).level == "ok"
    assert context.kiosk_pid is None


def test_the_users_own_folder_is_made_by_the_kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It need not be there; nothing is made by the doctor. A home in which nothing can be made is a fault."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = tmp_path / "state/vitrina/outbox.db"
    assert levels(check_outbox(tmp_path, path)) == [("outbox", "ok"), ("disk", "ok")]
    assert not path.parent.exists()
    (tmp_path / "state").touch()
    assert only(check_outbox(tmp_path, path)).level == "error"
