"""The file of the outbox: of an older version, of another program, cut, corrupted."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edge.messages.build import Message
from edge.uplink.outbox import file, migrations
from edge.uplink.outbox.migrations import MIGRATIONS
from edge.uplink.outbox.outbox import KeptMessageRange, Outbox, OutboxError, OutboxLimits, OutboxUsage

FIXTURES = Path(__file__).parents[3] / "fixtures" / "outbox"  # see the README in it
VERSION_1, VERSION_2 = FIXTURES / "version-1.db", FIXTURES / "version-2.db"
MANY = settings(max_examples=200 if os.environ.get("VITRINA_LONG") == "1" else 25, deadline=None)

# Each try is killed by SIGKILL just before its next statement, until one try completes. Prints the number of killed
# tries.
_DIES_WHILE_OPENING = """
import os, shutil, signal, sqlite3, sys
from pathlib import Path
from edge.uplink.outbox import file, migrations

class Mortal(sqlite3.Connection):
    left = 0
    def execute(self, *values):
        if Mortal.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        Mortal.left -= 1
        return super().execute(*values)

folder, connect = Path(sys.argv[1]), sqlite3.connect
file.sqlite3.connect = lambda *values, **more: connect(*values, **more, factory=Mortal)
for tries in range(1000):
    path = folder / str(tries) / "outbox.db"
    path.parent.mkdir()
    shutil.copy(sys.argv[2], path)
    shutil.copy(sys.argv[2] + ".seq", str(path) + ".seq")
    child = os.fork()
    if child == 0:
        Mortal.left = tries
        file.check_file(path)
        file.open_file(path, 1 << 28)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(tries)
"""


def message(seq: int) -> Message:
    return Message("window", "vitrina/1/a/b/c/window", b'{"seq":%d}' % seq * 30, f"id-{seq}", seq, 1000.0 + seq)


def seqs(messages: list[Message]) -> list[int | None]:
    return [each.seq for each in messages]


def rows(path: Path, columns: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(f"SELECT {columns} FROM messages ORDER BY seq").fetchall()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An outbox of version 1: 12 messages, of which 1 to 4 and 6 were sent."""
    path = tmp_path / "outbox.db"
    shutil.copy(VERSION_1, path)
    shutil.copy(f"{VERSION_1}.seq", f"{path}.seq")
    return path


def test_an_outbox_of_version_1_is_upgraded(old: Path) -> None:
    """Every message keeps its number, id, time and mark, byte for byte. Numbers go on; a second start changes
    nothing."""
    before = rows(old, "seq, id, kind, topic, at_s, payload, sent_s")
    digest = hashlib.sha256(b"".join(payload for *_, payload, _ in before)).hexdigest()
    assert digest == "7e769c6aae00f567b4f0811f0e37e4f2d18ceb0945c2057b4abb95e26b57d9ce"
    for _ in range(2):
        with closing(Outbox(old)) as outbox:
            assert seqs(outbox.unsent_messages(limit=100)) == [5, 7, 8, 9, 10, 11, 12]
            assert seqs(outbox.sent_messages(1, 12, limit=100)) == [1, 2, 3, 4, 6]
            assert outbox.kept_range() == KeptMessageRange(first_seq=1, last_seq=12)
            usage = outbox.outbox_usage()
            assert usage == OutboxUsage(rows=12, unsent=7, bytes=usage.bytes, dropped=0, aside=0)
            assert outbox.set_aside_files == []
    assert rows(old, "seq, id, kind, topic, at_s, payload, sent_s") == before
    with closing(Outbox(old)) as outbox:
        assert outbox.append(message).seq == 13


def test_an_outbox_of_version_2_is_upgraded(tmp_path: Path) -> None:
    """Messages that were set aside stay so, and the time to expire begins anew for all: none goes too early."""
    path = tmp_path / "outbox.db"
    shutil.copy(VERSION_2, path)
    shutil.copy(f"{VERSION_2}.seq", f"{path}.seq")
    columns = "seq, id, kind, topic, at_s, payload, sent_s, aside_s, aside_why"
    before = rows(VERSION_2, columns)
    for _ in range(2):
        with closing(Outbox(path)) as outbox:
            assert seqs(outbox.unsent_messages(limit=100)) == [5, 9, 10, 11, 12]
            assert seqs(outbox.sent_messages(1, 12, limit=100)) == [1, 2, 3, 4, 6, 7, 8]
            assert outbox.outbox_usage().aside == 2
            assert outbox.set_aside_files == []
    assert rows(path, columns) == before
    with closing(Outbox(path)) as outbox:
        day_s = 86_400.0
        assert [outbox.delete_expired_messages(day * day_s) for day in (400, 406, 408, 429, 431)] == [0, 0, 7, 0, 5]
        assert outbox.append(message).seq == 13


