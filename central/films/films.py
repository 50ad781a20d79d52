"""Videos and images of ads: their properties, and small frames at chosen seconds for reports and pages."""

import json
import math
import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from central.errors import SourceError
from edge.media.child import MissingProgramError
from edge.media.ffmpeg import INSTALL, MAX_PIXELS, ffmpeg_input_name, ffmpeg_input_options, run_ffmpeg
from edge.media.formats import DEMUXERS, HEAD_BYTES, IMAGES, is_complete_file, media_format

MAX_S = 600.0
MAX_FRAMES = 60
MAX_HEIGHT_PX = 720
_MAX_WIDTH = 16  # widest picture, as a multiple of its height
_SEEK_S = 5.0
"""Longest stretch without a wanted frame that is still decoded, in seconds. The decoder skips longer stretches by
seeking.
"""
_PICTURE_BYTES = 2 << 20
_ENDED = 255
"""Exit code of ffmpeg when a signal ends it. An example is the signal at the limit of processor time."""
_MOST_PROBED = 8 * MAX_PIXELS
"""Largest frame size that is read, in pixels.

It is above the limit for videos, so that the error can state the size of a video that is too large.
"""
_TAKEN = "Use an MP4, MOV, MKV or WebM video, or a PNG, JPEG or WebP image"


class FilmError(SourceError):
    """A video or image is not supported, or cannot be read."""


class FfmpegMissingError(FilmError):
    """The programs that read videos are not installed."""


@dataclass(frozen=True, slots=True)
class Film:
    """A video or a still image. `format`: a key of DEMUXERS. `duration_s`: duration in seconds; None for an image."""

    format: str
    duration_s: float | None
    width: int
    height: int


def probe_film(path: Path) -> Film:
    """Read the properties of a video or image. Raises FilmError, which says what to do, and its subclass
    FfmpegMissingError.
    """
    with open_media(path) as (file, name):
        return probe_media(path, file, name)


def extract_frames(path: Path, seconds: Sequence[float], height: int = 72) -> dict[float, bytes]:
    """JPEG frames of a video at the given seconds, `height` pixels high.

    An image has the same frame at all seconds. There are no frames for seconds after the end. Raises FilmError, which
    says what to do, and ValueError for too many seconds.
    """
    if len(seconds) > MAX_FRAMES or not 2 <= height <= MAX_HEIGHT_PX:
        raise ValueError(f"video: request at most {MAX_FRAMES} frames of 2 to {MAX_HEIGHT_PX} px at once")
    with open_media(path) as (file, name):
        film = probe_media(path, file, name)
        if film.duration_s is None:
            picture = _decode_stretch(path, file, film, [0.0], height)[0.0] if seconds else b""
            return dict.fromkeys(seconds, picture)
        wanted = sorted({second for second in seconds if 0 <= second < film.duration_s})
        pictures: dict[float, bytes] = {}
        for run_of_seconds in group_seconds(wanted):
            pictures |= _decode_stretch(path, file, film, run_of_seconds, height)
    return {second: pictures[second] for second in seconds if second in pictures}


def group_seconds(seconds: Sequence[float]) -> list[list[float]]:
    """Group sorted seconds so that no gap within a group is longer than _SEEK_S. Each group is decoded in one run."""
    groups: list[list[float]] = []
    for second in seconds:
        if groups and second - groups[-1][-1] <= _SEEK_S:
            groups[-1].append(second)
        else:
            groups.append([second])
    return groups


@contextmanager
def open_media(path: Path) -> Iterator[tuple[BinaryIO, str]]:
    """Open a complete file of a known format. Raises FilmError."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        raise FilmError(f"video: {path} cannot be opened ({error.strerror}). Name another file.") from error
    if not S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise FilmError(f"video: {path} is not a file. Name a video or an image.")
    with open(fd, "rb") as file:
        name = media_format(file.read(HEAD_BYTES))
        if name is None or name not in DEMUXERS:
            raise FilmError(f"video: {path} is not a supported video or image. {_TAKEN}.")
        if not is_complete_file(file, name):
            raise FilmError(f"video: {path} is cut off or has no index. Copy or export it again.")
        yield file, name


def probe_media(path: Path, file: BinaryIO, name: str) -> Film:
    """Read the properties of an open file. `name`: name of the file's format. Raises FilmError."""
    entries = "stream=width,height,duration:format=duration"
    options = [
        *ffmpeg_input_options(name, _MOST_PROBED),
        "-select_streams",
        "V:0",
        "-show_entries",
        entries,
        "-of",
        "json",
    ]
    said = _parsed(_output("ffprobe", [*options, ffmpeg_input_name(file)], file))
    streams = said.get("streams") or [{}]
    width, height = streams[0].get("width"), streams[0].get("height")
    if not isinstance(width, int) or not isinstance(height, int) or width < 1 or height < 1:
        raise FilmError(f"video: {path} could not be read: it contains no image. {_TAKEN}, and export it again.")
    if width * height > MAX_PIXELS or max(width, height) > _MAX_WIDTH * min(width, height):
        raise FilmError(
            f"video: {path} has {width}x{height} px. The limit is 4K (4096x2304). Export a smaller version."
        )
    if name in IMAGES:
        return Film(name, None, width, height)
    duration_s = _seconds(said.get("format", {}).get("duration")) or _seconds(streams[0].get("duration"))
    if duration_s is None:
        raise FilmError(f"video: the length of {path} is not stored in the file. Export it again, as MP4.")
    if duration_s > MAX_S:
        raise FilmError(f"video: {path} is {duration_s:.0f} s long. The limit is {MAX_S:.0f} s. Shorten it.")
    return Film(name, duration_s, width, height)


