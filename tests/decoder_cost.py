"""Processor time of a frame in H.264, decoded by software and by decoders in a child: `make gstreamer`.

There is no hardware decoder here: openh264dec and avdec_h264 take its place. So the table shows what the way through a
child costs, and not what hardware saves. GStreamer encodes a film, and the packets are decoded as those of a camera in
vitrina doctor. All ways take turns in one run.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median

import cv2

from edge.exit_codes import BAD_USAGE, DONE
from edge.sources.camera.decoder_measuring import (
    DecodedSample,
    EncodedVideo,
    decode_by_gstreamer,
    decode_by_software,
    read_packets,
)
from edge.sources.camera.gst_launch import LAUNCH, PACKAGES, is_gstreamer_installed
from edge.sources.camera.video import open_file
from edge.sources.process.allocator import keep_freed_memory
from edge.tools.bench.people import SyntheticAudienceFrames
from edge.tools.demo import scene
from edge.tools.demo.sources import cache_folder
from tests.evidence.parts import write_part

RATE_HZ, FRAMES, FACES = 25, 90, 6
SIZES = ((1280, 720), (1920, 1080))
STAND_INS = ("openh264dec", "avdec_h264")
KBIT_PER_S = {1280: 2000, 1920: 4000}


def write_film(folder: Path, size: tuple[int, int]) -> Path:
    """Write a film with H.264 as network cameras send it: no B-frames, a key frame every two seconds."""
    people = SyntheticAudienceFrames(scene.load(cache_folder()))
    source, film = folder / "film.avi", folder / f"{size[0]}.mkv"
    writer = cv2.VideoWriter(str(source), cv2.VideoWriter.fourcc(*"MJPG"), RATE_HZ, size)
    for index in range(FRAMES):
        writer.write(cv2.resize(people.draw_frame(FACES, index / RATE_HZ), size, interpolation=cv2.INTER_CUBIC))
    writer.release()
    encoder = f"x264enc tune=zerolatency key-int-max={2 * RATE_HZ} bitrate={KBIT_PER_S[size[0]]}"
    chain = f"filesrc location={source} ! avidemux ! jpegdec ! videoconvert ! video/x-raw,format=I420 ! {encoder}"
    command = [LAUNCH, "--quiet", *f"{chain} ! h264parse ! matroskamux ! filesink location={film}".split()]
    subprocess.run(command, check=True)
    return film


def packets_of(film: Path) -> EncodedVideo:
    """All packets of a film."""
    video = open_file(str(film))
    assert video is not None
    with closing(video):
        assert video.leave_encoded()
        return EncodedVideo(video.codec, video.size_px, list(read_packets(video)))


def table(costs: dict[tuple[int, int], dict[str, list[float]]]) -> str:
    """Medians of the turns for each size, and their ratio to software."""
    lines = ["| frame, H.264 | decoded by | processor time | ratio |", "|---|---|---|---|"]
    for (width, height), ways in costs.items():
        floor_ms = median(next(iter(ways.values())))
        lines += [
            f"| {width} × {height} | {way} | {median(each):.1f} ms | {median(each) / floor_ms:.2f} |"
            for way, each in ways.items()
        ]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the table, and writes it into a document. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.decoder_cost", description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="turns of each way (default: 3)")
    parser.add_argument("--table", type=Path, help="document with the markers <!-- decoder-cost -->")
    options = parser.parse_args(arguments)
    if not is_gstreamer_installed():
        print(f"decoder_cost: GStreamer is missing: {PACKAGES}", file=sys.stderr)
        return BAD_USAGE
    keep_freed_memory()
    cv2.setNumThreads(1)
    ways: dict[str, Callable[[EncodedVideo], DecodedSample]] = {"software: OpenCV, one thread": decode_by_software}
    ways |= {f"`{element}` in a child": partial(decode_by_gstreamer, element=element) for element in STAND_INS}
    costs: dict[tuple[int, int], dict[str, list[float]]] = {size: {way: [] for way in ways} for size in SIZES}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            video = packets_of(write_film(Path(folder), size))
            for _ in range(options.turns):
                for way, decode in ways.items():
                    costs[size][way].append(decode(video).frame_ms)
    text = table(costs)
    print(text, end="")
    if options.table:
        write_part(options.table, "decoder-cost", text)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