def test_a_full_outbox_of_version_2_is_upgraded(tmp_path: Path) -> None:
    """Its limit leaves no room to grow: the new indexes take the place of the old ones, and then the oldest messages
    make room as always."""
    path, count = tmp_path / "outbox.db", 20_000
    with closing(sqlite3.connect(path)) as db, db:
        for migration in migrations.MIGRATIONS[:2]:
            for statement in migration:
                db.execute(statement)
        insert = "INSERT INTO messages (id, kind, topic, at_s, payload, sent_s) VALUES (?, '', '', 1000.5, x'', 2000.5)"
        db.executemany(insert, ((str(n),) for n in range(count)))
        db.execute("PRAGMA user_version = 2")
    path.with_name("outbox.db.seq").write_text("20000\n")
    limit = path.stat().st_size
    with closing(Outbox(path, OutboxLimits(max_bytes=limit))) as outbox:
        assert outbox.append(message).seq == count + 1
        assert 0 < count - outbox.outbox_usage().rows < count // 2
        grown = outbox.outbox_usage().bytes
        for _ in range(50):
            outbox.append(message)
        assert outbox.outbox_usage().bytes == grown < 1.2 * limit


def test_a_new_outbox_has_the_same_tables_as_an_upgraded_one(old: Path, tmp_path: Path) -> None:
    """Both have the same statements in their schema."""

    def schema(path: Path) -> list[tuple[Any, ...]]:
        Outbox(path).close()
        with closing(sqlite3.connect(path)) as db:
            parts = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
            return [(name, (sql or "").split()) for name, sql in parts]

    assert schema(old) == schema(tmp_path / "new.db")


def test_a_power_cut_during_the_upgrade_loses_nothing(tmp_path: Path) -> None:
    """It is cut before each single statement: the file is whole, of version 1 or the present one, and the next start
    finds the same messages."""
    run = subprocess.run(
        [sys.executable, "-c", _DIES_WHILE_OPENING, str(tmp_path), str(VERSION_1)], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    killed_tries = int(run.stdout)
    assert killed_tries > sum(map(len, migrations.MIGRATIONS[1:]))
    versions = []
    for tries in range(killed_tries):
        path = tmp_path / str(tries) / "outbox.db"
        with closing(sqlite3.connect(path)) as db:
            versions += db.execute("PRAGMA user_version").fetchone()
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert rows(path, "seq, payload, sent_s") == rows(VERSION_1, "seq, payload, sent_s")
        with closing(Outbox(path)) as outbox:
            assert seqs(outbox.unsent_messages(limit=100)) == [5, 7, 8, 9, 10, 11, 12]
            assert outbox.outbox_usage().rows == 12
    assert versions == sorted(versions)
    assert set(versions) == {1, migrations.VERSION}


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """A wrong path in the settings destroys no other data."""
    path = tmp_path / "till.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE messages (amount)")
    before = path.read_bytes()
    with pytest.raises(OutboxError, match=r"till\.db is the database of another program.*\[outbox\] path"):
        Outbox(path)
    assert path.read_bytes() == before


def test_a_folder_in_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    """The text names it, and the folder is not renamed."""
    (tmp_path / "outbox.db").mkdir()
    with pytest.raises(OutboxError, match=r"outbox\.db is not a writable file"):
        Outbox(tmp_path / "outbox.db")
    assert (tmp_path / "outbox.db").is_dir()


def test_a_file_that_is_no_outbox_is_set_aside(tmp_path: Path) -> None:
    """It may be junk, or a database without the tables. It is renamed unchanged, with the time of its last change. A
    new file replaces it, and numbers go on with the next block."""
    path = tmp_path / "outbox.db"
    path.with_name("outbox.db.seq").write_text("3000\n")
    for junk in (b"not a database, and longer than the header of one: " * 10, _without_tables(tmp_path / "spare")):
        path.write_bytes(junk)
        os.utime(path, (1_790_000_000, 1_790_000_000))
        with closing(Outbox(path)) as outbox:
            assert outbox.set_aside_files[0].read_bytes() == junk
            assert outbox.unsent_messages(10) == []
            assert outbox.append(message).seq in (3001, 4001)
    assert sorted(file.name for file in tmp_path.iterdir() if "corrupt" in file.name) == [
        "outbox.db.corrupt-20260921T141320Z",
        "outbox.db.corrupt-20260921T141320Z.2",  # nothing is overwritten
    ]


