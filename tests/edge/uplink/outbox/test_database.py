"""An outbox on a disk that is full, read-only or faulty, and a file that is spoilt while it is open."""

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
from edge.uplink.outbox.outbox import KeptRange, Outbox, OutboxError, OutboxLimits, OutboxUsage

VERSION_1 = Path(__file__).parents[3] / "fixtures" / "outbox" / "version-1.db"
FULL = r"full\. Free some space: what is told meanwhile is lost"


def message(seq: int) -> Message:
    return Message("window", "vitrina/1/a/b/c/window", b"x" * 600, f"id-{seq}", seq, 1000.0 + seq)


def seqs(messages: list[Message]) -> list[int | None]:
    return [each.seq for each in messages]


def append_until_full(outbox: Outbox) -> int:
    """How many messages the outbox takes before the disk is full."""
    for taken in range(10_000):
        try:
            outbox.append(message)
        except OutboxError as error:
            if "Free some space" in str(error) and "what is told meanwhile is lost" in str(error):
                return taken
            raise
    raise AssertionError("the disk is never full")


class Disk:
    """2 MB in memory, at a path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path], capture_output=True, text=True)
        if mount.returncode != 0:
            pytest.skip(f"a disk of 2 MB cannot be mounted here: {mount.stderr.strip()}")

    def fill(self) -> None:
        """To the last byte, with another file."""
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
    made = Disk(tmp_path / "disk")
    yield made
    subprocess.run(["umount", made.path], check=True)


def test_on_a_full_disk_messages_are_lost_and_nothing_that_was_accepted(disk: Disk) -> None:
    """What is kept can be read, marked, set aside and deleted; what goes makes room for new ones even then; once there
    is space all is as before, and no number is missing."""
    with closing(Outbox(disk.path / "outbox.db")) as outbox:
        for _ in range(300):
            outbox.append(message)
        disk.fill()
        accepted = 300 + append_until_full(outbox)
        assert seqs(outbox.unsent(limit=1000)) == [*range(1, accepted + 1)]
        for seq in range(1, 201):  # more than the log has room for
            outbox.mark_sent([seq], sent_s=2000.0)
        outbox.set_aside(201, "denied", at_s=2000.0)
        assert outbox.expire(2001.0 + 7 * 86400) == 200
        assert outbox.expire(2001.0 + 7 * 86400) == 1
        more = append_until_full(outbox)
        assert more > 100
        disk.free()
        assert outbox.append(message).seq == accepted + more + 1
        assert seqs(outbox.unsent(limit=1000)) == [*range(202, accepted + more + 2)]
    with closing(sqlite3.connect(disk.path / "outbox.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_kiosk_that_is_killed_on_a_full_disk_has_what_it_accepted(disk: Disk, tmp_path: Path) -> None:
    """What lay in the log is not lost when the next start finds no room for it."""
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
        assert seqs(outbox.unsent(limit=1000))[:accepted] == [*range(1, accepted + 1)]


def test_at_its_limit_on_a_small_disk_the_outbox_goes_on(disk: Disk) -> None:
    """It says that it is full before the disk does, and drops the oldest."""
    with closing(Outbox(disk.path / "outbox.db", OutboxLimits(max_bytes=600_000))) as outbox:
        for seq in range(1, 1801):
            assert outbox.append(message).seq == seq
        disk.fill()
        for seq in range(1801, 2000):
            assert outbox.append(message).seq == seq
        filling = outbox.usage()
        assert filling.bytes <= 600_000
        assert filling.dropped == 1999 - filling.rows
        assert outbox.kept_range() == KeptRange(first_seq=2000 - filling.rows, last_seq=1999)


def test_a_kiosk_that_starts_on_a_full_disk_waits_for_space(disk: Disk, caplog: pytest.LogCaptureFixture) -> None:
    """It comes up, says what it knows, refuses messages with the reason, and goes on without a restart."""
    caplog.set_level(logging.INFO)
    disk.path.joinpath("outbox.db.seq").write_text("2000\n")
    disk.fill()
    with closing(Outbox(disk.path / "outbox.db")) as outbox:
        assert outbox.kept_range() == KeptRange(first_seq=2001, last_seq=2000)
        assert outbox.usage() == OutboxUsage(rows=0, unsent=0, bytes=0, dropped=0, aside=0)
        assert outbox.unsent(limit=10) == outbox.sent(1, 2000, limit=10) == []
        assert outbox.restore_aside() == 0
        for _ in range(3):
            with pytest.raises(OutboxError, match=FULL):
                outbox.append(message)
        for refused in (
            lambda: outbox.mark_sent([1], 1.0),
            lambda: outbox.set_aside(1, "", 1.0),
            lambda: outbox.expire(1),
        ):
            with pytest.raises(OutboxError, match=FULL):
                refused()
        disk.free()
        assert outbox.append(message).seq == 2001
        assert outbox.kept_range() == KeptRange(first_seq=2001, last_seq=2001)
    assert [record.message.split(" ", 2)[2].split(" (")[0] for record in caplog.records] == [
        "cannot be used",
        "can be used again",
    ]


def test_an_outbox_with_messages_waits_on_a_full_disk_too(disk: Disk) -> None:
    """They come out when there is space, those that were set aside among them, with nobody appending."""
    path = disk.path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        for _ in range(3):
            outbox.append(message)
        outbox.set_aside(2, "denied", at_s=1000.0)
    disk.fill()
    with closing(Outbox(path)) as outbox:
        assert outbox.restore_aside() == 0
        with pytest.raises(OutboxError, match=FULL):
            outbox.append(message)
        disk.free()
        outbox.expire(1000.0)
        assert seqs(outbox.unsent(limit=10)) == [1, 2, 3]
        assert outbox.append(message).seq == 4


def test_an_old_outbox_on_a_full_disk_is_taken_over_later(disk: Disk) -> None:
    """Until there is space it stays whole and of its version."""
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
        assert outbox.usage().rows == 13


def test_a_disk_that_only_reads_is_named_at_the_start(disk: Disk) -> None:
    """A person must see to it before anything starts."""
    disk.remount("ro")
    with pytest.raises(OutboxError, match=r"the folder .*disk cannot be written.*\[outbox\] path"):
        Outbox(disk.path / "outbox.db")


def test_a_disk_that_makes_errors_is_tried_again(tmp_path: Path) -> None:
    """What is known is still said. A limit on the size of files makes the errors here."""
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        outbox.append(message)
        kept, filling = outbox.kept_range(), outbox.usage()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
        try:
            for _ in range(2):
                with pytest.raises(OutboxError, match=r"outbox\.db: disk I/O error\. What is told meanwhile is lost"):
                    outbox.append(message)
            assert (outbox.kept_range(), outbox.usage(), outbox.unsent(limit=10)) == (kept, filling, [])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert outbox.append(message).seq == 2
        assert seqs(outbox.unsent(limit=10)) == [1, 2]


SPOIL: dict[str, Callable[[Outbox], object]] = {
    "append": lambda outbox: outbox.append(message),
    "unsent": lambda outbox: outbox.unsent(limit=1000),
    "sent": lambda outbox: outbox.sent(1, 1000, limit=1000),
    "mark_sent": lambda outbox: outbox.mark_sent([1, 40], sent_s=2000.0),
    "set_aside": lambda outbox: outbox.set_aside(40, "denied", at_s=2000.0),
    "expire": lambda outbox: outbox.expire(1e9),
    "kept": lambda outbox: outbox.kept_range(),
    "filling": lambda outbox: outbox.usage(),
}


@pytest.mark.parametrize("call", SPOIL)
def test_a_file_that_is_spoilt_while_it_is_open_makes_way(tmp_path: Path, call: str) -> None:
    """Whatever is called first: the call is answered from a new file, the old one lies beside it, and numbers go on
    where none was given yet."""
    path = tmp_path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        for _ in range(40):
            outbox.append(message)
        outbox._db.read(lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone())
        outbox._db.read(lambda db: db.execute("PRAGMA shrink_memory").fetchall())
        _spoil(path)
        _spoil(path.with_name("outbox.db-wal"))
        SPOIL[call](outbox)
        (aside,) = outbox.set_aside_files
        assert aside.name.startswith("outbox.db.corrupt-2")
        assert aside.stat().st_size > 50_000
        assert aside.with_name(f"{aside.name}-wal").exists()
        assert outbox.append(message).seq in (1001, 1002)
        assert set(seqs(outbox.unsent(limit=1000))) <= {1001, 1002}
        assert outbox.kept_range().first_seq == 1001
        assert outbox.usage().rows == outbox.kept_range().last_seq - 1000
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _spoil(path: Path) -> None:
    """Every byte of it, in place."""
    with path.open("r+b") as file:
        file.write(b"\xa5" * path.stat().st_size)


def test_a_file_that_is_spoilt_on_a_full_disk_makes_way_when_there_is_space(disk: Disk) -> None:
    """Nothing raises but the append; what is known is that nothing is kept, and up to where numbers were given."""
    path = disk.path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        outbox.append(message)
        outbox._db.read(lambda db: db.execute("PRAGMA shrink_memory").fetchall())
        disk.fill()
        _spoil(path)
        _spoil(path.with_name("outbox.db-wal"))
        assert outbox.unsent(limit=10) == []
        assert outbox.kept_range() == KeptRange(first_seq=1001, last_seq=1000)
        with pytest.raises(OutboxError, match=FULL):
            outbox.append(message)
        disk.free()
        assert outbox.append(message).seq == 1001
        assert len(outbox.set_aside_files) == 1


def test_a_medium_that_spoils_every_file_is_not_littered_for_ever(tmp_path: Path) -> None:
    """After ten in one run the outbox says what is wrong."""
    path = tmp_path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        for _ in range(10):
            _spoil_open(outbox, path)
            outbox.append(message)
        _spoil_open(outbox, path)
        with pytest.raises(OutboxError, match="check the disk"):
            outbox.append(message)
        assert len(set(outbox.set_aside_files)) == 10
        assert all(aside.exists() for aside in outbox.set_aside_files)
        assert outbox.unsent(limit=1) == []


def _spoil_open(outbox: Outbox, path: Path) -> None:
    outbox._db.read(lambda db: db.execute("PRAGMA shrink_memory").fetchall())
    _spoil(path)
    _spoil(path.with_name("outbox.db-wal"))
