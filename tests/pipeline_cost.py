"""Processor time of a picture through a pipeline, beside that of the same film read by OpenCV: `make gstreamer`.

The film is Motion JPEG of 1280 × 720, 30 pictures a second, as most USB cameras send. Both ways take turns in one run.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from edge.exit_codes import BAD_USAGE, DONE
from edge.kiosk.state import system_stats
from edge.sources.camera.gst_launch import PACKAGES, is_gstreamer_installed
from edge.sources.camera.gst_pipeline import is_pipeline
from edge.sources.camera.gst_process import PipelineVideo, open_pipeline
from edge.sources.camera.video import Image, VideoCapture, open_file
from edge.sources.process.allocator import keep_freed_memory
from edge.tools.bench.people import SyntheticAudienceFrames
from edge.tools.demo import scene
from edge.tools.demo.sources import cache_folder
from tests.evidence.parts import write_part

RATE_HZ, READ, SPARE, FACES = 30, 100, 10, 6
SIZE = (1280, 720)
WAIT_S = 60.0


def write_film(path: Path) -> None:
    """Write the film that both ways read."""
    people = SyntheticAudienceFrames(scene.load(cache_folder()))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE_HZ, SIZE)
    for index in range(READ + SPARE):
        writer.write(cv2.resize(people.draw_frame(FACES, index / RATE_HZ), SIZE, interpolation=cv2.INTER_CUBIC))
    writer.release()


def of_opencv_ms(film: Path) -> float:
    """Milliseconds of processor time for a picture of the film, read as the capture process reads it."""
    video, into = open_file(str(film)), np.empty((SIZE[1], SIZE[0], 3), np.uint8)
    assert video is not None
    with closing(video):
        start_s = time.process_time()
        read(video, into, time.sleep)
        return (time.process_time() - start_s) / READ * 1000


def of_pipeline_ms(source: str) -> float:
    """The same of a pipeline, its child included; both without the start."""
    video, into = open_pipeline(source, WAIT_S, WAIT_S, lambda: None), np.empty((SIZE[1], SIZE[0], 3), np.uint8)
    with closing(video):
        start_s = time.process_time() + system_stats.processor_time_s([video.pid])
        read(video, into)
        return (time.process_time() + system_stats.processor_time_s([video.pid]) - start_s) / READ * 1000


def read(video: VideoCapture | PipelineVideo, into: Image, wait: Callable[[float], object] = int) -> None:
    """Read the pictures at the pace of a camera: `wait` waits some seconds where the source has no pace of its own."""
    begin_s = time.monotonic()
    for index in range(READ):
        wait(max(begin_s + index / RATE_HZ - time.monotonic(), 0.0))
        assert video.grab()
        assert video.decode(into) is not None


def table(costs: dict[str, list[float]]) -> str:
    """Medians of the turns, and their ratio to the first way."""
    floor_ms = median(next(iter(costs.values())))
    rows = [f"| {way} | {median(each):.1f} ms | {median(each) / floor_ms:.2f} |" for way, each in costs.items()]
    return "\n".join(["| a frame of 1280 × 720, Motion JPEG | processor time | ratio |", "|---|---|---|", *rows]) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the table, and writes it into a document. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.pipeline_cost", description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="turns of each way (default: 3)")
    parser.add_argument("--table", type=Path, help="document with the markers <!-- pipeline-cost -->")
    options = parser.parse_args(arguments)
    if not is_gstreamer_installed():
        print(f"pipeline_cost: GStreamer is missing: {PACKAGES}", file=sys.stderr)
        return BAD_USAGE
    keep_freed_memory()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.avi"
        write_film(film)
        film_source = f"gst: filesrc location={film} ! avidemux"
        chain = f"{film_source} ! jpegdec"
        ways = {
            "read by OpenCV, as a file or USB camera": str(film),
            "a pipeline that leaves it as JPEG: `… ! image/jpeg`": f"{film_source} ! image/jpeg",
            "a pipeline that decodes it: `… ! jpegdec`": chain,
            "the same, converted by it: `… ! videoconvert ! video/x-raw,format=BGR`": (
                f"{chain} ! videoconvert ! video/x-raw,format=BGR"
            ),
        }
        costs: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(options.turns):
            for way, source in ways.items():
                costs[way].append(of_pipeline_ms(source) if is_pipeline(source) else of_opencv_ms(film))
    text = table(costs)
    print(text, end="")
    if options.table:
        write_part(options.table, "pipeline-cost", text)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
