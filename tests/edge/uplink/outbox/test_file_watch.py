"""An outbox whose file is deleted, replaced or cut while the kiosk runs: it is noticed, nothing of it is deleted, a new
file is begun, and no number is given twice."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext, suppress
from pathlib import Path

import pytest

from edge.messages.build import Message
from edge.uplink.outbox.outbox import Outbox, OutboxError
from tests.doubles.waiting import wait_until

TOPIC = "vitrina/1/a/b/c/window"


def message(seq: int) -> Message:
    return Message("window", TOPIC, b"x" * 600, f"id-{seq}", seq, 1000.0 + seq)


def stored(path: Path) -> list[int]:
    """Numbers in the file that lies at `path`, as another process sees them."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return [seq for (seq,) in db.execute("SELECT seq FROM messages ORDER BY seq")]


def parts(path: Path) -> list[Path]:
    return [path.with_name(path.name + part) for part in ("", "-wal", "-shm")]


def delete(path: Path) -> None:
    path.unlink()


def delete_all(path: Path) -> None:
    for part in parts(path):
        part.unlink(missing_ok=True)  # the kiosk may be setting them aside


def move_away(path: Path) -> None:
    path.rename(path.with_name("moved.db"))


def replace_by_a_copy(path: Path) -> None:
    copy = path.with_name("copy.db")
    shutil.copy(path, copy)
    copy.replace(path)


def replace_by_junk(path: Path) -> None:
    junk = path.with_name("junk")
    junk.write_bytes(b"not a database, and longer than the header of one: " * 100)
    junk.replace(path)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096)


DELETED, REPLACED, CUT = (
    (delete, delete_all, move_away),
    (replace_by_a_copy, replace_by_junk),
    (empty, halve, cut_a_page),
)
CHANGES = (*DELETED, *REPLACED, *CUT)


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    with closing(Outbox(path)) as outbox:
        for _ in range(60):
            outbox.append(message)
        yield outbox


@pytest.mark.parametrize("change", CHANGES)
def test_the_next_message_is_in_a_new_file(outbox: Outbox, path: Path, change: Callable[[Path], None]) -> None:
    """Its number is the first of the next block, and the text says what happened."""
    change(path)
    assert outbox.append(message).seq == 1001
    assert stored(path) == [1001]
    assert outbox.losses.count == 1
    words = "was deleted" if change in DELETED else "was replaced by another file" if change in REPLACED else "was cut"
    assert f"{path} {words} while the kiosk was running" in outbox.losses.last
    assert outbox.set_aside_files == []  # this is no fault of the disk


@pytest.mark.parametrize("change", CHANGES)
def test_a_look_at_the_fill_level_notices_it(outbox: Outbox, path: Path, change: Callable[[Path], None]) -> None:
    """The kiosk looks each second, so it does not take a message."""
    outbox.outbox_usage()
    change(path)
    assert outbox.outbox_usage().rows == 0
    assert (outbox.kept_range().first_seq, outbox.kept_range().last_seq) == (1001, 1000)
    assert outbox.losses.count == 1
    assert stored(path) == []


