"""Makes darker copies of videos and images, for placebo experiments."""

from pathlib import Path

from central.films.films import FfmpegMissingError, FilmError, open_media, probe_media
from edge.media.child import ChildLimits, MissingProgramError
from edge.media.ffmpeg import INSTALL, ffmpeg_input_name, ffmpeg_input_options, run_ffmpeg

DARKER = 0.7
"""Brightness of the darker copy, as a share of the original's brightness."""
LIMITS = ChildLimits(memory_bytes=2 << 30, cpu_s=3_000, wall_s=3_600.0)
MOST_BYTES = 2 << 30
"""Limits for making a darker copy. Ten minutes of 4K video take almost an hour on a slow machine."""


def make_darker(path: Path, copy: Path) -> None:
    """Write a darker copy of a video (MP4, H.264, sound as AAC) or of an image (PNG).

    Raises FilmError, which says what to do.
    """
    with open_media(path) as (file, name):
        film = probe_media(path, file, name)
        options = ["-nostdin", *ffmpeg_input_options(film.format), "-i", ffmpeg_input_name(file), "-map", "0:V:0"]
        options += ["-vf", f"format=gbrp,lutrgb=r=val*{DARKER}:g=val*{DARKER}:b=val*{DARKER}", "-map_metadata", "-1"]
        if film.duration_s is None:
            options += ["-frames:v", "1", "-c:v", "png", "-pix_fmt", "rgb24", "-f", "image2", "-update", "1"]
        else:
            options += ["-map", "0:a:0?", "-c:v", "libx264", "-preset", "fast", "-crf", "18", "-pix_fmt", "yuv420p"]
            options += ["-c:a", "aac", "-movflags", "+faststart", "-f", "mp4"]
        try:
            ended = run_ffmpeg("ffmpeg", [*options, "-y", f"file:{copy}"], file, MOST_BYTES, LIMITS)
        except MissingProgramError as error:
            raise FfmpegMissingError(
                f"video: the program {error} is missing. It is needed to copy videos: {INSTALL}"
            ) from None
    if ended is None or ended.exit_code != 0:
        raise FilmError(
            f"video: {path} could not be copied within the time and memory limits. Export a smaller version."
        )
