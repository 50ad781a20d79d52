"""The outbox keeps accepted messages in order and byte for byte."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from edge.messages.build import Message
from edge.uplink.outbox.migrations import VERSION
from edge.uplink.outbox.outbox import KeptMessageRange, Outbox, OutboxError, OutboxLimits, OutboxUsage

_RUNS_FOR_EVER = """
import sys
from pathlib import Path
from edge.messages.build import Message
from edge.uplink.outbox.outbox import OutboxLimits, Outbox

outbox = Outbox(Path(sys.argv[1]), OutboxLimits(sent_s=50.0))
while True:
    seq = outbox.append(lambda seq: Message("window", "t", b"x" * 500, str(seq), seq, float(seq))).seq
    print(seq, flush=True)
    if seq % 3 == 0:
        outbox.mark_sent([seq], float(seq))
    elif seq % 5 == 0:
        outbox.set_message_aside(seq, "", 1e9)
    if seq % 50 == 0:
        outbox.delete_expired_messages(float(seq))
"""


def message(seq: int) -> Message:
    return Message("window", "vitrina/1/a/b/c/window", b'{"seq":%d}' % seq, f"id-{seq}", seq, 1000.0 + seq)


def reopen(outbox: Outbox, path: Path) -> Outbox:
    outbox.close()
    return Outbox(path)


def seqs(messages: list[Message]) -> list[int | None]:
    return [each.seq for each in messages]


def pragma(outbox: Outbox, name: str) -> object:
    return outbox._db.run_read(lambda db: db.execute(f"PRAGMA {name}").fetchone()[0])


def test_messages_come_out_oldest_first_until_they_are_marked(outbox: Outbox) -> None:
    """They come out as they were appended, with everything that the publisher needs."""
    appended = [outbox.append(message) for _ in range(5)]
    assert outbox.unsent_messages(limit=3) == appended[:3]
    outbox.mark_sent([1, 3], sent_s=2000.0)
    assert seqs(outbox.unsent_messages(limit=10)) == [2, 4, 5]
    assert outbox.sent_messages(1, 5, limit=10) == [appended[0], appended[2]]
    assert seqs(outbox.sent_messages(2, 5, limit=10)) == [3]
    assert seqs(outbox.sent_messages(1, 5, limit=1)) == [1]


def test_numbers_go_on_after_a_restart(outbox: Outbox, path: Path) -> None:
    """Each is one higher than the last, even if all messages were sent."""
    outbox.append(message)
    outbox.append(message)
    outbox.mark_sent([1, 2], sent_s=2000.0)
    again = reopen(outbox, path)
    assert again.append(message).seq == 3
    assert seqs(again.unsent_messages(limit=10)) == [3]
    again.close()


def test_a_message_that_could_not_be_made_leaves_no_gap(outbox: Outbox) -> None:
    """The next message gets its number."""
    outbox.append(message)

    def broken(seq: int) -> Message:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        outbox.append(broken)
    with pytest.raises(ValueError, match="built for seq 2 has seq 7"):
        outbox.append(lambda seq: message(7))
    assert outbox.append(message).seq == 2


def test_a_lost_outbox_never_gives_a_number_twice(outbox: Outbox, path: Path) -> None:
    """The file of reserved numbers remains: the next message gets the first number of the next block, and `first_seq`
    shows it."""
    outbox.append(message)
    outbox.close()
    path.unlink()
    again = Outbox(path)
    assert again.kept_range() == KeptMessageRange(first_seq=1001, last_seq=1000)
    again = reopen(again, path)
    assert again.append(message).seq == 1001
    assert again.kept_range() == KeptMessageRange(first_seq=1001, last_seq=1001)
    again.close()


def test_the_stored_range_and_the_usage_follow_the_messages(outbox: Outbox) -> None:
    """In an empty outbox `first_seq` is `last_seq` + 1."""
    assert outbox.kept_range() == KeptMessageRange(first_seq=1, last_seq=0)
    for _ in range(4):
        outbox.append(message)
    outbox.mark_sent([1], sent_s=2000.0)
    outbox.set_message_aside(3, "too large", at_s=2000.0)
    assert outbox.kept_range() == KeptMessageRange(first_seq=1, last_seq=4)
    usage = outbox.outbox_usage()
    assert usage == OutboxUsage(rows=4, unsent=2, bytes=usage.bytes, dropped=0, aside=1)
    assert usage.bytes > 4096


def test_the_first_time_of_sending_counts(outbox: Outbox, path: Path) -> None:
    """A resend does not change it."""
    outbox.append(message)
    outbox.mark_sent([1], sent_s=2000.0)
    outbox.mark_sent([1], sent_s=3000.0)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT sent_s FROM messages").fetchone() == (2000.0,)


def test_a_rejected_message_blocks_no_other_and_is_not_lost(outbox: Outbox, path: Path) -> None:
    """It is not sent again, even after a restart, except to a subscriber that asks for its number. The reason is
    stored."""
    appended = [outbox.append(message) for _ in range(4)]
    outbox.mark_sent([1], sent_s=2000.0)
    outbox.set_message_aside(1, "too large", at_s=2000.0)  # no effect: the broker has it already
    outbox.set_message_aside(2, "too large", at_s=2000.0)
    outbox.set_message_aside(2, "refused", at_s=3000.0)  # the first reason counts
    again = reopen(outbox, path)
    assert seqs(again.unsent_messages(limit=10)) == [3, 4]
    assert again.sent_messages(1, 4, limit=10) == appended[:2]
    assert again.outbox_usage().aside == 1
    with closing(sqlite3.connect(path)) as db:
        aside = db.execute("SELECT seq, aside_why, aside_s FROM messages WHERE aside_s IS NOT NULL").fetchall()
    assert aside == [(2, "too large", 2000.0)]
    again.close()


def test_restored_messages_wait_to_be_sent_again(outbox: Outbox) -> None:
    """They come in the order of their numbers; a message marked as sent in between stays sent."""
    for _ in range(5):
        outbox.append(message)
    for seq in (1, 2, 4):
        outbox.set_message_aside(seq, "denied", at_s=2000.0)
    outbox.mark_sent([2], sent_s=2500.0)
    assert outbox.outbox_usage().aside == 2
    assert outbox.restore_messages_set_aside() == 2
    assert seqs(outbox.unsent_messages(limit=10)) == [1, 3, 4, 5]
    assert (outbox.outbox_usage().aside, outbox.outbox_usage().unsent) == (0, 4)
    assert outbox.restore_messages_set_aside() == 0


def test_a_message_set_aside_after_a_restore_stays_aside(outbox: Outbox) -> None:
    """A later `expire` repeats a restore only if it failed, else rejected messages would be sent again and again."""
    outbox.append(message)
    outbox.set_message_aside(1, "denied", at_s=2000.0)
    assert outbox.restore_messages_set_aside() == 1
    outbox.set_message_aside(1, "denied", at_s=2001.0)
    outbox.delete_expired_messages(2002.0)
    assert (outbox.outbox_usage().aside, outbox.outbox_usage().unsent) == (1, 0)


def test_thousands_of_messages_set_aside_are_restored(outbox: Outbox) -> None:
    """It takes more than one transaction."""
    outbox._db.run_write(
        lambda db: db.execute(
            """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
            INSERT INTO messages (id, kind, topic, at_s, payload) SELECT i, '', '', 0, x'' FROM n"""
        )
    )
    outbox._db.run_write(lambda db: db.execute("UPDATE messages SET aside_s = 1.0"))
    assert outbox.outbox_usage().aside == 2500
    assert outbox.restore_messages_set_aside() == 2500
    assert (outbox.outbox_usage().aside, outbox.outbox_usage().unsent) == (0, 2500)


def test_many_threads_append_and_every_message_has_its_own_number(outbox: Outbox) -> None:
    """Another thread reads and marks at the same time, and the callback runs for each append."""
    calls: list[None] = []
    outbox.add_append_callback(lambda: calls.append(None))
    threads = [threading.Thread(target=lambda: [outbox.append(message) for _ in range(25)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        outbox.mark_sent([each.seq for each in outbox.unsent_messages(limit=10) if each.seq], sent_s=2000.0)
    for thread in threads:
        thread.join()
    assert seqs(
        sorted(outbox.sent_messages(1, 100, 100) + outbox.unsent_messages(100), key=lambda each: each.seq or 0)
    ) == [*range(1, 101)]
    assert len(calls) == 100


def test_a_process_killed_at_any_moment_keeps_its_accepted_messages(path: Path) -> None:
    """SIGKILL, several times on the same outbox, while messages are appended, marked, set aside and deleted: every
    accepted message that is not expired is there, and no number is given twice."""
    chance = random.Random(5)
    accepted: list[int] = []
    for _ in range(20 if os.environ.get("VITRINA_LONG") == "1" else 4):
        accepted += _accepted_before_the_kill(path, lines=chance.randrange(1, 250))
        # A connection that may write would remove the log, and the next start would miss it.
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            kept = {seq for (seq,) in db.execute("SELECT seq FROM messages")}
            waiting = {seq for (seq,) in db.execute("SELECT seq FROM messages WHERE sent_s IS NULL")}
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert len(set(accepted)) == len(accepted)
        # One message may have been stored and not printed any more; otherwise no number is missing.
        assert max(after - before for before, after in pairwise([0, *accepted])) <= 2
        assert {seq for seq in accepted if seq % 3 != 0 and seq % 5 != 0} <= waiting
        assert {seq for seq in accepted if seq > accepted[-1] - 50} <= kept


def _accepted_before_the_kill(path: Path, lines: int) -> list[int]:
    process = subprocess.Popen([sys.executable, "-c", _RUNS_FOR_EVER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        printed = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        printed += process.stdout.read().splitlines(keepends=True)
    process.wait()
    return [int(line) for line in printed if line.endswith("\n")]


def test_every_append_is_on_the_disk_when_it_returns(outbox: Outbox, path: Path) -> None:
    """The log is flushed at every commit, and the tables have a version. The options hold on each connection, although
    the file stores none."""
    outbox.append(message)
    with closing(reopen(outbox, path)) as again:
        names = (
            "journal_mode",
            "synchronous",
            "user_version",
            "wal_autocheckpoint",
            "journal_size_limit",
            "cache_size",
        )
        assert [pragma(again, name) for name in names] == ["wal", 2, VERSION, 64, 512 * 1024, -256]
        assert pragma(again, "max_page_count") == OutboxLimits().max_bytes // 4096


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """The folder is not made, and the text names it."""
    with pytest.raises(OutboxError, match=r"nowhere is not a folder.*\[outbox\] path"):
        Outbox(tmp_path / "nowhere" / "outbox.db")


def test_an_outbox_of_a_newer_version_is_not_changed(outbox: Outbox, path: Path) -> None:
    """An older program could lose data that it does not know."""
    outbox.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(OutboxError, match="newer Vitrina"):
        Outbox(path)
    assert path.read_bytes() == before


def test_an_unreadable_file_of_numbers_must_be_fixed_by_a_person(path: Path) -> None:
    """A guess could give numbers twice; the outbox is not opened."""
    path.with_name("outbox.db.seq").write_text("soon")
    with pytest.raises(OutboxError, match="Write a number into the file"):
        Outbox(path)
    assert not path.exists()


def test_a_full_disk_is_an_error_and_skips_no_number(outbox: Outbox) -> None:
    """SQLite's page limit simulates the full disk."""
    outbox.append(message)
    outbox._db.run_read(lambda db: db.execute(f"PRAGMA max_page_count = {pragma(outbox, 'page_count')}"))
    big = b" " * 20_000
    with pytest.raises(OutboxError, match=r"full\. Free some disk space"):
        outbox.append(lambda seq: Message("window", "t", big, "big", seq, 1.0))
    outbox._db.run_read(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
    assert outbox.append(message).seq == 2


def test_a_closed_outbox_stays_closed(outbox: Outbox) -> None:
    """A thread that still runs does not open the file again."""
    outbox.close()
    with pytest.raises(OutboxError, match="closed"):
        outbox.append(message)
    assert outbox.unsent_messages(1) == []


def test_what_was_sent_since_a_time_comes_newest_first(outbox: Outbox) -> None:
    """Messages that wait are left out, whatever their kind; so are those that were made before."""
    for seq in range(1, 9):
        outbox.append(message)
        if seq % 2 == 0:
            outbox.append(lambda number: replace(message(number), kind="play"))
    outbox.mark_sent([seq for seq in range(1, 13) if seq != 5], 2000.0)
    assert [one.seq for one in outbox.sent_messages_since(1003.0, 100)] == [12, 11, 10, 9, 8, 7, 6, 4, 3]
    assert [one.seq for one in outbox.sent_messages_since(1003.0, 2, "play")] == [12, 9]
    assert outbox.sent_messages_since(1003.0, 1, "window") == [message(11)]
    assert outbox.sent_messages_since(3000.0, 100) == []
