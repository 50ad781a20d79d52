"""Videos and images of ads, read by Debian's ffmpeg in child processes with limits."""

from central.films.films import MAX_FRAMES, MAX_S, FfmpegMissingError, Film, FilmError, extract_frames, probe_film

__all__ = ["MAX_FRAMES", "MAX_S", "FfmpegMissingError", "Film", "FilmError", "extract_frames", "probe_film"]
