"""Checks media files before the screen shows them. A child process with limits reads the files."""

import json
import os
import select
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edge.media.child import ChildLimits, MissingProgramError, end_child, start_python_child

_READER = "edge.media.file_reader"
OPENCV_LIMITS = ChildLimits(memory_bytes=3_000_000_000, cpu_s=300)
"""Limits of a child process that decodes with OpenCV. They allow an image of 8192 x 8192 pixels, but not a
decompression bomb.
"""
_BYTES_PER_S = 5_000_000  # an old memory card
_NO_ANSWER = "reading it took too long. Export it again, or check the disk"
_DIED = "the program that reads it crashed or used too much memory. Export it again"


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """Longest times to wait for the child process. The time that a slow disk needs to read the file does not count."""

    file_s: float = 20.0
    start_s: float = 30.0  # the libraries load slowly on a small, busy machine


LIMITS = ReaderLimits()


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that can be shown. `length_s`: length of a video; None for an image."""

    media_type: str
    codec: str
    width_px: int
    height_px: int
    length_s: float | None
    sha256: str


@dataclass(frozen=True, slots=True)
class UnplayableFile:
    """A file that cannot be shown. `reason` explains why and what to do, without a full stop."""

    reason: str


CheckedFile = MediaFile | UnplayableFile


def check_media_files(paths: Sequence[Path], limits: ReaderLimits = LIMITS, reader: str = _READER) -> list[CheckedFile]:
    """Check media files and return the results in the order of the files. `reader` is the module that the child process
    runs.
    """
    results: list[CheckedFile] = []
    while len(results) < len(paths):
        results += _check_in_one_child(paths[len(results) :], limits, reader)
    return results


def _check_in_one_child(paths: Sequence[Path], limits: ReaderLimits, reader: str) -> Iterator[CheckedFile]:
    """Results from one child process. If it crashes or freezes at a file, the results end with that file."""
    try:
        child = start_python_child(reader, OPENCV_LIMITS)
    except MissingProgramError as error:
        yield UnplayableFile(missing_reader_text(error))
        return
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(BrokenPipeError):
            child.stdin.write(json.dumps([os.fspath(path) for path in paths]).encode())
            child.stdin.close()
        lines = _LineReader(child.stdout.fileno())
        for number, path in enumerate(paths):
            line = lines.next_line(
                limits.file_s + _size(path) / _BYTES_PER_S + (limits.start_s if number == 0 else 0.0)
            )
            if line is None or not line:
                yield UnplayableFile(_NO_ANSWER if line is None else _DIED)
                return
            yield _result(line)
    finally:
        end_child(child)


def missing_reader_text(error: MissingProgramError) -> str:
    """Why no file can be read, and what to do, without a full stop."""
    return f"the program {error} is missing, so no file can be read. Install it: apt-get install util-linux"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _result(line: bytes) -> CheckedFile:
    facts = json.loads(line)
    return UnplayableFile(facts["reason"]) if "reason" in facts else MediaFile(**facts)


class _LineReader:
    """Reads lines from a pipe with a time limit for each line. The writer writes each line in one piece."""

    def __init__(self, fd: int) -> None:
        self._fd, self._data = fd, b""

    def next_line(self, within_s: float) -> bytes | None:
        """The next line. None if it does not arrive in time; empty at the end of the stream."""
        while b"\n" not in self._data:
            if not select.select([self._fd], [], [], within_s)[0]:
                return None
            block = os.read(self._fd, 65536)
            if not block:
                return b""
            self._data += block
        line, _, self._data = self._data.partition(b"\n")
        return line