def _output(program: str, options: Sequence[str], file: BinaryIO, file_bytes: int = 0) -> bytes | None:
    """Output of a child process, even if the process failed; None if a limit ended the process. Raises
    FfmpegMissingError.
    """
    try:
        ended = run_ffmpeg(program, options, file, file_bytes)
    except MissingProgramError as error:
        raise FfmpegMissingError(
            f"video: the program {error} is missing. It is needed to read videos: {INSTALL}"
        ) from None
    return None if ended is None or ended.exit_code < 0 or ended.exit_code == _ENDED else ended.output


def _parsed(printed: bytes | None) -> dict[str, Any]:
    """Values that ffprobe printed; empty if ffprobe failed or was stopped."""
    try:
        said: dict[str, Any] = json.loads(printed or b"{}")
    except ValueError:
        return {}
    return said


def _seconds(value: object) -> float | None:
    try:
        seconds = float(str(value))
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _decode_stretch(
    path: Path, file: BinaryIO, film: Film, seconds: Sequence[float], height: int
) -> dict[float, bytes]:
    """Frames at sorted seconds, decoded in one run.

    If the first second falls within the last frame, no frame starts at or after this second. The run is then repeated
    from an earlier point, if necessary from the start of the video.
    """
    for begin_s in sorted({seconds[0], max(0.0, seconds[0] - _SEEK_S), 0.0}, reverse=True):
        by_ms = _run_decoder(file, film, [second - begin_s for second in seconds], begin_s, height)
        if by_ms is None:
            break
        times_ms = sorted(by_ms)
        places = [bisect_left(times_ms, round((second - begin_s) * 1000) - 1) for second in seconds]
        if times_ms and places[0] < len(times_ms):
            found = zip(seconds, places, strict=True)
            return {second: by_ms[times_ms[place]] for second, place in found if place < len(times_ms)}
    raise FilmError(
        f"video: {path} could not be read within the time and memory limits. Export it again, or"
        " export a smaller version."
    )


def _run_decoder(
    file: BinaryIO, film: Film, wanted: Sequence[float], begin_s: float, height: int
) -> dict[int, bytes] | None:
    """Frames by their time in milliseconds after `begin_s`. The child process names its files by this time. None if a
    limit ended the process.
    """
    options = ["-nostdin", "-threads", "1", "-filter_threads", "1", *ffmpeg_input_options(film.format)]
    if film.duration_s is not None:
        options += ["-ss", f"{begin_s:.3f}", "-t", f"{wanted[-1] + 1:.3f}"]
    options += ["-i", ffmpeg_input_name(file), "-map", "0:V:0", "-an", "-sn", "-dn", "-map_metadata", "-1"]
    options += ["-vf", _filters(wanted, height, is_still=film.duration_s is None)]
    options += ["-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-frame_pts", "1", "-q:v", "5", "-f", "image2"]
    with TemporaryDirectory(prefix="vitrina-film-") as folder:
        if _output("ffmpeg", [*options, f"{folder}/%d.jpg"], file, _PICTURE_BYTES) is None:
            return None
        return {int(picture.stem): picture.read_bytes() for picture in Path(folder).glob("*.jpg")}


def _filters(wanted: Sequence[float], height: int, *, is_still: bool) -> str:
    """Filters that keep the first frame at or after each second, and shrink it. For seconds after the last frame they
    keep the last frame.
    """
    scale = f"scale=w='min(2*ceil(iw*{height}/ih/2),{height * _MAX_WIDTH})':h={height},format=yuvj420p"
    if is_still:
        return f"select='eq(n,0)',settb=1/1000,{scale}"
    reached = "+".join(f"gte(t,{s:.3f})*(isnan(prev_selected_t)+lt(prev_selected_t,{s:.3f}))" for s in wanted)
    return f"tpad=stop_mode=clone:stop_duration=1,select='{reached}',settb=1/1000,{scale}"
