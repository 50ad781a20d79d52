"""The outbox, from outside: nothing of it is changed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from edge.messages.build import Message
from edge.tools.doctor.finding import CheckContext, Finding
from edge.tools.doctor.storage import kiosk, outbox
from edge.uplink.outbox.outbox import Outbox
from tests.edge.tools.doctor.patient import known, levels, only


def patient(folder: Path, path: Path) -> CheckContext:
    return known(folder, f'[outbox]\npath = "{path}"\nmax_mb = 10\n')


def found(folder: Path, path: Path) -> list[Finding]:
    return list(outbox(patient(folder, path)))


def filled(path: Path, count: int = 3) -> Path:
    box = Outbox(path)
    for _ in range(count):
        box.append(lambda seq: Message("play", "t", b"{}", f"id-{seq}", seq, 1.0))
    box.mark_sent([1], 2.0)
    box.close()
    return path


def test_what_waits_is_counted_and_nothing_is_touched(tmp_path: Path) -> None:
    """The same files with the same bytes before and after."""
    path = filled(tmp_path / "outbox.db")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    finding, disk = found(tmp_path, path)
    assert (finding.level, disk.part) == ("ok", "disk")
    assert "2 of 3 messages wait" in finding.text
    assert "of 10 MB" in finding.text
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.name in before} == before
    assert {file.name for file in tmp_path.iterdir()} - set(before) == {"vitrina.toml"}


def test_an_outbox_that_is_not_there_yet_is_well(tmp_path: Path) -> None:
    finding, _ = found(tmp_path, tmp_path / "outbox.db")
    assert finding.level == "ok"
    assert not (tmp_path / "outbox.db").exists()


@pytest.mark.parametrize(("below", "says"), [("nowhere/outbox.db", "is not there"), ("file/outbox.db", "no folder")])
def test_a_folder_that_is_none(tmp_path: Path, below: str, says: str) -> None:
    (tmp_path / "file").touch()
    finding = only(found(tmp_path, tmp_path / below))
    assert finding.ok is False
    assert says in finding.text
    assert finding.cure.startswith(f"mkdir -p {tmp_path / below}".removesuffix("/outbox.db"))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anywhere, and is another user meanwhile."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    """Nor one that may not even be looked into."""
    with tempfile.TemporaryDirectory(prefix="vitrina-test-", dir="/tmp") as name:  # pytest's own is closed to nobody
        wanted = patient(tmp_path, Path(name) / "outbox.db")
        os.chmod(name, 0o555)
        with as_nobody():
            shut = only(list(outbox(wanted)))
        os.chmod(name, 0o000)
        with as_nobody():
            hidden = only(list(outbox(wanted)))
        os.chmod(name, 0o755)
    for finding in (shut, hidden):
        assert finding.ok is False
        assert "permission denied" in finding.text
        assert "owned by the user who runs the kiosk" in finding.cure


def test_what_is_no_outbox_is_said_with_its_cure(tmp_path: Path) -> None:
    """Damaged, of a newer version, or with a file of numbers that holds none."""
    path = tmp_path / "outbox.db"
    path.write_bytes(b"no database" * 1000)
    finding = only(found(tmp_path, path))
    assert finding.ok is False
    assert "damaged" in finding.text
    assert "Move it away" in finding.cure
    path.unlink()
    filled(path).with_name("outbox.db.seq").write_text("many", encoding="ascii")
    assert "outbox.db.seq" in only(found(tmp_path, path)).text


def test_an_outbox_that_was_set_aside_is_remembered(tmp_path: Path) -> None:
    """Once, whatever lies beside it."""
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"outbox.db.corrupt-20261124T100000Z{end}").touch()
    findings = found(tmp_path, tmp_path / "outbox.db")
    assert levels(findings) == [("outbox", "ok"), ("outbox", "warning"), ("disk", "ok")]
    assert "outbox.db.corrupt-20261124T100000Z." in findings[1].text


def test_a_disk_with_less_room_than_the_outbox_may_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has already counts."""
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=2000, f_frsize=4096))
    *_, disk = found(tmp_path, tmp_path / "outbox.db")
    assert disk.level == "warning"
    assert "8 MB free" in disk.text
    assert "max_mb" in disk.cure


def test_nobody_runs_on_an_outbox_that_is_closed(tmp_path: Path) -> None:
    wanted = patient(tmp_path, filled(tmp_path / "outbox.db"))
    assert only(list(kiosk(wanted))).level == "ok"
    assert wanted.kiosk is None
