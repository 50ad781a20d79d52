"""Small films of a test picture that shows its own second, made by the ffmpeg program."""

import shutil
import subprocess
from pathlib import Path

import pytest

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg: apt-get install ffmpeg")

CODECS = {
    ".mp4": ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    ".mov": ("-c:v", "mpeg4"),
    ".mkv": ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    ".webm": ("-c:v", "libvpx", "-deadline", "realtime"),
}


def make_film(path: Path, seconds: float = 3.0, size: str = "320x180", rate_hz: int = 10, *more: str) -> Path:
    """Makes a film, or a picture of its first frame, in the format of the file's ending."""
    source = f"testsrc=size={size}:rate={rate_hz}:duration={seconds}"
    options = CODECS.get(path.suffix, ("-frames:v", "1"))
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", source, *options, *more, str(path)]
    subprocess.run(command, check=True, timeout=120)
    return path