@pytest.mark.parametrize("change", [*REPLACED, *CUT])
def test_what_lies_in_its_place_is_set_aside_unchanged(
    outbox: Outbox, path: Path, change: Callable[[Path], None]
) -> None:
    """The text names it. The log of the former file is not left beside another one, into which SQLite would mix it."""
    change(path)
    before, log = path.read_bytes(), path.with_name("outbox.db-wal").read_bytes()
    outbox.append(message)
    (aside,) = (each for each in path.parent.glob("outbox.db.corrupt-*") if each.suffix.endswith("Z"))
    assert aside.read_bytes() == before
    assert aside.name in outbox.losses.last
    assert aside.with_name(f"{aside.name}-wal").exists() == (change in CUT)
    assert any(each.read_bytes() == log for each in path.parent.glob("outbox.db.corrupt-*-wal"))


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_noticed_while_threads_write_and_read(outbox: Outbox, path: Path, change: Callable[[Path], None]) -> None:
    """A writer and a publisher are at work, and the file is lost three times."""
    ends = threading.Event()
    given: list[int] = []

    def write() -> None:
        while not ends.is_set():
            with suppress(OutboxError):  # a file that is deleted while it is opened: the next message tries again
                given.append(outbox.append(message).seq or 0)

    def publish() -> None:
        while not ends.is_set():
            with suppress(OutboxError):
                outbox.mark_sent([each.seq for each in outbox.unsent_messages(limit=10) if each.seq], sent_s=2000.0)

    threads = [threading.Thread(target=work) for work in (write, publish)]
    for thread in threads:
        thread.start()
    try:
        for times in range(1, 4):
            count = len(given)
            wait_until(lambda count=count: len(given) > count + 20, "messages")  # type: ignore[misc]
            # Between two calls, as nearly always in a kiosk: a call that moves the log into the file makes it as large
            # as before, and the hole is found when it is read, or at the next start.
            with outbox._db._lock if change in CUT else nullcontext():
                change(path)
            wait_until(lambda times=times: given[-1] > 1000 * times, "a message in a new file")  # type: ignore[misc]
    finally:
        ends.set()
        for thread in threads:
            thread.join()
    assert given == sorted(set(given))
    assert given[-1] > 3000
    last = outbox.append(message).seq
    assert stored(path)[-1] == last
    outbox.close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with closing(Outbox(path)) as again:
        assert again.append(message).seq == (last or 0) + 1


def test_a_deleted_log_loses_nothing(outbox: Outbox, path: Path) -> None:
    """The log is still open: it is written into the file, and a new one is begun."""
    path.with_name("outbox.db-wal").unlink()
    assert outbox.append(message).seq == 61
    assert outbox.losses.count == 1
    assert "the log of" in outbox.losses.last
    assert stored(path) == [*range(1, 62)]


def test_a_cut_log_is_noticed(outbox: Outbox, path: Path) -> None:
    """Its messages may be lost, and its numbers are not given again."""
    os.truncate(path.with_name("outbox.db-wal"), 100)
    assert outbox.append(message).seq == 1001
    assert outbox.losses.count + len(outbox.set_aside_files) >= 1
    assert stored(path)[-1] == 1001


def test_a_deleted_folder_is_an_error_until_it_is_there_again(tmp_path: Path) -> None:
    """Numbers go on, although their file went too."""
    path = tmp_path / "kiosk" / "outbox.db"
    path.parent.mkdir()
    with closing(Outbox(path)) as outbox:
        outbox.append(message)
        shutil.rmtree(path.parent)
        for _ in range(2):
            with pytest.raises(OutboxError, match="is not a folder"):
                outbox.append(message)
        assert outbox.losses.count == 1
        path.parent.mkdir()
        assert outbox.append(message).seq == 1001
        assert path.with_name("outbox.db.seq").read_text() == "2000\n"


def test_a_file_that_other_programs_make_smaller_is_not_lost(outbox: Outbox, path: Path) -> None:
    """Somebody frees space with VACUUM: all messages are there."""
    outbox.mark_sent(range(1, 50), sent_s=2000.0)
    assert [outbox.delete_expired_messages(at_s) for at_s in (0.0, 8 * 86_400.0)] == [0, 49]
    with closing(sqlite3.connect(path)) as db:
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")
    assert outbox.append(message).seq == 61
    assert outbox.losses.count == 0


def test_a_file_that_went_back_in_time_gives_no_number_twice(outbox: Outbox, path: Path) -> None:
    """An older copy is written over the file, byte by byte, so that no size and no inode shows it."""
    outbox._db.run_read(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE sqlite_sequence SET seq = 40")
        db.execute("DELETE FROM messages WHERE seq > 40")
    assert outbox.append(message).seq == 1001
    assert len(outbox.set_aside_files) == 1


def test_a_file_that_is_replaced_again_and_again_is_an_error_after_ten(outbox: Outbox, path: Path) -> None:
    """Otherwise the files that are set aside would fill the disk."""
    for _ in range(10):
        replace_by_junk(path)
        outbox.append(message)
    replace_by_junk(path)
    with pytest.raises(OutboxError, match="repeatedly"):
        outbox.append(message)
    with pytest.raises(OutboxError, match="repeatedly"):
        outbox.append(message)
    assert outbox.losses.count == 11
