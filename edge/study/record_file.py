"""Encrypted file of lines, written during a session: one record of fixed size per second.

Layout: the file mark, a salt, the record size (4 bytes, big-endian), then the encrypted records. A decrypted record has
a byte that marks the last record, the number of content bytes (4 bytes, big-endian), the content bytes, and zeros.
Bytes that do not fit wait for the next record. So the length of a file reveals only how long the session was, not what
it recorded. Files of version 1 can still be read; their records are as long as their content.
"""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import BinaryIO

from edge.study.cipher import SALT_BYTES, RecordCipher
from edge.study.errors import StudyStorageError

SMALLEST_RECORD = 256
BLOCK = 16
"""Limit for waiting content, in records. If more content waits, all of it is written at once.

The same applies to content that does not fit into the last record of a file. The number of additional records is
rounded up to a multiple of this number.
"""

_MARK_1, _MARK = b"VITRINA STUDY 1\n", b"VITRINA STUDY 2\n"
_ROWS, _END = b"r", b"e"
_NUMBER_BYTES = 4
_TAG_BYTES = 16
_OVERHEAD = _TAG_BYTES + len(_END) + _NUMBER_BYTES
_BATCH = 64  # records that are written at once
_SYNC_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class FileContent:
    """Complete lines of a file. `is_complete`: False after a crash, or while the file is still being written."""

    data: bytes
    is_complete: bool


