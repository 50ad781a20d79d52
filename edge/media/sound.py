"""Sound of a film, decoded by Debian's `ffmpeg` in a child process with limits.

A film is somebody else's data, and decoders have faults. So a child gets the open file and nothing else: bounded
memory, time and output, one reader that the file's first bytes choose, no protocol but files, no environment.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from edge.files import open_regular
from edge.media.formats import HEAD_BYTES, format_of

Samples = NDArray[np.int16]

INSTALL = "apt-get install ffmpeg"
TIMEOUT_S = 60.0
_LIMITS = {"as": 1 << 30, "cpu": 20, "fsize": 0, "nofile": 32, "core": 0}
_READERS = {"mp4": ("mov", "-enable_drefs", "0", "-use_absolute_path", "0"), "webm": ("matroska",)}
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
_SAMPLE_BYTES = 2


class SoundError(Exception):
    """The sound of a film cannot be read. The text names the film, the reason and the cure."""


class FfmpegMissingError(SoundError):
    """The programs that read films are not installed."""


def missing_programs() -> list[str]:
    """Programs that decoding needs and this machine lacks."""
    return [name for name in ("ffmpeg", "ffprobe", "prlimit") if shutil.which(name) is None]


def read_sound(path: Path, rate_hz: int, most_bytes: int) -> Samples:
    """Samples (n,) of a film from its media second 0 to its end, channels averaged; none if it has no sound.

    Raises SoundError: also if the samples take more than `most_bytes`.
    """
    if missing := missing_programs():
        raise FfmpegMissingError(f"player: {' and '.join(missing)} missing, which read the sound of films: {INSTALL}.")
    try:
        with open_regular(path) as file:
            return _read(path, file, rate_hz, most_bytes)
    except OSError as error:
        raise SoundError(f"player: {path} cannot be read ({error.strerror}).") from None


def _read(path: Path, file: BinaryIO, rate_hz: int, most_bytes: int) -> Samples:
    reader = _READERS.get(format_of(file.read(HEAD_BYTES)) or "")
    if reader is None:
        raise SoundError(f"player: {path} is neither mp4 nor webm, so its sound cannot be read.")
    has_sound, length_s = _facts(path, file, reader)
    count = round(length_s * rate_hz)
    if not has_sound:
        return np.zeros(0, np.int16)
    if count * _SAMPLE_BYTES > most_bytes:
        raise SoundError(
            f"player: the sound of {path} takes {count * _SAMPLE_BYTES / 1e6:.0f} MB, and {most_bytes / 1e6:.0f} MB "
            "are left for it. Play shorter films, or fewer."
        )
    # gaps are filled and a late begin is padded, so that sample n is media second n / rate
    chain = f"aresample={rate_hz}:async=1:first_pts=0,apad=whole_dur={length_s:.6f}"
    sound = ["-xerror", *_input(file, reader), "-map", "0:a:0", "-vn", "-sn", "-dn", "-af", chain, "-ac", "1"]
    data = _run("ffmpeg", ["-nostdin", *sound, "-t", f"{length_s:.6f}", "-f", "s16le", "pipe:1"], file)
    if data is None or abs(len(data) // _SAMPLE_BYTES - count) > rate_hz // 100:
        raise SoundError(f"player: the sound of {path} cannot be decoded. Export it again as AAC or Opus.")
    return np.frombuffer(data[: len(data) // _SAMPLE_BYTES * _SAMPLE_BYTES], "<i2")


def _facts(path: Path, file: BinaryIO, reader: Sequence[str]) -> tuple[bool, float]:
    """True if the film has sound, and its length in seconds."""
    asked = ["-of", "json", "-show_entries", "stream=codec_type:format=duration"]
    data = _run("ffprobe", [*asked, *_input(file, reader)], file)
    try:
        facts = json.loads(data or b"")
        kinds = [stream.get("codec_type") for stream in facts["streams"]]
        return "audio" in kinds, float(facts["format"]["duration"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SoundError(f"player: {path} does not say what sound it has. Export it again.") from None


def _input(file: BinaryIO, reader: Sequence[str]) -> list[str]:
    name, *options = reader
    return ["-protocol_whitelist", "file,pipe", *options, "-f", name, "-i", f"file:/dev/fd/{file.fileno()}"]


def _run(program: str, arguments: Sequence[str], file: BinaryIO) -> bytes | None:
    """Output of a limited child; None if it failed or a limit ended it. What it says of errors may be the film's."""
    limited = ["prlimit", *(f"--{name}={value}" for name, value in _LIMITS.items()), "--", program, "-v", "quiet"]
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
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
