"""Measures only the two models on the frames of a video: the floor for a whole kiosk on the same video."""

from collections.abc import Iterator
from contextlib import closing
from statistics import median

import cv2
import numpy as np

from edge.settings.settings import Settings
from edge.signals import Frame
from edge.tools.bench.people import RATE_HZ, START_S
from edge.tools.bench.pipeline_cost import BLOCK, NetworksOnlyBaseline

READ_EVERY = 3
"""Number of frames between two classifications of a face: 5 per second at 15 frames per second, as in a kiosk."""


def measure_floor_ms(settings: Settings, faces: int) -> float:
    """Processor time in milliseconds per frame: median over the video's blocks, without the first block (warm-up).

    As in a kiosk at the video's frame rate, the detector processes every frame, and the expression model processes
    `faces` faces in every third frame. Raises ModelFileError.
    """
    calls = [faces if index % READ_EVERY == 0 else 0 for index in range(BLOCK)]
    blocks_s = []
    with closing(NetworksOnlyBaseline(settings)) as floor:
        read = None
        for frames in _read_frame_blocks(settings.camera.source):
            read = read or floor.prepare_faces(frames[0], faces)
            blocks_s.append(sum(floor.run(floor.rgb_frames(frames), read, calls)))
    return median(blocks_s[1:] or blocks_s) / BLOCK * 1000


def _read_frame_blocks(video: str) -> Iterator[list[Frame]]:
    """The video's frames in complete blocks. Remaining frames at the end are not used."""
    source, frames = cv2.VideoCapture(video), list[Frame]()
    while True:
        is_read, image = source.read()
        if not is_read:
            break
        frames.append(Frame(START_S + len(frames) / RATE_HZ, np.asarray(image, np.uint8), "camera"))
        if len(frames) == BLOCK:
            yield frames
            frames = []
    source.release()
