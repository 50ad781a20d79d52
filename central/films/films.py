"""Films and pictures of adverts: what one is, and small pictures of chosen seconds, for reports and pages."""

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
"""Longest stretch without a wanted frame that is decoded; beyond it the reader jumps."""
_PICTURE_BYTES = 2 << 20
_ENDED = 255
"""Exit code of ffmpeg when a signal ends it, as that of the limit of processor time."""
_MOST_PROBED = 8 * MAX_PIXELS
"""Pixels of a frame whose size is still found, to be named in the error."""
_TAKEN = "Take an MP4, MOV, MKV or WebM film, or a PNG, JPEG or WebP picture"


class FilmError(SourceError):
    """A film or picture that is not taken, or cannot be read."""


class FfmpegMissingError(FilmError):
    """The programs that read films are not installed."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film or a still picture. `format`: a key of DEMUXERS. `duration_s`: None for a picture."""

    format: str
    duration_s: float | None
    width: int
    height: int


def probe_film(path: Path) -> Film:
    """Reads what a film or picture says of itself. Raises FilmError with what to do, FfmpegMissingError among them."""
    with open_media(path) as (file, name):
        return probe_media(path, file, name)


def extract_frames(path: Path, seconds: Sequence[float], height: int = 72) -> dict[float, bytes]:
    """JPEG pictures, `height` px high, of the frames at these seconds of a film; a picture is itself at all of them.

    Seconds beyond the end have none. Raises FilmError with what to do, and ValueError for too many seconds.
    """
    if len(seconds) > MAX_FRAMES or not 2 <= height <= MAX_HEIGHT_PX:
        raise ValueError(f"films: at most {MAX_FRAMES} pictures of 2 to {MAX_HEIGHT_PX} px at once")
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
    """Sorted seconds, in groups with no gap of more than _SEEK_S: each is decoded in one run."""
    groups: list[list[float]] = []
    for second in seconds:
        if groups and second - groups[-1][-1] <= _SEEK_S:
            groups[-1].append(second)
        else:
            groups.append([second])
    return groups


@contextmanager
def open_media(path: Path) -> Iterator[tuple[BinaryIO, str]]:
    """Opens a file of a known format that is all there. Raises FilmError."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        raise FilmError(f"films: {path} cannot be opened ({error.strerror}). Name another file.") from error
    if not S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise FilmError(f"films: {path} is not a file. Name a film or a picture.")
    with open(fd, "rb") as file:
        name = media_format(file.read(HEAD_BYTES))
        if name is None or name not in DEMUXERS:
            raise FilmError(f"films: {path} is no film or picture that is taken. {_TAKEN}.")
        if not is_complete_file(file, name):
            raise FilmError(f"films: {path} is cut short or has no index. Copy or export it again.")
        yield file, name


def probe_media(path: Path, file: BinaryIO, name: str) -> Film:
    """The same of an open file. `name`: its format. Raises FilmError."""
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
        raise FilmError(f"films: {path} could not be read: there is no picture in it. {_TAKEN}, and export it again.")
    if width * height > MAX_PIXELS or max(width, height) > _MAX_WIDTH * min(width, height):
        raise FilmError(f"films: {path} has {width}x{height} px, and 4K (4096x2304) is the most. Export it smaller.")
    if name in IMAGES:
        return Film(name, None, width, height)
    duration_s = _seconds(said.get("format", {}).get("duration")) or _seconds(streams[0].get("duration"))
    if duration_s is None:
        raise FilmError(f"films: {path} does not say how long it is. Export it again, as MP4.")
    if duration_s > MAX_S:
        raise FilmError(f"films: {path} takes {duration_s:.0f} s, and {MAX_S:.0f} s are the most. Cut it.")
    return Film(name, duration_s, width, height)


def _output(program: str, options: Sequence[str], file: BinaryIO, file_bytes: int = 0) -> bytes | None:
    """Output of a child, also of one that failed; None if a limit ended it. Raises FfmpegMissingError."""
    try:
        ended = run_ffmpeg(program, options, file, file_bytes)
    except MissingProgramError as error:
        raise FfmpegMissingError(f"films: the program {error} is missing, which reads films: {INSTALL}") from None
    return None if ended is None or ended.exit_code < 0 or ended.exit_code == _ENDED else ended.output


def _parsed(printed: bytes | None) -> dict[str, Any]:
    """Values that ffprobe printed; none if it failed or was ended before its end."""
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
    """Pictures of sorted seconds, decoded in one run.

    No frame may begin at or after the first second, where that lies within the last frame: then the run begins earlier,
    at last with the film.
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
    raise FilmError(f"films: {path} could not be read in the time and memory for it. Export it again, or smaller.")


def _run_decoder(
    file: BinaryIO, film: Film, wanted: Sequence[float], begin_s: float, height: int
) -> dict[int, bytes] | None:
    """Pictures by their milliseconds after `begin_s`: the child names its files so. None if a limit ended it."""
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
    """Filters that keep the first frame at or after each second, and shrink it. The last frame stands for a second."""
    scale = f"scale=w='min(2*ceil(iw*{height}/ih/2),{height * _MAX_WIDTH})':h={height},format=yuvj420p"
    if is_still:
        return f"select='eq(n,0)',settb=1/1000,{scale}"
    reached = "+".join(f"gte(t,{s:.3f})*(isnan(prev_selected_t)+lt(prev_selected_t,{s:.3f}))" for s in wanted)
    return f"tpad=stop_mode=clone:stop_duration=1,select='{reached}',settb=1/1000,{scale}"
