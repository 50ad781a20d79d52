"""Output files of a command. They are checked before the work starts, and are never the same file as an input."""

import errno
import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO


class OutputFileError(Exception):
    """An output file cannot be written. The message states where, why and what to do."""


def check(wanted: Mapping[str, Path | None], inputs: Sequence[str | None]) -> None:
    """Raise OutputFileError if a file in `wanted` (option to file) cannot be written, or is already used elsewhere."""
    in_use = {os.path.realpath(path) for path in inputs if path}
    for option, path in wanted.items():
        if path is None or _is_char_device(path):
            continue
        if os.path.realpath(path) in in_use:
            raise OutputFileError(f"{option}: this command already reads or writes {path}. Name another file.")
        if why := _not_writable_reason(path):
            raise OutputFileError(f"{option}: cannot write {path} ({why}). Name another file. Nothing was started.")
        in_use.add(os.path.realpath(path))


@contextmanager
def open_output(path: Path | None) -> Iterator[TextIO]:
    """Open `path` for writing text, or standard output if it is None. Line endings are kept. Raises OutputFileError."""
    with _translate_write_errors(path):
        if path is None:
            yield sys.stdout
            sys.stdout.flush()
        else:
            with open(path, "w", encoding="utf-8", newline="", opener=_open_without_waiting) as file:
                yield file


@contextmanager
def open_output_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open `path` for writing bytes. Raises OutputFileError."""
    with _translate_write_errors(path), open(path, "wb", opener=_open_without_waiting) as file:
        yield file


@contextmanager
def _translate_write_errors(path: Path | None) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of the pipe has closed it
    except OSError as error:
        where = "standard output" if path is None else path
        raise OutputFileError(
            f"{where} cannot be written ({error.strerror}). Free some disk space, or name another file."
        ) from error


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a file. For a pipe that nobody reads, raises OSError."""
    fd = os.open(path, flags | os.O_NONBLOCK, 0o666)
    os.set_blocking(fd, True)
    return fd


def _is_char_device(path: Path) -> bool:
    try:
        return stat.S_ISCHR(path.stat().st_mode)
    except OSError:
        return False


def _not_writable_reason(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _why_not_made(path.parent)
    except OSError as error:
        return error.strerror
    if stat.S_ISDIR(mode):
        return "it is a folder"
    if stat.S_ISFIFO(mode) and not _is_read(path):
        return "it is a pipe that no program reads"
    return None if os.access(path, os.W_OK) else "permission denied"


def _why_not_made(folder: Path) -> str | None:
    if not os.path.isdir(folder):
        return "its folder does not exist"
    return None if os.access(folder, os.W_OK) else "permission denied"


def _is_read(pipe: Path) -> bool:
    try:
        os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError as error:
        return error.errno != errno.ENXIO
    return True