def _without_tables(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 2")
    return path.read_bytes()


def test_a_log_without_its_file_is_set_aside_too(tmp_path: Path) -> None:
    """SQLite would delete it, and it may hold messages that exist nowhere else."""
    path = tmp_path / "outbox.db"
    log = path.with_name("outbox.db-wal")
    with closing(Outbox(path)) as outbox:
        outbox.append(message)
        before = log.read_bytes()
    path.unlink()
    log.write_bytes(before)
    with closing(Outbox(path)) as outbox:
        (aside,) = outbox.set_aside_files
        assert aside.with_name(f"{aside.name}-wal").read_bytes() == before
        assert not aside.exists()
        assert outbox.append(message).seq == 1001


def test_another_reader_of_the_outbox_causes_no_skipped_number(tmp_path: Path) -> None:
    """A reader leaves an empty log behind, which is not taken for a cut log."""
    path = tmp_path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        outbox.append(message)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        db.execute("SELECT * FROM messages").fetchall()
    assert path.with_name("outbox.db-wal").stat().st_size == 0
    with closing(Outbox(path)) as outbox:
        assert outbox.append(message).seq == 2


@dataclass(frozen=True)
class UsedOutbox:
    """Files of an outbox that has stored, sent and deleted messages; `last_seq` is the last number given."""

    folder: Path
    last_seq: int = 120

    def content(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def cut(self, name: str, share: float) -> bytes:
        """The first `share` of a file's content, without the zeros at the end of a log."""
        content = self.content(name)
        return content[: int(share * len(content.rstrip(b"\0")))]

    def put_back(self, place: Path, corrupted: dict[str, bytes]) -> Path:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder, place, ignore=shutil.ignore_patterns("killed"))
        for name, content in corrupted.items():
            (place / name).write_bytes(content)
        return place / "outbox.db"


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> UsedOutbox:
    """The files after a power cut: messages 1 to 60 are expired, 61 to 100 sent, the others wait and are in the log."""
    folder = tmp_path_factory.mktemp("used")
    with closing(Outbox(folder / "outbox.db")) as outbox:
        for seq in range(1, 121):
            outbox.append(message)
            if seq == 100:
                outbox.mark_sent(range(1, 61), 1000.0)
                assert [outbox.delete_expired_messages(at_s) for at_s in (0.0, 1.0 + 7 * 86400)] == [0, 60]
                outbox.mark_sent(range(61, 101), 2000.0)
        return UsedOutbox(shutil.copytree(folder, folder / "killed"))


@pytest.fixture(scope="module")
def closed(killed: UsedOutbox) -> UsedOutbox:
    return UsedOutbox(killed.folder.parent)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corrupted") / "place"


def check(path: Path, used: UsedOutbox, corrupted: dict[str, bytes]) -> None:
    """Checks that the outbox opens and works, corrupt files are set aside unchanged, and no number is given twice or to
    another message."""
    with closing(Outbox(path)) as outbox:
        for aside in outbox.set_aside_files:
            for name, content in corrupted.items():
                assert aside.with_name(name.replace("outbox.db", aside.name)).read_bytes() == content
            assert outbox.unsent_messages(1000) == []
        first = outbox.append(message)
        assert first.seq is not None
        assert first.seq > used.last_seq
        # The last marks may be lost with the log: then those messages are sent again, unchanged.
        assert {each.seq or 0 for each in outbox.unsent_messages(1000)} <= {*range(61, 121), first.seq}
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_fixtures_are_whole(killed: UsedOutbox, closed: UsedOutbox, place: Path) -> None:
    """Otherwise the tests below would prove little."""
    for used in (killed, closed):
        with closing(Outbox(used.put_back(place, {}))) as outbox:
            assert seqs(outbox.unsent_messages(1000)) == [*range(101, 121)]
            assert outbox.set_aside_files == []
            assert outbox.append(message).seq == 121
            assert outbox.outbox_usage().rows == 61
    names = ("outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.db.seq")
    assert [(killed.folder / name).exists() for name in names] == [True, True, True, True]
    assert [(closed.folder / name).exists() for name in names] == [True, False, False, True]


@pytest.fixture(scope="module")
def started_anew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Simulates a machine that was switched off between the last run and this one."""
    boot = tmp_path_factory.mktemp("boot") / "boot_id"
    boot.write_text("another\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file, "_BOOT", boot)
        yield


@MANY
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_cut_file_is_replaced(closed: UsedOutbox, place: Path, share: float) -> None:
    """The file may be cut at any byte."""
    corrupted = {"outbox.db": closed.cut("outbox.db", share)}
    check(closed.put_back(place, corrupted), closed, corrupted)


@MANY
@given(share=st.floats(0, 1, exclude_max=True), name=st.sampled_from(["outbox.db", "outbox.db-wal"]))
def test_a_power_cut_that_cuts_a_file_gives_no_number_twice(
    killed: UsedOutbox, place: Path, name: str, share: float
) -> None:
    """The file or its log may be cut. Numbers of messages that no longer exist are not given again."""
    corrupted = {name: killed.cut(name, share)}
    check(killed.put_back(place, corrupted), killed, corrupted)


@MANY
@example(share=0.02734375, junk=b"\x80", times=1, name="outbox.db")  # in a table's SQL text, which SQLite quotes
@example(share=0.0, junk=b"\x00", times=9000, name="outbox.db-wal")
@example(share=0.0001, junk=b"\xff", times=1, name="outbox.db-wal")
@given(
    share=st.floats(0, 1, exclude_max=True),
    junk=st.binary(min_size=1, max_size=64),
    times=st.sampled_from([1, 1, 100, 1000]),
    name=st.sampled_from(["outbox.db", "outbox.db-wal"]),
)
def test_corrupted_bytes_give_no_number_twice(
    killed: UsedOutbox, place: Path, started_anew: None, name: str, share: float, junk: bytes, times: int
) -> None:
    """Bytes at any place change while the machine is off. The file may then be corrupt, or only the content of a
    message changes, which no database can detect."""
    junk *= times
    content = killed.content(name)
    at = len(killed.cut(name, share))
    path = killed.put_back(place, {name: content[:at] + junk + content[at + len(junk) :]})
    with closing(Outbox(path)) as outbox:
        first = outbox.append(message)
        assert first.seq is not None
        assert first.seq > killed.last_seq


def test_a_missing_log_skips_numbers_and_gives_none_twice(killed: UsedOutbox, place: Path) -> None:
    """The file is marked as not closed."""
    path = killed.put_back(place, {})
    path.with_name("outbox.db-wal").unlink()
    with closing(Outbox(path)) as outbox:
        assert outbox.set_aside_files == []
        assert outbox.append(message).seq == 1001


def test_a_corrupted_last_number_gives_none_twice(closed: UsedOutbox, place: Path) -> None:
    """The stored messages show the last number too."""
    path = closed.put_back(place, {})
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE sqlite_sequence SET seq = 5")
    with closing(Outbox(path)) as outbox:
        assert outbox.append(message).seq == 121


def test_messages_with_a_corrupted_byte_block_no_others(closed: UsedOutbox, place: Path) -> None:
    """They come out with a replacement character."""
    path = closed.put_back(place, {"outbox.db": closed.content("outbox.db").replace(b"/c/window", b"/c/win\xffow")})
    with closing(Outbox(path)) as outbox:
        assert [each.topic for each in outbox.unsent_messages(2)] == [
            "vitrina/1/a/b/c/win\N{REPLACEMENT CHARACTER}ow"
        ] * 2


def test_on_trial_a_new_program_keeps_the_tables_of_the_former_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If it comes back, it reads them. Tables that the new program cannot write are upgraded all the same."""
    path = tmp_path / "outbox.db"
    monkeypatch.setattr(file, "MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE more (id INTEGER) STRICT",)))
    with closing(Outbox(path)) as outbox:
        outbox.append(message)
    monkeypatch.setattr(file, "VERSION", 4)
    for keeps_tables, oldest, form in ((True, 3, 3), (True, 4, 4), (False, 3, 4), (True, 3, 4)):
        monkeypatch.setattr(file, "OLDEST_WRITABLE", oldest)
        with closing(Outbox(path, keeps_tables=keeps_tables)) as outbox:
            assert seqs(outbox.unsent_messages(9)) == [1]
        assert rows(path, "1") == [(1,)]
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (form,)
    with closing(Outbox(tmp_path / "new.db", keeps_tables=True)), closing(sqlite3.connect(tmp_path / "new.db")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (4,)
