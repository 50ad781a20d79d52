"""A look at an outbox from outside: what is in it, and which real other process has it open. Nothing is disturbed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.uplink.outbox.file import VERSION
from edge.uplink.outbox.inspect import OutboxInfo, inspect, owner_pid
from edge.uplink.outbox.outbox import Outbox, OutboxError
from tests.edge.uplink.outbox.test_outbox import message

FORM_1 = Path(__file__).parents[3] / "fixtures" / "outbox" / "version-1.db"

_HOLDS = """
import os, sys
from pathlib import Path
from edge.uplink.outbox.outbox import Outbox
from edge.messages.build import Message
outbox = Outbox(Path(sys.argv[1]))
for _ in range(3):
    outbox.append(lambda seq: Message("play", "t", b"{}", f"id-{seq}", seq, 1.0))
outbox.mark_sent([1], 2.0)
print("ready", flush=True)
if input() == "vanish":
    os._exit(9)
outbox.close()
"""


@contextmanager
def held(path: Path, last_word: str = "end") -> Iterator[int]:
    """An outbox that another process has open, with two of three messages waiting."""
    command = [sys.executable, "-c", _HOLDS, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.communicate(f"{last_word}\n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


def test_no_outbox_is_nothing(path: Path) -> None:
    assert owner_pid(path) is None
    assert inspect(path) is None
    assert list(path.parent.iterdir()) == []


def test_the_process_that_has_it_open_is_named(path: Path) -> None:
    """While it has, and no longer; and it goes on as if nobody had looked."""
    with held(path) as pid:
        assert owner_pid(path) == pid
        seen = inspect(path)
        assert seen is not None
        assert (seen.form, seen.rows, seen.waiting) == (VERSION, 3, 2)
    assert owner_pid(path) is None
    after = inspect(path)
    assert after is not None
    assert after.rows == 3


def test_what_a_power_cut_left_is_read_and_left(path: Path) -> None:
    """The log is read with it, and still there for the kiosk."""
    with held(path, "vanish"):
        pass
    before = {file.name: file.stat().st_size for file in path.parent.iterdir()}
    assert "outbox.db-wal" in before
    assert owner_pid(path) is None
    seen = inspect(path)
    assert seen is not None
    assert (seen.rows, seen.waiting) == (3, 2)
    assert {file.name: file.stat().st_size for file in path.parent.iterdir()} == before
    outbox = Outbox(path)
    assert outbox.usage().rows == 3
    outbox.close()


def test_what_is_set_aside_does_not_wait(path: Path) -> None:
    outbox = Outbox(path)
    for _ in range(2):
        outbox.append(message)
    outbox.set_aside(1, "Packet too large", 5.0)
    outbox.close()
    seen = inspect(path)
    assert seen is not None
    assert (seen.rows, seen.waiting) == (2, 1)


def test_an_outbox_of_an_older_version_is_read(path: Path) -> None:
    """As it is: it is the kiosk that renews it."""
    path.write_bytes(FORM_1.read_bytes())
    seen = inspect(path)
    assert seen is not None
    assert seen.form == 1
    assert seen.rows >= seen.waiting > 0
    assert path.read_bytes() == FORM_1.read_bytes()


def test_an_empty_file_waits_for_its_tables(path: Path) -> None:
    path.touch()
    assert inspect(path) == OutboxInfo(0, 0, 0, 0)


def test_what_cannot_be_used_is_said_with_its_cure(path: Path) -> None:
    """No database, one of the future, no numbers, a folder."""
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(OutboxError, match=r"damaged.*Move it away"):
        inspect(path)
    path.unlink()
    Outbox(path).close()
    content = bytearray(path.read_bytes())
    content[60:64] = (VERSION + 1).to_bytes(4, "big")  # user_version in the header
    path.write_bytes(content)
    with pytest.raises(OutboxError, match=r"newer Vitrina.*\[outbox\] path"):
        inspect(path)
    path.with_name("outbox.db.seq").write_text("many", encoding="ascii")
    with pytest.raises(OutboxError, match=r"outbox\.db\.seq should hold"):
        inspect(path)
    with pytest.raises(OutboxError, match=r"cannot be read \(Is a directory\)"):
        owner_pid(path.parent)
