"""Debian's `ffmpeg` and `ffprobe` as limited child processes: the one place where a film's bytes are decoded.

A film is somebody else's data, and decoders have faults. So a child gets the open file and nothing else: bounded
memory, time and output, one reader that was chosen by the file's first bytes, no protocol but files, no environment.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import BinaryIO

from central.errors import SourceError
from central.films.container import Kind

LIMITS = {"as": 1 << 30, "cpu": 20, "fsize": 2 << 20, "nofile": 32, "core": 0}
"""Limits of a child: bytes of memory, seconds of CPU time, bytes of a file, open files."""
TIMEOUT_S = 60.0
_ENDED = 255
"""Exit code of ffmpeg when a signal ends it, as that of the limit of CPU time."""
MAX_PIXELS = 4096 * 2304
"""Pixels of a frame: 4K."""

_READERS: dict[Kind, str] = {
    "mov": "mov",
    "matroska": "matroska",
    "png": "png_pipe",
    "jpeg": "jpeg_pipe",
    "webp": "webp_pipe",
}
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
_MISSING = "apt-get install ffmpeg"


class FilmError(SourceError):
    """A film or picture that is not taken, or cannot be read."""


class FfmpegMissingError(FilmError):
    """The programs that read films are not installed."""


def reader_options(kind: Kind, max_pixels: int = MAX_PIXELS) -> list[str]:
    """Options before the input: the reader of this container, and the largest frame that is decoded."""
    options = ["-protocol_whitelist", "file", "-f", _READERS[kind], "-max_pixels", str(max_pixels)]
    if kind == "mov":
        options += ["-enable_drefs", "0", "-use_absolute_path", "0"]  # pictures that lie in other files
    return options


def input_name(file: BinaryIO) -> str:
    """Name under which a child opens the open file: the same file, whatever its path leads to by then."""
    return f"file:/dev/fd/{file.fileno()}"


def run(program: str, arguments: Sequence[str], file: BinaryIO) -> bytes | None:
    """Runs `ffmpeg` or `ffprobe` and returns what it printed, also where it failed; None if a limit ended it.

    What it says of errors is not used: a film could have written it. Raises FfmpegMissingError.
    """
    limited = [_found("prlimit"), *(f"--{name}={value}" for name, value in LIMITS.items()), "--", _found(program)]
    try:
        done = subprocess.run(
            [*limited, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(file.fileno(),),
            env=_ENVIRONMENT,
            cwd=os.sep,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode < 0 or done.returncode == _ENDED else done.stdout


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise FfmpegMissingError(f"films: the program {program} is missing, which reads films: {_MISSING}")
    return path
