"""What a network costs, as a ratio to the face detector in the same run."""

import time
from collections.abc import Callable

import numpy as np

from edge.perception.runtime import InferenceSession
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.signals import Frame
from models.serving.spec import ModelSpec


def cost(spec: ModelSpec, batch: int = 1, rounds: int = 9, calls: int = 30) -> float:
    """CPU time of the network for one row of `batch` over that of one full-range detector call: median of alternating
    rounds."""
    session, faces = InferenceSession(spec), FaceFinder(FaceFinderOptions(tiles="whole"))
    rows = [np.zeros((batch, *shape), np.float32) for shape in spec.inputs.values()]
    frame = Frame(0.0, np.full((480, 640, 3), 110, np.uint8))

    def took_s(call: Callable[[], object]) -> float:
        began = time.process_time()
        for _ in range(calls):
            call()
        return time.process_time() - began

    ratios = [took_s(lambda: session.run(*rows)) / took_s(lambda: faces.detect(frame)) for _ in range(rounds)]
    faces.close()
    return round(float(np.median(ratios)) / batch, 3)
