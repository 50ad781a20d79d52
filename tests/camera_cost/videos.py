"""Videos of one camera: the same people in several sizes and encodings, as a network camera encodes them."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from edge.tools.demo import scene as demo_scene
from edge.tools.demo import sources as demo_sources

SIZE = (1920, 1080)
RATE_HZ, GROUP_S = 20, 2
PRESENT_S, AWAY_S = 12.0, 3.0
SCALES = (1.5, 0.9, 0.6, 0.45)
"""Size of the demo's frame in the frame of 1080p, in turn: one for each time that the seven people come."""
PEOPLE = 7
ROUND_S = PRESENT_S + AWAY_S
LOOP_S = len(SCALES) * ROUND_S
LOOPS = 2


@dataclass(frozen=True)
class Encoding:
    """A stream of the camera. `token`: its name there. `kilobits`: per second. `codec`: as ONVIF names it."""

    token: str
    codec: str
    width_px: int
    height_px: int
    kilobits: int

    @property
    def text(self) -> str:
        """Size and codec."""
        codec = {"H264": "H.264", "H265": "H.265"}[self.codec]
        return f"{self.width_px} × {self.height_px}, {codec}, {self.kilobits / 1000:g} Mbit/s"

    @property
    def options(self) -> list[str]:
        """Options of FFmpeg: constant bit rate, no B-frames, and a key frame every two seconds."""
        rate, group = f"{self.kilobits}k", RATE_HZ * GROUP_S
        chosen = f"-c:v libx264 -preset veryfast -profile:v main -bf 0 -g {group}"
        if self.codec == "H265":
            chosen = f"-c:v libx265 -preset ultrafast -x265-params bframes=0:keyint={group}:log-level=error"
        scaled = f"-vf scale={self.width_px}:{self.height_px}:flags=area -pix_fmt yuv420p"
        return f"{scaled} {chosen} -b:v {rate} -maxrate {rate} -bufsize {rate}".split()

    @property
    def stream(self) -> str:
        """Elements of GStreamer that send a file of this encoding, followed by the name of the last."""
        kind = self.codec.lower()
        return f"matroskademux ! {kind}parse ! rtp{kind}pay pt=96 config-interval=-1"


LARGE = Encoding("Profile_1", "H264", *SIZE, 4000)
SMALL = Encoding("Profile_2", "H264", 1280, 720, 2000)
LARGE_H265 = Encoding("Profile_3", "H265", *SIZE, 2000)
ENCODINGS = (LARGE, SMALL, LARGE_H265)


def draw_frames() -> Iterator[demo_scene.Picture]:
    """One loop in 1080p: seven people come, stay and leave at each of the scales. Raises FetchError."""
    scene = replace(demo_scene.load(demo_sources.cache_folder()), present_s=PRESENT_S, away_s=AWAY_S)
    walls = [cv2.resize(wall, SIZE) for wall in demo_scene.draw_empty_walls()]
    for index in range(round(LOOP_S * RATE_HZ)):
        at_s = index / RATE_HZ
        frame = np.asarray(walls[index % len(walls)], np.uint8).copy()
        if at_s % ROUND_S < PRESENT_S:
            people = scene.draw_frame(at_s, PEOPLE)
            scale = SCALES[int(at_s // ROUND_S)]
            method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
            people = np.asarray(cv2.resize(people, None, fx=scale, fy=scale, interpolation=method), np.uint8)
            height, width = people.shape[:2]
            top, left = (SIZE[1] - height) // 2, (SIZE[0] - width) // 2
            frame[top : top + height, left : left + width] = people
        yield frame


def write_videos(folder: Path, encodings: tuple[Encoding, ...] = ENCODINGS) -> dict[Encoding, Path]:
    """Encode one loop in every encoding, in one run of FFmpeg. Raises FetchError."""
    files = {encoding: folder / f"{encoding.token}.mkv" for encoding in encodings}
    raw = f"-f rawvideo -pix_fmt bgr24 -s {SIZE[0]}x{SIZE[1]} -r {RATE_HZ} -i -".split()
    outputs = [part for encoding, file in files.items() for part in (*encoding.options, str(file))]
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", *raw, *outputs]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for frame in draw_frames():
            encoder.stdin.write(frame.tobytes())
    assert encoder.returncode == 0
    return files


def repeat(video: Path, times: int = LOOPS) -> Path:
    """The same encoded frames several times, in a file beside it."""
    repeated = video.with_stem(f"{video.stem}-repeated")
    options = f"-hide_banner -loglevel error -y -stream_loop {times - 1} -i".split()
    subprocess.run(["ffmpeg", *options, str(video), "-c", "copy", str(repeated)], check=True)
    return repeated
