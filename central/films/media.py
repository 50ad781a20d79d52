"""Stores the files of ads in one folder. The name of each file is the SHA-256 of its content."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from central.errors import SourceError

CHUNK_BYTES = 1 << 20
_FILE_MODE, _FOLDER_MODE = 0o640, 0o750


def store_film(file: Path, folder: Path) -> str:
    """Copy a file into the folder. Return its SHA-256, which is also its name there.

    The copy gets this name only when it is complete and on the disk, so a crash never leaves a partial file under it.
    Raises SourceError.
    """
    part = folder / f".{token_hex(8)}.part"
    try:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        digest = _copy_and_hash(file, part)
        part.replace(folder / digest)
        _sync(folder)
    except OSError as error:
        raise SourceError(
            f"media: {file} could not be copied into {folder} ({error.strerror}). Free some space, or set [central] "
            f"media to another folder."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return digest


def _copy_and_hash(file: Path, part: Path) -> str:
    """Copy a file to the disk, and return its SHA-256."""
    digest = hashlib.sha256()
    fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with open(fd, "wb") as copy, file.open("rb") as source:
        os.fchmod(fd, _FILE_MODE)  # whatever the umask is
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(fd)
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
