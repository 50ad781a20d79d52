"""Inspection of an outbox from outside: its content, and the real other process that has it open. Nothing is
changed.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.uplink.outbox.inspect import OutboxFileInfo, inspect, owner_pid
from edge.uplink.outbox.migrations import VERSION
from edge.uplink.outbox.outbox import Outbox, OutboxError
from tests.edge.uplink.outbox.test_outbox import message

VERSION_1 = Path(__file__).parents[3] / "fixtures" / "outbox" / "version-1.db"

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
def opened_elsewhere(path: Path, last_line: str = "end") -> Iterator[int]:
    """An outbox that another process has open, with two of three messages waiting. Yields the process id."""
    command = [sys.executable, "-c", _HOLDS, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.communicate(f"{last_line}\n")


def test_without_an_outbox_there_is_no_owner_and_no_content(path: Path) -> None:
    assert owner_pid(path) is None
    assert inspect(path) is None
    assert list(path.parent.iterdir()) == []


def test_the_process_that_has_the_outbox_open_is_found(path: Path) -> None:
    """It is found only while the outbox is open, and goes on undisturbed."""
    with opened_elsewhere(path) as pid:
        assert owner_pid(path) == pid
        info = inspect(path)
        assert info is not None
        assert (info.form, info.rows, info.waiting) == (VERSION, 3, 2)
    assert owner_pid(path) is None
    after = inspect(path)
    assert after is not None
    assert after.rows == 3


def test_an_outbox_after_a_power_cut_is_read_and_not_changed(path: Path) -> None:
    """Its log is read too, and stays there for the kiosk."""
    with opened_elsewhere(path, "vanish"):
        pass
    before = {file.name: file.stat().st_size for file in path.parent.iterdir()}
    assert "outbox.db-wal" in before
    assert owner_pid(path) is None
    info = inspect(path)
    assert info is not None
    assert (info.rows, info.waiting) == (3, 2)
    assert {file.name: file.stat().st_size for file in path.parent.iterdir()} == before
    outbox = Outbox(path)
    assert outbox.outbox_usage().rows == 3
    outbox.close()


def test_a_message_that_is_set_aside_does_not_count_as_waiting(path: Path) -> None:
    outbox = Outbox(path)
    for _ in range(2):
        outbox.append(message)
    outbox.set_message_aside(1, "Packet too large", 5.0)
    outbox.close()
    info = inspect(path)
    assert info is not None
    assert (info.rows, info.waiting) == (2, 1)


def test_an_outbox_of_an_older_version_is_read(path: Path) -> None:
    """The file is not changed: only the kiosk upgrades it."""
    path.write_bytes(VERSION_1.read_bytes())
    info = inspect(path)
    assert info is not None
    assert info.form == 1
    assert info.rows >= info.waiting > 0
    assert path.read_bytes() == VERSION_1.read_bytes()


def test_an_empty_file_counts_as_an_outbox_without_messages(path: Path) -> None:
    path.touch()
    assert inspect(path) == OutboxFileInfo(0, 0, 0, 0)


def test_an_unusable_outbox_is_reported_with_its_fix(path: Path) -> None:
    """It may be no database, of a newer version, without valid numbers, or a folder."""
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(OutboxError, match=r"damaged.*Move the file away"):
        inspect(path)
    path.unlink()
    Outbox(path).close()
    content = bytearray(path.read_bytes())
    content[60:64] = (VERSION + 1).to_bytes(4, "big")  # user_version in the header
    path.write_bytes(content)
    with pytest.raises(OutboxError, match=r"newer Vitrina.*\[outbox\] path"):
        inspect(path)
    path.with_name("outbox.db.seq").write_text("many", encoding="ascii")
    with pytest.raises(OutboxError, match=r"outbox\.db\.seq does not contain"):
        inspect(path)
    with pytest.raises(OutboxError, match=r"cannot be read \(Is a directory\)"):
        owner_pid(path.parent)
