"""Runs Debian's `ffmpeg` and `ffprobe` as limited child processes. The first bytes of the open file determine the
demuxer.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from edge.media.child import ChildLimits, EndedChild, start_child, wait_for_child
from edge.media.formats import DEMUXERS

INSTALL = "apt-get install ffmpeg"
LIMITS = ChildLimits()
MAX_PIXELS = 4096 * 2304
"""Largest number of pixels in a frame: 4K."""


def missing_programs() -> list[str]:
    """Names of the programs that decoding needs and that are not installed."""
    return [name for name in ("ffmpeg", "ffprobe", "prlimit") if shutil.which(name) is None]


def ffmpeg_input_options(name: str, max_pixels: int = MAX_PIXELS) -> list[str]:
    """FFmpeg options before the input: the demuxer for a format in DEMUXERS, and the largest frame to decode."""
    options = ["-protocol_whitelist", "file", "-f", DEMUXERS[name], "-max_pixels", str(max_pixels)]
    if DEMUXERS[name] == "mov":
        options += ["-enable_drefs", "0", "-use_absolute_path", "0"]  # images in other files
    return options


def ffmpeg_input_name(file: BinaryIO) -> str:
    """Name that a child process uses to open a file that this process has open. It refers to the same file even if the
    file's path changes.
    """
    return f"file:/dev/fd/{file.fileno()}"


def run_ffmpeg(
    program: str, arguments: Sequence[str], file: BinaryIO, file_bytes: int = 0, limits: ChildLimits | None = None
) -> EndedChild | None:
    """Run `ffmpeg` or `ffprobe` on an open file. Returns None if it took too long. `file_bytes` limits the size of each
    written file.

    Raises MissingProgramError.
    """
    limits = replace(limits or LIMITS, file_bytes=file_bytes)
    return wait_for_child(start_child([program, "-v", "quiet", *arguments], limits, [file.fileno()]), limits)
