"""Measures the face detector's processor time on both of its runtimes, alternately and on the same frames."""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from statistics import median

from edge.kiosk import build
from edge.perception.vision.detector import FaceDetector, FaceNetwork, read_checked_model
from edge.perception.vision.face_finder import FAR, FaceFinderOptions
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.tools.bench.people import SyntheticAudienceFrames
from edge.tools.bench.pipeline_cost import BLOCK, CostRatioSpread, cost_ratio_spread


@dataclass(frozen=True, slots=True)
class DetectorCallCost:
    """Processor time in milliseconds of one detector call, with colour conversion, on each runtime, and the ratio."""

    mediapipe_ms: float
    serving_ms: float
    ratio: CostRatioSpread  # serving / mediapipe


def measure_detector_calls(people: SyntheticAudienceFrames, settings: Settings, blocks: int) -> DetectorCallCost:
    """Measure both runtimes on frames of one person, alternating after each block of frames. Raises ModelFileError."""
    options = FaceFinderOptions()
    serving = build.open_serving_detector(settings, FAR, options.score)
    frames = people.draw_frames(1, 0, BLOCK)
    with closing(FaceDetector(read_checked_model(FAR, options.zoo), options.score)) as mediapipe:
        times = [(_cpu_s(mediapipe, frames), _cpu_s(serving, frames)) for _ in range(blocks + 1)][1:]
    return DetectorCallCost(
        mediapipe_ms=median(one for one, _ in times) / BLOCK * 1000,
        serving_ms=median(other for _, other in times) / BLOCK * 1000,
        ratio=cost_ratio_spread([other / one for one, other in times]),
    )


def _cpu_s(detector: FaceNetwork, frames: Sequence[Frame]) -> float:
    start_s = time.process_time()
    for frame in frames:
        detector.detect_bgr(frame.image)
    return time.process_time() - start_s
