"""The outbox: what it takes it keeps, in order, byte for byte."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.uplink.messages import Message
from edge.uplink.outbox import Filling, Kept, Outbox, OutboxError

_APPENDS_FOR_EVER = """
import sys
from pathlib import Path
from edge.uplink.messages import Message
from edge.uplink.outbox import Outbox

outbox = Outbox(Path(sys.argv[1]))
while True:
    print(outbox.append(lambda seq: Message("window", "t", b"{}", str(seq), seq, 1.0)).seq, flush=True)
"""


def message(seq: int) -> Message:
    return Message("window", "vitrina/1/a/b/c/window", b'{"seq":%d}' % seq, f"id-{seq}", seq, 1000.0 + seq)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    made = Outbox(path)
    yield made
    made.close()


def reopened(outbox: Outbox, path: Path) -> Outbox:
    outbox.close()
    return Outbox(path)


def seqs(messages: list[Message]) -> list[int | None]:
    return [each.seq for each in messages]


def test_messages_come_out_oldest_first_until_they_are_marked(outbox: Outbox) -> None:
    """As they were appended, with everything the publisher needs."""
    appended = [outbox.append(message) for _ in range(5)]
    assert outbox.unsent(limit=3) == appended[:3]
    outbox.mark_sent([1, 3], sent_s=2000.0)
    assert seqs(outbox.unsent(limit=10)) == [2, 4, 5]
    assert outbox.sent(1, 5, limit=10) == [appended[0], appended[2]]
    assert seqs(outbox.sent(2, 5, limit=10)) == [3]
    assert seqs(outbox.sent(1, 5, limit=1)) == [1]


def test_numbers_go_on_over_a_restart(outbox: Outbox, path: Path) -> None:
    """+1 each, also where everything was sent."""
    outbox.append(message)
    outbox.append(message)
    outbox.mark_sent([1, 2], sent_s=2000.0)
    again = reopened(outbox, path)
    assert again.append(message).seq == 3
    assert seqs(again.unsent(limit=10)) == [3]
    again.close()


def test_a_message_that_could_not_be_made_leaves_no_gap(outbox: Outbox) -> None:
    """Its number goes to the next."""
    outbox.append(message)

    def broken(seq: int) -> Message:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        outbox.append(broken)
    with pytest.raises(ValueError, match="made for seq 2 says 7"):
        outbox.append(lambda seq: message(7))
    assert outbox.append(message).seq == 2


def test_a_lost_outbox_never_gives_a_number_twice(outbox: Outbox, path: Path) -> None:
    """The file of reserved numbers lives on; the next message opens the next block, and says so in `first_seq`."""
    outbox.append(message)
    outbox.close()
    for file in path.parent.glob("outbox.db*"):
        if not file.name.endswith(".seq"):
            file.unlink()
    again = Outbox(path)
    assert again.kept() == Kept(first_seq=1001, last_seq=1000)
    again = reopened(again, path)
    assert again.append(message).seq == 1001
    assert again.kept() == Kept(first_seq=1001, last_seq=1001)
    again.close()


def test_what_is_kept_and_how_full_it_is(outbox: Outbox) -> None:
    """With nothing kept, `first_seq` is `last_seq` + 1."""
    assert outbox.kept() == Kept(first_seq=1, last_seq=0)
    for _ in range(4):
        outbox.append(message)
    outbox.mark_sent([1], sent_s=2000.0)
    assert outbox.kept() == Kept(first_seq=1, last_seq=4)
    filling = outbox.filling()
    assert (filling.rows, filling.unsent) == (4, 3)
    assert isinstance(filling, Filling)
    assert filling.bytes > 4096


def test_the_first_time_that_it_was_sent_counts(outbox: Outbox, path: Path) -> None:
    """Sent again on request, it is no younger."""
    outbox.append(message)
    outbox.mark_sent([1], sent_s=2000.0)
    outbox.mark_sent([1], sent_s=3000.0)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT sent_s FROM messages").fetchone() == (2000.0,)
    db.close()


def test_many_threads_append_and_every_message_has_its_own_number(outbox: Outbox) -> None:
    """The publisher reads and marks meanwhile; whoever watches hears of each append."""
    told: list[None] = []
    outbox.watch(lambda: told.append(None))
    threads = [threading.Thread(target=lambda: [outbox.append(message) for _ in range(25)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        outbox.mark_sent([each.seq for each in outbox.unsent(limit=10) if each.seq], sent_s=2000.0)
    for thread in threads:
        thread.join()
    assert seqs(sorted(outbox.sent(1, 100, 100) + outbox.unsent(100), key=lambda each: each.seq or 0)) == [
        *range(1, 101)
    ]
    assert len(told) == 100


def test_kiosk_killed_in_the_middle_keeps_what_was_accepted(path: Path) -> None:
    """SIGKILL at any moment: every message whose append had returned is there, numbers without a gap."""
    process = subprocess.Popen([sys.executable, "-c", _APPENDS_FOR_EVER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [int(process.stdout.readline()) for _ in range(60)]
    process.kill()
    said += [int(line) for line in process.stdout.read().split("\n") if line]
    process.wait()
    process.stdout.close()
    outbox = Outbox(path)
    kept = seqs(outbox.unsent(limit=100_000))
    assert kept[: len(said)] == said == [*range(1, len(said) + 1)]
    assert len(kept) - len(said) <= 1
    outbox.close()


def test_every_append_is_on_the_disk_when_it_returns(outbox: Outbox) -> None:
    """A write-ahead log that is flushed at every commit, and a form with a number, so that it can be migrated."""
    pragmas = {name: outbox._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}
    assert outbox._db.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_file_that_is_none_of_ours_is_left_alone_and_named(path: Path) -> None:
    """The error says which file, and what to do; the file is as it was."""
    path.write_bytes(b"not a database, and longer than a header of one: " * 10)
    with pytest.raises(OutboxError, match=r"outbox\.db: file is not a database\. Move the file away"):
        Outbox(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Nothing is made up."""
    with pytest.raises(OutboxError, match=r"nowhere.*\[outbox\] path"):
        Outbox(tmp_path / "nowhere" / "outbox.db")


def test_an_outbox_of_a_newer_version_is_not_touched(outbox: Outbox, path: Path) -> None:
    """An older program would lose what it does not understand."""
    outbox._db.execute("PRAGMA user_version = 99")
    with pytest.raises(OutboxError, match="newer Vitrina"):
        Outbox(path)


def test_a_full_disk_is_said_and_costs_no_number(outbox: Outbox) -> None:
    """SQLite's own limit stands in for the disk's."""
    outbox.append(message)
    (pages,) = outbox._db.execute("PRAGMA page_count").fetchone()
    outbox._db.execute(f"PRAGMA max_page_count = {pages}")
    big = b" " * 20_000
    with pytest.raises(OutboxError, match=r"full\. Free some space"):
        outbox.append(lambda seq: Message("window", "t", big, "big", seq, 1.0))
    outbox._db.execute("PRAGMA max_page_count = 1000000")
    assert outbox.append(message).seq == 2