class RecordFile:
    """A new file for lines. `start_s`: start of the session, which is the same for all its files."""

    def __init__(self, path: Path, key: bytes, purpose: str, size: int = SMALLEST_RECORD, start_s: float = 0.0) -> None:
        """`size`: size of an encrypted record in bytes. Raises StudyStorageError, also if the file already exists."""
        salt = os.urandom(SALT_BYTES)
        self._path, self._cipher = path, RecordCipher(key, salt, purpose)
        self._room, self._start_s = size - _OVERHEAD, start_s
        self._waiting = bytearray()
        self._count = self._extra = 0  # records that are written; those of them beyond one for each second
        self._synced_s = 0.0
        head = _MARK + salt + size.to_bytes(_NUMBER_BYTES, "big")
        self._size = len(head)
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            os.write(self._fd, head)
        except OSError as error:
            raise self._unwritable(error) from None

    @property
    def waiting_byte_count(self) -> int:
        """Number of bytes that wait for the next record."""
        return len(self._waiting)

    def add_line(self, line: bytes) -> None:
        """Add a line with its line feed. The line waits for the next record."""
        self._waiting += line

    def write_due_records(self, now_s: float) -> None:
        """Write one record for each second that has passed, and return once the operating system has them.

        Every few seconds it also waits until the disk has everything. Raises StudyStorageError.
        """
        self._write(self._due_record_count(floor(now_s - self._start_s), BLOCK), is_end=False)
        if not self._synced_s <= now_s < self._synced_s + _SYNC_EVERY_S:
            self._synced_s = now_s
            try:
                os.fdatasync(self._fd)
            except OSError as error:
                raise self._unwritable(error) from None

    def close(self, now_s: float) -> None:
        """Write the waiting bytes, a record for the current second, and the end mark. Raises StudyStorageError."""
        try:
            self._write(max(1, self._due_record_count(floor(now_s - self._start_s) + 1, 0)), is_end=True)
            os.fsync(self._fd)
        except OSError as error:
            raise self._unwritable(error) from None
        finally:
            os.close(self._fd)

    def discard_waiting_lines(self) -> None:
        """Drop the waiting lines, and write the end mark of the file. Raises StudyStorageError."""
        self._waiting.clear()
        self.close(self._start_s)

    def _due_record_count(self, seconds: int, most_waiting: int) -> int:
        """Number of records to write now. `most_waiting`: if more records of content wait, a block is added."""
        owed = max(0, seconds + self._extra - self._count)
        over = -(-len(self._waiting) // self._room) - owed
        if over > most_waiting:
            blocks = -(-over // BLOCK) * BLOCK
            self._extra += blocks
            owed += blocks
        return owed

    def _write(self, count: int, *, is_end: bool) -> None:
        while count:
            number = min(count, _BATCH)
            count -= number
            taken = bytes(self._waiting[: number * self._room])
            parts = [taken[place * self._room : (place + 1) * self._room] for place in range(number)]
            ends = [is_end and not count and place == number - 1 for place in range(number)]
            self._put_on_disk(b"".join(map(self._sealed, range(self._count, self._count + number), parts, ends)))
            self._count += number
            del self._waiting[: len(taken)]

    def _sealed(self, number: int, part: bytes, is_end: bool) -> bytes:
        head = (_END if is_end else _ROWS) + len(part).to_bytes(_NUMBER_BYTES, "big")
        return self._cipher.encrypt(number, head + part.ljust(self._room, b"\0"))

    def _put_on_disk(self, records: bytes) -> None:
        try:
            if os.write(self._fd, records) != len(records):
                os.ftruncate(self._fd, self._size)  # a part of a record would hide all that follow
                os.lseek(self._fd, self._size, os.SEEK_SET)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise self._unwritable(error) from None
        self._size += len(records)

    def _unwritable(self, error: OSError) -> StudyStorageError:
        return StudyStorageError(f"study: cannot write {self._path} ({error.strerror}). Free some space.")


def read_records(path: Path, key: bytes, purpose: str) -> FileContent:
    """Read and verify all complete records of a file. Raises StudyStorageError."""
    parts = list(_read_record_contents(path, key, purpose))
    data = b"".join(part for part, _ in parts)
    return FileContent(data[: data.rfind(b"\n") + 1], is_complete=bool(parts) and parts[-1][1])


def has_more_lines_than(path: Path, key: bytes, purpose: str, more_than: int) -> bool:
    """True if a file has more lines than this. Reads no further than necessary. Raises StudyStorageError."""
    count = 0
    for part, _ in _read_record_contents(path, key, purpose):
        count += part.count(b"\n")
        if count > more_than:
            return True
    return False


def _read_record_contents(path: Path, key: bytes, purpose: str) -> Iterator[tuple[bytes, bool]]:
    """Content of each record, and whether the file ends as its writer ended it."""
    try:
        with path.open("rb") as file:
            mark = file.read(len(_MARK))
            if not _MARK.startswith(mark) and not _MARK_1.startswith(mark):
                raise StudyStorageError(f"study: {path} is not a session file. Restore it from a copy.")
            salt = file.read(SALT_BYTES)
            if len(salt) == SALT_BYTES:
                sealed = _sealed_1(file) if mark == _MARK_1 else _sealed_2(path, file)
                yield from _decrypt_records(path, RecordCipher(key, salt, purpose), sealed, holds_length=mark == _MARK)
    except OSError as error:
        raise StudyStorageError(f"study: cannot read {path} ({error.strerror}). Restore it from a copy.") from None


def _sealed_1(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Complete records of a version 1 file, and whether the file ends exactly after them."""
    while len(head := file.read(_NUMBER_BYTES)) == _NUMBER_BYTES:
        length = int.from_bytes(head, "big")
        if len(sealed := file.read(length)) < length:
            return
        yield sealed, not file.peek(1)  # type: ignore[attr-defined]


def _sealed_2(path: Path, file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Complete records of a version 2 file, and whether the file ends exactly after them."""
    head = file.read(_NUMBER_BYTES)
    size = int.from_bytes(head, "big")
    if len(head) == _NUMBER_BYTES and size <= _OVERHEAD:
        raise StudyStorageError(f"study: {path} is not a session file. Restore it from a copy.")
    while len(head) == _NUMBER_BYTES and len(sealed := file.read(size)) == size:
        yield sealed, not file.peek(1)  # type: ignore[attr-defined]


def _decrypt_records(
    path: Path, cipher: RecordCipher, records: Iterator[tuple[bytes, bool]], *, holds_length: bool
) -> Iterator[tuple[bytes, bool]]:
    for number, (sealed, is_last) in enumerate(records):
        record = _decrypted(path, cipher, number, sealed)
        is_end, part = record[:1] == _END, record[1:]
        if holds_length:
            part = part[_NUMBER_BYTES : _NUMBER_BYTES + int.from_bytes(part[:_NUMBER_BYTES], "big")]
        yield part, is_end and is_last
        if is_end:
            return


def can_decrypt_first_record(path: Path, key: bytes, purpose: str) -> bool:
    """True if this key decrypts the first record of a file, or if the file has no record; otherwise False.

    Raises StudyStorageError if the file cannot be read.
    """
    try:
        next(_read_record_contents(path, key, purpose), None)
    except _OtherKeyError:
        return False
    return True


class _OtherKeyError(StudyStorageError):
    """A record was changed, or was encrypted with another key."""


def _decrypted(path: Path, cipher: RecordCipher, number: int, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(number, sealed)
    except StudyStorageError:
        raise _OtherKeyError(
            f"study: record {number + 1} of {path} was changed, or was encrypted with another key. Restore the file "
            "from a copy."
        ) from None
