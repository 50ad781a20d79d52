"""Processor time of a picture through a pipeline, beside that of the same film read by OpenCV: `make gstreamer`.

The film is Motion JPEG of 1280 × 720, 30 pictures a second, as most USB cameras send. Both ways take turns in one run.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import cv2

from edge.clock import Clock
from edge.exit_codes import BAD_USAGE, DONE
from edge.kiosk import system_stats
from edge.sources.camera.camera import Camera, CameraOptions
from edge.sources.camera.gst_process import PACKAGES, is_installed
from edge.tools.bench.people import SyntheticAudienceFrames
from edge.tools.demo import scene
from edge.tools.demo.sources import cache_folder
from tests.screen_times import write_table

RATE_HZ, SECONDS, FACES = 30, 8, 6
SIZE = (1280, 720)
WARM_UP, WAIT_S = 10, 10.0


def write_film(path: Path) -> None:
    """Write the film that both ways read."""
    people = SyntheticAudienceFrames(scene.load(cache_folder()))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE_HZ, SIZE)
    for index in range(RATE_HZ * (SECONDS + 1)):
        writer.write(cv2.resize(people.picture(FACES, index / RATE_HZ), SIZE, interpolation=cv2.INTER_CUBIC))
    writer.release()


def cost_ms(source: str) -> float:
    """Milliseconds of processor time that the capture process and its children use for a picture."""
    with Camera(source, CameraOptions(loop=True), Clock().now) as camera:
        take(camera, WARM_UP)
        used_s, before = system_stats.cpu_s([camera.capture_pid or 0]), given(camera)
        while given(camera) - before < RATE_HZ * SECONDS - 3 * WARM_UP:
            take(camera, 1)
        used_s = system_stats.cpu_s([camera.capture_pid or 0]) - used_s
        return used_s / (given(camera) - before) * 1000


def take(camera: Camera, count: int) -> None:
    for _ in range(count):
        if camera.newest(WAIT_S) is None:
            raise TimeoutError(f"no picture came: {camera.state}, {camera.alerts}")


def given(camera: Camera) -> int:
    return camera.counts.taken + camera.counts.dropped


def table(costs: dict[str, list[float]]) -> str:
    """Medians of the turns, and their ratio to the first way."""
    floor_ms = median(next(iter(costs.values())))
    rows = [f"| {way} | {median(each):.1f} ms | {median(each) / floor_ms:.2f} |" for way, each in costs.items()]
    return (
        "\n".join(["| a picture of 1280 × 720, Motion JPEG | processor time | ratio |", "|---|---|---|", *rows]) + "\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the table, and writes it into a document. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.pipeline_cost", description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="turns of each way (default: 3)")
    parser.add_argument("--table", type=Path, help="document with the markers <!-- pipeline-cost -->")
    options = parser.parse_args(arguments)
    if not is_installed():
        print(f"pipeline_cost: GStreamer is missing: {PACKAGES}", file=sys.stderr)
        return BAD_USAGE
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.avi"
        write_film(film)
        chain = f"gst: filesrc location={film} ! avidemux ! jpegdec"
        ways = {
            "read by OpenCV, as a file or USB camera": str(film),
            "a pipeline, `… ! jpegdec`": chain,
            "the same, converted by it: `… ! videoconvert ! video/x-raw,format=BGR`": (
                f"{chain} ! videoconvert ! video/x-raw,format=BGR"
            ),
        }
        costs: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(options.turns):
            for way, source in ways.items():
                costs[way].append(cost_ms(source))
    text = table(costs)
    print(text, end="")
    if options.table:
        write_table(options.table, text, "pipeline-cost")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
