"""Small real advert files, made by ffmpeg: good ones, and ones that a player cannot show."""

import shutil
import subprocess
from pathlib import Path

import pytest
import soundfile

CODECS = {
    "h264": ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"],
    "hevc": ["-c:v", "libx265", "-pix_fmt", "yuv420p", "-x265-params", "log-level=none"],
    "vp9": ["-c:v", "libvpx-vp9", "-b:v", "200k"],
    "vp9-alpha": ["-vf", "format=rgba,colorchannelmixer=aa=0.5,format=yuva420p", "-c:v", "libvpx-vp9", "-b:v", "200k"],
    "vp8": ["-c:v", "libvpx"],
    "av1": ["-c:v", "libaom-av1", "-cpu-used", "8"],
    "mpeg4": ["-c:v", "mpeg4"],
}
SOUNDING = {
    ".mp4": (*CODECS["h264"], "-c:a", "aac", "-b:a", "128k"),
    ".webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-c:a", "libopus", "-b:a", "96k"),
}


def write_advert(
    path: Path,
    codec: str = "h264",
    *,
    size: str = "320x180",
    length_s: float = 2.0,
    rate_hz: int = 10,
    sound: bool = False,
) -> Path:
    """Write a film; with an empty `codec` a picture, by the end of its name. Skips the test where ffmpeg is missing."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed; it makes the films of this test")
    command = ["-f", "lavfi", "-i", f"testsrc=size={size}:rate={rate_hz}:duration={length_s}"]
    if sound:
        command += ["-f", "lavfi", "-i", f"sine=duration={length_s}", "-c:a", "aac"]
    if codec:
        command += CODECS[codec]
    else:
        command += ["-frames:v", "1", *(["-c:v", *CODECS["av1"][1:]] if path.suffix == ".avif" else [])]
    if path.suffix in (".mp4", ".mov"):
        command += ["-movflags", "+faststart"]
    subprocess.run(["ffmpeg", "-loglevel", "error", "-y", *command, path], check=True, capture_output=True)
    return path


def write_sounding(path: Path, sound: Path) -> Path:
    """Write a small film with the sound of a file, in stereo at 48 kHz."""
    picture = ["-f", "lavfi", "-i", f"color=gray:size=64x36:rate=5:duration={soundfile.info(sound).duration}"]
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *picture, "-i", str(sound), *SOUNDING[path.suffix]]
    subprocess.run([*command, "-ar", "48000", "-ac", "2", str(path)], check=True, timeout=120)
    return path
