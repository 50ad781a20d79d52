"""Cost of a model, as a ratio to the cost of the face detector in the same run."""

import time
from collections.abc import Callable

import numpy as np

from edge.perception.runtime import InferenceSession
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.signals import Frame
from models.serving.spec import ModelSpec


def relative_cost(spec: ModelSpec, batch: int = 1, rounds: int = 9, calls: int = 30) -> float:
    """CPU time of the model per row of a `batch`, divided by the CPU time of one call of the full-range detector. The
    ratio is the median over alternating rounds.
    """
    session, detector = InferenceSession(spec), FaceFinder(FaceFinderOptions(tiles="whole"))
    rows = [np.zeros((batch, *shape), np.float32) for shape in spec.inputs.values()]
    frame = Frame(0.0, np.full((480, 640, 3), 110, np.uint8))
    ratio = cpu_ratio(lambda: session.run_network(*rows), lambda: detector.detect(frame), rounds, calls)
    detector.close()
    return round(ratio / batch, 3)


def cpu_ratio(call: Callable[[], object], other: Callable[[], object], rounds: int, calls: int) -> float:
    """CPU time of one function divided by that of another: the median over alternating rounds of `calls` calls."""

    def cpu_s(called: Callable[[], object]) -> float:
        start_s = time.process_time()
        for _ in range(calls):
            called()
        return time.process_time() - start_s

    return float(np.median([cpu_s(call) / cpu_s(other) for _ in range(rounds)]))
