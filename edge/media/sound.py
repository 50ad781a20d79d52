"""Reads the sound of a video. Debian's `ffmpeg` decodes it in a child process with limits."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from edge.files import open_regular_file
from edge.media.ffmpeg import INSTALL, ffmpeg_input_name, ffmpeg_input_options, missing_programs, run_ffmpeg
from edge.media.formats import HEAD_BYTES, VIDEOS, media_format

Samples = NDArray[np.int16]

_SAMPLE_BYTES = 2


class SoundError(Exception):
    """The sound of a video cannot be read. The text names the video, the reason and what to do."""


class FfmpegMissingError(SoundError):
    """The programs that decode videos are not installed."""


def read_sound(path: Path, rate_hz: int, most_bytes: int) -> Samples:
    """Samples (n,) of a video from media second 0 to its end, averaged over the channels. Empty if the video has no
    sound.

    Raises SoundError if the sound cannot be read, or if its samples need more than `most_bytes`.
    """
    if missing := missing_programs():
        raise FfmpegMissingError(
            f"player: the sound of videos cannot be read without {' and '.join(missing)}. Install: {INSTALL}."
        )
    try:
        with open_regular_file(path) as file:
            return _decode_sound(path, file, rate_hz, most_bytes)
    except OSError as error:
        raise SoundError(f"player: {path} cannot be read ({error.strerror}).") from None


def _decode_sound(path: Path, file: BinaryIO, rate_hz: int, most_bytes: int) -> Samples:
    name = media_format(file.read(HEAD_BYTES))
    if name is None or name not in VIDEOS:
        raise SoundError(f"player: {path} is neither mp4 nor webm, so its sound cannot be read.")
    opened = [*ffmpeg_input_options(name), "-i", ffmpeg_input_name(file)]
    has_sound, length_s = _read_sound_facts(path, file, opened)
    count = round(length_s * rate_hz)
    if not has_sound:
        return np.zeros(0, np.int16)
    if count * _SAMPLE_BYTES > most_bytes:
        raise SoundError(
            f"player: the sound of {path} needs {count * _SAMPLE_BYTES / 1e6:.0f} MB, but only "
            f"{most_bytes / 1e6:.0f} MB of "
            "memory are left. Play shorter or fewer videos."
        )
    # gaps are filled and a late start is padded, so that sample n is media second n / rate
    chain = f"aresample={rate_hz}:async=1:first_pts=0,apad=whole_dur={length_s:.6f}"
    sound = ["-xerror", *opened, "-map", "0:a:0", "-vn", "-sn", "-dn", "-af", chain, "-ac", "1"]
    data = _run("ffmpeg", ["-nostdin", *sound, "-t", f"{length_s:.6f}", "-f", "s16le", "pipe:1"], file)
    if data is None or abs(len(data) // _SAMPLE_BYTES - count) > rate_hz // 100:
        raise SoundError(f"player: the sound of {path} cannot be decoded. Export it again as AAC or Opus.")
    return np.frombuffer(data[: len(data) // _SAMPLE_BYTES * _SAMPLE_BYTES], "<i2")


def _read_sound_facts(path: Path, file: BinaryIO, opened: Sequence[str]) -> tuple[bool, float]:
    """Presence of sound in the video, and the video's length in seconds."""
    asked = ["-of", "json", "-show_entries", "stream=codec_type:format=duration"]
    data = _run("ffprobe", [*asked, *opened], file)
    try:
        facts = json.loads(data or b"")
        kinds = [stream.get("codec_type") for stream in facts["streams"]]
        return "audio" in kinds, float(facts["format"]["duration"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SoundError(f"player: {path} does not state its sound format. Export it again.") from None


def _run(program: str, arguments: Sequence[str], file: BinaryIO) -> bytes | None:
    """Output of a child process. None if it failed or reached a limit."""
    ended = run_ffmpeg(program, arguments, file)
    return ended.output if ended is not None and ended.exit_code == 0 else None
