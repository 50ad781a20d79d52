"""An outbox on a disk that is full, read-only or faulty, and a file that is corrupted while it is open."""

import logging
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.messages.build import Message
from edge.uplink.outbox.outbox import KeptMessageRange, Outbox, OutboxError, OutboxLimits, OutboxUsage

VERSION_1 = Path(__file__).parents[3] / "fixtures" / "outbox" / "version-1.db"
FULL = r"full\. Free some disk space. Messages made meanwhile are lost"


def message(seq: int) -> Message:
    return Message("window", "vitrina/1/a/b/c/window", b"x" * 600, f"id-{seq}", seq, 1000.0 + seq)


def seqs(messages: list[Message]) -> list[int | None]:
    return [each.seq for each in messages]


def append_until_full(outbox: Outbox) -> int:
    """Appends until the disk is full; returns the number of accepted messages."""
    for accepted in range(10_000):
        try:
            outbox.append(message)
        except OutboxError as error:
            if "Free some disk space" in str(error) and "Messages made meanwhile are lost" in str(error):
                return accepted
            raise
    raise AssertionError("the disk is never full")


class Disk:
    """A disk of 2 MB in memory, mounted at a path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path], capture_output=True, text=True)
        if mount.returncode != 0:
            pytest.skip(f"a disk of 2 MB cannot be mounted here: {mount.stderr.strip()}")

    def fill(self) -> None:
        """Fills the disk to the last byte with another file."""
        with (self.path / "ballast").open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                return

    def free(self) -> None:
        (self.path / "ballast").unlink()

    def remount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", self.path], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if shutil.which("mount") is None:
        pytest.skip("there is no mount here")
    small = Disk(tmp_path / "disk")
    yield small
    subprocess.run(["umount", small.path], check=True)


def test_a_full_disk_loses_new_messages_and_no_accepted_one(disk: Disk) -> None:
    """Stored messages can be read, marked, set aside and deleted; deleted ones make room for new ones. Once there is
    space, everything works as before, and no number is missing."""
    with closing(Outbox(disk.path / "outbox.db")) as outbox:
        for _ in range(300):
            outbox.append(message)
        disk.fill()
        accepted = 300 + append_until_full(outbox)
        assert seqs(outbox.unsent_messages(limit=1000)) == [*range(1, accepted + 1)]
        for seq in range(1, 201):  # more than fit into the log
            outbox.mark_sent([seq], sent_s=2000.0)
        outbox.set_message_aside(201, "denied", at_s=2000.0)
        assert [outbox.delete_expired_messages(at_s) for at_s in (0.0, 1.0 + 7 * 86400, 1.0 + 7 * 86400)] == [0, 200, 1]
        more = append_until_full(outbox)
        assert more > 100
        disk.free()
        assert outbox.append(message).seq == accepted + more + 1
        assert seqs(outbox.unsent_messages(limit=1000)) == [*range(202, accepted + more + 2)]
    with closing(sqlite3.connect(disk.path / "outbox.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_kiosk_killed_on_a_full_disk_keeps_its_accepted_messages(disk: Disk, tmp_path: Path) -> None:
    """Messages in the log are not lost if the next start finds no room for them."""
    path = disk.path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        outbox.append(message)
        disk.fill()
        accepted = 1 + append_until_full(outbox)
        killed = shutil.copytree(disk.path, tmp_path / "killed", ignore=shutil.ignore_patterns("ballast"))
    for file in disk.path.glob("outbox.db*"):
        file.unlink()
    for file in killed.iterdir():
        shutil.copy(file, disk.path)
    disk.fill()
    with closing(Outbox(path)) as outbox:
        append_until_full(outbox)
        disk.free()
        outbox.append(message)
        assert seqs(outbox.unsent_messages(limit=1000))[:accepted] == [*range(1, accepted + 1)]


def test_an_outbox_at_its_limit_works_on_a_full_disk(disk: Disk) -> None:
    """It reaches its own limit before the disk is full, and drops the oldest messages."""
    with closing(Outbox(disk.path / "outbox.db", OutboxLimits(max_bytes=600_000))) as outbox:
        for seq in range(1, 1801):
            assert outbox.append(message).seq == seq
        disk.fill()
        for seq in range(1801, 2000):
            assert outbox.append(message).seq == seq
        usage = outbox.outbox_usage()
        assert usage.bytes <= 600_000
        assert usage.dropped == 1999 - usage.rows
        assert outbox.kept_range() == KeptMessageRange(first_seq=2000 - usage.rows, last_seq=1999)


def test_a_kiosk_that_starts_on_a_full_disk_waits_for_space(disk: Disk, caplog: pytest.LogCaptureFixture) -> None:
    """It starts, reports the last values, refuses messages with the reason, and goes on without a restart."""
    caplog.set_level(logging.INFO)
    disk.path.joinpath("outbox.db.seq").write_text("2000\n")
    disk.fill()
    with closing(Outbox(disk.path / "outbox.db")) as outbox:
        assert outbox.kept_range() == KeptMessageRange(first_seq=2001, last_seq=2000)
        assert outbox.outbox_usage() == OutboxUsage(rows=0, unsent=0, bytes=0, dropped=0, aside=0)
        assert outbox.unsent_messages(limit=10) == outbox.sent_messages(1, 2000, limit=10) == []
        assert outbox.restore_messages_set_aside() == 0
        for _ in range(3):
            with pytest.raises(OutboxError, match=FULL):
                outbox.append(message)
        for call in (
            lambda: outbox.mark_sent([1], 1.0),
            lambda: outbox.set_message_aside(1, "", 1.0),
            lambda: outbox.delete_expired_messages(1),
        ):
            with pytest.raises(OutboxError, match=FULL):
                call()
        disk.free()
        assert outbox.append(message).seq == 2001
        assert outbox.kept_range() == KeptMessageRange(first_seq=2001, last_seq=2001)
    assert [record.message.split(" ", 2)[2].split(" (")[0] for record in caplog.records] == [
        "cannot be used",
        "is usable again",
    ]


def test_an_outbox_with_messages_waits_on_a_full_disk_too(disk: Disk) -> None:
    """Its messages come out once there is space, even without a new message; those that were set aside too."""
    path = disk.path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        for _ in range(3):
            outbox.append(message)
        outbox.set_message_aside(2, "denied", at_s=1000.0)
    disk.fill()
    with closing(Outbox(path)) as outbox:
        assert outbox.restore_messages_set_aside() == 0
        with pytest.raises(OutboxError, match=FULL):
            outbox.append(message)
        disk.free()
        outbox.delete_expired_messages(1000.0)
        assert seqs(outbox.unsent_messages(limit=10)) == [1, 2, 3]
        assert outbox.append(message).seq == 4


def test_an_old_outbox_on_a_full_disk_is_upgraded_later(disk: Disk) -> None:
    """Until there is space it stays whole and keeps its version."""
    path = disk.path / "outbox.db"
    shutil.copy(VERSION_1, path)
    shutil.copy(f"{VERSION_1}.seq", f"{path}.seq")
    disk.fill()
    with closing(Outbox(path)) as outbox:
        with pytest.raises(OutboxError):
            outbox.append(message)
        disk.free()
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (1,)
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert outbox.append(message).seq == 13
        assert outbox.outbox_usage().rows == 13


def test_a_read_only_disk_is_an_error_at_the_start(disk: Disk) -> None:
    """A person must fix it before anything starts."""
    disk.remount("ro")
    with pytest.raises(OutboxError, match=r"the folder .*disk is not writable.*\[outbox\] path"):
        Outbox(disk.path / "outbox.db")


def test_a_disk_with_errors_is_tried_again(tmp_path: Path) -> None:
    """The last values are still reported. A limit on the size of files makes the errors in this test."""
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        outbox.append(message)
        kept, usage = outbox.kept_range(), outbox.outbox_usage()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
        try:
            for _ in range(2):
                with pytest.raises(OutboxError, match=r"outbox\.db: disk I/O error\. Messages made meanwhile are lost"):
                    outbox.append(message)
            assert (outbox.kept_range(), outbox.outbox_usage(), outbox.unsent_messages(limit=10)) == (kept, usage, [])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert outbox.append(message).seq == 2
        assert seqs(outbox.unsent_messages(limit=10)) == [1, 2]


CALLS: dict[str, Callable[[Outbox], object]] = {
    "append": lambda outbox: outbox.append(message),
    "unsent": lambda outbox: outbox.unsent_messages(limit=1000),
    "sent": lambda outbox: outbox.sent_messages(1, 1000, limit=1000),
    "mark_sent": lambda outbox: outbox.mark_sent([1, 40], sent_s=2000.0),
    "set_aside": lambda outbox: outbox.set_message_aside(40, "denied", at_s=2000.0),
    "expire": lambda outbox: outbox.delete_expired_messages(1e9),
    "kept_range": lambda outbox: outbox.kept_range(),
    "usage": lambda outbox: outbox.outbox_usage(),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_file_corrupted_while_open_is_replaced(tmp_path: Path, call: str) -> None:
    """Whichever call comes first, a new file answers it. The old file lies beside it, and numbers go on with the next
    block."""
    path = tmp_path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        for _ in range(40):
            outbox.append(message)
        outbox._db.run_read(lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())
        outbox._db.run_read(lambda db: db.execute("PRAGMA shrink_memory").fetchall())
        _corrupt(path)
        _corrupt(path.with_name("outbox.db-wal"))
        CALLS[call](outbox)
        (aside,) = outbox.set_aside_files
        assert aside.name.startswith("outbox.db.corrupt-2")
        assert aside.stat().st_size > 50_000
        assert aside.with_name(f"{aside.name}-wal").exists()
        assert outbox.append(message).seq in (1001, 1002)
        assert set(seqs(outbox.unsent_messages(limit=1000))) <= {1001, 1002}
        assert outbox.kept_range().first_seq == 1001
        assert outbox.outbox_usage().rows == outbox.kept_range().last_seq - 1000
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _corrupt(path: Path) -> None:
    """Overwrites every byte of the file in place."""
    with path.open("r+b") as file:
        file.write(b"\xa5" * path.stat().st_size)


def test_a_file_corrupted_on_a_full_disk_is_replaced_once_there_is_space(disk: Disk) -> None:
    """Only the append raises. The outbox reports that nothing is stored, and the last reserved number."""
    path = disk.path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        outbox.append(message)
        outbox._db.run_read(lambda db: db.execute("PRAGMA shrink_memory").fetchall())
        disk.fill()
        _corrupt(path)
        _corrupt(path.with_name("outbox.db-wal"))
        assert outbox.unsent_messages(limit=10) == []
        assert outbox.kept_range() == KeptMessageRange(first_seq=1001, last_seq=1000)
        with pytest.raises(OutboxError, match=FULL):
            outbox.append(message)
        disk.free()
        assert outbox.append(message).seq == 1001
        assert len(outbox.set_aside_files) == 1


def test_a_disk_that_corrupts_every_file_is_an_error_after_ten_files(tmp_path: Path) -> None:
    """After ten files in one run the outbox sets no more aside, and reports the disk."""
    path = tmp_path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        for _ in range(10):
            _corrupt_open_file(outbox, path)
            outbox.append(message)
        _corrupt_open_file(outbox, path)
        with pytest.raises(OutboxError, match="Check the disk"):
            outbox.append(message)
        assert len(set(outbox.set_aside_files)) == 10
        assert all(aside.exists() for aside in outbox.set_aside_files)
        assert outbox.unsent_messages(limit=1) == []


def _corrupt_open_file(outbox: Outbox, path: Path) -> None:
    outbox._db.run_read(lambda db: db.execute("PRAGMA shrink_memory").fetchall())
    _corrupt(path)
    _corrupt(path.with_name("outbox.db-wal"))
