"""Encrypted file of records that is written while a session runs. A process that is killed loses no whole record.

Layout: the mark, a salt, then for each record its length (4 bytes, big-endian) and the sealed bytes. The first byte of
a record says what follows it: rows, or the end of the file. A file without an end was cut short.
"""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from edge.study.cipher import SALT_BYTES, RecordCipher
from edge.study.errors import StudyStorageError

_MARK = b"VITRINA STUDY 1\n"
_ROWS, _END = b"r", b"e"
_LENGTH_BYTES = 4
_SYNC_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class FileContent:
    """Content of a file. `is_complete`: its writer closed it; False after a crash, or while it is written."""

    data: bytes
    is_complete: bool


class RecordFile:
    """A new file that takes records. Each is with the operating system when `append` returns."""

    def __init__(self, path: Path, key: bytes, purpose: str) -> None:
        """Raises StudyStorageError; also if the file is there already."""
        salt = os.urandom(SALT_BYTES)
        self._path, self._cipher = path, RecordCipher(key, salt, purpose)
        self._count = 0
        self._size = len(_MARK) + len(salt)
        self._synced_s = 0.0
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            os.write(self._fd, _MARK + salt)
        except OSError as error:
            raise self._unwritable(error) from None

    def append(self, data: bytes, at_s: float) -> None:
        """Adds a record. At most every few seconds it also waits until the disk has all. Raises StudyStorageError."""
        self._write(_ROWS + data)
        if not self._synced_s <= at_s < self._synced_s + _SYNC_EVERY_S:
            self._synced_s = at_s
            try:
                os.fdatasync(self._fd)
            except OSError as error:
                raise self._unwritable(error) from None

    def close(self) -> None:
        """Ends the file. Raises StudyStorageError."""
        try:
            self._write(_END)
            os.fsync(self._fd)
        except OSError as error:
            raise self._unwritable(error) from None
        finally:
            os.close(self._fd)

    def abandon(self) -> None:
        """Closes the file without an end, as a crash would."""
        os.close(self._fd)

    def _write(self, data: bytes) -> None:
        sealed = self._cipher.encrypt(self._count, data)
        record = len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed
        try:
            if os.write(self._fd, record) != len(record):
                os.ftruncate(self._fd, self._size)  # a part of a record would hide all that follow
                os.lseek(self._fd, self._size, os.SEEK_SET)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise self._unwritable(error) from None
        self._size += len(record)
        self._count += 1

    def _unwritable(self, error: OSError) -> StudyStorageError:
        return StudyStorageError(f"study: {self._path} cannot be written ({error.strerror}). Free some space.")


def read_records(path: Path, key: bytes, purpose: str) -> FileContent:
    """Reads and checks all whole records of a file. Raises StudyStorageError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None
    head = len(_MARK) + SALT_BYTES
    if data[: len(_MARK)] != _MARK[: len(data)]:
        raise StudyStorageError(f"study: {path} is no file of a session. Take it from a copy.")
    if len(data) < head:
        return FileContent(b"", is_complete=False)
    cipher = RecordCipher(key, data[len(_MARK) : head], purpose)
    parts: list[bytes] = []
    at = head
    while (end := at + _LENGTH_BYTES + int.from_bytes(data[at : at + _LENGTH_BYTES], "big")) <= len(data):
        record = _decrypted(path, cipher, len(parts), data[at + _LENGTH_BYTES : end])
        if record[:1] == _END:
            return FileContent(b"".join(parts), is_complete=end == len(data))
        parts.append(record[1:])
        at = end
    return FileContent(b"".join(parts), is_complete=False)


def opens_record(path: Path, key: bytes, purpose: str) -> bool:
    """False if this key is not that of the first record of a file. True also for a file without a record.

    Raises StudyStorageError if the file cannot be read.
    """
    head = len(_MARK) + SALT_BYTES
    try:
        with path.open("rb") as file:
            start = file.read(head + _LENGTH_BYTES)
            length = int.from_bytes(start[head:], "big")
            sealed = file.read(length)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(start) < head + _LENGTH_BYTES or len(sealed) < length:
        return True
    try:
        RecordCipher(key, start[len(_MARK) : head], purpose).decrypt(0, sealed)
    except StudyStorageError:
        return False
    return True


def _unreadable(path: Path, error: OSError) -> StudyStorageError:
    return StudyStorageError(f"study: {path} cannot be read ({error.strerror}). Take it from a copy.")


def _decrypted(path: Path, cipher: RecordCipher, number: int, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(number, sealed)
    except StudyStorageError:
        raise StudyStorageError(
            f"study: record {number + 1} of {path} was changed, or is of another key. Take it from a copy."
        ) from None
